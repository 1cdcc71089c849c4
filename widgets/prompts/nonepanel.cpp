#include "widgets/prompts/nonepanel.h"

#include "measure/rejection.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

NonePanel::NonePanel(QWidget *parent)
    : QWidget(parent), m_measure(new QComboBox(this)), m_threshold(new QDoubleSpinBox(this)),
      m_keepOut(new QCheckBox(tr("not trained on"), this)), m_effect(secondaryLabel({}, this))
{
    m_measure->setAccessibleName(tr("When an answer counts as none of the classes"));
    m_measure->addItem(tr("no threshold"), int(RejectMeasure::None));
    m_measure->addItem(tr("margin below"), int(RejectMeasure::Margin));
    m_measure->addItem(tr("confidence below"), int(RejectMeasure::Confidence));
    m_measure->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_threshold->setRange(0, 1);
    m_threshold->setDecimals(2);
    m_threshold->setSingleStep(0.01);
    m_threshold->setAccessibleName(tr("Threshold, 0 to 1"));
    m_keepOut->setToolTip(tr("No student learns from images of which the teacher is so doubtful."));
    m_effect->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_effect->setMinimumHeight(3 * fontMetrics().height());

    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space2);
    row->addWidget(m_measure, 1);
    row->addWidget(m_threshold);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(headingLabel(tr("None of these"), this));
    layout->addLayout(row);
    layout->addWidget(m_effect);
    layout->addWidget(m_keepOut);

    connect(m_measure, &QComboBox::activated, this, [this] { Q_EMIT edited(chosen(), {}); });
    connect(m_keepOut, &QCheckBox::toggled, this, [this] {
        if (!m_showing)
            Q_EMIT edited(chosen(), {});
    });
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this] {
        if (!m_showing)
            Q_EMIT edited(chosen(), QStringLiteral("threshold %1").arg(m_gestures));
    });
    connect(m_threshold, &QDoubleSpinBox::editingFinished, this, [this] { ++m_gestures; });
    setRule({}, {});
}

RejectRule NonePanel::chosen() const
{
    RejectRule rule = m_rule;
    rule.measure = RejectMeasure(m_measure->currentData().toInt());
    rule.threshold = m_threshold->value();
    rule.keepOutOfTraining = m_keepOut->isChecked();
    return rule;
}

void NonePanel::setRule(const RejectRule &rule, const ClassList &classes)
{
    m_rule = rule;
    m_classes = classes;
    m_showing = true;
    m_measure->setCurrentIndex(m_measure->findData(int(rule.measure)));
    if (m_threshold->value() != rule.threshold)
        m_threshold->setValue(rule.threshold);
    m_keepOut->setChecked(rule.keepOutOfTraining);
    const bool on = rule.measure != RejectMeasure::None;
    m_threshold->setEnabled(on);
    m_keepOut->setEnabled(on);
    m_showing = false;
    showEffect();
}

void NonePanel::setPicture(std::shared_ptr<const LivePicture> picture, bool withLabels)
{
    m_picture = std::move(picture);
    m_withLabels = withLabels;
    showEffect();
}

void NonePanel::showEffect()
{
    const bool marked =
        std::any_of(m_classes.begin(), m_classes.end(), [](const ClassEntry &entry) { return entry.background; });
    const bool off = m_rule.measure == RejectMeasure::None;
    if (!m_picture || m_picture->classes.size() != m_classes.size() || (off && !marked)) {
        m_effect->setText({});
        return;
    }
    std::vector<bool> background;
    for (const ClassEntry &entry : m_classes)
        background.push_back(entry.background);
    const double threshold = off ? 0 : m_rule.threshold;
    const bool byMargin = m_rule.measure == RejectMeasure::Margin;
    const LogitSummary &training = m_picture->score.training;
    const Rejection effect =
        rejectionOf(training.answers, byMargin ? training.margins : training.confidences, threshold, background);
    QStringList lines;
    const auto share = [&effect](std::int64_t part) {
        return percentText(100 * static_cast<double>(part) /
                           static_cast<double>(std::max<std::int64_t>(1, effect.images)));
    };
    lines << tr("%1 images (%2) are none of the classes").arg(groupedNumber(effect.none()), share(effect.none()));
    if (marked)
        lines << tr("%1 of them get a background class").arg(groupedNumber(effect.background));
    if (m_withLabels && m_picture->tuning.sample) {
        const TuningAnswers &tuning = m_picture->tuning;
        const LabelledRejection labelled = rejectionOn(
            *tuning.sample, tuning.answers, byMargin ? tuning.margins : tuning.confidences, threshold, background);
        lines << tr("accuracy %1 on the %2 that get an answer")
                     .arg(percentText(labelled.accuracy.percent), percentText(labelled.coverage.percent));
        if (labelled.caught.count > 0)
            lines << tr("%1 of those that show no class are found").arg(percentText(labelled.caught.percent));
    }
    m_effect->setText(lines.join(QLatin1Char('\n')));
}

} // namespace retort
