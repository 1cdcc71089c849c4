#include "widgets/prompts/livepanel.h"

#include "widgets/common/elidedlabel.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/prompts/classscoremodel.h"
#include "widgets/prompts/sharedelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

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
    : QWidget(parent), m_baselineName(new ElidedLabel(Qt::ElideRight, this)),
      m_showAccuracy(iconButton(QStringLiteral("eye"), tr("Show accuracy"), this)),
      m_model(new ClassScoreModel(this)), m_table(new QTableView(this))
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

    auto *keep = new QPushButton(tr("Keep as baseline"), this);
    keep->setToolTip(tr("Compare what you do from now on with the weighting as it is"));
    auto *uniform = iconButton(QStringLiteral("refresh"), tr("Compare with equal weights again"), this);
    auto *baseline = new QHBoxLayout;
    baseline->setSpacing(Theme::space2);
    baseline->addWidget(m_baselineName, 1);
    baseline->addWidget(keep);
    baseline->addWidget(uniform);
    m_baselineName->setAlignment(Qt::AlignRight | Qt::AlignVCenter);

    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(ClassScoreModel::ImagesColumn, new ShareDelegate(m_table));
    m_table->setAccessibleName(tr("Images a class gets, and how sure they are"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(ClassScoreModel::NameColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ClassScoreModel::ImagesColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ClassScoreModel::DifferenceColumn, QHeaderView::Fixed);
    header->setSectionResizeMode(ClassScoreModel::MarginColumn, QHeaderView::Fixed);
    header->resizeSection(ClassScoreModel::DifferenceColumn, 3 * Theme::space5 + Theme::space4);
    header->resizeSection(ClassScoreModel::MarginColumn, 3 * Theme::space5 + Theme::space4);
    header->setMaximumSectionSize(20 * Theme::space5);
    header->setHighlightSections(false);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(figures);
    layout->addLayout(baseline);
    layout->addWidget(m_table, 1);

    connect(keep, &QPushButton::clicked, this, &LivePanel::keepAsked);
    connect(uniform, &QToolButton::clicked, this, &LivePanel::uniformAsked);
    connect(m_showAccuracy, &QToolButton::toggled, this, &LivePanel::refresh);
    refresh();
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
    return m_showAccuracy->isChecked() && m_picture && m_picture->score.accuracy;
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
    m_model->setPictures(m_picture, m_baseline);
    if (!m_picture)
        return;
    const PromptScore &score = m_picture->score;
    const PromptScore *base =
        m_baseline && m_baseline->classes.size() == m_picture->classes.size() ? &m_baseline->score : nullptr;
    const auto show = [](const Figure &figure, const QString &value, const QString &detail) {
        figure.value->setText(value);
        figure.detail->setText(detail);
    };
    const auto differs = [base](double now, double then, int count) {
        return base ? LivePanel::tr("(%1)", "difference to the baseline").arg(differenceText(now - then, count))
                    : QString();
    };
    m_accuracy.box->setVisible(score.accuracy.has_value());
    if (score.accuracy && !m_showAccuracy->isChecked()) {
        show(m_accuracy, QStringLiteral("–"), tr("hidden"));
    } else if (score.accuracy) {
        const Proportion &accuracy = *score.accuracy;
        QString detail = QStringLiteral("±") + decimals((accuracy.high - accuracy.low) / 2, 1);
        if (base && base->accuracy)
            detail += QStringLiteral("  ") + differs(accuracy.percent, base->accuracy->percent, 1);
        show(m_accuracy, percentText(accuracy.percent), detail);
    }
    show(m_confidence, decimals(score.training.meanConfidence, 2),
         differs(score.training.meanConfidence, base ? base->training.meanConfidence : 0, 3));
    show(m_entropy, decimals(score.training.meanEntropy, 2),
         differs(score.training.meanEntropy, base ? base->training.meanEntropy : 0, 3));
}

} // namespace retort
