#pragma once

#include <cstddef> // before <array>: Qt 6.4's moc stumbles over <compare> where nothing has set up libstdc++ yet

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace retort {

/// Identity of an image: the 128-bit XXH3 of its bytes (the file's, or the record's in a packed
/// file), canonical (big-endian) byte order. Everything that must not depend on paths or labels
/// (cache, held-out split, training order, fingerprint) derives from it.
struct ContentKey
{
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const ContentKey &) const = default;

    /// The first 8 bytes as a big-endian number.
    [[nodiscard]] std::uint64_t high() const noexcept
    {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i)
            value = value << 8 | bytes[i];
        return value;
    }
    /// The last 8 bytes as a big-endian number.
    [[nodiscard]] std::uint64_t low() const noexcept
    {
        std::uint64_t value = 0;
        for (std::size_t i = 8; i < 16; ++i)
            value = value << 8 | bytes[i];
        return value;
    }
    /// 32 lower-case hexadecimal digits.
    [[nodiscard]] std::string hex() const;
};

} // namespace retort

template<>
struct std::hash<retort::ContentKey>
{
    std::size_t operator()(const retort::ContentKey &key) const noexcept
    {
        return static_cast<std::size_t>(key.high());
    }
};
