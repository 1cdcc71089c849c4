#include "tensor/serialblas.h"

#include <mutex>

// OpenBLAS's own functions. Weak: whichever BLAS LibTorch was given decides at start whether they exist.
extern "C" {
__attribute__((weak)) int openblas_get_parallel();
__attribute__((weak)) int openblas_get_num_threads();
__attribute__((weak)) void openblas_set_num_threads(int threads);
}

namespace retort {

namespace {

/// Mirrors OpenBLAS's setting, which is one for the process.
struct Scopes
{
    std::mutex mutex;
    int open = 0;
    int threadsBefore = 1;
};

Scopes &scopes()
{
    static Scopes instance;
    return instance;
}

bool hasThreadsOfItsOwn()
{
    constexpr int ownThreads = 1; // 0: none, 2: OpenMP
    return openblas_get_parallel && openblas_get_num_threads && openblas_set_num_threads &&
           openblas_get_parallel() == ownThreads;
}

} // namespace

SerialBlas::SerialBlas()
{
    if (!hasThreadsOfItsOwn())
        return;
    const std::lock_guard lock(scopes().mutex);
    if (scopes().open++ == 0) {
        scopes().threadsBefore = openblas_get_num_threads();
        openblas_set_num_threads(1);
    }
}

SerialBlas::~SerialBlas()
{
    if (!hasThreadsOfItsOwn())
        return;
    const std::lock_guard lock(scopes().mutex);
    if (--scopes().open == 0)
        openblas_set_num_threads(scopes().threadsBefore);
}

} // namespace retort
