#pragma once

// Internal to the folders that may include LibTorch.

#include "teacher/demovocabulary.h"
#include "teacher/towers.h"

#include <cstdint>

namespace retort {

/// The demo teacher's shape, for a vocabulary of this size.
[[nodiscard]] ClipConfig demoConfig(const WordVocabulary &vocabulary);

/// Draws the demo teacher's first weights; the same for the same seed on every platform. Tokens that are no whole
/// known word are 0 and stay so in training, which never meets them.
void initialiseDemo(ClipModel &model, const WordVocabulary &vocabulary, std::uint64_t seed);

} // namespace retort
