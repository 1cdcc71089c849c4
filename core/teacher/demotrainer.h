#pragma once

#include "base/progress.h"
#include "data/packedimages.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

namespace retort {

/// What the demo teacher learns from. This is the one place in Retort that learns from labels: the result is a
/// stand-in for a CLIP, made so that the demo needs no download, and says so wherever it appears. Give it the half
/// of the images that its student will never see: KeyRange{0, 0.5}.
struct DemoLessons
{
    std::shared_ptr<const PackedImages> images; ///< 28 x 28, grey, at least demoBatch of them
    std::vector<std::int32_t> labels;           ///< one an image, 0 .. 9: Fashion-MNIST's classes
};

struct DemoTraining
{
    std::filesystem::path out; ///< folder to make; its parent must exist
    std::uint64_t seed = 1;
    std::int64_t epochs = 18; ///< 1 .. 10,000
};

inline constexpr std::int64_t demoBatch = 128;

struct DemoTrained
{
    std::int64_t images = 0;
    std::int64_t steps = 0;
    double loss = 0; ///< mean over the last epoch
    double seconds = 0;
};

/// Trains a small CLIP on pictures, some of them changed, and captions that name what is on them and what was done
/// to them, and writes it as a Hugging Face folder that Teacher::open and transformers' CLIPModel open, with a
/// retort_teacher.json that says that it is a stand-in and which words it knows. The folder appears whole or not
/// at all.
/// Computes on one thread, so that a seed gives the same files on one kind of processor however many cores it has.
/// Throws ValueError for unusable lessons or choices, Error when `out` is there already or cannot be written,
/// Cancelled when stop was asked for; nothing is left behind then.
[[nodiscard]] DemoTrained trainDemoTeacher(const DemoLessons &lessons, const DemoTraining &training,
                                           std::stop_token stop, const Reporter &reporter);

} // namespace retort
