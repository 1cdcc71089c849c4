#pragma once

// Internal to the folders that may include LibTorch.

#include "base/random.h"
#include "data/batchloader.h"
#include "teacher/demochanges.h"
#include "teacher/demovocabulary.h"
#include "tensor/torch.h"

#include <cstdint>
#include <vector>

namespace retort {

/// Of Fashion-MNIST's pixels in 0 .. 1.
inline constexpr double demoPixelMean = 0.286;
inline constexpr double demoPixelDeviation = 0.353;

/// The pictures and captions of one step, and which belong together.
struct DemoLesson
{
    torch::Tensor pixels;  ///< [B x 3 x 28 x 28] normalised
    torch::Tensor ids;     ///< [M x L], filled up with end tokens; M = templates * nouns
    torch::Tensor targets; ///< [B x M], rows sum to 1
};

/// Makes lessons of batches: changes some pictures and finds captions.
class DemoLessonPlan
{
public:
    explicit DemoLessonPlan(const WordVocabulary &vocabulary);

    /// `batch` is in random order, grey, 28 x 28, and large enough for its changes (demoBatch); `labels` are those
    /// of all images, by index.
    [[nodiscard]] DemoLesson lesson(const Batch &batch, const std::vector<std::int32_t> &labels,
                                    RandomStream &stream) const;

private:
    [[nodiscard]] torch::Tensor captionIds(const std::vector<std::int64_t> &templates) const;
    [[nodiscard]] torch::Tensor targets(const std::vector<std::int64_t> &classes,
                                        const std::vector<std::int64_t> &changes,
                                        const std::vector<std::int64_t> &templates) const;

    std::int64_t m_nouns = 0;
    std::vector<std::vector<std::int64_t>> m_captions; ///< ids, as demoCaptions() orders them
    std::int64_t m_end = 0;
    torch::Tensor m_shares; ///< [classes x nouns]
};

} // namespace retort
