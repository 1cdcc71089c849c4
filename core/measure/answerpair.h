#pragma once

#include "measure/calibration.h"
#include "measure/sampleestimates.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace retort {

inline constexpr std::size_t marginBins = 20;

/// Images by the margin of the answer to them, in equal parts of 0 .. 1 (the last one holds 1 itself).
struct MarginBin
{
    std::int64_t same = 0;  ///< the answer is the reference's
    std::int64_t other = 0; ///< it is not
};

/// Answers held against a reference: labels, or another one's answers to the same images.
struct AnswerPair
{
    SampleFigures figures;
    std::vector<ConfusionCell> confusion; ///< ConfusionCell::label is the reference's class
    Calibration calibration;              ///< means something where the reference is labels
    std::array<MarginBin, marginBins> margins{};
    /// Places (in the sample) where the answer is another one, the surest first.
    std::vector<std::int64_t> mistakes;
};

/// What is given to an image of a data set; one entry an image.
struct AnswerSpans
{
    std::span<const std::int32_t> classes;
    std::span<const float> confidences;
    std::span<const float> margins;
};

/// `reference` names images by their place in `answers`. Throws ValueError where the spans differ in length, for a
/// reference to an image without an answer, and for a class of `classes` or more.
[[nodiscard]] AnswerPair compareWithReference(const LabelledSample &reference, const AnswerSpans &answers,
                                              std::int64_t classes);

/// Answers as a reference for others to the same images. `groups`: see LabelledSample; empty or one an image.
[[nodiscard]] LabelledSample referenceOf(std::span<const std::int32_t> answers,
                                         std::vector<std::int32_t> groups = {});

/// The pairs that are not the same class, most images first; equal ones by class.
[[nodiscard]] std::vector<ConfusionCell> topConfusions(const std::vector<ConfusionCell> &confusion,
                                                       std::size_t most);

/// Places (in the sample) of the images of one cell.
[[nodiscard]] std::vector<std::int64_t> placesOfCell(const LabelledSample &reference,
                                                     std::span<const std::int32_t> answers, std::int32_t label,
                                                     std::int32_t answer);

/// In which of `bins` equal parts of 0 .. 1 a share lies.
[[nodiscard]] std::size_t binOf(float share, std::size_t bins);

} // namespace retort
