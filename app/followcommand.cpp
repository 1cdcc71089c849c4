// retort-cli runs FILE --follow: what another process does to a project, as it happens.

#include "followcommand.h"

#include "store/follower.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>

namespace retort {

namespace {

/// What has been told of a run.
struct Told
{
    RunState state = RunState::Queued;
    std::int64_t epochs = -1; ///< -1: nothing yet
};

struct Snapshot
{
    std::vector<RunRecord> runs;
    std::map<std::int64_t, std::vector<EpochRecord>> epochs; ///< of those that have new ones
};

class Follow
{
public:
    Follow(const std::filesystem::path &file, bool json, Terminal &terminal)
        : m_file(file), m_follower(file), m_json(json), m_terminal(terminal)
    {}

    void look()
    {
        const auto start = std::chrono::steady_clock::now();
        const ProjectFollower::Sight sight = m_follower.look();
        tellWriter();
        if (sight == ProjectFollower::Sight::Recovery)
            tellRecovery();
        else if (sight != ProjectFollower::Sight::Busy)
            m_recoveryTold = false;
        // A run's state also follows from whether somebody writes.
        if (sight == ProjectFollower::Sight::Changed || m_writerChanged)
            if (auto news = m_follower.read<Snapshot>([this](const Project &p) { return snapshot(p); })) {
                note(start);
                tell(*news);
                m_writerChanged = false;
                return;
            }
        note(start);
    }

    /// How long it took to look, which is what a writer may have to wait for.
    void tellTimes() const
    {
        if (m_json)
            print({{"looks", m_looks}, {"longest_look_milliseconds", m_longest.count()}});
    }

private:
    using Milliseconds = std::chrono::duration<double, std::milli>;
    void note(std::chrono::steady_clock::time_point start)
    {
        ++m_looks;
        m_longest = std::max(m_longest, Milliseconds(std::chrono::steady_clock::now() - start));
    }

    [[nodiscard]] Snapshot snapshot(const Project &project) const
    {
        Snapshot news;
        news.runs = project.runs();
        for (const RunRecord &run : news.runs) {
            const auto told = m_told.find(run.id);
            if (told == m_told.end() || told->second.epochs < run.epochsDone)
                news.epochs[run.id] = project.epochs(run.id);
        }
        return news;
    }

    void tell(const Snapshot &news)
    {
        for (const RunRecord &run : news.runs) {
            Told &told = m_told[run.id];
            const bool newsOfState = told.epochs < 0 || told.state != run.state;
            told.state = run.state;
            // What ends a run is told after its epochs.
            const bool goesOn = run.state == RunState::Queued || run.state == RunState::Running;
            if (newsOfState && goesOn)
                tellState(run);
            const auto epochs = news.epochs.find(run.id);
            if (epochs != news.epochs.end())
                for (const EpochRecord &epoch : epochs->second)
                    if (epoch.epoch > told.epochs)
                        tellEpoch(run, epoch);
            if (newsOfState && !goesOn)
                tellState(run);
            told.epochs = run.epochsDone;
        }
    }

    void tellState(const RunRecord &run)
    {
        if (m_json) {
            print({{"run", run.id},
                   {"state", stateName(run.state)},
                   {"student", run.recipe.student},
                   {"epochs", run.epochsDone},
                   {"epochs_planned", run.recipe.epochs},
                   {"error", run.error}});
            return;
        }
        std::printf("run %lld (%s): %s, %lld of %lld epochs%s%s\n", static_cast<long long>(run.id),
                    run.recipe.student.c_str(), stateName(run.state).c_str(),
                    static_cast<long long>(run.epochsDone), static_cast<long long>(run.recipe.epochs),
                    run.error.empty() ? "" : ": ", run.error.c_str());
        std::fflush(stdout);
    }

    void tellEpoch(const RunRecord &run, const EpochRecord &epoch)
    {
        if (m_json) {
            print({{"run", run.id},
                   {"epoch", epoch.epoch},
                   {"loss", epoch.mean.loss},
                   {"agreement", epoch.heldOutAgreement},
                   {"tuning_accuracy", orNull(epoch.tuningAccuracy)},
                   {"images_per_second", epoch.imagesPerSecond}});
            return;
        }
        std::printf("run %lld, ", static_cast<long long>(run.id));
        printEpochLine(epoch, run.recipe.epochs);
    }

    void tellWriter()
    {
        if (m_looked && m_writer == m_follower.writer())
            return;
        m_looked = true;
        m_writer = m_follower.writer();
        m_writerChanged = true;
        if (m_json)
            print({{"writer", m_writer ? Json(*m_writer) : Json(nullptr)}});
        else
            m_terminal.note(m_writer ? m_file.string() + " is written by " + *m_writer
                                     : "nobody writes " + m_file.string());
    }

    void tellRecovery()
    {
        if (std::exchange(m_recoveryTold, true))
            return;
        const StoreError reason = m_follower.recovery();
        if (m_json)
            print({{"recovery_needed", reason.what()}, {"remedy", reason.remedy()}});
        else
            m_terminal.error(reason.what(), reason.remedy());
    }

    std::filesystem::path m_file;
    ProjectFollower m_follower;
    bool m_json;
    Terminal &m_terminal;
    std::map<std::int64_t, Told> m_told;
    std::optional<std::string> m_writer;
    std::int64_t m_looks = 0;
    Milliseconds m_longest{0};
    bool m_looked = false;
    bool m_writerChanged = false;
    bool m_recoveryTold = false;
};

} // namespace

int followRuns(const std::filesystem::path &file, double every, bool json, CommandContext &context)
{
    Follow follow(file, json, context.terminal);
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    const std::chrono::duration<double> pause(every);
    do {
        follow.look();
    } while (!stopped.wait_for(lock, context.stop, pause, [&] { return context.stop.stop_requested(); }));
    follow.tellTimes();
    return exitDone;
}

} // namespace retort
