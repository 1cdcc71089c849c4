#include "distil/parameters.h"

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

// Parameters begin at whole cache lines.
constexpr std::int64_t alignment = 16;

torch::Tensor viewLike(const torch::Tensor &flat, std::int64_t offset, const torch::Tensor &parameter,
                       bool channelsLast)
{
    const torch::Tensor part = flat.narrow(0, offset, parameter.numel());
    if (parameter.dim() != 4 || !channelsLast)
        return part.view(parameter.sizes());
    return part.view({parameter.size(0), parameter.size(2), parameter.size(3), parameter.size(1)})
        .permute({0, 3, 1, 2});
}

} // namespace

FlatParameters::FlatParameters(const std::vector<std::vector<torch::Tensor>> &replicas, bool channelsLast)
{
    const torch::NoGradGuard guard;
    const std::vector<torch::Tensor> &first = replicas.front();
    std::vector<std::size_t> order(first.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return first[i].dim() >= 2; });
    std::vector<std::int64_t> offsets(first.size());
    std::int64_t total = 0;
    for (const std::size_t i : order) {
        offsets[i] = total;
        total += (first[i].numel() + alignment - 1) / alignment * alignment;
        if (first[i].dim() >= 2)
            m_decayed = total;
    }
    m_values = torch::zeros({total}, first.front().options().requires_grad(false));
    m_gradients = torch::zeros({static_cast<std::int64_t>(replicas.size()), total}, m_values.options());
    for (std::size_t r = 0; r < replicas.size(); ++r) {
        for (std::size_t i = 0; i < replicas[r].size(); ++i) {
            torch::Tensor parameter = replicas[r][i];
            const torch::Tensor place = viewLike(m_values, offsets[i], parameter, channelsLast);
            if (r == 0)
                place.copy_(parameter);
            parameter.set_data(place);
            // Backward adds to a gradient that is there already, in place.
            parameter.mutable_grad() =
                viewLike(m_gradients.select(0, static_cast<std::int64_t>(r)), offsets[i], parameter, channelsLast);
        }
    }
}

void FlatParameters::gatherGradients()
{
    torch::Tensor sum = gradients();
    for (std::int64_t r = 1; r < m_gradients.size(0); ++r)
        sum.add_(m_gradients.select(0, r));
    if (m_beyond)
        m_beyond(sum);
}

} // namespace retort
