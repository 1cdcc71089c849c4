#pragma once

#include "base/progress.h"
#include "teacher/teacher.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace retort {

struct TowerSpeed
{
    std::int64_t images = 0;
    std::int64_t texts = 0;
    double imagesPerSecond = 0; ///< of the towers' input size, so that nothing but the tower takes time
    double textsPerSecond = 0;  ///< prompts of usual length
};

/// Times both towers on images of noise and on prompts, once to warm up and once with the clock.
[[nodiscard]] TowerSpeed benchTowers(const Teacher &teacher, std::int64_t images, std::int64_t texts,
                                     std::stop_token stop, const Reporter &reporter);

/// What opening a teacher costs.
struct LoadSpeed
{
    double firstSeconds = 0;         ///< of the first time; from the disk if the file was not in memory yet
    double seconds = 0;              ///< the median of the others
    std::uint64_t weightBytes = 0;   ///< as stored
    std::int64_t anonymousBytes = 0; ///< memory of the process's own, beside the mapped file, by the first opening
    std::int64_t mappedBytes = 0;    ///< of files, which the system may take back
};

/// Opens it `times` times. The figures of memory are Linux's (/proc/self/status); 0 elsewhere.
[[nodiscard]] LoadSpeed benchLoad(const std::filesystem::path &teacher, int times, std::stop_token stop);

} // namespace retort
