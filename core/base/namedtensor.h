#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace retort {

enum class ElementType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

/// Bytes of one element.
[[nodiscard]] std::size_t elementSize(ElementType type);
/// As safetensors spells it: "F32".
[[nodiscard]] const char *elementName(ElementType type);

/// A tensor without torch: what weights are outside the ML folders, in files and in the project.
/// Row-major, little-endian; bytes.size() == product(shape) * elementSize(type).
struct NamedTensor
{
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes;

    bool operator==(const NamedTensor &) const = default;
};

/// Sorted by name: the order in which weights are hashed and stored.
using NamedTensors = std::vector<NamedTensor>;

} // namespace retort
