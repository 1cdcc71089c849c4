#pragma once

#include <string>

namespace retort {

/// One field of a CSV file, in quotes where it needs them (RFC 4180), also where commas are not what
/// separates fields.
[[nodiscard]] std::string csvField(const std::string &text);
/// The shortest text that reads back as the same number, with a point whatever the locale; empty for what is not
/// finite.
[[nodiscard]] std::string csvField(double value);

} // namespace retort
