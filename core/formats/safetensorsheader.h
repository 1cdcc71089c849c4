#pragma once

// Internal to formats: the JSON header of a safetensors file, as it stands there.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct HeaderEntry
{
    std::string name;
    std::string type; ///< "dtype", not checked yet
    std::vector<std::uint64_t> shape;
    std::uint64_t begin = 0; ///< "data_offsets", counted from the end of the header; not checked yet
    std::uint64_t end = 0;
};

struct SafetensorsHeader
{
    std::vector<HeaderEntry> entries; ///< in the file's order
    std::map<std::string, std::string> metadata;
};

/// Reads event by event, so that nothing but what the format allows is ever built: no depth, no unknown key, no
/// name twice. Throws InputError with the offset in the file, or the tensor.
[[nodiscard]] SafetensorsHeader parseHeader(std::string_view json, const std::filesystem::path &fileName);

} // namespace retort
