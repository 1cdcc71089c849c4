#include "widgets/data/auditresults.h"

#include "widgets/common/classfiguresmodel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace retort {

AuditResults::AuditResults(QWidget *parent)
    : QWidget(parent), m_show(new QPushButton(tr("Show"))), m_covered(secondaryLabel({})),
      m_model(new ClassFiguresModel(ClassFiguresModel::Words::TeacherAudited, this)), m_table(new QTableView)
{
    m_accuracy =
        makeFigure(tr("accuracy, tuning half"),
                   tr("Of the images that show one of the classes, those that the teacher gives the right one"));
    m_balanced = makeFigure(tr("balanced accuracy"), tr("Mean recall of the classes that some answer names"));
    m_none =
        makeFigure(tr("none of these"), tr("Images that show none of the classes; accuracies leave them out"));
    m_report =
        makeFigure(tr("accuracy, report half"),
                   tr("For final figures: who looks often and chooses by it has no honest figure left. Each "
                      "look is counted and goes with runs and exports."));
    m_show->setAccessibleName(tr("Show the report half; the look is counted"));
    static_cast<QVBoxLayout *>(m_report.box->layout())->insertWidget(1, m_show, 0, Qt::AlignLeft);
    auto *figures = new QHBoxLayout;
    figures->setSpacing(Theme::space2);
    for (const Figure &figure : {m_accuracy, m_balanced, m_none, m_report})
        figures->addWidget(figure.box, 1);

    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Recall and precision of each class, tuning half"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space3);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setMaximumSectionSize(20 * Theme::space5);
    header->setMinimumSectionSize(3 * Theme::space5 + Theme::space3);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ClassFiguresModel::ConfusedColumn, QHeaderView::Stretch);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(figures);
    layout->addWidget(m_covered);
    layout->addWidget(m_table, 1);
    connect(m_show, &QPushButton::clicked, this, &AuditResults::reportAsked);
}

AuditResults::Figure AuditResults::makeFigure(const QString &name, const QString &explanation)
{
    Figure figure;
    auto *box = new Card(this);
    figure.box = box;
    figure.value = figureLabel(QStringLiteral("–"), box);
    figure.detail = secondaryLabel({}, box);
    QLabel *title = secondaryLabel(name, box);
    title->setWordWrap(false);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(Theme::space3, Theme::space2, Theme::space3, Theme::space2);
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addWidget(figure.value);
    layout->addWidget(figure.detail);
    layout->addStretch(1);
    box->setToolTip(explanation);
    return figure;
}

void AuditResults::showShare(const Figure &figure, const Proportion &share)
{
    if (share.count == 0) {
        figure.value->setText(QStringLiteral("–"));
        figure.detail->setText(tr("nothing answered yet"));
        return;
    }
    figure.value->setText(percentText(share.percent));
    figure.detail->setText(
        tr("%1 to %2, from %n image(s)", nullptr, static_cast<int>(share.count))
            .arg(QLocale().toString(share.low, 'f', 1), QLocale().toString(share.high, 'f', 1)));
}

void AuditResults::setTuning(const AuditFigures &shown)
{
    showShare(m_accuracy, shown.figures.accuracy);
    showShare(m_none, shown.figures.none);
    const bool any = shown.figures.accuracy.count > 0;
    m_balanced.value->setText(any ? percentText(shown.figures.balancedAccuracy) : QStringLiteral("–"));
    m_balanced.detail->setText(any ? tr("macro-F1 %1").arg(percentText(shown.figures.macroF1)) : QString());
    m_covered->setVisible(any && shown.figures.covered < 99.95);
    m_covered->setText(tr("These figures speak of %1 of the images: none of the others has been answered yet.")
                           .arg(percentText(shown.figures.covered)));
    m_model->setFigures(shown.classes, shown.figures, shown.confusion);
}

void AuditResults::setReport(const std::optional<AuditFigures> &shown, std::int64_t looks)
{
    m_show->setVisible(!shown);
    m_report.value->setVisible(shown.has_value());
    const QString counted = tr("looked at %n time(s)", nullptr, static_cast<int>(looks));
    if (!shown) {
        m_report.detail->setText(counted);
        return;
    }
    showShare(m_report, shown->figures.accuracy);
    m_report.detail->setText(tr("%1; %2").arg(m_report.detail->text(), counted));
}

} // namespace retort
