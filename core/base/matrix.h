#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// A small row-major float matrix: what crosses from the torch side to everything else.
class Matrix
{
public:
    Matrix() = default;
    Matrix(std::int64_t rows, std::int64_t columns)
        : m_rows(rows), m_columns(columns),
          m_values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns))
    {}

    [[nodiscard]] std::int64_t rows() const noexcept { return m_rows; }
    [[nodiscard]] std::int64_t columns() const noexcept { return m_columns; }
    [[nodiscard]] bool empty() const noexcept { return m_values.empty(); }

    [[nodiscard]] float *data() noexcept { return m_values.data(); }
    [[nodiscard]] const float *data() const noexcept { return m_values.data(); }

    [[nodiscard]] std::span<float> row(std::int64_t r)
    {
        return {m_values.data() + r * m_columns, static_cast<std::size_t>(m_columns)};
    }
    [[nodiscard]] std::span<const float> row(std::int64_t r) const
    {
        return {m_values.data() + r * m_columns, static_cast<std::size_t>(m_columns)};
    }
    [[nodiscard]] float &at(std::int64_t r, std::int64_t c) { return row(r)[static_cast<std::size_t>(c)]; }
    [[nodiscard]] float at(std::int64_t r, std::int64_t c) const { return row(r)[static_cast<std::size_t>(c)]; }

    bool operator==(const Matrix &) const = default;

private:
    std::int64_t m_rows = 0;
    std::int64_t m_columns = 0;
    std::vector<float> m_values;
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
