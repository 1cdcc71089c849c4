#pragma once

#include "base/matrix.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace retort {

/// Makes a matrix of many rows, in any order of them. Up to `heldInMemory` bytes it is in memory. A larger one
/// lies in a file without a name that is mapped: its pages are the system's to drop and to read again, and the
/// file goes with the matrix.
class MatrixBuilder
{
public:
    static constexpr std::size_t heldInMemory = std::size_t(256) << 20;

    /// All values are 0 at first. The file is made in `folder`; where that is not possible, the matrix is in
    /// memory whatever its size.
    MatrixBuilder(std::int64_t rows, std::int64_t columns, const std::filesystem::path &folder,
                  std::size_t inMemory = heldInMemory);

    [[nodiscard]] std::int64_t rows() const noexcept { return m_rows; }
    [[nodiscard]] std::int64_t columns() const noexcept { return m_columns; }
    [[nodiscard]] bool inFile() const noexcept { return m_file != nullptr; }

    /// Several threads may set different rows. Throws Error when the disk is full.
    void setRow(std::int64_t row, std::span<const float> values);
    /// As many rows as `block` has, from `first` on.
    void setRows(std::int64_t first, const Matrix &block);

    /// To be called once. Throws Error when the file cannot be mapped.
    [[nodiscard]] std::shared_ptr<const Matrix> finish();

private:
    class UnnamedFile;

    void write(std::int64_t row, const float *values, std::int64_t rows);

    std::int64_t m_rows;
    std::int64_t m_columns;
    std::optional<Matrix> m_matrix;
    std::shared_ptr<UnnamedFile> m_file;
};

} // namespace retort
