#include "widgets/prompts/weightstrips.h"

#include "widgets/common/livescore.h"
#include "widgets/common/workspace.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace retort {

WeightStrips::WeightStrips(Workspace &workspace, LiveScore &live, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_live(live)
{
    connect(&live, &LiveScore::rested, this, &WeightStrips::next);
}

void WeightStrips::setFigure(std::optional<StripFigure> figure)
{
    if (std::exchange(m_figure, figure) != figure)
        restart();
}

void WeightStrips::setWeighting(const Weighting &weighting, double full, const std::vector<std::size_t> &inView)
{
    m_inView.clear();
    for (const std::size_t index : inView)
        m_inView.insert(weighting.templates[index].text);
    if (weighting == m_weighting && full == m_full)
        return;
    m_weighting = weighting;
    m_full = full;
    restart();
}

void WeightStrips::setPaused(bool paused)
{
    m_paused = paused;
    if (paused && m_job != 0)
        m_workspace.interactive().cancel(m_job);
    next();
}

void WeightStrips::restart()
{
    ++m_generation;
    if (m_job != 0)
        m_workspace.interactive().cancel(std::exchange(m_job, 0));
    m_strips.clear();
    m_waiting.clear();
    m_base = m_live.known(m_weighting);
    if (m_base.rule == WeightRule::AutoClip) {
        m_waiting.assign(1, 0); // all of them at once
    } else if (m_figure) {
        m_waiting.resize(m_base.templates.size());
        std::iota(m_waiting.rbegin(), m_waiting.rend(), 0);
        std::stable_partition(m_waiting.begin(), m_waiting.end(), [this](std::size_t index) {
            return !m_inView.contains(m_base.templates[index].text);
        });
    }
    Q_EMIT changed();
    next();
}

void WeightStrips::next()
{
    if (!m_live.scorer() || !m_live.settled())
        return;
    if (m_live.known(m_weighting) != m_base) {
        restart(); // some have joined
        return;
    }
    if (m_job != 0 || m_paused || m_waiting.empty())
        return;
    if (m_base.rule == WeightRule::AutoClip) {
        askForSpread();
        return;
    }
    const std::size_t index = m_waiting.back(); // goes once its strip is there
    const QString text = QString::fromStdString(m_base.templates[index].text);
    m_job = m_workspace.interactive().submit<std::vector<float>>(
        tr("looking ahead"), {}, this,
        [scorer = m_live.scorer(), slide = WeightSlide{m_base, index}, full = m_full, figure = *m_figure](
            std::stop_token stop, const Reporter &) { return scorer->strip(slide, full, figure, stop); },
        [this, text, generation = m_generation](std::vector<float> strip) {
            if (generation != m_generation)
                return;
            m_job = 0;
            m_waiting.pop_back();
            took(text, std::move(strip));
            next();
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_job = 0;
            if (!error.cancelled)
                m_waiting.clear(); // the same thing fails where a person waits for it, and is told there
            next();
        });
}

void WeightStrips::took(const QString &text, std::vector<float> strip)
{
    if (strip.empty())
        return;
    const auto [low, high] = std::minmax_element(strip.begin(), strip.end());
    const bool first = m_strips.isEmpty();
    m_low = first ? *low : std::min(m_low, *low);
    m_high = first ? *high : std::max(m_high, *high);
    m_strips.insert(text, std::move(strip));
    Q_EMIT changed();
}

void WeightStrips::askForSpread()
{
    m_job = m_workspace.interactive().submit<Matrix>(
        tr("looking at the weights of each image"), {}, this,
        [scorer = m_live.scorer(), weighting = m_weighting,
         full = m_full](std::stop_token stop, const Reporter &) { return scorer->spread(weighting, full, stop); },
        [this, generation = m_generation](const Matrix &spread) {
            if (generation != m_generation)
                return;
            m_job = 0;
            m_waiting.clear();
            for (std::int64_t p = 0; p < spread.rows(); ++p)
                took(QString::fromStdString(m_base.templates[static_cast<std::size_t>(p)].text),
                     {spread.row(p).begin(), spread.row(p).end()});
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_job = 0;
            if (!error.cancelled)
                m_waiting.clear();
            next();
        });
}

std::vector<float> WeightStrips::strip(const QString &text) const
{
    std::vector<float> values = m_strips.value(text);
    const float span = m_high - m_low;
    for (float &value : values)
        value = span > 0 ? (value - m_low) / span : 0;
    return values;
}

} // namespace retort
