#pragma once

#include "base/progress.h"
#include "data/imagesource.h"
#include "store/project.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>

namespace retort {

/// The training images and more of them.
struct MoreImages
{
    DatasetRecord training; ///< to be the project's
    std::int64_t added = 0;
    std::int64_t known = 0; ///< that were among the training images before, by content or by path, or came twice
};

/// Writes a list of images (see parseManifest) beside the project's file: all training images there are, with
/// their labels and groups, and behind them those of `pictures` at the places `which`, without labels. Each adding
/// makes a list of its own, and neither the project nor any earlier list is touched: the way back is the record
/// that the project has. Throws InputError where the training images are no single files, or a picture is none;
/// ValueError where all of the pictures are known. No list is left then.
[[nodiscard]] MoreImages listWithMore(const std::filesystem::path &projectFile, const ProjectSettings &settings,
                                      const ImageSource &pictures, std::span<const std::int64_t> which,
                                      const std::stop_token &stop, const Reporter &reporter);

/// The same with all that lies at the paths (see findPictures), and the project has them from then on. Runs that
/// were made before keep what they learned and refuse to resume.
MoreImages addImages(Project &project, std::span<const std::filesystem::path> paths, const std::stop_token &stop,
                     const Reporter &reporter);

} // namespace retort
