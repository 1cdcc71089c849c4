#include "interrupt.h"

#include "base/error.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace retort {

namespace {

// timeout(1) signals the process and then its group: the same request twice, not somebody who lost patience.
constexpr auto repeatInterval = std::chrono::seconds(1);

sigset_t watchedSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, number);
    return set;
}

} // namespace

Interrupt::Interrupt()
{
    // A shell script starts its background jobs with SIGINT ignored; `kill -INT` should save such a run, too.
    std::signal(SIGINT, SIG_DFL);
    const sigset_t set = watchedSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_end = ::eventfd(0, EFD_CLOEXEC);
    if (m_signals < 0 || m_end < 0)
        throw Error(std::string("signals cannot be watched: ") + std::strerror(errno));
    m_thread = std::thread([this] { watch(); });
}

Interrupt::~Interrupt()
{
    const std::uint64_t one = 1;
    static_cast<void>(::write(m_end, &one, sizeof one) == sizeof one);
    m_thread.join();
    ::close(m_signals);
    ::close(m_end);
}

void Interrupt::watch()
{
    std::chrono::steady_clock::time_point first;
    for (;;) {
        pollfd sources[] = {{m_signals, POLLIN, 0}, {m_end, POLLIN, 0}};
        if (::poll(sources, 2, -1) < 0)
            continue;
        if (sources[1].revents != 0)
            return;
        signalfd_siginfo info{};
        if (::read(m_signals, &info, sizeof info) != static_cast<ssize_t>(sizeof info))
            continue;
        const auto now = std::chrono::steady_clock::now();
        if (m_source.request_stop()) {
            first = now;
        } else if (now - first >= repeatInterval) {
            const int number = static_cast<int>(info.ssi_signo);
            std::signal(number, SIG_DFL);
            const sigset_t set = watchedSignals();
            ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
            ::raise(number);
        }
    }
}

} // namespace retort
