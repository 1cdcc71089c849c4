#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace retort {

/// There is no memory for a tensor.
class NoTensorMemory : public std::bad_alloc
{
public:
    explicit NoTensorMemory(std::size_t asked) : m_asked(asked) {}
    /// How many bytes were asked for.
    [[nodiscard]] std::size_t asked() const noexcept { return m_asked; }

private:
    std::size_t m_asked;
};

/// While it lives, CPU tensors that this thread makes take their memory from a pool and give it back there, from
/// whichever thread they end on. A training step allocates the same hundred megabytes again and again; through
/// malloc the kernel maps and clears those pages each time, which costs about a fifth of a step. When the scope
/// ends the pool frees what it holds, and tensors that are left free theirs as they end.
/// Other threads and other devices are not affected. Scopes may be nested; the innermost counts. A program that
/// uses this class takes all its CPU tensors' memory through an allocator that is installed when the
/// program is loaded.
class TensorMemoryPool
{
public:
    class Blocks;

    TensorMemoryPool();
    /// Shares the pool of another thread's scope, as current() told it there.
    explicit TensorMemoryPool(std::shared_ptr<Blocks> shared);
    ~TensorMemoryPool();
    TensorMemoryPool(const TensorMemoryPool &) = delete;
    TensorMemoryPool &operator=(const TensorMemoryPool &) = delete;

    /// The most bytes that were taken from the system at one time, those held for reuse included. Small tensors
    /// do not go through the pool and are not counted.
    [[nodiscard]] std::size_t peakBytes() const;

    /// Frees what the pool that this thread is in holds for reuse: blocks of other sizes than will be asked for.
    static void release();
    /// The pool that this thread is in; null outside a scope.
    [[nodiscard]] static std::shared_ptr<Blocks> current();

private:
    std::shared_ptr<Blocks> m_blocks;
    Blocks *m_before;
    bool m_shared;
};

} // namespace retort
