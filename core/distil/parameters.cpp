#include "distil/parameters.h"

#include <algorithm>

namespace retort {

namespace {

// Parameters begin at whole cache lines.
constexpr std::int64_t alignment = 16;

torch::Tensor viewLike(const torch::Tensor &flat, std::int64_t offset, const torch::Tensor &parameter)
{
    const torch::Tensor part = flat.narrow(0, offset, parameter.numel());
    if (parameter.dim() != 4)
        return part.view(parameter.sizes());
    return part.view({parameter.size(0), parameter.size(2), parameter.size(3), parameter.size(1)})
        .permute({0, 3, 1, 2});
}

} // namespace

FlatParameters::FlatParameters(std::vector<torch::Tensor> parameters)
{
    const torch::NoGradGuard guard;
    std::stable_partition(parameters.begin(), parameters.end(),
                          [](const torch::Tensor &parameter) { return parameter.dim() >= 2; });
    std::vector<std::int64_t> offsets;
    std::int64_t total = 0;
    for (const torch::Tensor &parameter : parameters) {
        offsets.push_back(total);
        total += (parameter.numel() + alignment - 1) / alignment * alignment;
        if (parameter.dim() >= 2)
            m_decayed = total;
    }
    m_values = torch::zeros({total}, parameters.front().options().requires_grad(false));
    m_gradients = torch::zeros_like(m_values);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        torch::Tensor &parameter = parameters[i];
        const torch::Tensor place = viewLike(m_values, offsets[i], parameter);
        place.copy_(parameter);
        parameter.set_data(place);
        // Backward adds to a gradient that is there already, in place.
        parameter.mutable_grad() = viewLike(m_gradients, offsets[i], parameter);
    }
}

} // namespace retort
