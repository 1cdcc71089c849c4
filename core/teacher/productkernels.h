#pragma once

#include "base/namedtensor.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace retort {

/// out = input * weights' + bias: what a linear layer computes.
struct LinearProduct
{
    const float *input = nullptr;          ///< rows x depth
    const void *weights = nullptr;         ///< outputs x depth, aligned to their type
    ElementType stored = ElementType::F32; ///< of the weights: F32, F16 or BF16
    const float *bias = nullptr;           ///< outputs, or none
    float *out = nullptr;                  ///< rows x stride
    std::int64_t rows = 0;
    std::int64_t depth = 0;
    std::int64_t outputs = 0;
    std::int64_t stride = 0; ///< at least outputs
};

/// Products of matrices for the towers' inference, on the calling thread, without torch, so that they can be
/// compiled for the wider vector units of newer processors. Weights are read where they lie, a few rows at a time,
/// and brought there to the order that the vector unit wants: no copy of them is kept. An output has the same bits
/// whatever rows stand beside it.
struct ProductKernels
{
    /// Of the memory that product() works in, aligned to 64 bytes.
    std::size_t (*scratchBytes)(std::int64_t rows, std::int64_t depth);
    void (*product)(const LinearProduct &what, std::byte *scratch);
};

/// Those in float32 that this processor runs, the widest last.
[[nodiscard]] std::vector<const ProductKernels *> productKernelVersions();
/// The widest of them.
[[nodiscard]] const ProductKernels &productKernels();
/// The one that rounds input and weights to bfloat16 (to nearest, ties to even) and adds up their products in
/// float32, at twice the speed or more; nullptr where the processor has no instructions for it.
[[nodiscard]] const ProductKernels *bfloat16ProductKernels();

} // namespace retort
