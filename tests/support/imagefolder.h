#pragma once

#include "base/files.h"
#include "data/image.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

/// Small image files for tests, without an image library.
namespace testsupport {

/// An RGB image that differs for each seed, with some structure in it.
inline retort::Image sampleImage(int height, int width, std::uint32_t seed)
{
    retort::Image image{height, width, 3, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (std::uint32_t c = 0; c < 3; ++c)
                image.pixels.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(y) * 5 * (c + 1) +
                                                                 static_cast<std::uint32_t>(x) * 3 + seed * 37 +
                                                                 (seed >> 8) * c));
    return image;
}

/// The image as a 24-bit BMP file.
inline std::vector<std::byte> bmpBytes(const retort::Image &image)
{
    std::vector<std::byte> out{std::byte{'B'}, std::byte{'M'}};
    const auto put = [&](std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out.push_back(static_cast<std::byte>(value >> 8 * i & 0xFF));
    };
    const std::size_t row = (static_cast<std::size_t>(image.width) * 3 + 3) / 4 * 4;
    put(54 + row * static_cast<std::size_t>(image.height), 4);
    put(0, 4);
    put(54, 4);
    put(40, 4);
    put(static_cast<std::uint64_t>(image.width), 4);
    put(static_cast<std::uint64_t>(image.height), 4);
    put(1, 2);
    put(24, 2);
    for (int i = 0; i < 6; ++i)
        put(0, 4);
    for (int y = image.height - 1; y >= 0; --y) {
        const std::size_t begin = out.size();
        for (int x = 0; x < image.width; ++x) {
            for (int c = 2; c >= 0; --c) {
                const int channel = image.channels == 3 ? c : 0;
                out.push_back(std::byte{
                    image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + channel)]});
            }
        }
        out.resize(begin + row);
    }
    return out;
}

/// Writes a BMP, its folder too. Its time lies an hour back, so that the folder index may remember it.
inline void writeBmp(const std::filesystem::path &file, const retort::Image &image)
{
    std::filesystem::create_directories(file.parent_path());
    retort::writeFileAtomically(file, bmpBytes(image));
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
}

} // namespace testsupport
