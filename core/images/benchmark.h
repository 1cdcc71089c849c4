#pragma once

#include <cstdint>
#include <stop_token>

namespace retort {

/// What reading pictures is timed on: JPEGs in memory with the detail of photographs.
struct DecodeWork
{
    int width = 500;
    int height = 375;
    int size = 224; ///< of the tower's square input
    std::int64_t images = 2000;
};

struct DecodeSpeed
{
    std::int64_t images = 0;
    double bytesAnImage = 0;
    double imagesPerSecond = 0; ///< decoded, resized and normalised on all cores
    double decodeMs = 0;        ///< of one image on one core
    double prepareMs = 0;       ///< resizing, cutting and normalising one image on one core
};

/// Times decodeImage() and preprocess() as the embedding of a folder calls them, without a disk. Throws Cancelled.
[[nodiscard]] DecodeSpeed benchDecode(const DecodeWork &work, std::stop_token stop);

} // namespace retort
