#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

namespace at {
class Tensor;
}

namespace retort {

/// Adds up a contiguous tensor of doubles, in place, over whatever lies beyond one process (Workers::sum).
using SumBeyond = std::function<void(at::Tensor &)>;

/// Threads that do a piece of work together, each on its share of a batch, and meet a few times on the way.
/// LibTorch's own threads meet at the end of every operator instead, hundreds of times a step, and when one of
/// them has to wait for a processor all others spin: beside another program that is ten times slower, not two.
/// Within the work each member may use `innerThreads` of LibTorch's threads. A member takes its memory from the
/// pool that the making thread is in (TensorMemoryPool).
class Team
{
public:
    /// With `beyond`, sums go on over other processes, whose teams do the same work on shares of their own.
    Team(int members, int innerThreads, SumBeyond beyond = {});
    ~Team();
    Team(const Team &) = delete;
    Team &operator=(const Team &) = delete;

    [[nodiscard]] int members() const noexcept { return m_members; }

    /// Calls work(0) on this thread and work(1) .. work(members - 1) on the others, and waits for all. The first
    /// exception is thrown again; members that were waiting for the failed one are let go.
    void run(const std::function<void(int)> &work);

private:
    friend void sumOverTeam(std::span<double> values);
    friend bool inTeam();
    friend const SumBeyond *beyondTeam();

    void serve(int member, const std::stop_token &stop);
    void work(int member);
    void meet();
    void sum(std::span<double> values, int member);

    const int m_members;
    const std::function<void(int)> *m_work = nullptr;
    std::atomic<std::uint32_t> m_runs{0};     ///< counts up when there is work
    std::atomic<int> m_unfinished{0};         ///< other members still at it
    std::atomic<std::uint32_t> m_meetings{0}; ///< counts up when all have come
    std::atomic<int> m_arrived{0};
    std::atomic<bool> m_failed{false};
    std::mutex m_failureMutex;
    std::exception_ptr m_failure;
    /// What each member brings to a sum; two sets, so that one can be filled while the other is still read.
    std::vector<std::vector<double>> m_brought[2];
    std::vector<int> m_side; ///< a member: which set is its next
    const SumBeyond m_beyond;
    std::vector<double> m_everywhere; ///< the last sum over all processes
    std::vector<std::jthread> m_threads;
};

/// Inside Team::run: replaces values by their sums over all members, in the members' order, and then over what
/// lies beyond; each member must call it equally often with equally many. Elsewhere, and in a team of one:
/// nothing.
void sumOverTeam(std::span<double> values);
/// Inside Team::run: this thread's number; elsewhere 0.
[[nodiscard]] int teamMember();
/// Whether sumOverTeam() brings several members or processes together.
[[nodiscard]] bool inTeam();
/// Inside the run of a team of one that has something beyond it: that, for as long as the team lives. Else null.
[[nodiscard]] const SumBeyond *beyondTeam();

} // namespace retort
