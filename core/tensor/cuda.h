#pragma once

#include "tensor/torch.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace retort {

// What training wants of CUDA beyond what LibTorch offers for every device. One of two sources stands behind it:
// cuda.cpp with a LibTorch for CUDA, nocuda.cpp with one that has no such device. Everything may be called for the
// CPU too, where there is nothing to do.

/// Whether the device multiplies bfloat16 quickly (compute capability 8 and above). False for the CPU.
[[nodiscard]] bool cudaHasBFloat16(const torch::Device &device);

/// Bytes that tensors may still take on the device, what LibTorch keeps in reserve included. 0 for the CPU.
[[nodiscard]] std::size_t freeCudaMemory(const torch::Device &device);

/// Gives back what LibTorch keeps in reserve, which blocks of another size could not use.
void releaseCudaReserve(const torch::Device &device);

/// While it lives, this thread's work for the device goes into a stream of its own: work that is to be recorded
/// must not be in the default one. Waits at both ends for what was under way.
class StreamScope
{
public:
    explicit StreamScope(const torch::Device &device);
    ~StreamScope();
    StreamScope(const StreamScope &) = delete;
    StreamScope &operator=(const StreamScope &) = delete;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// A second stream for copies beside this thread's work, and the points at which the two wait for each other.
class CopyStream
{
public:
    explicit CopyStream(const torch::Device &device);
    ~CopyStream();
    CopyStream(const CopyStream &) = delete;
    CopyStream &operator=(const CopyStream &) = delete;

    /// Starts `copies` when the work that this thread has given the device so far is done.
    void after(const std::function<void()> &copies);
    /// What this thread gives the device from now on comes after the copies.
    void join();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// A place in this thread's work for the device, to wait for.
class StreamMark
{
public:
    /// After what this thread has given the device so far.
    explicit StreamMark(const torch::Device &device);
    ~StreamMark();
    StreamMark(StreamMark &&) noexcept;
    StreamMark &operator=(StreamMark &&) noexcept;

    void wait() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Work of fixed shapes and addresses that is recorded once and started at once ever after, in place of operator
/// by operator (a CUDA graph). On the CPU it is done again each time.
class RecordedWork
{
public:
    /// Whether this thread is where work for the device can be recorded: on a GPU, inside a StreamScope.
    [[nodiscard]] static bool possible(const torch::Device &device);

    /// Records without doing it. Passes on what `work` throws, and has recorded nothing then.
    RecordedWork(const torch::Device &device, std::function<void()> work);
    ~RecordedWork();
    RecordedWork(const RecordedWork &) = delete;
    RecordedWork &operator=(const RecordedWork &) = delete;

    void start();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace retort
