#pragma once

#include "widgets/common/jobrunner.h"
#include "workflow/promptscorer.h"

#include <QHash>
#include <QObject>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retort {

class LiveScore;
class Workspace;

/// The strips behind the bars: how a figure would go as one weight moves. Filled one template after the other
/// while nothing else is scored, those first that are in view, and again whenever the weights have changed. Under
/// AutoCLIP, where every image has weights of its own, a strip shows how they are spread instead.
class WeightStrips : public QObject
{
    Q_OBJECT

public:
    WeightStrips(Workspace &workspace, LiveScore &live, QObject *parent = nullptr);

    /// Nothing: no strips (but AutoCLIP's).
    void setFigure(std::optional<StripFigure> figure);
    [[nodiscard]] std::optional<StripFigure> figure() const { return m_figure; }
    /// What the bars show: `inView` are its templates that can be seen.
    void setWeighting(const Weighting &weighting, double full, const std::vector<std::size_t> &inView);
    /// Gives way to a bar that slides.
    void setPaused(bool paused);
    /// Values of a template's strip brought to 0 .. 1 over all strips; empty: not known (yet).
    [[nodiscard]] std::vector<float> strip(const QString &text) const;
    [[nodiscard]] bool settled() const { return m_job == 0 && m_waiting.empty(); }

Q_SIGNALS:
    void changed();

private:
    void restart();
    void next();
    void askForSpread();
    void took(const QString &text, std::vector<float> strip);

    Workspace &m_workspace;
    LiveScore &m_live;
    std::optional<StripFigure> m_figure;
    Weighting m_weighting;
    double m_full = 1;
    Weighting m_base; ///< of it, what is encoded: what the strips are of
    std::set<std::string> m_inView;
    QHash<QString, std::vector<float>> m_strips;
    std::vector<std::size_t> m_waiting; ///< the next one, or the one under way, last
    bool m_paused = false;
    JobRunner::JobId m_job = 0;
    quint64 m_generation = 0; ///< strips of other weights are dropped
    float m_low = 0;
    float m_high = 0;
};

} // namespace retort
