#include "widgets/graph/epochbar.h"

#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace retort {

namespace {

constexpr int playInterval = 700; // milliseconds an epoch: samples arrive, then rest a moment

} // namespace

EpochBar::EpochBar(QWidget *parent)
    : QWidget(parent), m_play(iconButton(QStringLiteral("play"), tr("Play the epochs"), this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_toBest(iconButton(QStringLiteral("flag"), tr("Go to the best epoch"), this)), m_text(new QLabel(this)),
      m_summary(secondaryLabel({}, this)), m_timer(new QTimer(this))
{
    m_play->setCheckable(true);
    m_slider->setAccessibleName(tr("Epoch"));
    m_slider->setPageStep(1);
    m_slider->setMinimumWidth(6 * Theme::space5);
    m_summary->setWordWrap(false);
    m_timer->setInterval(playInterval);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_play);
    layout->addWidget(m_text);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_toBest);
    layout->addWidget(m_summary);

    connect(m_slider, &QSlider::valueChanged, this, [this] {
        showText();
        Q_EMIT epochChosen(epoch());
    });
    connect(m_play, &QToolButton::toggled, this, &EpochBar::play);
    connect(m_toBest, &QToolButton::clicked, this, [this] { setEpoch(m_best); });
    connect(m_timer, &QTimer::timeout, this, [this] {
        if (m_slider->value() < m_slider->maximum())
            m_slider->setValue(m_slider->value() + 1);
        else
            m_play->setChecked(false);
    });
    showText();
}

std::int64_t EpochBar::epoch() const
{
    const auto place = static_cast<std::size_t>(m_slider->value());
    return place < m_epochs.size() ? m_epochs[place].epoch : 0;
}

void EpochBar::setEpoch(qint64 epoch)
{
    for (std::size_t i = 0; i < m_epochs.size(); ++i)
        if (m_epochs[i].epoch == epoch)
            m_slider->setValue(static_cast<int>(i));
}

bool EpochBar::playing() const
{
    return m_timer->isActive();
}

void EpochBar::setEpochs(const std::vector<EpochRecord> &epochs, std::int64_t bestEpoch)
{
    const std::int64_t before = epoch();
    const bool atEnd = m_slider->value() == m_slider->maximum();
    m_epochs = epochs;
    m_best = bestEpoch;
    int place = std::max(0, static_cast<int>(epochs.size()) - 1);
    if (!atEnd)
        for (std::size_t i = 0; i < epochs.size(); ++i)
            if (epochs[i].epoch == before)
                place = static_cast<int>(i);
    {
        const QSignalBlocker blocker(m_slider);
        m_slider->setRange(0, std::max(0, static_cast<int>(epochs.size()) - 1));
        m_slider->setValue(place);
    }
    setEnabled(!epochs.empty());
    showText();
    if (epoch() != before && epoch() != 0)
        Q_EMIT epochChosen(epoch());
}

void EpochBar::play(bool on)
{
    m_play->setIcon(icon(on ? QStringLiteral("pause") : QStringLiteral("play")));
    m_play->setToolTip(on ? tr("Stop") : tr("Play the epochs"));
    m_play->setAccessibleName(m_play->toolTip());
    if (!on) {
        m_timer->stop();
        return;
    }
    if (m_slider->value() == m_slider->maximum())
        m_slider->setValue(0);
    m_timer->start();
}

void EpochBar::showText()
{
    const auto place = static_cast<std::size_t>(m_slider->value());
    m_toBest->setEnabled(m_best != 0 && epoch() != m_best);
    if (place >= m_epochs.size()) {
        m_text->clear();
        m_summary->clear();
        return;
    }
    const EpochRecord &record = m_epochs[place];
    m_text->setText(record.epoch == m_best
                        ? tr("epoch %1 of %2, best").arg(record.epoch).arg(m_epochs.back().epoch)
                        : tr("epoch %1 of %2").arg(record.epoch).arg(m_epochs.back().epoch));
    // The widest text it can have, so that the slider does not move under the hand.
    m_text->setMinimumWidth(fontMetrics().horizontalAdvance(
        tr("epoch %1 of %2, best").arg(m_epochs.back().epoch).arg(m_epochs.back().epoch)));
    const QLocale locale;
    const GraphSummary &summary = record.summary;
    m_summary->setText(tr("agreement %1   edge correlation %2   node KL %3")
                           .arg(percentText(summary.agreement), locale.toString(summary.edgeCorrelation, 'f', 2),
                                locale.toString(summary.nodeKl, 'f', 2)));
    m_summary->setToolTip(tr("On the probe images: how often student and teacher answer alike, the mean Pearson "
                             "correlation of their edges, and the mean KL divergence of their answers in nats"));
}

} // namespace retort
