#pragma once

#include "base/error.h"
#include "distil/distiller.h"
#include "tensor/torch.h"

#include <exception>
#include <string>

namespace retort {

/// The torch side of a RunEnvironment. Throws ValueError for a value it does not know and for a device that is not
/// there.
struct Machine
{
    /// Processes on one machine take a GPU each, by their local rank.
    explicit Machine(const RunEnvironment &environment, int localRank = 0);

    torch::Device device;
    torch::ScalarType computes; ///< what autocast computes in: float32 (it is off), bfloat16 or float16
    torch::ScalarType type;     ///< of parameters: float32 or float64
    int threads;
};

/// While it lives, LibTorch chooses a GPU's kernels as a run wants it: the fastest of those it tries, or those
/// whose results do not change from one time to the next. Nothing on the CPU, where they never do. It is one
/// setting for the process.
class KernelChoice
{
public:
    KernelChoice(const torch::Device &device, bool deterministic);
    ~KernelChoice();
    KernelChoice(const KernelChoice &) = delete;
    KernelChoice &operator=(const KernelChoice &) = delete;

private:
    bool m_set;
    bool m_tried;
    bool m_deterministicCudnn;
    bool m_deterministic;
    bool m_warnOnly;
};

/// Memory ran out; what() says how much was asked for, where that is known.
class OutOfMemory : public Error
{
public:
    using Error::Error;
};

/// What LibTorch (or the memory's end) threw, as an Error that says what was being done. To be called in a catch
/// block; an Error passes through.
[[noreturn]] void rethrowWrapped(const std::string &doing);

/// Does `work`; see rethrowWrapped.
template<typename Work>
decltype(auto) wrapped(const std::string &doing, const Work &work)
{
    try {
        return work();
    } catch (const std::exception &) {
        rethrowWrapped(doing);
    }
}

} // namespace retort
