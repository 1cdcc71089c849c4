#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace retort {

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
        const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
        std::vector<std::jthread> helpers;
        for (std::int64_t i = 1; i < std::min(cores, pieces); ++i)
            helpers.emplace_back(work);
        work();
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace retort
