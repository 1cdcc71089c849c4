#pragma once

#include <cstdint>
#include <vector>

namespace retort {

/// What the towers' inference does between the products of matrices, without torch, so that it can be compiled for
/// the wider vector units of newer processors. Every value comes out with the same bits wherever it stands in
/// memory.
struct TowerKernels
{
    /// softmax(q k' / sqrt(depth)) v for all heads of one image or text. packed is tokens x 3 width: queries, keys
    /// and values of all heads side by side, width = heads * depth; out is tokens x width. causal: row t sees rows
    /// 0 .. t. scratch holds scratchFloats(tokens, depth) values.
    void (*attention)(const float *packed, std::int64_t tokens, std::int64_t heads, std::int64_t depth,
                      bool causal, float *scratch, float *out);
    std::int64_t (*scratchFloats)(std::int64_t tokens, std::int64_t depth);
    /// x = x * sigmoid(1.702 x), in place.
    void (*quickGelu)(float *x, std::int64_t count);
};

/// The versions that this processor runs, the widest last.
[[nodiscard]] std::vector<const TowerKernels *> towerKernelVersions();
/// The widest of them.
[[nodiscard]] const TowerKernels &towerKernels();

} // namespace retort
