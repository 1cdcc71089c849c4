#include "tensor/padshortcut.h"

#include <cstring>

namespace retort {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Calls copy(byte offset in the large tensor, byte offset in the small one) for the first channel of every pixel
/// that the shortcut keeps; both channels-last.
template<typename Copy>
void forKeptPixels(const torch::Tensor &large, const torch::Tensor &small, std::int64_t stride, const Copy &copy)
{
    const std::int64_t pixel = large.size(1) * large.element_size();
    const std::int64_t smallPixel = small.size(1) * small.element_size();
    std::int64_t to = 0;
    for (std::int64_t image = 0; image < small.size(0); ++image)
        for (std::int64_t row = 0; row < small.size(2); ++row)
            for (std::int64_t column = 0; column < small.size(3); ++column, to += smallPixel)
                copy(((image * large.size(2) + row * stride) * large.size(3) + column * stride) * pixel, to);
}

class PadShortcut : public torch::autograd::Function<PadShortcut>
{
public:
    static torch::Tensor forward(AutogradContext *context, const torch::Tensor &x, std::int64_t stride,
                                 std::int64_t more)
    {
        context->saved_data["sizes"] = x.sizes();
        context->saved_data["stride"] = stride;
        context->saved_data["more"] = more;
        const auto kept = [&](std::int64_t side) { return (side + stride - 1) / stride; };
        torch::Tensor y = torch::empty({x.size(0), x.size(1) + more, kept(x.size(2)), kept(x.size(3))},
                                       x.options(), torch::MemoryFormat::ChannelsLast);
        const auto *const from = static_cast<const std::byte *>(x.data_ptr());
        auto *const to = static_cast<std::byte *>(y.data_ptr());
        const auto width = static_cast<std::size_t>(x.size(1) * x.element_size());
        const auto front = static_cast<std::size_t>(more / 2 * x.element_size());
        const auto back = static_cast<std::size_t>((more - more / 2) * x.element_size());
        forKeptPixels(x, y, stride, [&](std::int64_t in, std::int64_t out) {
            std::memset(to + out, 0, front);
            std::memcpy(to + out + front, from + in, width);
            std::memset(to + out + front + width, 0, back);
        });
        return y;
    }

    static tensor_list backward(AutogradContext *context, tensor_list gradients)
    {
        const torch::Tensor dy = gradients[0].contiguous(torch::MemoryFormat::ChannelsLast);
        const std::int64_t stride = context->saved_data["stride"].toInt();
        const torch::Tensor dx = torch::empty(context->saved_data["sizes"].toIntVector(), dy.options(),
                                              torch::MemoryFormat::ChannelsLast)
                                     .zero_();
        const auto *const from = static_cast<const std::byte *>(dy.data_ptr()) +
                                 context->saved_data["more"].toInt() / 2 * dy.element_size();
        auto *const to = static_cast<std::byte *>(dx.data_ptr());
        const auto width = static_cast<std::size_t>(dx.size(1) * dx.element_size());
        forKeptPixels(dx, dy, stride, [&](std::int64_t large, std::int64_t small) {
            std::memcpy(to + large, from + small, width);
        });
        return {dx, torch::Tensor(), torch::Tensor()};
    }
};

} // namespace

torch::Tensor padShortcut(const torch::Tensor &x, std::int64_t stride, std::int64_t more)
{
    using torch::indexing::None;
    using torch::indexing::Slice;
    // Where gradients are on and x has none, somebody may be writing down operators: see traceOperators().
    const bool traced = torch::GradMode::is_enabled() && !x.requires_grad();
    if (!traced && x.device().is_cpu() && x.dim() == 4 && x.is_contiguous(torch::MemoryFormat::ChannelsLast))
        return PadShortcut::apply(x, stride, more);
    return torch::constant_pad_nd(
        x.index({Slice(), Slice(), Slice(None, None, stride), Slice(None, None, stride)}),
        {0, 0, 0, 0, more / 2, more - more / 2});
}

} // namespace retort
