#pragma once

#include "data/augmentation.h"
#include "tensor/torch.h"

#include <span>

namespace retort {

/// What Augmenter::apply() makes of each image, bit for bit, by tensor operators and so on whatever device the
/// images are on. (A GPU that contracts a product and a sum may round the contrast of a pixel the other way: one
/// level.) images: [B, H, W, C] bytes; one draw an image, from an Augmenter of the same settings and size.
[[nodiscard]] torch::Tensor augmented(const torch::Tensor &images, const Augmentation &how,
                                      std::span<const AugmentationDraw> draws);

} // namespace retort
