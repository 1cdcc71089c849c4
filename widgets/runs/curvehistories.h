#pragma once

#include "runs/curves.h"
#include "widgets/common/jobrunner.h"

#include <QObject>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace retort {

class Workspace;

/// What is stored of some runs' epochs and steps: read in the background a few runs at a time, kept for a while
/// when other runs are asked for, and continued by what is heard of a run that trains.
class CurveHistories : public QObject
{
    Q_OBJECT

public:
    explicit CurveHistories(Workspace &workspace, QObject *parent = nullptr);

    void setRuns(const std::vector<std::int64_t> &runs);
    [[nodiscard]] const std::vector<std::int64_t> &runs() const { return m_runs; }
    /// Null while it has not been read.
    [[nodiscard]] const RunHistory *of(std::int64_t run) const;
    [[nodiscard]] bool loading() const { return m_loading; }
    void clear(); ///< they were of another project

Q_SIGNALS:
    void read();     ///< another run's, or none was missing
    void advanced(); ///< by a step or an epoch of a run that trains: often
    void failed(const retort::JobError &error);

private:
    struct Read
    {
        RunHistory history;
        std::int64_t epochs = 0; ///< that the run had then
    };
    using ReadRuns = std::map<std::int64_t, std::shared_ptr<Read>>;

    void follow();
    void readMissing();

    Workspace &m_workspace;
    std::vector<std::int64_t> m_runs;
    ReadRuns m_read;
    bool m_loading = false;
};

} // namespace retort
