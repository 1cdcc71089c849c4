#pragma once

// Internal to core.

#include <cstddef>
#include <string>
#include <vector>

namespace retort {

struct ZipMember
{
    std::string name;
    std::vector<std::byte> bytes;
};

/// A zip file of these files, in this order; the same bytes for the same files. Throws Error.
[[nodiscard]] std::vector<std::byte> toZip(const std::vector<ZipMember> &members);

} // namespace retort
