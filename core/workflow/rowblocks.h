#pragma once

// Internal to workflow.

#include "base/matrix.h"
#include "base/progress.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stop_token>

namespace retort {

/// Logits at once: 8 MB, and no more than a few hundredths of a second between two looks at the stop token.
inline constexpr std::int64_t valuesABlock = std::int64_t(2) << 20;

/// Calls f(first row, block) for the rows of a matrix, some at a time, so many that a block's logits for `classes`
/// are few; small matrices are not copied.
template<typename F>
void forRowBlocks(const Matrix &matrix, std::int64_t classes, const std::stop_token &stop, F f)
{
    const std::int64_t rows = std::max<std::int64_t>(1, valuesABlock / std::max<std::int64_t>(1, classes));
    throwIfStopped(stop);
    if (matrix.rows() <= rows) {
        f(std::int64_t{0}, matrix);
        return;
    }
    for (std::int64_t first = 0; first < matrix.rows(); first += rows) {
        throwIfStopped(stop);
        Matrix block(std::min(rows, matrix.rows() - first), matrix.columns());
        std::memcpy(block.data(), matrix.row(first).data(),
                    sizeof(float) * static_cast<std::size_t>(block.rows() * block.columns()));
        f(first, block);
    }
}

} // namespace retort
