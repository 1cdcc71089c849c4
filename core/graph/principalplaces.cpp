#include "graph/principalplaces.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace retort {

namespace {

constexpr int mostIterations = 300;
constexpr double sameDirection = 1e-12; ///< 1 - |cos| between two iterations that counts as settled

/// Rows of both sides, centred.
struct Rows
{
    std::size_t columns = 0;
    std::vector<double> values;

    [[nodiscard]] std::size_t count() const { return columns == 0 ? 0 : values.size() / columns; }
    [[nodiscard]] const double *row(std::size_t r) const { return values.data() + r * columns; }
};

void append(Rows &rows, const Matrix &matrix)
{
    if (matrix.rows() != matrix.columns() || static_cast<std::size_t>(matrix.columns()) != rows.columns)
        throw ValueError("The proxy correlations of the two sides are tables of different sizes.",
                         "Take both graphs from runs with the same classes.");
    for (std::int64_t r = 0; r < matrix.rows(); ++r)
        for (const float value : matrix.row(r)) {
            if (!std::isfinite(value))
                throw ValueError("A correlation of the proxy " + std::to_string(r) + " is not a finite number.",
                                 "The graph is damaged: run the epoch again.");
            rows.values.push_back(value);
        }
}

void centre(Rows &rows)
{
    std::vector<double> mean(rows.columns, 0.0);
    for (std::size_t r = 0; r < rows.count(); ++r)
        for (std::size_t c = 0; c < rows.columns; ++c)
            mean[c] += rows.row(r)[c];
    for (std::size_t r = 0; r < rows.count(); ++r)
        for (std::size_t c = 0; c < rows.columns; ++c)
            rows.values[r * rows.columns + c] -= mean[c] / static_cast<double>(rows.count());
}

double dot(const double *a, const double *b, std::size_t count)
{
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += a[i] * b[i];
    return sum;
}

/// Length 1; false when there is hardly any.
bool normalise(std::vector<double> &v)
{
    const double length = std::sqrt(dot(v.data(), v.data(), v.size()));
    if (length < 1e-9)
        return false;
    for (double &value : v)
        value /= length;
    return true;
}

/// The direction of the largest variance that is orthogonal to `before`, by power iteration; empty when none is
/// left.
std::vector<double> component(const Rows &rows, const std::vector<double> *before)
{
    const auto orthogonal = [&](std::vector<double> &v) {
        if (!before)
            return;
        const double along = dot(v.data(), before->data(), v.size());
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] -= along * (*before)[i];
    };
    // From the longest row, which lies near to it.
    std::vector<double> direction;
    double longest = 0;
    for (std::size_t r = 0; r < rows.count(); ++r) {
        std::vector<double> row(rows.row(r), rows.row(r) + rows.columns);
        orthogonal(row);
        if (const double length = dot(row.data(), row.data(), row.size()); length > longest * (1 + 1e-9)) {
            longest = length;
            direction = std::move(row);
        }
    }
    if (longest < 1e-12 || !normalise(direction))
        return {};
    std::vector<double> next(rows.columns);
    for (int i = 0; i < mostIterations; ++i) {
        std::fill(next.begin(), next.end(), 0.0);
        for (std::size_t r = 0; r < rows.count(); ++r) {
            const double along = dot(rows.row(r), direction.data(), rows.columns);
            for (std::size_t c = 0; c < rows.columns; ++c)
                next[c] += along * rows.row(r)[c];
        }
        orthogonal(next);
        if (!normalise(next))
            return {};
        const double turned = 1 - std::abs(dot(next.data(), direction.data(), next.size()));
        direction.swap(next);
        if (turned < sameDirection)
            break;
    }
    const auto largest = std::max_element(direction.begin(), direction.end(),
                                          [](double a, double b) { return std::abs(a) < std::abs(b) - 1e-9; });
    if (*largest < 0)
        for (double &value : direction)
            value = -value;
    return direction;
}

} // namespace

std::vector<GraphPoint> principalPlaces(const Matrix &teacher, const Matrix *student)
{
    Rows rows{static_cast<std::size_t>(teacher.columns()), {}};
    append(rows, teacher);
    if (student)
        append(rows, *student);
    centre(rows);
    const auto classes = static_cast<std::size_t>(teacher.rows());
    std::vector<GraphPoint> places(classes);
    const std::vector<double> first = component(rows, nullptr);
    if (first.empty())
        return places;
    const std::vector<double> second = component(rows, &first);
    double farthest = 0;
    std::vector<double> x(classes, 0.0);
    std::vector<double> y(classes, 0.0);
    for (std::size_t r = 0; r < rows.count(); ++r) {
        x[r % classes] += dot(rows.row(r), first.data(), rows.columns);
        if (!second.empty())
            y[r % classes] += dot(rows.row(r), second.data(), rows.columns);
    }
    for (std::size_t c = 0; c < classes; ++c)
        farthest = std::max(farthest, std::hypot(x[c], y[c]));
    if (farthest < 1e-9)
        return places;
    for (std::size_t c = 0; c < classes; ++c)
        places[c] = {static_cast<float>(x[c] / farthest), static_cast<float>(-y[c] / farthest)};
    return places;
}

} // namespace retort
