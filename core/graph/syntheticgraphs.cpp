#include "graph/syntheticgraphs.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace retort {

namespace {

constexpr std::int64_t dimension = 16;
constexpr std::int64_t groupSize = 5; ///< similar classes
constexpr float teacherScale = 25;    ///< from cosines to logits
constexpr float studentScale = 15;

Matrix noise(std::int64_t rows, std::uint64_t seed, std::uint64_t what)
{
    RandomStream random{seed, what};
    Matrix result(rows, dimension);
    for (std::int64_t r = 0; r < rows; ++r)
        for (float &value : result.row(r))
            value = static_cast<float>(random.normal());
    return result;
}

/// a + share * b, rows of length 1.
Matrix mixedRows(const Matrix &a, const Matrix &b, double share)
{
    Matrix result(a.rows(), a.columns());
    for (std::int64_t r = 0; r < a.rows(); ++r) {
        double square = 0;
        for (std::int64_t d = 0; d < a.columns(); ++d) {
            const double value = a.at(r, d) + share * b.at(r, d);
            result.at(r, d) = static_cast<float>(value);
            square += value * value;
        }
        for (float &value : result.row(r))
            value /= static_cast<float>(std::sqrt(square) + 1e-12);
    }
    return result;
}

Matrix cosines(const Matrix &samples, const Matrix &proxies)
{
    Matrix result(samples.rows(), proxies.rows());
    for (std::int64_t s = 0; s < samples.rows(); ++s)
        for (std::int64_t p = 0; p < proxies.rows(); ++p) {
            float sum = 0;
            const auto a = samples.row(s);
            const auto b = proxies.row(p);
            for (std::size_t d = 0; d < a.size(); ++d)
                sum += a[d] * b[d];
            result.at(s, p) = sum;
        }
    return result;
}

Matrix scaled(Matrix matrix, float factor)
{
    for (std::int64_t r = 0; r < matrix.rows(); ++r)
        for (float &value : matrix.row(r))
            value *= factor;
    return matrix;
}

} // namespace

ProbeComparison syntheticGraphs(const SyntheticGraphs &what)
{
    const Matrix groups = noise((what.classes + groupSize - 1) / groupSize, what.seed, 1);
    Matrix ofGroup(what.classes, dimension);
    for (std::int64_t c = 0; c < what.classes; ++c)
        std::copy_n(groups.row(c / groupSize).begin(), dimension, ofGroup.row(c).begin());
    const Matrix proxies = mixedRows(ofGroup, noise(what.classes, what.seed, 2), 0.6);

    RandomStream random{what.seed, 3};
    Matrix homes(what.samples, dimension);
    for (std::int64_t s = 0; s < what.samples; ++s) {
        const auto home = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(what.classes)));
        const std::int64_t start = home / groupSize * groupSize;
        const std::int64_t size = std::min(groupSize, what.classes - start);
        const std::int64_t other =
            start + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(size)));
        const double torn = std::pow(random.uniform(), 3) / 2; // most are sure
        for (std::int64_t d = 0; d < dimension; ++d)
            homes.at(s, d) = static_cast<float>((1 - torn) * proxies.at(home, d) + torn * proxies.at(other, d));
    }
    const Matrix samples = mixedRows(homes, noise(what.samples, what.seed, 4), 0.06);
    const double error = 1 - what.likeness;
    const Matrix studentProxies = mixedRows(proxies, noise(what.classes, what.seed, 5), 0.35 * error);
    const Matrix studentSamples = mixedRows(samples, noise(what.samples, what.seed, 6), 0.35 * error);
    Matrix teacherEdges = cosines(samples, proxies);
    Matrix studentEdges = cosines(studentSamples, studentProxies);
    Matrix teacherLogits = scaled(teacherEdges, teacherScale);
    Matrix studentLogits = scaled(studentEdges, studentScale);
    return compareProbe(
        {std::move(teacherEdges), std::move(teacherLogits), std::move(studentEdges), std::move(studentLogits)},
        what.topK);
}

} // namespace retort
