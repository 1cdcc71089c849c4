#include "distil/pixeltensor.h"

#include "distil/pixels.h"

namespace retort {

torch::Tensor pixelTensor(const torch::Tensor &bytes, const torch::Device &device)
{
    // Rows of interleaved pixels are channels-last memory as they come.
    torch::Tensor values =
        bytes.to(device).to(torch::kFloat32).mul_(1.0 / (255.0 * pixelDeviation)).sub_(pixelMean / pixelDeviation);
    if (bytes.size(3) == 1)
        values = values.expand({bytes.size(0), bytes.size(1), bytes.size(2), 3}).contiguous();
    return values.permute({0, 3, 1, 2});
}

torch::Tensor pixelTensor(const std::uint8_t *pixels, std::int64_t count, int height, int width, int channels,
                          const torch::Device &device)
{
    return pixelTensor(
        torch::from_blob(const_cast<std::uint8_t *>(pixels), {count, height, width, channels}, torch::kUInt8),
        device);
}

torch::Tensor resizedBytes(const torch::Tensor &bytes, std::int64_t side)
{
    if (bytes.size(1) == side && bytes.size(2) == side)
        return bytes;
    const torch::NoGradGuard guard;
    const torch::Tensor values = bytes.to(torch::kFloat32).permute({0, 3, 1, 2});
    return at::_upsample_bilinear2d_aa(values, {side, side}, /*align_corners=*/false)
        .round_()
        .permute({0, 2, 3, 1})
        .to(torch::kUInt8)
        .contiguous();
}

} // namespace retort
