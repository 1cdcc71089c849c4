#pragma once

#include "base/progress.h"
#include "data/imagesource.h"
#include "datasets/datasetchoice.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

enum class DatasetKind { Idx, ImageFolder };

struct UnreadableImage
{
    std::string name; ///< relative path
    std::string reason;
};

/// A data set as found on disk: images, and beside them, apart, what the folder says about classes.
/// Labels are held only for measuring (see measure/labels.h) and are not reachable from `images`.
struct OpenedDataset
{
    DatasetKind kind = DatasetKind::Idx;
    std::filesystem::path location;
    std::shared_ptr<const ImageSource> images; ///< only readable ones
    std::string fingerprint;                   ///< data/split.h
    std::vector<UnreadableImage> unreadable;
    std::int64_t duplicates = 0;         ///< images whose content occurred before
    std::vector<std::string> classNames; ///< from sub-folders, else empty
    /// One a sample, index into classNames (IDX: as in the labels file, classNames empty), -1 for an image that
    /// lies beside the class sub-folders; empty where there are none.
    std::vector<std::int32_t> labels;
    std::filesystem::path labelFile; ///< where labels came from, for the page's text
};

/// Recognises what is at `path` and opens it: an IDX images file (.gz or not; its labels file is found by
/// MNIST's naming), a folder with IDX files (the choice's part "train" or "t10k"/"test" picks; empty: train where
/// there is one), or an image folder, flat or with class sub-folders (the part means nothing there), in byte order
/// of relative paths. Hidden files and files whose extension is not an image's are passed over; unreadable images
/// are listed and left out. A folder is read and decoded once to find them; what was found is remembered (see
/// FolderIndex). Throws InputError naming file, place and remedy (no image at all, damaged IDX, images and labels
/// that differ in number), ValueError for another part. Only images whose content key lies in the choice's range
/// are kept.
[[nodiscard]] OpenedDataset openDataset(const std::filesystem::path &path, const DatasetChoice &choice,
                                        std::stop_token stop, const Reporter &reporter);

/// Whether `path` is a folder with IDX images of that part. False for everything else.
[[nodiscard]] bool hasIdxPart(const std::filesystem::path &path, const std::string &part);

} // namespace retort
