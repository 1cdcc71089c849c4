#pragma once

#include "graph/classlikeness.h"
#include "graph/layout.h"
#include "widgets/common/jobrunner.h"

#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace retort {

class Workspace;
struct GraphRun;

/// What is kept of an epoch's student graph to show a way over epochs.
struct EpochTrace
{
    std::int64_t epoch = 0;
    std::vector<GraphEdge> shares; ///< topShares of the student
    std::vector<std::int32_t> answers;
    std::vector<float> nodeKl;          ///< empty in graphs of older versions
    std::vector<ClassLikeness> classes; ///< see classLikenesses
};

/// The epochs of a run, read one after the other in the background once they are wanted, the newest first. Of a
/// run with very many samples and epochs only as many epochs as fit into memory, evenly spread.
class GraphHistory : public QObject
{
    Q_OBJECT

public:
    explicit GraphHistory(Workspace &workspace, QObject *parent = nullptr);

    /// Null: none. The same run with more epochs keeps what was read.
    void setRun(std::shared_ptr<const GraphRun> run);
    /// Begins to read; from then on new epochs are read as they come, and those of the runs that follow.
    void want();
    [[nodiscard]] bool complete() const { return m_wanted && !m_loading; }

    /// By epoch.
    [[nodiscard]] const std::map<std::int64_t, std::shared_ptr<const EpochTrace>> &epochs() const
    {
        return m_epochs;
    }
    /// Where a sample was, epoch by epoch, as far as that is known.
    [[nodiscard]] std::vector<GraphPoint> trail(std::int32_t sample, const GraphLayout &layout) const;

Q_SIGNALS:
    void grown();

private:
    void loadNext();

    Workspace &m_workspace;
    std::shared_ptr<const GraphRun> m_run;
    std::shared_ptr<const ProxyGraph> m_teacher; ///< its answers are those of all epochs
    std::map<std::int64_t, std::shared_ptr<const EpochTrace>> m_epochs;
    quint64 m_generation = 0;
    bool m_wanted = false;
    bool m_loading = false;
};

/// Where all samples of an epoch lie.
[[nodiscard]] std::vector<GraphPoint> tracePlaces(const EpochTrace &trace, const GraphLayout &layout);

} // namespace retort
