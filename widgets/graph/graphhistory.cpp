#include "widgets/graph/graphhistory.h"

#include "widgets/common/workspace.h"
#include "widgets/graph/graphloader.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr std::int64_t mostBytes = 64 * 1024 * 1024;

struct ReadTrace
{
    std::shared_ptr<const ProxyGraph> teacher;
    std::shared_ptr<const EpochTrace> trace;
};

/// Evenly spread, the last one included.
std::vector<std::int64_t> epochsToKeep(const GraphRun &run)
{
    const auto samples = static_cast<std::int64_t>(run.probe.size());
    const std::int64_t bytes = samples * (run.topK * static_cast<std::int64_t>(sizeof(GraphEdge)) + 8) +
                               static_cast<std::int64_t>(run.classes.size() * sizeof(ClassLikeness));
    const std::int64_t most = std::max<std::int64_t>(12, mostBytes / std::max<std::int64_t>(bytes, 1));
    const auto count = static_cast<std::int64_t>(run.epochs.size());
    std::vector<std::int64_t> epochs;
    const std::int64_t step = (count + most - 1) / std::max<std::int64_t>(most, 1);
    for (std::int64_t i = count - 1; i >= 0; i -= std::max<std::int64_t>(step, 1))
        epochs.push_back(run.epochs[static_cast<std::size_t>(i)].epoch);
    return epochs; // the newest first
}

std::span<const GraphEdge> sharesOf(const EpochTrace &trace, std::int32_t sample)
{
    const auto [first, last] =
        std::equal_range(trace.shares.begin(), trace.shares.end(), GraphEdge{sample, 0, 0},
                         [](const GraphEdge &a, const GraphEdge &b) { return a.sample < b.sample; });
    return {first, last};
}

} // namespace

std::vector<GraphPoint> tracePlaces(const EpochTrace &trace, const GraphLayout &layout)
{
    std::vector<GraphPoint> places;
    const std::size_t count = std::min(trace.answers.size(), layout.offsets.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto sample = static_cast<std::int32_t>(i);
        places.push_back(placeOf(sharesOf(trace, sample), layout, sample));
    }
    return places;
}

GraphHistory::GraphHistory(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {}

void GraphHistory::setRun(std::shared_ptr<const GraphRun> run)
{
    const bool same = run && m_run && run->id == m_run->id;
    m_run = std::move(run);
    if (!same) {
        ++m_generation;
        m_epochs.clear();
        m_teacher.reset();
        m_loading = false;
    }
    if (m_wanted)
        loadNext();
}

void GraphHistory::want()
{
    m_wanted = true;
    loadNext();
}

void GraphHistory::loadNext()
{
    if (m_loading || !m_run)
        return;
    const std::vector<std::int64_t> wanted = epochsToKeep(*m_run);
    const auto next = std::find_if(wanted.begin(), wanted.end(),
                                   [this](std::int64_t epoch) { return m_epochs.count(epoch) == 0; });
    if (next == wanted.end())
        return;
    m_loading = true;
    const std::int64_t epoch = *next;
    m_workspace.query<ReadTrace>(
        {}, this,
        [run = m_run, epoch, teacher = m_teacher](const Project &project) {
            ReadTrace read;
            read.teacher =
                teacher ? teacher : std::make_shared<const ProxyGraph>(project.teacherGraph(run->id, epoch));
            const ProxyGraph student = project.studentGraph(run->id, epoch);
            auto trace = std::make_shared<EpochTrace>();
            trace->epoch = epoch;
            trace->shares = topShares(student, run->topK);
            trace->classes = classLikenesses(*read.teacher, student);
            trace->answers = student.answers;
            trace->nodeKl = student.nodeKl;
            read.trace = std::move(trace);
            return read;
        },
        [this, epoch, generation = m_generation](ReadTrace read) {
            if (generation != m_generation)
                return;
            m_loading = false;
            m_teacher = std::move(read.teacher);
            m_epochs[epoch] = std::move(read.trace);
            Q_EMIT grown();
            loadNext();
        },
        [this, epoch, generation = m_generation](const JobError &) {
            // The page says what is wrong with an epoch when it is looked at; here it is a gap.
            if (generation != m_generation)
                return;
            m_loading = false;
            m_epochs[epoch] = nullptr;
            loadNext();
        });
}

std::vector<GraphPoint> GraphHistory::trail(std::int32_t sample, const GraphLayout &layout) const
{
    std::vector<GraphPoint> points;
    if (sample < 0 || static_cast<std::size_t>(sample) >= layout.offsets.size())
        return points;
    for (const auto &[epoch, trace] : m_epochs)
        if (trace && static_cast<std::size_t>(sample) < trace->answers.size())
            points.push_back(placeOf(sharesOf(*trace, sample), layout, sample));
    return points;
}

} // namespace retort
