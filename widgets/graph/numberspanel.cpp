#include "widgets/graph/numberspanel.h"

#include "graph/classlikeness.h"
#include "widgets/common/chart.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/graph/classlikenessmodel.h"
#include "widgets/graph/graphhistory.h"

#include <QHeaderView>
#include <QListWidget>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int chartHeight = 6 * Theme::space5;

} // namespace

NumbersPanel::NumbersPanel(QWidget *parent)
    : QWidget(parent), m_summary(secondaryLabel({})), m_model(new ClassLikenessModel(this)),
      m_sorted(new QSortFilterProxyModel(this)), m_table(new QTableView),
      m_chart(new Chart(tr("epoch"), tr("node KL"))), m_words(new QListWidget)
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(Qt::UserRole);
    m_table->setModel(m_sorted);
    m_table->setAccessibleName(tr("How alike both sides are, by class"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ClassLikenessModel::KlColumn, Qt::DescendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(ClassLikenessModel::ClassColumn, QHeaderView::Stretch);
    // No wider than their numbers and their semi-bold heads, so that all are seen beside the names.
    for (int column = ClassLikenessModel::SamplesColumn; column < ClassLikenessModel::ColumnCount; ++column) {
        const QString name = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const bool counts = column == ClassLikenessModel::SamplesColumn;
        header->resizeSection(column, std::max(fontMetrics().horizontalAdvance(name) * 11 / 10,
                                               fontMetrics().horizontalAdvance(counts ? QStringLiteral("9,999")
                                                                                      : QStringLiteral("0.00"))) +
                                          2 * Theme::space3);
    }
    m_chart->setFixedHeight(chartHeight);
    m_chart->setAccessibleName(tr("Node KL over the epochs"));
    m_words->setAccessibleName(tr("Relations that the student has most wrong"));
    m_words->setWordWrap(true);
    m_words->setResizeMode(QListView::Adjust);
    m_words->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_words->setToolTip(tr("Click one to select its images"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_summary);
    layout->addWidget(headingLabel(tr("Most confused")));
    layout->addWidget(m_words, 2);
    layout->addWidget(headingLabel(tr("By class")));
    layout->addWidget(m_table, 3);
    layout->addWidget(m_chart);
    const auto choose = [this](const QListWidgetItem *item) {
        const auto place = static_cast<std::size_t>(m_words->row(item));
        if (place < m_confusions.size())
            Q_EMIT confusionChosen(m_confusions[place].from, m_confusions[place].to);
    };
    connect(m_words, &QListWidget::itemClicked, this, choose);
    connect(m_words, &QListWidget::itemActivated, this, choose);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &NumbersPanel::historyAsked);
}

QString NumbersPanel::inWords(const ClassConfusion &confusion, const GraphSubject &subject)
{
    const QString shares = tr("%1 against %2", "shares")
                               .arg(percentText(100 * confusion.student), percentText(100 * confusion.teacher));
    const QString from = subject.className(confusion.from);
    const QString to = subject.className(confusion.to);
    if (const std::optional<double> ratio = confusion.ratio())
        return tr("%1 confuses %2 with %3 %4 times as much as %5 (%6)")
            .arg(subject.studentName, from, to, QLocale().toString(*ratio, 'f', 1), subject.teacherName, shares);
    return tr("%1 confuses %2 with %3, %4 hardly does (%5)")
        .arg(subject.studentName, from, to, subject.teacherName, shares);
}

void NumbersPanel::show(const GraphSubject &subject)
{
    m_subject = subject;
    m_confusions.clear();
    m_words->clear();
    if (!subject.there()) {
        m_model->setFigures({}, {});
        m_summary->clear();
        return;
    }
    const ProxyGraph &teacher = subject.frame->teacher;
    const ProxyGraph &student = subject.frame->student;
    QStringList names;
    for (std::int32_t c = 0; c < student.proxies; ++c)
        names << subject.className(c);
    m_model->setFigures(names, classLikenesses(teacher, student));
    m_confusions = worstConfusions(teacher, student);
    for (const ClassConfusion &confusion : m_confusions)
        m_words->addItem(inWords(confusion, subject));
    if (m_confusions.empty())
        m_words->addItem(
            student.probabilities.empty()
                ? tr("This run was stored by an older version, without the shares that this needs.")
                : tr("Nothing: no class is seen more in another one's images than by the other side."));
    const QLocale locale;
    for (const EpochRecord &record : subject.run->epochs)
        if (record.epoch == subject.frame->epoch)
            m_summary->setText(tr("Student and teacher on %1 probe images: agreement %2, node KL %3, edge "
                                  "correlation %4 by row and %5 by column")
                                   .arg(groupedNumber(student.samples), percentText(record.summary.agreement),
                                        locale.toString(record.summary.nodeKl, 'f', 3),
                                        locale.toString(record.summary.edgeCorrelation, 'f', 3),
                                        locale.toString(record.summary.columnCorrelation, 'f', 3)));
}

int NumbersPanel::chosenClass() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? m_sorted->mapToSource(current).row() : -1;
}

void NumbersPanel::showHistory(const GraphHistory &history)
{
    if (!m_subject.there())
        return;
    const int chosen = chosenClass();
    QList<QPointF> points;
    if (chosen < 0) {
        for (const EpochRecord &record : m_subject.run->epochs)
            points << QPointF(static_cast<double>(record.epoch), record.summary.nodeKl);
    } else {
        for (const auto &[epoch, trace] : history.epochs())
            if (trace && static_cast<std::size_t>(chosen) < trace->classes.size())
                if (const auto kl = trace->classes[static_cast<std::size_t>(chosen)].nodeKl)
                    points << QPointF(static_cast<double>(epoch), *kl);
    }
    m_chart->clear();
    m_chart->setPoints(
        m_chart->addLine(chosen < 0 ? tr("all classes") : m_subject.className(chosen), LineRole::Student), points);
}

} // namespace retort
