#pragma once

#include "measure/accuracy.h"
#include "measure/labelledsample.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// What becomes of answers when some of them count as "none of these".
struct Rejection
{
    std::int64_t images = 0;
    std::int64_t doubtful = 0;        ///< below the threshold
    std::int64_t background = 0;      ///< not doubtful, answered with a background class
    std::vector<std::int64_t> counts; ///< images a class gets that are neither

    [[nodiscard]] std::int64_t none() const { return doubtful + background; }
};
/// `values`: one an answer, what the threshold is held against (margins or confidences); an answer is doubtful
/// when its value is smaller. `background`: one a class. Answers of -1 count for nothing. Throws ValueError
/// where lengths differ.
[[nodiscard]] Rejection rejectionOf(std::span<const std::int32_t> answers, std::span<const float> values,
                                    double threshold, const std::vector<bool> &background);

/// The same on labelled images. An image whose label is noneOfThese or a background class shows none of the
/// classes.
struct LabelledRejection
{
    Proportion coverage; ///< of the images that show a class, how many get an answer
    Proportion accuracy; ///< of those answers, how many are right
    Proportion caught;   ///< of the images that show none of the classes, how many get no answer
};
/// `answers`, `values`: one an image of the sample; those of -1 count for nothing. Throws as rejectionOf().
[[nodiscard]] LabelledRejection rejectionOn(const LabelledSample &sample, std::span<const std::int32_t> answers,
                                            std::span<const float> values, double threshold,
                                            const std::vector<bool> &background);

} // namespace retort
