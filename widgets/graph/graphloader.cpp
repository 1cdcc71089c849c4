#include "widgets/graph/graphloader.h"

#include "widgets/common/workspace.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int kilobytesKept = 96 * 1024;

int kilobytesOf(const GraphFrame &frame)
{
    const std::size_t edges = frame.teacher.edges.size() + frame.student.edges.size() + frame.difference.size();
    const std::size_t samples = frame.layout.teacher.size();
    const std::size_t proxies = frame.layout.proxies.size();
    return static_cast<int>((edges * sizeof(GraphEdge) + samples * 32 + proxies * proxies * 8) / 1024) + 1;
}

} // namespace

GraphLoader::GraphLoader(Workspace &workspace, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_frames(kilobytesKept)
{}

void GraphLoader::setRun(std::int64_t run)
{
    if (run != m_id) {
        m_id = run;
        ++m_generation;
        m_run.reset();
        m_frames.clear();
        m_loading = false;
        m_next.reset();
        Q_EMIT runChanged();
    }
    const RunRecord *record = m_workspace.run(run);
    if (!record)
        return;
    GraphRun start;
    start.id = run;
    start.topK = record->recipe.probeTopK;
    start.bestEpoch = record->bestEpoch;
    start.dataFingerprint = record->dataFingerprint;
    m_workspace.query<std::shared_ptr<const GraphRun>>(
        {}, this,
        [start, list = record->classListId](const Project &project) {
            auto result = std::make_shared<GraphRun>(start);
            result->epochs = project.epochs(start.id);
            if (!result->epochs.empty()) {
                result->probe = project.probe(start.id);
                result->classes = classNames(project.classes(list));
            }
            return std::shared_ptr<const GraphRun>(std::move(result));
        },
        [this, generation = m_generation](std::shared_ptr<const GraphRun> result) {
            if (generation != m_generation)
                return;
            m_run = std::move(result);
            Q_EMIT runChanged();
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation == m_generation)
                fail(error);
        });
}

void GraphLoader::request(std::int64_t epoch)
{
    if (!m_run)
        return;
    if (const Kept *kept = m_frames.object(epoch)) {
        m_next.reset();
        Q_EMIT frameReady(kept->frame);
        return;
    }
    m_next = epoch;
    loadNext();
}

void GraphLoader::loadNext()
{
    if (m_loading || !m_next)
        return;
    m_loading = true;
    const std::int64_t epoch = *std::exchange(m_next, std::nullopt);
    m_workspace.query<std::shared_ptr<const GraphFrame>>(
        {}, this,
        [run = m_id, epoch, topK = m_run->topK](const Project &project) {
            return makeFrame(epoch, project.teacherGraph(run, epoch), project.studentGraph(run, epoch), topK);
        },
        [this, epoch, generation = m_generation](std::shared_ptr<const GraphFrame> frame) {
            if (generation != m_generation)
                return;
            m_loading = false;
            m_frames.insert(epoch, new Kept{frame}, kilobytesOf(*frame));
            Q_EMIT frameReady(frame);
            loadNext();
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_loading = false;
            fail(error);
            loadNext();
        });
}

void GraphLoader::fail(const JobError &error)
{
    if (!error.cancelled)
        Q_EMIT failed(error);
}

} // namespace retort
