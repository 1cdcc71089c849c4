#pragma once

#include "base/progress.h"
#include "data/imagesource.h"
#include "datasets/dataset.h"
#include "distil/epochsink.h"
#include "export/exportedstudent.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// What lies at the paths, called as they were typed: image files, folders (all images below them, hidden ones
/// left out) and packed data sets or archives (see openDataset). Throws InputError for a path that is none of
/// these, and when there is no image.
[[nodiscard]] std::shared_ptr<const ImageSource> findPictures(const std::vector<std::filesystem::path> &paths,
                                                              const std::stop_token &stop,
                                                              const Reporter &reporter);

/// A student's answers to pictures, one each, without those that could not be read.
struct Classification
{
    std::vector<std::string> names;
    std::vector<std::int64_t> pictures; ///< indices into the source
    Answers answers;                    ///< classes also where rejected
    std::vector<float> energies;        ///< log-sum-exp of the logits: low for what is unlike anything learned
    std::optional<double> rejectThreshold;
    std::vector<UnreadableImage> unreadable;
    double seconds = 0; ///< reading and computing

    [[nodiscard]] bool rejected(std::size_t i) const
    {
        return rejectThreshold && static_cast<double>(answers.confidences[i]) < *rejectThreshold;
    }
};

/// Brings pictures to the student's size as its file says, and asks it. The threshold is the file's unless one is
/// given. Throws Cancelled when stopped.
[[nodiscard]] Classification classify(ExportedStudent &student, const ImageSource &pictures,
                                      std::optional<double> rejectThreshold, const std::stop_token &stop,
                                      const Reporter &reporter);

/// RFC 4180: image, class (empty where rejected), confidence, margin.
[[nodiscard]] std::string classificationCsv(const Classification &result, const std::vector<std::string> &classes);

/// New images beside those that the student learned from.
struct NewAgainstOld
{
    std::int64_t oldImages = 0;               ///< held-out ones; 0: the file says nothing of them, nor does this
    std::vector<double> oldShares, newShares; ///< percent a class
    double sharesMoved = 0;                   ///< percent of images in another class than before (total variation)
    double oldConfidence = 0, newConfidence = 0; ///< medians, 0 .. 1
    double oldMargin = 0, newMargin = 0;         ///< means, 0 .. 1
    /// Percent of the new images that are less sure than all but 5 percent of the old ones: about 5 when nothing
    /// has changed.
    double unsure = 0;
    std::vector<std::int64_t> mostUnlike; ///< positions in Classification, by energy, most unlike first
};
[[nodiscard]] NewAgainstOld compareWithReference(const Classification &result, const StudentFile &file,
                                                 std::size_t mostUnlike);

} // namespace retort
