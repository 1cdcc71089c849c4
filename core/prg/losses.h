#pragma once

#include "tensor/torch.h"

#include <cstdint>

namespace retort {

// The PRG loss, docs/method.md. B = batch, C = classes, d and D = dimension of student and teacher. Every function
// computes in float32 (float64 stays float64) whatever comes in and leaves autocast's type behind, is
// differentiable in the student's arguments, and returns a scalar where it is called a loss. Teacher arguments
// carry no gradient.

/// Pearson needs three values: over two it is always +1 or -1 and has no gradient.
inline constexpr std::int64_t smallestPearson = 3;
/// Whether the row term (each sample's relations to all classes) says anything.
[[nodiscard]] constexpr bool edgeRowsApply(std::int64_t classes)
{
    return classes >= smallestPearson;
}
/// Whether the column term (each class's relations to all samples of the batch) says anything.
[[nodiscard]] constexpr bool edgeColumnsApply(std::int64_t batch)
{
    return batch >= smallestPearson;
}

/// E = cos(features, proxies): [B, d] and [C, d] give [B, C]. A row of zeros gives zeros.
[[nodiscard]] torch::Tensor proxyEdges(const torch::Tensor &features, const torch::Tensor &proxies);

/// Pearson correlation of x and y along `dimension` (0 or 1) of [B, C]: [C] or [B], -1 .. 1; 0 where either side
/// is constant.
[[nodiscard]] torch::Tensor pearson(const torch::Tensor &x, const torch::Tensor &y, std::int64_t dimension);

/// temperature^2 * KL(softmax(teacher / temperature) || softmax(student / temperature)), mean over the batch.
[[nodiscard]] torch::Tensor nodeLoss(const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits,
                                     double temperature);

/// 1 - cos of each row, mean over the batch: student features after their learned map, and the teacher's
/// embeddings, both [B, D].
[[nodiscard]] torch::Tensor featureLoss(const torch::Tensor &mappedFeatures, const torch::Tensor &teacherFeatures);

/// 1 - Pearson between both sides' edges [B, C], along rows and along columns, mean of the terms that are on (0 ..
/// 2). A term that does not apply (edgeRowsApply, edgeColumnsApply) is off; with none on the loss is 0, and
/// backward works.
[[nodiscard]] torch::Tensor edgeLoss(const torch::Tensor &teacherEdges, const torch::Tensor &studentEdges,
                                     bool rows, bool columns);

/// edgeLoss() between both sides' softened probabilities softmax(logits / temperature) instead of their cosines,
/// times temperature^2: relations among answers, without proxies (Huang et al. 2022, DIST, arXiv 2205.10536, eq. 9
/// and 10; means of rows and columns instead of sums).
[[nodiscard]] torch::Tensor relationLoss(const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits,
                                         double temperature, bool rows, bool columns);

/// Cross-entropy of the student with the teacher's answer, mean over the samples where the teacher's two highest
/// probabilities (of softmax(teacherLogits)) differ by at least minimumMargin (0 .. 1; 0 keeps all). 0 when none
/// is kept.
[[nodiscard]] torch::Tensor pseudoLoss(const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits,
                                       double minimumMargin);

} // namespace retort
