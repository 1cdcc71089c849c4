#pragma once

#include "base/matrix.h"
#include "base/namedtensor.h"
#include "export/studentfile.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace retort {

/// A student out of a file that exportRun() wrote, ready to answer. For one thread at a time.
class ExportedStudent
{
public:
    virtual ~ExportedStudent() = default;
    ExportedStudent(const ExportedStudent &) = delete;
    ExportedStudent &operator=(const ExportedStudent &) = delete;

    [[nodiscard]] const StudentFile &file() const noexcept { return m_file; }
    /// Logits [count x C] for squares of the student's size, count x size x size x 3 bytes, RGB. Throws Error.
    [[nodiscard]] virtual Matrix logits(std::span<const std::uint8_t> pixels, std::int64_t count) = 0;

protected:
    explicit ExportedStudent(StudentFile file) : m_file(std::move(file)) {}

private:
    StudentFile m_file;
};

/// Opens a .safetensors file, which LibTorch computes, or a .onnx file, which OpenCV does (8-bit ones LibTorch
/// again: OpenCV 4.6 cannot read them); known by content. Throws InputError for anything else, and for a file that
/// Retort did not write.
[[nodiscard]] std::unique_ptr<ExportedStudent> openStudent(const std::filesystem::path &file);
/// The same of weights that are no file yet.
[[nodiscard]] std::unique_ptr<ExportedStudent> studentOfWeights(const StudentFile &file,
                                                                const NamedTensors &weights);
/// The same of an ONNX file's bytes; the name is for messages.
[[nodiscard]] std::unique_ptr<ExportedStudent> studentOfOnnx(std::span<const std::byte> bytes,
                                                             const std::filesystem::path &fileName);

} // namespace retort
