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

enum class DatasetKind { Idx, Cifar, ImageFolder, Manifest, Archive };

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
    /// What the fingerprint was before decoding failed for some of the images; empty where none is known to have.
    std::string fingerprintBefore;
    std::vector<UnreadableImage> unreadable;
    std::int64_t bytes = 0;              ///< of the files; 0 where they are no image files
    std::int64_t duplicates = 0;         ///< images whose content occurred before
    std::vector<std::string> parts;      ///< that there are ("test", "train", "val"), where it has several
    std::vector<std::string> classNames; ///< from sub-folders, else empty
    /// One a sample, index into classNames (IDX: as in the labels file, classNames empty), -1 for an image that
    /// lies beside the class sub-folders; empty where there are none.
    std::vector<std::int32_t> labels;
    /// Which group each sample belongs to, by name, as the choice says; an empty name is a group of its own. Empty
    /// where nothing is grouped.
    std::vector<std::string> groups;
    /// The same as keys for splitByContent(), see groupKeys().
    std::vector<ContentKey> groupKeys;
    std::filesystem::path labelFile; ///< where labels came from, for the page's text

    /// Whether this is the data set that was given this fingerprint, be it before or after images that cannot be
    /// decoded were found in it.
    [[nodiscard]] bool isKnownAs(const std::string &name) const
    {
        return name == fingerprint || (!fingerprintBefore.empty() && name == fingerprintBefore);
    }
};

/// Quick: an image file is judged by its header; whether it can be decoded turns out when it is first used, by an
/// UndecodableImage. Thorough: whatever has not been decoded before is, and left out where that fails. Either
/// remembers what it found.
enum class Opening { Quick, Thorough };

/// Recognises what is at `path` and opens it: CIFAR-10 or CIFAR-100 (binary or Python form; a folder, .tar or
/// .tar.gz), a CSV or JSONL manifest, a .tar or .zip of images, an IDX images file (.gz or not; its labels file is
/// found by MNIST's naming), a folder with IDX files, or an image folder, flat or with class sub-folders, in byte
/// order of relative paths. The choice's part "train", "test" or "val" picks where there are parts (empty: train):
/// of an image folder or archive those are sub-folders, if all are called so (ImageNet's layout), of a manifest
/// its column "split". Hidden files and files whose extension is not an image's are passed over; unreadable images
/// are listed and left out. A folder is read once to identify its images by content; what was found is remembered
/// (see FolderIndex). Throws InputError naming file, place and remedy (no image at all, damaged IDX, images and
/// labels that differ in number), ValueError for another part. Only images whose content key lies in the choice's
/// range are kept.
[[nodiscard]] OpenedDataset openDataset(const std::filesystem::path &path, const DatasetChoice &choice,
                                        std::stop_token stop, const Reporter &reporter,
                                        Opening opening = Opening::Quick);

} // namespace retort
