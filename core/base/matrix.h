#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace retort {

/// A row-major float matrix: what crosses from the torch side to everything else. One that is too large for memory
/// lies in a mapped file (see MatrixBuilder); a copy of it is in memory.
class Matrix
{
public:
    Matrix() = default;
    Matrix(std::int64_t rows, std::int64_t columns)
        : m_rows(rows), m_columns(columns),
          m_values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns))
    {}
    /// Over rows * columns values that `values` keeps alive.
    Matrix(std::int64_t rows, std::int64_t columns, std::shared_ptr<float> values)
        : m_rows(rows), m_columns(columns), m_elsewhere(std::move(values))
    {}
    Matrix(const Matrix &other)
        : m_rows(other.m_rows), m_columns(other.m_columns), m_values(other.data(), other.data() + other.size())
    {}
    Matrix(Matrix &&other) noexcept
        : m_rows(std::exchange(other.m_rows, 0)), m_columns(std::exchange(other.m_columns, 0)),
          m_values(std::move(other.m_values)), m_elsewhere(std::move(other.m_elsewhere))
    {}
    Matrix &operator=(Matrix other) noexcept
    {
        m_rows = other.m_rows;
        m_columns = other.m_columns;
        m_values.swap(other.m_values);
        m_elsewhere.swap(other.m_elsewhere);
        return *this;
    }
    ~Matrix() = default;

    [[nodiscard]] std::int64_t rows() const noexcept { return m_rows; }
    [[nodiscard]] std::int64_t columns() const noexcept { return m_columns; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    [[nodiscard]] float *data() noexcept { return m_elsewhere ? m_elsewhere.get() : m_values.data(); }
    [[nodiscard]] const float *data() const noexcept { return m_elsewhere ? m_elsewhere.get() : m_values.data(); }

    [[nodiscard]] std::span<float> row(std::int64_t r)
    {
        return {data() + r * m_columns, static_cast<std::size_t>(m_columns)};
    }
    [[nodiscard]] std::span<const float> row(std::int64_t r) const
    {
        return {data() + r * m_columns, static_cast<std::size_t>(m_columns)};
    }
    [[nodiscard]] float &at(std::int64_t r, std::int64_t c) { return row(r)[static_cast<std::size_t>(c)]; }
    [[nodiscard]] float at(std::int64_t r, std::int64_t c) const { return row(r)[static_cast<std::size_t>(c)]; }

    bool operator==(const Matrix &other) const
    {
        return m_rows == other.m_rows && m_columns == other.m_columns &&
               std::equal(data(), data() + size(), other.data());
    }

private:
    [[nodiscard]] std::size_t size() const noexcept
    {
        return static_cast<std::size_t>(m_rows) * static_cast<std::size_t>(m_columns);
    }

    std::int64_t m_rows = 0;
    std::int64_t m_columns = 0;
    std::vector<float> m_values;
    std::shared_ptr<float> m_elsewhere; ///< holds the values instead of m_values
};

/// A copy of some rows, in the order in which they are named.
[[nodiscard]] inline Matrix someRows(const Matrix &matrix, std::span<const std::int64_t> rows)
{
    Matrix some(static_cast<std::int64_t>(rows.size()), matrix.columns());
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::ranges::copy(matrix.row(rows[i]), some.row(static_cast<std::int64_t>(i)).begin());
    return some;
}

} // namespace retort
