#pragma once

#include "base/files.h"
#include "base/namedtensor.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// A tensor inside bytes that somebody else holds. Its bytes need not be aligned for its type.
struct TensorView
{
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes; ///< product(shape) * elementSize(type)
};

using Metadata = std::map<std::string, std::string>;

/// What a safetensors file holds: 8 bytes of header length (little-endian), a JSON header, raw tensors.
struct SafetensorsView
{
    std::vector<TensorView> tensors; ///< sorted by name
    Metadata metadata;

    /// nullptr when there is none of that name.
    [[nodiscard]] const TensorView *find(std::string_view name) const;
};

/// Reads the header and checks all of it: its length, every key, names that occur twice, element types, shapes
/// (also for overflow), offsets that leave the file, overlap or leave a hole. Throws InputError naming `fileName`,
/// the offset or the tensor, and a remedy. The result points into `bytes`.
[[nodiscard]] SafetensorsView parseSafetensors(std::span<const std::byte> bytes,
                                               const std::filesystem::path &fileName);

/// A safetensors file mapped into memory: tensors are read from disk when they are touched.
class SafetensorsFile
{
public:
    /// Throws InputError as parseSafetensors.
    explicit SafetensorsFile(const std::filesystem::path &file);

    [[nodiscard]] const SafetensorsView &view() const noexcept { return m_view; }
    /// The whole file.
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return m_map.bytes(); }

private:
    MappedFile m_map;
    SafetensorsView m_view;
};

/// The file's bytes; the same for the same content, whatever the order of `tensors`: largest element types first
/// (so that all are aligned), by name within them, as the reference implementation writes. Throws ValueError for a
/// name that occurs twice, a name or text that is not UTF-8, or a tensor whose bytes do not fit its shape.
[[nodiscard]] std::vector<std::byte> toSafetensors(const NamedTensors &tensors, const Metadata &metadata);
/// Writes them so that the file is either the old one or the new one. Throws Error when it cannot be written.
void writeSafetensors(const std::filesystem::path &file, const NamedTensors &tensors, const Metadata &metadata);
/// The same from tensors that somebody else holds, without a copy of them.
void writeSafetensors(const std::filesystem::path &file, const std::vector<TensorView> &tensors,
                      const Metadata &metadata);
/// Copies everything out of a view, sorted by name.
[[nodiscard]] NamedTensors toNamedTensors(const SafetensorsView &view);

} // namespace retort
