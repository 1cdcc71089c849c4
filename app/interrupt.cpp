#include "interrupt.h"

#include "base/error.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace retort {

namespace {

constexpr std::array watchedSignals{SIGINT, SIGTERM, SIGHUP};

// timeout(1) signals the process and then its group: the same request twice, not somebody who lost patience.
constexpr auto repeatInterval = std::chrono::seconds(1);

// Where the handler writes; a handler has no other way to know. Blocking the signals and reading them from a
// signalfd would need none, but OpenBLAS starts threads before main(), and those would not have them blocked.
std::atomic<int> pipeToWriteTo = -1;
static_assert(std::atomic<int>::is_always_lock_free);

void onSignal(int number)
{
    const int before = errno;
    const auto byte = static_cast<unsigned char>(number);
    static_cast<void>(::write(pipeToWriteTo, &byte, 1) == 1);
    errno = before;
}

void handle(int number, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
}

bool isIgnored(int number)
{
    struct sigaction action = {};
    return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

Interrupt::Interrupt()
{
    if (::pipe2(m_pipe, O_CLOEXEC) != 0)
        throw Error(std::string("signals cannot be watched: ") + std::strerror(errno));
    pipeToWriteTo = m_pipe[1];
    m_thread = std::thread([this] { watch(); });
    for (const int number : watchedSignals) {
        // nohup ignores SIGHUP, and means it. A shell script starts its background jobs with SIGINT ignored, too,
        // but `kill -INT` should save such a run.
        if (number != SIGHUP || !isIgnored(number))
            handle(number, onSignal);
    }
}

Interrupt::~Interrupt()
{
    // The work is done and its result is out: a late Ctrl+C must not make a failure of it.
    for (const int number : watchedSignals)
        handle(number, SIG_IGN);
    const unsigned char end = 0;
    static_cast<void>(::write(m_pipe[1], &end, 1) == 1);
    m_thread.join();
    pipeToWriteTo = -1;
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void Interrupt::watch()
{
    std::chrono::steady_clock::time_point first;
    for (;;) {
        unsigned char number = 0;
        const ssize_t n = ::read(m_pipe[0], &number, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n != 1 || number == 0)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (m_source.request_stop()) {
            first = now;
        } else if (now - first >= repeatInterval) {
            handle(number, SIG_DFL);
            ::raise(number);
        }
    }
}

} // namespace retort
