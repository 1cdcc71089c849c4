#pragma once

#include "base/progress.h"
#include "workflow/distilrun.h"

#include <filesystem>
#include <stop_token>

namespace retort {

struct DemoChoice
{
    std::filesystem::path out;       ///< project file; replaced only if it is an earlier demo
    std::filesystem::path resources; ///< holds demo-teacher/
    bool quick = false;              ///< fewer images and epochs, under 90 s
    std::uint64_t seed = 1;
};

struct DemoResult
{
    double teacherAccuracy = 0; ///< percent, weighted prompts, 10,000 test images
    double studentAccuracy = 0; ///< percent, best epoch
    double gap = 0;             ///< teacher - student, points
    double seconds = 0;
    double imagesPerSecond = 0; ///< of training
    std::filesystem::path project;
    std::int64_t run = 0;
};

/// Makes the demo project (Fashion-MNIST from dataset-fashion-mnist: the half of the training images that the demo teacher
/// never saw, without labels; test images for measuring), unless it exists.
void createDemoProject(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter);
/// The main job on the embedded default.
[[nodiscard]] DemoResult runDemo(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter,
                                 const RunListener &listener);

} // namespace retort
