#pragma once

#include "tensor/torch.h"

#include <cstdint>

namespace retort {

/// What a student sees of images (see pixels.h), of bytes [count, height, width, channels]: [count, 3, height,
/// width] float32 in channels-last memory on `device`; one grey channel is repeated.
[[nodiscard]] torch::Tensor pixelTensor(const torch::Tensor &bytes, const torch::Device &device);
/// The same of bytes one after the other.
[[nodiscard]] torch::Tensor pixelTensor(const std::uint8_t *pixels, std::int64_t count, int height, int width,
                                        int channels, const torch::Device &device);

/// Bytes [count, height, width, channels] on their device, brought to another height and width: bilinear, each
/// pixel an average over what it covers where they get smaller.
[[nodiscard]] torch::Tensor resizedBytes(const torch::Tensor &bytes, std::int64_t side);

} // namespace retort
