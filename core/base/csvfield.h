#pragma once

#include <string>

namespace retort {

/// One field of a CSV file, in quotes where it needs them (RFC 4180), also where commas are not what
/// separates fields.
[[nodiscard]] std::string csvField(const std::string &text);

} // namespace retort
