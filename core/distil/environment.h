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
    bool bfloat16;
    torch::ScalarType type; ///< of parameters: float32 or float64
    int threads;
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
