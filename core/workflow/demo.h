#pragma once

#include "base/progress.h"
#include "workflow/distilrun.h"

#include <filesystem>
#include <stop_token>

namespace retort {

struct DemoChoice
{
    std::filesystem::path out;       ///< project file; an existing one is used again only if it is an earlier demo
    std::filesystem::path resources; ///< holds demo-teacher/
    bool quick = false;              ///< fewer images and epochs, under 90 s
    std::int64_t epochs = 0;         ///< instead of the recipe's; 0: as it says
    std::uint64_t seed = 1;
    std::filesystem::path images = "/usr/share/datasets/fashion-mnist"; ///< Debian's dataset-fashion-mnist
    std::filesystem::path cache; ///< embedding cache; empty = EmbeddingCache::defaultFolder()
};

struct DemoResult
{
    RunFigures figures; ///< on the report half of the test images
    double seconds = 0;
    double imagesPerSecond = 0; ///< of training
    std::filesystem::path project;
    std::int64_t run = 0;
};

/// The demo's project in the user's data folder: $XDG_DATA_HOME/retort/demo.retort, else
/// ~/.local/share/retort/demo.retort. The folder is made. Both programs use it where nothing else was named.
[[nodiscard]] std::filesystem::path defaultDemoFile();
/// What runDemo trains with: the shipped recipe demo or demo-quick, with the chosen seed; with the chosen epochs, of
/// which the warm-up takes a fifth at most.
[[nodiscard]] Recipe demoRecipe(const DemoChoice &choice);

/// Makes the demo project (Fashion-MNIST from dataset-fashion-mnist: the half of the training images that the demo
/// teacher never saw, without labels; test images for measuring), unless it exists. Throws StoreError when `out`
/// is something else.
void createDemoProject(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter);

/// The main job up to training: the demo project as `choice` says (an existing demo is brought to it), weights for
/// its prompts by the paper's rule, and a new run of demoRecipe() in its queue, whose id comes back.
[[nodiscard]] std::int64_t prepareDemoRun(const DemoChoice &choice, std::stop_token stop,
                                          const Reporter &reporter);

/// prepareDemoRun(), then that run to its end.
[[nodiscard]] DemoResult runDemo(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter,
                                 const RunListener &listener);

} // namespace retort
