#pragma once

#include <string>
#include <string_view>

namespace retort {

/// Any bytes as text of an XML document or attribute: markup escaped, control characters as spaces, bytes that are
/// no UTF-8 (a file name can hold them) as U+FFFD.
[[nodiscard]] std::string xmlText(std::string_view bytes);

/// The shortest text that reads back as the same number, with a point whatever the locale.
[[nodiscard]] std::string numberText(double value);
[[nodiscard]] std::string numberText(float value);
/// With a fixed number of decimals.
[[nodiscard]] std::string fixedText(double value, int decimals);

} // namespace retort
