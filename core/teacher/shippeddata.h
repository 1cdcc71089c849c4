#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace retort::shipped {

// Built into the programs out of resources/clip, where a README names sources and licences.

/// gzip of a merges.txt.
[[nodiscard]] std::span<const std::byte> clipMerges();
/// OpenCLIP's model configurations: {"ViT-B-32": {...}, ...}.
[[nodiscard]] std::string_view modelConfigs();
/// A line each: name (with its ; if it needs one), code points in hexadecimal, separated by spaces.
[[nodiscard]] std::string_view htmlEntities();

} // namespace retort::shipped
