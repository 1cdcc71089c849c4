#pragma once

#include "base/error.h"
#include "base/launch.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

namespace at {
class Tensor;
}

namespace retort {

/// One of the processes that work together has left, or has not been heard of for a while; what() says which.
class WorkerLost : public Error
{
public:
    using Error::Error;
};

/// The processes that do one piece of work together, on PyTorch's c10d: Gloo for tensors on the CPU, NCCL for
/// those on a GPU where LibTorch has it (else they go by way of the CPU). Every process must call sum(), gather(),
/// any(), toldByFirst() and meet() equally often and in the same order. Each of them throws WorkerLost when one
/// that it needs was killed (told within seconds) or has not been heard of for half a minute; however long a
/// process that is alive takes, the others wait for it.
class Workers
{
public:
    /// Meets the others at place.host:place.port, where the first one listens. Throws Error when they have not all
    /// come after `patience`, or this LibTorch has no Gloo; Cancelled when stopped meanwhile.
    explicit Workers(const WorkerPlace &place, const std::stop_token &stop = {},
                     std::chrono::seconds patience = std::chrono::minutes(5));
    /// Says good-bye, so that the others do not think it lost. The first one waits for theirs a moment.
    ~Workers();
    Workers(const Workers &) = delete;
    Workers &operator=(const Workers &) = delete;

    /// Whether this build can.
    [[nodiscard]] static bool areThere();

    [[nodiscard]] const WorkerPlace &place() const noexcept { return m_place; }
    [[nodiscard]] bool isFirst() const noexcept { return m_place.isFirst(); }
    [[nodiscard]] int count() const noexcept { return m_place.count; }

    /// Replaces a contiguous tensor's values (float32 or float64) by their sums over all processes: the same bits
    /// on each, and from one time to the next.
    void sum(at::Tensor &values);
    /// Rows [total, ...] of all processes, in their order, of which each brings its shareOf(total, part).
    [[nodiscard]] at::Tensor gather(const at::Tensor &rows, std::int64_t total);
    /// Whether any process says so.
    [[nodiscard]] bool any(bool here);
    /// What the first process says; the others' own text is not looked at.
    [[nodiscard]] std::string toldByFirst(const std::string &text);
    /// Returns when all have come.
    void meet();
    /// Tells the others why this process stops before its work is done.
    void leave(const std::string &why) noexcept;

private:
    struct Connection;
    WorkerPlace m_place;
    std::shared_ptr<Connection> m_connection; ///< shared with the thread that looks after the others
};

} // namespace retort
