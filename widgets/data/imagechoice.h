#pragma once

#include "measure/accuracy.h"
#include "neighbours/nearestrows.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace retort {

/// By what images are sorted. Sure: by the margin of the teacher's two best answers.
enum class ImageOrder { AsTheyAre, ByClass, LeastSure, MostSure };
/// Which part of a data set.
enum class ImagePart { All, Training, HeldOut, Excluded };

/// What the Data page shows of a data set, and in which order.
struct ImageChoice
{
    ImagePart part = ImagePart::All;
    int answer = -1; ///< only images that the teacher takes for this class; -1: any
    ImageOrder order = ImageOrder::AsTheyAre;
    /// Only these, in the data set's order.
    std::optional<std::vector<std::int64_t>> only;
};

/// What a choice needs to know of the data set. Spans are one a image, or empty where it is not known.
struct ImageFacts
{
    std::int64_t images = 0;
    const LogitSummary *answers = nullptr; ///< of an excluded image the answer is -1, the margin is known
    std::vector<ImagePart> parts;          ///< Training, HeldOut or Excluded; empty: not divided
};

/// Indices of the chosen images; equal ones stay in their order. Nothing: all of them, as they are.
[[nodiscard]] std::optional<std::vector<std::int64_t>> chosenImages(const ImageChoice &choice,
                                                                    const ImageFacts &facts);

/// Those of the ranked images (nearest first) that a choice lets through, at most `count`; their order is the
/// rank's.
[[nodiscard]] std::vector<Neighbour> chosenOf(const std::vector<Neighbour> &ranked, const ImageChoice &choice,
                                              const ImageFacts &facts, std::size_t count);

} // namespace retort
