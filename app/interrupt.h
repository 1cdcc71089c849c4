#pragma once

#include <stop_token>
#include <thread>

namespace retort {

/// Turns the first SIGINT, SIGTERM or SIGHUP into a stop request, so that work saves its state and ends; one that
/// comes a second later or more kills the process as usual. Make it in main() before any other thread: the signals
/// are blocked in all of them and read by a thread of its own, so nothing runs inside a signal handler.
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
    int m_signals; ///< signalfd
    int m_end;     ///< eventfd that ends watch()
    std::thread m_thread;
};

} // namespace retort
