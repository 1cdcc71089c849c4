#include "base/parallel.h"

#include "base/progress.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace retort {

namespace {

thread_local std::int64_t threadsAtMost = std::numeric_limits<std::int64_t>::max();

} // namespace

std::int64_t threadsToUse()
{
    return std::min<std::int64_t>(threadsAtMost, std::max(1U, std::thread::hardware_concurrency()));
}

ThreadsAtMost::ThreadsAtMost(std::int64_t threads) : m_before(threadsAtMost)
{
    threadsAtMost = std::min(threadsAtMost, std::max<std::int64_t>(1, threads));
}

ThreadsAtMost::~ThreadsAtMost()
{
    threadsAtMost = m_before;
}

void parallelFor(std::int64_t count, const std::stop_token &stop, const std::function<void(std::int64_t)> &work,
                 const std::function<void(std::int64_t)> &done)
{
    using Clock = std::chrono::steady_clock;
    std::atomic<std::int64_t> started{0};
    std::atomic<std::int64_t> finished{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::exception_ptr failure;
    std::int64_t failedAt = std::numeric_limits<std::int64_t>::max();

    const auto run = [&](bool reports) {
        Clock::time_point reported = Clock::now();
        while (!failed && !stop.stop_requested()) {
            const std::int64_t item = started++;
            if (item >= count)
                return;
            try {
                work(item);
                ++finished;
                if (reports && done && Clock::now() - reported > std::chrono::milliseconds(100)) {
                    done(finished);
                    reported = Clock::now();
                }
            } catch (...) {
                const std::lock_guard lock(mutex);
                failed = true;
                if (item < failedAt) {
                    failedAt = item;
                    failure = std::current_exception();
                }
            }
        }
    };
    {
        const std::int64_t cores = threadsToUse();
        std::vector<std::jthread> helpers;
        for (std::int64_t t = 1; t < std::min(cores, count); ++t)
            helpers.emplace_back(run, false);
        run(true);
    }
    if (failure)
        std::rethrow_exception(failure);
    throwIfStopped(stop);
}

void forPieces(std::int64_t count, std::int64_t grain,
               const std::function<void(std::int64_t first, std::int64_t last)> &f)
{
    const std::int64_t pieces = (count + grain - 1) / grain;
    std::atomic<std::int64_t> next = 0;
    std::exception_ptr failure;
    std::mutex failureMutex;
    const auto work = [&] {
        for (std::int64_t piece = next++; piece < pieces; piece = next++) {
            try {
                f(piece * grain, std::min(count, (piece + 1) * grain));
            } catch (...) {
                const std::lock_guard lock(failureMutex);
                if (!failure)
                    failure = std::current_exception();
                next = pieces;
            }
        }
    };
    {
        const std::int64_t cores = threadsToUse();
        std::vector<std::jthread> helpers;
        for (std::int64_t i = 1; i < std::min(cores, pieces); ++i)
            helpers.emplace_back(work);
        work();
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace retort
