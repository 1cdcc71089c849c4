#include "widgets/prompts/livepanel.h"

#include "measure/classwarnings.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/surenesschart.h"
#include "widgets/common/theme.h"
#include "widgets/prompts/classscoremodel.h"
#include "widgets/prompts/comparisontext.h"
#include "widgets/prompts/confusionmodel.h"
#include "widgets/prompts/confusionview.h"
#include "widgets/prompts/sharedelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include <cmath>
#include <utility>

namespace retort {

namespace {

QString decimals(double value, int count)
{
    return QLocale().toString(value, 'f', count);
}

/// "+0.8", "-1.2", "±0".
QString differenceText(double difference, int count)
{
    const QString text = decimals(std::abs(difference), count);
    if (text == decimals(0, count))
        return QStringLiteral("±") + decimals(0, 0);
    return (difference > 0 ? QStringLiteral("+") : QStringLiteral("−")) + text;
}

} // namespace

LivePanel::LivePanel(QWidget *parent)
    : QWidget(parent), m_more(new ElidedLabel(Qt::ElideRight, this)),
      m_report(new QPushButton(tr("Report half"), this)), m_warning(new ElidedLabel(Qt::ElideRight, this)),
      m_warningIcon(new QLabel(this)), m_comparison(secondaryLabel({}, this)),
      m_baselineName(new ElidedLabel(Qt::ElideRight, this)),
      m_showAccuracy(iconButton(QStringLiteral("eye"), tr("Show accuracy"), this)), m_tabs(new QTabWidget(this)),
      m_classes(new ClassScoreModel(this)), m_sorted(new QSortFilterProxyModel(this)), m_table(makeClasses()),
      m_confusion(new ConfusionModel(this)), m_sureness(new SurenessChart)
{
    auto *figures = new QHBoxLayout;
    figures->setSpacing(Theme::space2);
    m_showAccuracy->setCheckable(true);
    m_showAccuracy->setChecked(true);
    m_showAccuracy->setIconSize({Theme::space4, Theme::space4});
    m_showAccuracy->setToolTip(
        tr("Show accuracy. Off: weights are chosen without labels in sight, and the project records that."));
    m_accuracy = makeFigure(
        tr("accuracy"),
        tr("On the tuning half of the labels, with its 95 % interval; the report half is kept for final figures"),
        QStringLiteral("tag"), m_showAccuracy);
    m_confidence =
        makeFigure(tr("confidence"), tr("Softmax share of the best answer, mean over the training images"));
    m_entropy = makeFigure(tr("entropy"),
                           tr("Of the softmax over classes, mean over the training images, in nats; 0 is sure"));
    for (const Figure &figure : {m_accuracy, m_confidence, m_entropy})
        figures->addWidget(figure.box, 1);

    m_more->setProperty("role", QStringLiteral("secondary"));
    m_warningIcon->setPixmap(icon(QStringLiteral("warning"), IconTone::Warning)
                                 .pixmap(QSize(Theme::space4, Theme::space4), devicePixelRatioF()));
    auto *warning = new QHBoxLayout;
    warning->setSpacing(Theme::space1);
    warning->addWidget(m_warningIcon);
    warning->addWidget(m_warning, 1);
    m_warning->setMinimumHeight(Theme::space4); // nothing jumps when there is one

    auto *keep = new QPushButton(tr("Keep as baseline"), this);
    keep->setToolTip(tr("Compare what you do from now on with the weighting as it is"));
    auto *uniform = iconButton(QStringLiteral("refresh"), tr("Compare with equal weights again"), this);
    auto *baseline = new QHBoxLayout;
    baseline->setSpacing(Theme::space2);
    baseline->addWidget(m_baselineName, 1);
    baseline->addWidget(keep);
    baseline->addWidget(uniform);
    m_comparison->setToolTip(
        tr("McNemar's exact test on the images that only one of the two answers rightly. It takes the images for "
           "independent, and does not know how many weightings were tried before this one."));
    m_comparison->setMinimumHeight(2 * fontMetrics().height());
    m_comparison->setAlignment(Qt::AlignLeft | Qt::AlignTop);

    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_table, tr("Classes"));
    auto *confusion = new ConfusionView(*m_confusion);
    m_confusionTab = confusion;
    m_tabs->addTab(confusion, tr("Confusion"));
    m_tabs->addTab(m_sureness, tr("Sureness"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(figures);
    auto *more = new QHBoxLayout;
    more->setSpacing(Theme::space2);
    more->addWidget(m_more, 1);
    more->addWidget(m_report);
    QSizePolicy kept = m_report->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // nothing jumps when accuracy is hidden
    m_report->setSizePolicy(kept);
    layout->addLayout(more);
    layout->addLayout(baseline);
    layout->addWidget(m_comparison);
    layout->addLayout(warning);
    layout->addWidget(m_tabs, 1);

    m_report->setToolTip(tr("Show accuracy on the half of the labels that is kept for final figures. Each look is "
                            "counted: who chooses by it makes the final figure too good."));
    connect(m_report, &QPushButton::clicked, this, &LivePanel::reportAsked);
    connect(keep, &QPushButton::clicked, this, &LivePanel::keepAsked);
    connect(uniform, &QToolButton::clicked, this, &LivePanel::uniformAsked);
    connect(m_showAccuracy, &QToolButton::toggled, this, [this] {
        refresh();
        Q_EMIT accuracyShown(accuracyVisible());
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, &LivePanel::refresh);
    connect(confusion, &ConfusionView::cellChosen, this, &LivePanel::confusionChosen);
    refresh();
}

QTableView *LivePanel::makeClasses()
{
    auto *table = new QTableView;
    m_sorted->setSourceModel(m_classes);
    m_sorted->setSortRole(ClassScoreModel::SortRole);
    m_sorted->setDynamicSortFilter(false); // rows do not run about under a moving bar
    table->setModel(m_sorted);
    table->setItemDelegateForColumn(ClassScoreModel::ImagesColumn, new ShareDelegate(table));
    table->setAccessibleName(tr("Images a class gets, and how sure they are"));
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    QHeaderView *header = table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(ClassScoreModel::NameColumn, QHeaderView::Stretch);
    // As wide as their heads: those are semi-bold, and have room on either side.
    for (int column = 0; column < ClassScoreModel::ColumnCount; ++column) {
        const QString name = m_sorted->headerData(column, Qt::Horizontal).toString();
        if (column != ClassScoreModel::NameColumn)
            header->resizeSection(column, fontMetrics().horizontalAdvance(name) * 11 / 10 + 2 * Theme::space3 +
                                              Theme::space1);
    }
    header->setHighlightSections(false);
    header->setSortIndicatorShown(true);
    header->setSortIndicatorClearable(true);
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder); // in the order of the class list
    return table;
}

LivePanel::Figure LivePanel::makeFigure(const QString &name, const QString &explanation, const QString &iconName,
                                        QWidget *control)
{
    Figure figure;
    auto *box = new Card(this);
    figure.box = box;
    figure.value = figureLabel({}, box);
    figure.detail = secondaryLabel({}, box);
    figure.detail->setWordWrap(false);
    QLabel *title = secondaryLabel(name, box);
    title->setWordWrap(false);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space1);
    head->addWidget(title);
    if (!iconName.isEmpty()) {
        auto *mark = new QLabel(box);
        mark->setPixmap(
            icon(iconName, IconTone::Warning).pixmap(QSize(Theme::space4, Theme::space4), devicePixelRatioF()));
        head->addWidget(mark);
    }
    head->addStretch(1);
    if (control)
        head->addWidget(control);
    head->setContentsMargins(0, 0, 0, 0);
    title->setMinimumHeight(m_showAccuracy->sizeHint().height()); // all heads are alike
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(Theme::space3, Theme::space2, Theme::space3, Theme::space2);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(figure.value);
    layout->addWidget(figure.detail);
    box->setToolTip(explanation);
    return figure;
}

bool LivePanel::accuracyVisible() const
{
    return m_showAccuracy->isChecked() && m_picture && m_picture->measured;
}

void LivePanel::addTab(QWidget *tab, const QString &title)
{
    m_tabs->addTab(tab, title);
}

void LivePanel::setPicture(std::shared_ptr<const LivePicture> picture)
{
    m_picture = std::move(picture);
    refresh();
}

void LivePanel::setBaseline(std::shared_ptr<const LivePicture> baseline, const QString &name)
{
    m_baseline = std::move(baseline);
    m_baselineName->setFullText(m_baseline ? tr("baseline: %1").arg(name) : QString());
    refresh();
}

void LivePanel::refresh()
{
    const bool labels = accuracyVisible();
    const bool compared = m_picture && m_baseline && m_baseline->classes.size() == m_picture->classes.size();
    m_classes->setPictures(m_picture, m_baseline, labels);
    for (const int column : {ClassScoreModel::RecallColumn, ClassScoreModel::PrecisionColumn})
        m_table->setColumnHidden(column, !labels);
    m_tabs->setTabEnabled(m_tabs->indexOf(m_confusionTab), labels);
    m_tabs->setTabToolTip(m_tabs->indexOf(m_confusionTab),
                          labels ? QString() : tr("Needs labels, and accuracy to be shown"));
    // What is not seen is not made.
    if (labels && m_tabs->currentWidget() == m_confusionTab)
        m_confusion->setCells(m_picture->measured->confusion, m_picture->classes);
    if (m_tabs->currentWidget() == m_sureness)
        m_sureness->setPictures(m_picture, compared ? m_baseline : nullptr, labels);
    if (!m_picture)
        return;
    showFigures(compared ? m_baseline.get() : nullptr);
    showMore();
    showWarnings();
    m_comparison->setText(labels && compared ? comparisonText(compareTuning(m_baseline->tuning, m_picture->tuning))
                                             : QString());
}

void LivePanel::showFigures(const LivePicture *base)
{
    const PromptScore &score = m_picture->score;
    const auto show = [](const Figure &figure, const QString &value, const QString &detail) {
        figure.value->setText(value);
        figure.detail->setText(detail);
    };
    const auto differs = [](double now, double then, int count) {
        return LivePanel::tr("(%1)", "difference to the baseline").arg(differenceText(now - then, count));
    };
    m_accuracy.box->setVisible(score.accuracy.has_value());
    if (score.accuracy && !m_showAccuracy->isChecked()) {
        show(m_accuracy, QStringLiteral("–"), tr("hidden"));
    } else if (score.accuracy) {
        const Proportion &accuracy = *score.accuracy;
        QString detail = QStringLiteral("±") + decimals((accuracy.high - accuracy.low) / 2, 1);
        if (base && base->score.accuracy && !m_picture->sampled())
            detail += QStringLiteral("  ") + differs(accuracy.percent, base->score.accuracy->percent, 1);
        show(m_accuracy, percentText(accuracy.percent), detail);
    }
    double confidence = base ? base->score.training.meanConfidence : 0;
    if (base && m_picture->places) { // of the same images
        confidence = 0;
        for (const std::int64_t place : *m_picture->places)
            confidence += double(base->score.training.confidences[static_cast<std::size_t>(place)]);
        confidence /= static_cast<double>(m_picture->places->size());
    }
    show(m_confidence, decimals(score.training.meanConfidence, 2),
         base ? differs(score.training.meanConfidence, confidence, 3) : QString());
    show(m_entropy, decimals(score.training.meanEntropy, 2),
         base && !m_picture->sampled() ? differs(score.training.meanEntropy, base->score.training.meanEntropy, 3)
                                       : QString());
}

void LivePanel::showReport(std::shared_ptr<const LivePicture> picture, const Proportion &accuracy, qint64 looks)
{
    m_reported = std::move(picture);
    m_reportText = tr("report half %1 ±%2, look %3")
                       .arg(percentText(accuracy.percent), decimals((accuracy.high - accuracy.low) / 2, 1))
                       .arg(looks);
    refresh();
}

void LivePanel::showMore()
{
    m_report->setVisible(accuracyVisible() && !m_picture->labels->report.empty());
    m_report->setEnabled(!m_picture->sampled());
    QStringList parts;
    if (accuracyVisible() && m_reported == m_picture)
        parts << m_reportText;
    if (m_picture->sampled())
        parts << tr("a sample of %1 images, all in a moment")
                     .arg(groupedNumber(static_cast<qint64>(m_picture->places->size())));
    if (accuracyVisible()) {
        const LabelPicture &measured = *m_picture->measured;
        parts << tr("balanced accuracy %1").arg(percentText(measured.figures.balancedAccuracy))
              << tr("macro-F1 %1").arg(percentText(measured.figures.macroF1))
              << tr("ECE %1", "expected calibration error").arg(decimals(measured.calibration.error, 3));
    }
    m_more->setFullText(parts.join(QStringLiteral("   ")));
}

void LivePanel::showWarnings()
{
    QStringList texts;
    for (const ClassWarning &warning : classWarnings(m_picture->score.training.classCounts, m_classes->before())) {
        const QString name =
            QString::fromStdString(m_picture->classes[static_cast<std::size_t>(warning.classIndex)].name);
        const QString now = groupedNumber(warning.images);
        if (warning.before < 0)
            texts << (warning.swells ? tr("%1 gets %2 images, more than half").arg(name, now)
                                     : tr("%1 gets no image").arg(name));
        else
            texts << (warning.swells ? tr("%1 swells, %2 → %3 images") : tr("%1 empties, %2 → %3 images"))
                         .arg(name, groupedNumber(warning.before), now);
    }
    m_warningIcon->setVisible(!texts.isEmpty());
    m_warning->setFullText(texts.join(QStringLiteral("; ")));
    m_warning->setToolTip(texts.isEmpty()
                              ? QString()
                              : texts.join(QLatin1Char('\n')) + QLatin1Char('\n') +
                                    tr("Confidence rises, too, when everything falls into one class."));
}

} // namespace retort
