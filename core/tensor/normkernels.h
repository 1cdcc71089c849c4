#pragma once

#include <cstdint>
#include <vector>

namespace retort {

// The inner loops of batch normalisation on channels-last memory, without torch, so that they can be compiled for
// the wider vector units of newer processors. x, y, residual and gradients hold `count` values with the channel
// running fastest, as float or as bfloat16 bits. Coefficients and sums come in a block: the C values of all
// channels repeated until the block is long enough for vectors; index i of the data belongs to i % block.

struct BFloat16Bits
{
    std::uint16_t bits;
};

/// What follows the normalisation. HardSwish is z * clamp(z + 3, 0, 6) / 6 (Howard et al. 2019, arXiv 1905.02244),
/// Silu is z / (1 + exp(-z)) (Elfwing et al. 2017, arXiv 1702.03118).
enum class Activation : std::uint8_t { None, Relu, Relu6, HardSwish, Silu };

/// Whether the way back needs what went into the activation; for the others what came out of it says enough.
[[nodiscard]] constexpr bool needsInput(Activation activation)
{
    return activation == Activation::HardSwish || activation == Activation::Silu;
}

template<typename T>
struct NormKernels
{
    /// sum[j] += x - shift, squares[j] += (x - shift)^2.
    void (*statistics)(const T *x, std::int64_t count, std::int64_t block, const float *shift, float *sum,
                       float *squares);
    /// y = activation(x * scale + offset + residual); residual may be null.
    void (*apply)(const T *x, const T *residual, std::int64_t count, std::int64_t block, const float *scale,
                  const float *offset, Activation activation, T *y);
    /// g = (dy + more) times the activation's slope; sum[j] += g, products[j] += g * (x - mean). kept receives g,
    /// as far as T can hold it. more and kept may be null, kept only where more is. The slope is read from y (for
    /// Relu and Relu6) or, where y is null, from x * scale + offset; only there are those two read.
    void (*gradientSums)(const T *dy, const T *more, const T *y, const T *x, std::int64_t count,
                         std::int64_t block, const float *mean, const float *scale, const float *offset,
                         Activation activation, float *sum, float *products, T *kept);
    /// dx = a * g + b * x + c with g = dy times the slope, which is read from x * scale + offset.
    void (*gradientInput)(const T *dy, const T *x, std::int64_t count, std::int64_t block, const float *a,
                          const float *b, const float *c, const float *scale, const float *offset,
                          Activation activation, T *dx);
};

/// The versions that this processor runs, the widest last. All give the same bits.
template<typename T>
[[nodiscard]] std::vector<const NormKernels<T> *> normKernelVersions();
template<>
[[nodiscard]] std::vector<const NormKernels<float> *> normKernelVersions<float>();
template<>
[[nodiscard]] std::vector<const NormKernels<BFloat16Bits> *> normKernelVersions<BFloat16Bits>();

} // namespace retort
