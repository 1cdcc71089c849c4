#pragma once

#include "base/matrix.h"
#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retort {

inline double cosine(std::span<const float> a, std::span<const float> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

inline void normalise(std::span<float> row)
{
    const double length = std::sqrt(cosine(row, row));
    for (float &value : row)
        value = static_cast<float>(value / length);
}

/// Unit rows in a narrow cone, as a CLIP's embeddings are.
inline Matrix unitRows(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    Matrix matrix(rows, columns);
    RandomStream stream{seed};
    for (std::int64_t r = 0; r < rows; ++r) {
        for (float &value : matrix.row(r))
            value = static_cast<float>(0.8 + stream.normal());
        normalise(matrix.row(r));
    }
    return matrix;
}

/// Row `to` becomes nearly row `from`: their cosine is about 1 / sqrt(1 + noise^2).
inline void copyNearly(Matrix &matrix, std::int64_t from, std::int64_t to, double noise)
{
    RandomStream stream{99, static_cast<std::uint64_t>(to)};
    const double scale = noise / std::sqrt(static_cast<double>(matrix.columns()));
    for (std::int64_t c = 0; c < matrix.columns(); ++c)
        matrix.at(to, c) = static_cast<float>(matrix.at(from, c) + scale * stream.normal());
    normalise(matrix.row(to));
}

} // namespace retort
