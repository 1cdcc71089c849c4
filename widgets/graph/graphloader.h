#pragma once

#include "widgets/common/jobrunner.h"
#include "widgets/graph/graphframe.h"

#include <QCache>
#include <QObject>

#include <memory>
#include <optional>

namespace retort {

class Workspace;

/// Brings a run and the frames of its epochs from the project, laid out, on the store thread. Frames that were
/// seen are kept; while one is loaded, of those asked for only the newest waits.
class GraphLoader : public QObject
{
    Q_OBJECT

public:
    explicit GraphLoader(Workspace &workspace, QObject *parent = nullptr);

    /// 0: none. The same run again reads its epochs again and keeps the frames.
    void setRun(std::int64_t run);
    /// Null until it is there.
    [[nodiscard]] const std::shared_ptr<const GraphRun> &run() const { return m_run; }
    void request(std::int64_t epoch);

Q_SIGNALS:
    void runChanged();
    void frameReady(const std::shared_ptr<const retort::GraphFrame> &frame);
    void failed(const retort::JobError &error);

private:
    struct Kept
    {
        std::shared_ptr<const GraphFrame> frame;
    };
    void loadNext();
    void fail(const JobError &error);

    Workspace &m_workspace;
    std::int64_t m_id = 0;
    quint64 m_generation = 0; ///< of the run: news of another one is dropped
    bool m_loading = false;
    std::optional<std::int64_t> m_next; ///< the epoch asked for last, not being loaded yet
    std::shared_ptr<const GraphRun> m_run;
    QCache<std::int64_t, Kept> m_frames; ///< by epoch; cost in kilobytes
};

} // namespace retort
