#include "tensor/team.h"

#include "tensor/memorypool.h"
#include "tensor/torch.h"

#include <algorithm>
#include <optional>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace retort {

namespace {

/// Thrown at a meeting that will never take place; the failure itself is what run() reports.
class LetGo : public std::exception
{};

struct Membership
{
    Team *team = nullptr;
    int member = 0;
};
thread_local Membership membership;

void pause()
{
#if defined(__x86_64__)
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

/// Until `value` is no longer `old`: a short while awake, since others are usually close, then asleep.
template<typename T>
void waitWhile(const std::atomic<T> &value, T old)
{
    constexpr int awake = 1500; // some 20 to 50 microseconds, about what falling asleep and waking up costs
    for (int i = 0; i < awake; ++i) {
        if (value.load(std::memory_order_acquire) != old)
            return;
        pause();
    }
    value.wait(old, std::memory_order_acquire);
}

} // namespace

Team::Team(int members, int innerThreads, SumBeyond beyond)
    : m_members(members), m_side(static_cast<std::size_t>(members)), m_beyond(std::move(beyond))
{
    for (auto &brought : m_brought)
        brought.resize(static_cast<std::size_t>(members));
    const std::shared_ptr<TensorMemoryPool::Blocks> pool = TensorMemoryPool::current();
    for (int member = 1; member < members; ++member)
        m_threads.emplace_back([this, member, innerThreads, pool](const std::stop_token &stop) {
            std::optional<TensorMemoryPool> memory;
            if (pool)
                memory.emplace(pool);
            at::set_num_threads(innerThreads);
            serve(member, stop);
        });
}

Team::~Team()
{
    for (std::jthread &thread : m_threads)
        thread.request_stop();
    m_runs.fetch_add(1, std::memory_order_release);
    m_runs.notify_all();
}

void Team::serve(int member, const std::stop_token &stop)
{
    std::uint32_t seen = 0;
    while (true) {
        waitWhile(m_runs, seen);
        if (stop.stop_requested())
            return;
        seen = m_runs.load(std::memory_order_acquire);
        work(member);
        if (m_unfinished.fetch_sub(1, std::memory_order_acq_rel) == 1)
            m_unfinished.notify_all();
    }
}

void Team::work(int member)
{
    const Membership outside = std::exchange(membership, {this, member});
    try {
        (*m_work)(member);
    } catch (const LetGo &) {
        // Somebody else failed and has said why.
    } catch (...) {
        const std::scoped_lock lock(m_failureMutex);
        if (!m_failure)
            m_failure = std::current_exception();
        m_failed.store(true, std::memory_order_release);
        m_meetings.fetch_add(1, std::memory_order_release);
        m_meetings.notify_all();
    }
    membership = outside;
}

void Team::run(const std::function<void(int)> &what)
{
    m_work = &what;
    m_failure = nullptr;
    m_failed = false;
    m_arrived = 0;
    std::fill(m_side.begin(), m_side.end(), 0);
    m_unfinished = m_members - 1;
    m_runs.fetch_add(1, std::memory_order_release);
    m_runs.notify_all();
    work(0);
    for (int left = m_unfinished.load(); left > 0; left = m_unfinished.load())
        waitWhile(m_unfinished, left);
    if (m_failure)
        std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void Team::meet()
{
    const std::uint32_t meeting = m_meetings.load(std::memory_order_acquire);
    if (m_failed.load(std::memory_order_acquire))
        throw LetGo();
    if (m_arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == m_members) {
        m_arrived.store(0, std::memory_order_relaxed);
        m_meetings.fetch_add(1, std::memory_order_release);
        m_meetings.notify_all();
    } else {
        waitWhile(m_meetings, meeting);
    }
    if (m_failed.load(std::memory_order_acquire))
        throw LetGo();
}

void Team::sum(std::span<double> values, int member)
{
    const auto self = static_cast<std::size_t>(member);
    std::vector<std::vector<double>> &brought = m_brought[m_side[self]];
    m_side[self] ^= 1;
    brought[self].assign(values.begin(), values.end());
    meet();
    // Nobody writes to this set before the next meeting, and that one needs this member.
    for (std::size_t i = 0; i < values.size(); ++i) {
        double sum = 0;
        for (const std::vector<double> &share : brought)
            sum += share[i];
        values[i] = sum;
    }
    if (!m_beyond)
        return;
    if (member == 0) {
        at::Tensor all =
            torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, torch::kFloat64);
        m_beyond(all);
        m_everywhere.assign(values.begin(), values.end());
    }
    meet();
    // Written again only after the next meeting, too.
    std::copy(m_everywhere.begin(), m_everywhere.end(), values.begin());
}

void sumOverTeam(std::span<double> values)
{
    if (inTeam())
        membership.team->sum(values, membership.member);
}

int teamMember()
{
    return membership.member;
}

bool inTeam()
{
    return membership.team && (membership.team->members() > 1 || membership.team->m_beyond);
}

const SumBeyond *beyondTeam()
{
    const Team *const team = membership.team;
    return team && team->members() == 1 && team->m_beyond ? &team->m_beyond : nullptr;
}

} // namespace retort
