#pragma once

#include "base/error.h"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace retort {

/// The whole number that a JSON value is: 12, and 12.0 too, as in JSON Schema. None for anything else, for what
/// Whole cannot hold, and for a fraction's form beyond 2^53, where a double no longer says which number is meant.
/// The library's own conversion of such values is undefined behaviour.
template<std::integral Whole, typename Json>
[[nodiscard]] std::optional<Whole> wholeFromJson(const Json &value)
{
    const auto held = [](auto number) {
        return std::in_range<Whole>(number) ? std::optional(static_cast<Whole>(number)) : std::nullopt;
    };
    if (value.is_number_unsigned())
        return held(value.template get<std::uint64_t>());
    if (value.is_number_integer())
        return held(value.template get<std::int64_t>());
    if (!value.is_number_float())
        return std::nullopt;
    const auto number = value.template get<double>();
    if (!(std::abs(number) <= 0x1p53) || number != std::floor(number))
        return std::nullopt;
    return held(static_cast<std::int64_t>(number));
}

/// The same, or a ValueError.
template<std::integral Whole, typename Json>
void readWhole(const Json &value, Whole &to)
{
    const std::optional<Whole> number = wholeFromJson<Whole>(value);
    if (!number)
        throw ValueError("a whole number was expected, not " + std::string(value.type_name()));
    to = *number;
}

} // namespace retort
