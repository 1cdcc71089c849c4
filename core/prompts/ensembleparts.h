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

/// autoClipLogits in blocks; logits and meanWeights may be null.
void autoClip(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
              double logitScale, Matrix *logits, std::vector<double> *meanWeights, const std::stop_token &stop,
              const Reporter &reporter);

} // namespace retort
