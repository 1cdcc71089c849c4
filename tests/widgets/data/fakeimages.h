#pragma once

#include "base/error.h"
#include "data/imagesource.h"

#include <atomic>

/// As many images as wanted without memory for them; counts how many were decoded. Every `badEvery`th is
/// unreadable.
class FakeImages : public retort::ImageSource
{
public:
    explicit FakeImages(std::int64_t count, std::int64_t badEvery = 0) : m_count(count), m_badEvery(badEvery) {}

    [[nodiscard]] std::int64_t size() const override { return m_count; }
    [[nodiscard]] retort::ContentKey key(std::int64_t index) const override
    {
        retort::ContentKey key;
        for (int i = 0; i < 8; ++i)
            key.bytes[static_cast<std::size_t>(7 - i)] =
                static_cast<std::uint8_t>(static_cast<std::uint64_t>(index) * 0x9E3779B97F4A7C15ULL >> 8 * i);
        return key;
    }
    [[nodiscard]] retort::Image image(std::int64_t index) const override
    {
        ++decoded;
        if (m_badEvery > 0 && index % m_badEvery == 0)
            throw retort::InputError(name(index), {}, "is gone", "Put it back.");
        retort::Image image;
        image.height = 4;
        image.width = 6;
        image.channels = 1;
        image.pixels.assign(24, static_cast<std::uint8_t>(index));
        return image;
    }
    [[nodiscard]] std::string name(std::int64_t index) const override { return "image " + std::to_string(index); }

    mutable std::atomic<std::int64_t> decoded = 0;

private:
    std::int64_t m_count;
    std::int64_t m_badEvery;
};
