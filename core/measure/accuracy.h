#pragma once

#include "base/matrix.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace retort {

/// A share in percent with its 95 % Wilson score interval (Wilson 1927), in percent.
struct Proportion
{
    double percent = 0;
    double low = 0;
    double high = 100;
    std::int64_t count = 0; ///< of how many; 0 = unknown
};
[[nodiscard]] Proportion proportion(std::int64_t hits, std::int64_t count);
/// A share (0 .. 1) with Wilson's interval for so many images; `images` may be a fraction (an effective number),
/// infinite (nothing is left to know) or 0 (nothing is known). The count is left at 0.
[[nodiscard]] Proportion wilson(double share, double images);
/// Percent of equal entries; a negative entry on either side is left out. What labels say of answers is in
/// sampleestimates.h.
[[nodiscard]] Proportion agreement(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

/// What a set of finite logits says, without labels.
struct LogitSummary
{
    std::vector<std::int32_t> answers;     ///< argmax a row; -1: counts for nothing, see leaveOut()
    std::vector<float> confidences;        ///< softmax at the argmax
    std::vector<float> margins;            ///< top-2 probability difference
    std::vector<std::int64_t> classCounts; ///< images a class gets
    double meanConfidence = 0;
    double meanEntropy = 0; ///< nats
};
[[nodiscard]] LogitSummary summarise(const Matrix &logits);
/// The same of logits that are made when they are needed: `logits` gives the first of `rows` rows of `classes`
/// values from row `first` on, in memory of its own or in `scratch`, whatever that held before. It is called on
/// several threads at once. The result does not depend on how many there are.
using LogitRows = std::function<const float *(std::int64_t first, std::int64_t rows, Matrix &scratch)>;
[[nodiscard]] LogitSummary summarise(std::int64_t rows, std::int64_t classes, const LogitRows &logits);
/// Takes some rows, of which `part` is the summary alone, out of counts and means; their answers become -1.
void leaveOut(LogitSummary &summary, std::span<const std::int64_t> rows, const LogitSummary &part);

/// rows: label or teacher's answer, columns: given answer. [C x C] counts; a negative entry on either side is left
/// out. Throws ValueError for an entry of classes or more.
[[nodiscard]] std::vector<std::int64_t> confusion(std::span<const std::int32_t> labels,
                                                  std::span<const std::int32_t> answers, std::int64_t classes);

} // namespace retort
