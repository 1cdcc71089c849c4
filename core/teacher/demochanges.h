#pragma once

// Internal to the folders that may include LibTorch.

#include "base/random.h"
#include "teacher/democaptions.h"
#include "tensor/torch.h"

namespace retort {

/// Does to grey pictures what a caption says: float32 [N x 1 x 28 x 28] in 0 .. 1, white things on black, and the
/// same back. Only Dark and Noisy draw from the stream. `pictures` is left as it is.
[[nodiscard]] torch::Tensor changed(PictureChange change, const torch::Tensor &pictures, RandomStream &stream);

inline constexpr std::int64_t demoSide = 28; ///< pixels

} // namespace retort
