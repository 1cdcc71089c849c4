#include "teacher/demochanges.h"

#include <cstdint>

namespace retort {

namespace {

constexpr std::int64_t quarter = demoSide / 4;

torch::Tensor blurry(const torch::Tensor &pictures)
{
    // A 5 x 5 box, twice: nearly a bell.
    const torch::Tensor once = torch::avg_pool2d(pictures, 5, 1, 2);
    return torch::avg_pool2d(once, 5, 1, 2);
}

torch::Tensor dark(const torch::Tensor &pictures, RandomStream &stream)
{
    torch::Tensor light = torch::empty({pictures.size(0), 1, 1, 1});
    float *values = light.data_ptr<float>();
    for (std::int64_t i = 0; i < light.numel(); ++i)
        values[i] = static_cast<float>(0.2 + 0.2 * stream.uniform());
    return pictures * light;
}

torch::Tensor noisy(const torch::Tensor &pictures, RandomStream &stream)
{
    torch::Tensor noise = torch::empty(pictures.sizes());
    float *values = noise.data_ptr<float>();
    for (std::int64_t i = 0; i < noise.numel(); ++i)
        values[i] = static_cast<float>(0.25 * stream.normal());
    return (pictures + noise).clamp_(0, 1);
}

torch::Tensor closeUp(const torch::Tensor &pictures)
{
    const torch::Tensor middle =
        pictures.slice(2, quarter, demoSide - quarter).slice(3, quarter, demoSide - quarter);
    return torch::upsample_bilinear2d(middle.contiguous(), {demoSide, demoSide}, /*align_corners=*/false);
}

/// How fast brightness changes, across and down: outlines.
torch::Tensor sketch(const torch::Tensor &pictures)
{
    const torch::Tensor framed = torch::constant_pad_nd(pictures, {1, 1, 1, 1});
    const torch::Tensor rows = framed.slice(2, 1, demoSide + 1);
    const torch::Tensor columns = framed.slice(3, 1, demoSide + 1);
    const torch::Tensor across = rows.slice(3, 2) - rows.slice(3, 0, demoSide);
    const torch::Tensor down = columns.slice(2, 2) - columns.slice(2, 0, demoSide);
    return (across.abs() + down.abs()).clamp_(0, 1);
}

} // namespace

torch::Tensor changed(PictureChange change, const torch::Tensor &pictures, RandomStream &stream)
{
    switch (change) {
    case PictureChange::None:
        break;
    case PictureChange::Blurry:
        return blurry(pictures);
    case PictureChange::Dark:
        return dark(pictures, stream);
    case PictureChange::Small:
        return torch::constant_pad_nd(torch::avg_pool2d(pictures, 2), {quarter, quarter, quarter, quarter});
    case PictureChange::CloseUp:
        return closeUp(pictures);
    case PictureChange::Negative:
        return 1 - pictures;
    case PictureChange::Noisy:
        return noisy(pictures, stream);
    case PictureChange::Sketch:
        return sketch(pictures);
    case PictureChange::UpsideDown:
        return pictures.flip(2);
    case PictureChange::Sideways:
        return torch::rot90(pictures, 1, {2, 3}); // counter-clockwise
    }
    return pictures;
}

} // namespace retort
