#pragma once

#include "base/progress.h"

#include <chrono>
#include <mutex>
#include <string>

namespace retort {

/// Progress and notes on stderr: a bar that is drawn over on a terminal, else a plain line every few seconds.
/// Colours only on a terminal (and not with NO_COLOR set). Safe to call from several threads.
class Terminal
{
public:
    Terminal();
    /// Ends an open bar.
    ~Terminal();
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    [[nodiscard]] Reporter reporter();
    void progress(const Progress &progress);
    void note(const std::string &text);
    /// Takes the bar away, before something else is printed.
    void clear();
    /// "error: ..." with the remedy on a line of its own.
    void error(const std::string &what, const std::string &remedy);

private:
    void clearBar();
    [[nodiscard]] std::string describe(const Progress &progress, double secondsInStage) const;

    using Clock = std::chrono::steady_clock;
    const bool m_isTerminal;
    const bool m_colours;
    std::mutex m_mutex;
    bool m_barIsDrawn = false;
    std::string m_stage;
    std::int64_t m_stageFirst = 0; ///< what was done when the stage was first heard of
    std::int64_t m_stageDone = 0;  ///< less than this is a new stage, also under the same name
    Clock::time_point m_stageStart;
    Clock::time_point m_lastShown;
};

} // namespace retort
