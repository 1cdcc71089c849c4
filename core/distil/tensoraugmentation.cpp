#include "distil/tensoraugmentation.h"

#include <algorithm>

namespace retort {

namespace {

constexpr int shareBits = 11; // as in data/augmentation.cpp
constexpr int shareOne = 1 << shareBits;

/// One value of each draw, on the device: [B].
template<typename Value, typename Of>
torch::Tensor column(std::span<const AugmentationDraw> draws, const torch::Device &device, const Of &of)
{
    torch::Tensor values = torch::empty(
        {static_cast<std::int64_t>(draws.size())},
        torch::TensorOptions().dtype(c10::CppTypeToScalarType<Value>::value).pinned_memory(device.is_cuda()));
    std::transform(draws.begin(), draws.end(), values.data_ptr<Value>(), of);
    return values.to(device, /*non_blocking=*/true);
}

/// The pixels at rows [B, h] and columns [B, w]: [B, h, w, C].
torch::Tensor at(const torch::Tensor &images, const torch::Tensor &rows, const torch::Tensor &columns)
{
    const torch::Tensor image = torch::arange(images.size(0), rows.options()).view({-1, 1, 1});
    return images.index({image, rows.unsqueeze(2), columns.unsqueeze(1)});
}

/// Where each of `size` output places reads along one axis of the cut.
struct Neighbours
{
    torch::Tensor first;  ///< [B, size]
    torch::Tensor second; ///< [B, size]
    torch::Tensor share;  ///< [B, size] of the second, 0 .. shareOne
};

Neighbours neighbours(const torch::Tensor &start, const torch::Tensor &span, std::int64_t size)
{
    const torch::Tensor cut = span.unsqueeze(1);
    const torch::Tensor i = torch::arange(size, cut.options()).to(torch::kFloat64) + 0.5;
    const torch::Tensor last = (cut - 1).to(torch::kFloat64);
    const torch::Tensor place = (i * cut / static_cast<double>(size) - 0.5).clamp_min(0.0).minimum(last);
    const torch::Tensor first = place.floor().to(torch::kInt64).minimum((cut - 2).clamp_min(0));
    // lround() rounds halves up; nothing is negative here.
    const torch::Tensor share = ((place - first) * static_cast<double>(shareOne) + 0.5).floor();
    return {start.unsqueeze(1) + first, start.unsqueeze(1) + (first + 1).minimum(cut - 1),
            share.to(torch::kInt32)};
}

torch::Tensor resizedCrop(const torch::Tensor &images, std::span<const AugmentationDraw> draws)
{
    const torch::Device device = images.device();
    const auto whole = [&](std::int32_t AugmentationDraw::*which) {
        return column<std::int64_t>(draws, device, [which](const AugmentationDraw &draw) { return draw.*which; });
    };
    const Neighbours y =
        neighbours(whole(&AugmentationDraw::top), whole(&AugmentationDraw::height), images.size(1));
    const Neighbours x =
        neighbours(whole(&AugmentationDraw::left), whole(&AugmentationDraw::width), images.size(2));
    const torch::Tensor right = x.share.view({-1, 1, images.size(2), 1});
    const torch::Tensor lower = y.share.view({-1, images.size(1), 1, 1});
    const auto mixed = [&](const torch::Tensor &rows) {
        return at(images, rows, x.first).to(torch::kInt32) * (shareOne - right) +
               at(images, rows, x.second).to(torch::kInt32) * right;
    };
    const torch::Tensor sum = mixed(y.first) * (shareOne - lower) + mixed(y.second) * lower;
    return (sum + (1 << (2 * shareBits - 1))).bitwise_right_shift(2 * shareBits).to(torch::kUInt8);
}

torch::Tensor paddedCropAndFlip(const torch::Tensor &images, std::span<const AugmentationDraw> draws)
{
    const torch::Device device = images.device();
    const auto places = [&](std::int64_t size, const torch::Tensor &moved) {
        return torch::arange(size, moved.options()).unsqueeze(0) + moved.unsqueeze(1);
    };
    const auto moves = [&](std::int32_t AugmentationDraw::*which) {
        return column<std::int64_t>(draws, device, [which](const AugmentationDraw &draw) { return draw.*which; });
    };
    const std::int64_t height = images.size(1);
    const std::int64_t width = images.size(2);
    const torch::Tensor rows = places(height, moves(&AugmentationDraw::down));
    const torch::Tensor straight = places(width, moves(&AugmentationDraw::right));
    const torch::Tensor flip =
        column<bool>(draws, device, [](const AugmentationDraw &draw) { return draw.flip; }).unsqueeze(1);
    const torch::Tensor columns = torch::where(flip, straight.flip({1}), straight);
    const auto inside = [](const torch::Tensor &place, std::int64_t size) {
        return place.ge(0).logical_and(place.lt(size));
    };
    const torch::Tensor seen =
        inside(rows, height).unsqueeze(2).logical_and(inside(columns, width).unsqueeze(1)).unsqueeze(3);
    return at(images, rows.clamp(0, height - 1), columns.clamp(0, width - 1)) * seen;
}

torch::Tensor rounded(const torch::Tensor &values)
{
    return (values.clamp(0.0, 255.0) + 0.5).floor().to(torch::kUInt8);
}

/// Replaces each byte by what its image's table [B, 256] says.
torch::Tensor lookedUp(const torch::Tensor &images, const torch::Tensor &tables)
{
    return tables.gather(1, images.flatten(1).to(torch::kInt64)).view(images.sizes());
}

/// Grey of colours [B, H, W, 3], ITU-R BT.601: [B, H, W, 1] int32.
torch::Tensor luma(const torch::Tensor &images)
{
    const torch::Tensor wide = images.to(torch::kInt32);
    const auto part = [&](std::int64_t channel) { return wide.narrow(3, channel, 1); };
    return (part(0) * 19595 + part(1) * 38470 + part(2) * 7471 + 32768).bitwise_right_shift(16);
}

torch::Tensor jittered(const torch::Tensor &images, std::span<const AugmentationDraw> draws)
{
    const torch::Device device = images.device();
    const auto factors = [&](double AugmentationDraw::*which) {
        return column<double>(draws, device, [which](const AugmentationDraw &draw) { return draw.*which; })
            .unsqueeze(1);
    };
    const bool colour = images.size(3) == 3;
    const torch::Tensor bytes =
        torch::arange(256, torch::TensorOptions().dtype(torch::kFloat64).device(device)).unsqueeze(0);
    torch::Tensor result = lookedUp(images, rounded(bytes * factors(&AugmentationDraw::brightness)));
    const torch::Tensor grey = colour ? luma(result) : result;
    const torch::Tensor mean = grey.flatten(1).sum(1, /*keepdim=*/true, torch::kInt64).to(torch::kFloat64) /
                               static_cast<double>(images.size(1) * images.size(2));
    result = lookedUp(result, rounded(mean + (bytes - mean) * factors(&AugmentationDraw::contrast)));
    if (!colour)
        return result;
    const torch::Tensor strength =
        (factors(&AugmentationDraw::saturation) * 65536.0 + 0.5).floor().to(torch::kInt32).view({-1, 1, 1, 1});
    const torch::Tensor after = luma(result);
    return (after + ((result.to(torch::kInt32) - after) * strength + 32768).bitwise_right_shift(16))
        .clamp(0, 255)
        .to(torch::kUInt8);
}

} // namespace

torch::Tensor augmented(const torch::Tensor &images, const Augmentation &how,
                        std::span<const AugmentationDraw> draws)
{
    const torch::NoGradGuard guard;
    torch::Tensor result = images;
    if (how.randomResizedCrop > 0)
        result = resizedCrop(result, draws);
    if (how.cropPadding > 0 || how.flip)
        result = paddedCropAndFlip(result, draws);
    if (how.colourJitter > 0)
        result = jittered(result, draws);
    return result;
}

} // namespace retort
