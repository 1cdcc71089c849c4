#pragma once

#include "prompts/promptensemble.h"
#include "tensor/torch.h"

namespace retort {

// What promptensemble's sources share.

/// Rows of images worked on at once: a few megabytes, whatever the number of images.
inline constexpr std::int64_t blockImages = 2048;

/// Throws ValueError unless prompts, weighting and images fit together and there is something of each.
void checkFit(const PromptEmbeddings &prompts, const Matrix &imageEmbeddings);
void checkFit(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings);

/// What autoClip() is to give; null: not wanted.
struct AutoClipWanted
{
    Matrix *logits = nullptr; ///< [N x C]
    std::vector<double> *meanWeights = nullptr;
    Matrix *spread = nullptr; ///< see autoClipSpread()
    double full = 1;
};
/// autoClipLogits in blocks.
void autoClip(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
              double logitScale, const AutoClipWanted &wanted, const std::stop_token &stop,
              const Reporter &reporter);

} // namespace retort
