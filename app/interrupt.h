#pragma once

#include <stop_token>
#include <thread>

namespace retort {

/// Turns the first SIGINT, SIGTERM or SIGHUP into a stop request, so that work saves its state and ends; one that
/// comes a second later or more kills the process as usual. The signal handler only writes to a pipe, everything
/// else happens on a thread of its own. At most one at a time.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    void watch();
    std::stop_source m_source;
    int m_pipe[2] = {-1, -1};
    std::thread m_thread;
};

} // namespace retort
