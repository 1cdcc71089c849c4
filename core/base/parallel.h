#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace retort {

/// How many threads the functions below use: the cores, or fewer (ThreadsAtMost). LibTorch is to be told: what it
/// takes by itself depends on how it was built, and may be one.
[[nodiscard]] std::int64_t threadsToUse();

/// Calls work(i) once for each i in [0, count), on threadsToUse() threads, the caller's among them,
/// and done(n) on the caller's thread now and then (about 10 times a second) with how many are finished; done may
/// be empty. work must be safe to call at the same time for different i. Throws Cancelled when stop was asked for,
/// and, when work throws, what it threw for the smallest such i: not a matter of luck, since items are started in
/// order. Either way no work is under way any more when it returns.
void parallelFor(std::int64_t count, const std::stop_token &stop, const std::function<void(std::int64_t)> &work,
                 const std::function<void(std::int64_t)> &done = {});

/// Calls f(first, last) for pieces of 0 .. count of `grain` each (the last may be smaller), on threadsToUse()
/// threads, the calling one among them. Which thread takes which piece is left open, so f must not depend on it.
/// Returns when all are done; the first exception that f throws is thrown again, pieces not begun by then are left
/// out.
void forPieces(std::int64_t count, std::int64_t grain,
               const std::function<void(std::int64_t first, std::int64_t last)> &f);

/// While one lives, the functions above use at most so many threads when they are called on the thread that made
/// it.
class ThreadsAtMost
{
public:
    explicit ThreadsAtMost(std::int64_t threads);
    ~ThreadsAtMost();
    ThreadsAtMost(const ThreadsAtMost &) = delete;
    ThreadsAtMost &operator=(const ThreadsAtMost &) = delete;

private:
    const std::int64_t m_before;
};

} // namespace retort
