#pragma once

#include "base/files.h"
#include "formats/safetensors.h"

#include <deque>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace retort {

enum class TensorFormat {
    Safetensors,
    Torch,       ///< zip archive of torch.save
    TorchLegacy, ///< torch.save before version 1.6
    TorchScript, ///< archive of a compiled module, whose code is not run
};

[[nodiscard]] const char *formatName(TensorFormat format);

/// Tensors by name out of bytes in any of these formats, which is told by the content.
struct TensorContent
{
    TensorFormat format = TensorFormat::Safetensors;
    std::vector<TensorView> tensors;               ///< sorted by name; into the bytes or into `rearranged`
    std::deque<std::vector<std::byte>> rearranged; ///< those that a torch file keeps otherwise than rows first
};

/// Throws InputError naming the file, the place and the remedy for what is in none of these formats (also for what
/// is often found in their place: a web page, a Git LFS pointer, a PDF), is damaged, or asks for code to run.
[[nodiscard]] TensorContent parseTensors(std::span<const std::byte> bytes, const std::filesystem::path &fileName);

/// A file of tensors mapped into memory: they are read from disk when they are touched.
class TensorFile
{
public:
    /// Throws InputError as parseTensors.
    explicit TensorFile(const std::filesystem::path &file)
        : m_map(file), m_content(parseTensors(m_map.bytes(), file))
    {}

    [[nodiscard]] TensorFormat format() const noexcept { return m_content.format; }
    [[nodiscard]] const std::vector<TensorView> &tensors() const noexcept { return m_content.tensors; }
    /// The whole file.
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return m_map.bytes(); }

private:
    MappedFile m_map;
    TensorContent m_content;
};

} // namespace retort
