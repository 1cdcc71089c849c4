#pragma once

#include "graph/forcelayout.h"
#include "graph/graphframe.h"
#include "store/records.h"
#include "widgets/common/jobrunner.h"

#include <QCache>
#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort {

class Workspace;

/// What does not change with the epoch.
struct GraphRun
{
    std::int64_t id = 0;
    ClassList classList;
    std::vector<std::string> classes; ///< their names
    std::vector<std::int64_t> probe;  ///< indices into the training images, one a sample of the graphs
    std::vector<EpochRecord> epochs;  ///< ascending
    std::int64_t topK = 3;            ///< edges a sample and side that count for places
    std::int64_t bestEpoch = 0;
    std::string dataFingerprint; ///< of the images that the probe speaks of
};

/// Brings a run and the frames of its epochs from the project, laid out off the GUI thread. Frames that were seen
/// are kept; while one is loaded, of those asked for only the newest waits. One layout serves all epochs; a force
/// layout is shown while it settles.
class GraphLoader : public QObject
{
    Q_OBJECT

public:
    explicit GraphLoader(Workspace &workspace, QObject *parent = nullptr);

    /// 0: none. The same run again reads its epochs again and keeps the frames.
    void setRun(std::int64_t run);
    /// Another run whose student takes the teacher's place; 0: the teacher.
    void setAgainst(std::int64_t run);
    [[nodiscard]] std::int64_t against() const { return m_against; }
    void setLayout(LayoutKind kind);
    [[nodiscard]] LayoutKind layoutKind() const { return m_kind; }
    /// Leaves a force layout as far as it has come.
    void stopSettling();
    [[nodiscard]] bool settling() const { return m_force != nullptr; }

    /// Null until it is there.
    [[nodiscard]] const std::shared_ptr<const GraphRun> &run() const { return m_run; }
    void request(std::int64_t epoch);
    [[nodiscard]] bool busy() const { return m_loading || m_next || m_force; }

Q_SIGNALS:
    void runChanged();
    /// Of a frame that was asked for, and again whenever the layout changes.
    void frameReady(const std::shared_ptr<const retort::GraphFrame> &frame);
    /// The names of both sides: "teacher" and "student", or runs.
    void namesChanged(const QString &teacher, const QString &student);
    void layoutProgressed(qint64 steps, qint64 most); ///< equal when it has settled or was left
    void failed(const retort::JobError &error);

private:
    struct Force;
    struct Settled;
    void forget();
    void loadNext();
    void place(std::shared_ptr<const GraphFrame> frame);
    void take(const std::shared_ptr<const GraphFrame> &frame);
    void settle();
    void fail(const JobError &error);

    struct Kept
    {
        std::shared_ptr<const GraphFrame> frame;
    };

    Workspace &m_workspace;
    std::int64_t m_id = 0;
    std::int64_t m_against = 0;
    LayoutKind m_kind = LayoutKind::Radial;
    quint64 m_generation = 0; ///< of run, opponent and layout: news of others is dropped
    bool m_loading = false;
    std::optional<std::int64_t> m_next; ///< the epoch asked for last, not being loaded yet
    std::shared_ptr<const GraphRun> m_run;
    std::shared_ptr<const GraphLayout> m_layout;
    std::shared_ptr<const GraphFrame> m_current; ///< the one that was handed out last
    std::shared_ptr<Force> m_force;              ///< while it settles; its job has it meanwhile
    QCache<std::int64_t, Kept> m_frames;         ///< by epoch; cost in kilobytes
    JobRunner m_runner;                          // last: its jobs end before the rest goes
};

} // namespace retort
