#include "widgets/graph/graphloader.h"

#include "widgets/common/workspace.h"
#include "workflow/graphpair.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int kilobytesKept = 96 * 1024;
constexpr int stepsAtOnce = 8; ///< of a force layout, between two pictures of it

int kilobytesOf(const GraphFrame &frame)
{
    const std::size_t edges = frame.teacher.edges.size() + frame.student.edges.size() + frame.difference.size();
    const std::size_t samples = frame.teacherPlaces.size();
    const std::size_t proxies = frame.layout->proxies.size();
    return static_cast<int>((edges * (sizeof(GraphEdge) + sizeof(float)) + samples * 80 + proxies * proxies * 8) /
                            1024) +
           1;
}

struct Loaded
{
    std::shared_ptr<const GraphFrame> frame;
    std::string teacherName;
    std::string studentName;
};

} // namespace

/// A force layout on its way, and the graph it is made of.
struct GraphLoader::Force
{
    explicit Force(std::shared_ptr<const GraphFrame> of, std::int64_t topK)
        : frame(std::move(of)), layout(frame->teacher, topK)
    {}
    std::shared_ptr<const GraphFrame> frame;
    ForceLayout layout;
};

/// A force layout after some steps.
struct GraphLoader::Settled
{
    std::shared_ptr<const GraphFrame> frame;
    std::int64_t steps = 0;
    bool done = false;
};

GraphLoader::GraphLoader(Workspace &workspace, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_frames(kilobytesKept), m_runner(QStringLiteral("graph layout"))
{}

void GraphLoader::forget()
{
    ++m_generation;
    m_frames.clear();
    m_loading = false;
    m_next.reset();
    m_force.reset();
    m_runner.cancelAll();
}

void GraphLoader::setRun(std::int64_t run)
{
    if (run != m_id) {
        m_id = run;
        forget();
        m_against = 0;
        m_layout.reset();
        m_current.reset();
        m_run.reset();
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
                result->classList = project.classes(list);
                result->classes = classNames(result->classList);
            }
            return std::shared_ptr<const GraphRun>(std::move(result));
        },
        [this, run](std::shared_ptr<const GraphRun> result) {
            if (run != m_id)
                return;
            m_run = std::move(result);
            Q_EMIT runChanged();
        },
        [this, run](const JobError &error) {
            if (run == m_id)
                fail(error);
        });
}

void GraphLoader::setAgainst(std::int64_t run)
{
    if (run == m_against)
        return;
    const std::int64_t epoch = m_current ? m_current->epoch : 0;
    forget();
    m_against = run;
    m_layout.reset(); // of another reference
    if (epoch != 0)
        request(epoch);
}

void GraphLoader::setLayout(LayoutKind kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    const auto shown = m_current;
    forget();
    m_layout.reset();
    if (shown)
        place(shown);
}

void GraphLoader::request(std::int64_t epoch)
{
    if (!m_run)
        return;
    if (const Kept *kept = m_frames.object(epoch)) {
        m_next.reset();
        m_current = kept->frame;
        Q_EMIT frameReady(m_current);
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
    const auto failedToLoad = [this, generation = m_generation](const JobError &error) {
        if (generation != m_generation)
            return;
        m_loading = false;
        fail(error);
        loadNext();
    };
    m_workspace.query<std::shared_ptr<GraphPair>>(
        {}, this,
        [run = m_id, epoch, against = m_against](const Project &project) {
            return std::make_shared<GraphPair>(readGraphPair(project, run, epoch, against));
        },
        [this, failedToLoad, generation = m_generation](std::shared_ptr<GraphPair> pair) {
            if (generation != m_generation)
                return;
            // A force layout begins with the radial one.
            const LayoutKind kind = m_kind == LayoutKind::Force ? LayoutKind::Radial : m_kind;
            m_runner.submit<Loaded>(
                tr("Laying out the graph"), {}, this,
                [pair, kind, layout = m_layout](std::stop_token stop, const Reporter &reporter) {
                    const auto places =
                        layout ? layout
                               : std::make_shared<const GraphLayout>(
                                     layOut(kind, pair->teacher, &pair->student, pair->topK, stop, reporter));
                    return Loaded{makeFrame(pair->epoch, std::move(pair->teacher), std::move(pair->student),
                                            places, pair->topK),
                                  pair->teacherName, pair->studentName};
                },
                [this, generation](Loaded loaded) {
                    if (generation != m_generation)
                        return;
                    m_loading = false;
                    Q_EMIT namesChanged(QString::fromStdString(loaded.teacherName),
                                        QString::fromStdString(loaded.studentName));
                    take(loaded.frame);
                    loadNext();
                },
                failedToLoad);
        },
        failedToLoad);
}

void GraphLoader::place(std::shared_ptr<const GraphFrame> frame)
{
    m_loading = true;
    const LayoutKind kind = m_kind == LayoutKind::Force ? LayoutKind::Radial : m_kind;
    m_runner.submit<std::shared_ptr<const GraphFrame>>(
        tr("Laying out the graph"), {}, this,
        [frame, kind, layout = m_layout, topK = m_run->topK](std::stop_token stop, const Reporter &reporter) {
            const auto places = layout ? layout
                                       : std::make_shared<const GraphLayout>(
                                             layOut(kind, frame->teacher, &frame->student, topK, stop, reporter));
            return makeFrame(frame->epoch, frame->teacher, frame->student, places, topK);
        },
        [this, generation = m_generation](std::shared_ptr<const GraphFrame> placed) {
            if (generation != m_generation)
                return;
            m_loading = false;
            take(placed);
            loadNext();
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_loading = false;
            fail(error);
        });
}

void GraphLoader::take(const std::shared_ptr<const GraphFrame> &frame)
{
    if (m_layout && frame->layout != m_layout) {
        place(frame); // the layout has moved on meanwhile
        return;
    }
    m_layout = frame->layout;
    m_current = frame;
    m_frames.insert(frame->epoch, new Kept{frame}, kilobytesOf(*frame));
    Q_EMIT frameReady(frame);
    if (m_kind == LayoutKind::Force && m_layout->kind != LayoutKind::Force && !m_force) {
        m_force = std::make_shared<Force>(frame, m_run->topK);
        settle();
    }
}

void GraphLoader::settle()
{
    m_runner.submit<Settled>(
        tr("Laying out the graph"), {}, this,
        [force = m_force, shown = m_current, topK = m_run->topK](std::stop_token stop, const Reporter &) {
            for (int i = 0; i < stepsAtOnce && !force->layout.settled(); ++i) {
                throwIfStopped(stop);
                force->layout.step();
            }
            const auto layout = std::make_shared<const GraphLayout>(force->layout.layout());
            return Settled{makeFrame(shown->epoch, shown->teacher, shown->student, layout, topK),
                           force->layout.steps(), force->layout.settled()};
        },
        [this, generation = m_generation](Settled settled) {
            if (generation != m_generation || !m_force)
                return;
            m_frames.clear(); // their layout is an earlier one
            m_layout = settled.frame->layout;
            if (settled.done)
                m_force.reset();
            if (m_current && m_current->epoch != settled.frame->epoch) {
                place(m_current);
            } else {
                m_current = settled.frame;
                m_frames.insert(m_current->epoch, new Kept{m_current}, kilobytesOf(*m_current));
                Q_EMIT frameReady(m_current);
            }
            Q_EMIT layoutProgressed(settled.done ? ForceLayout::mostSteps : settled.steps, ForceLayout::mostSteps);
            if (m_force)
                settle();
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_force.reset();
            fail(error);
        });
}

void GraphLoader::stopSettling()
{
    if (!m_force)
        return;
    m_force.reset();
    Q_EMIT layoutProgressed(ForceLayout::mostSteps, ForceLayout::mostSteps);
}

void GraphLoader::fail(const JobError &error)
{
    if (!error.cancelled)
        Q_EMIT failed(error);
}

} // namespace retort
