#pragma once

#include "base/contentkey.h"
#include "base/progress.h"
#include "datasets/dataset.h"
#include "store/project.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// The images that a person means by these words: names as the data set has them (all that bear one), or content
/// keys (32 hexadecimal digits). Throws ValueError naming the first word that means none.
[[nodiscard]] std::vector<ContentKey> keysOfImages(const ImageSource &images, std::span<const std::string> words);

/// Which images a project excludes from training, as words: see keysOfImages(). "all" brings every one back.
struct ExclusionChange
{
    std::vector<std::string> exclude;
    std::vector<std::string> include; ///< what was excluded; done first
};

/// Runs that were made before keep what they learned and refuse to resume. Throws ValueError as keysOfImages(),
/// and when nothing would be left to learn from.
void changeExcluded(Project &project, const ExclusionChange &change, const std::stop_token &stop,
                    const Reporter &reporter);

} // namespace retort
