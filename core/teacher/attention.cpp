#include "teacher/attention.h"

#include "teacher/towerkernels.h"
#include "tensor/fusedattention.h"

#include <cmath>
#include <limits>
#include <vector>

namespace retort {

namespace {

torch::Tensor inferenceAttention(const torch::Tensor &packed, std::int64_t heads, bool causal)
{
    const std::int64_t batch = packed.size(0);
    const std::int64_t tokens = packed.size(1);
    const std::int64_t width = packed.size(2) / 3;
    const TowerKernels &kernels = towerKernels();
    torch::Tensor out = torch::empty({batch, tokens, width}, packed.options());
    std::vector<float> scratch(static_cast<std::size_t>(kernels.scratchFloats(tokens, width / heads)));
    for (std::int64_t b = 0; b < batch; ++b)
        kernels.attention(packed.data_ptr<float>() + b * tokens * 3 * width, tokens, heads, width / heads, causal,
                          scratch.data(), out.data_ptr<float>() + b * tokens * width);
    return out;
}

} // namespace

torch::Tensor multiHeadAttention(const torch::Tensor &packed, std::int64_t heads, bool causal)
{
    if (!torch::GradMode::is_enabled() && packed.device().is_cpu() && packed.scalar_type() == torch::kFloat32)
        return inferenceAttention(packed.contiguous(), heads, causal);
    const std::int64_t batch = packed.size(0);
    const std::int64_t tokens = packed.size(1);
    const std::int64_t width = packed.size(2) / 3;
    const std::int64_t depth = width / heads;
    // [3 x (B heads) x T x d]
    const torch::Tensor split = packed.view({batch, tokens, 3, heads, depth})
                                    .permute({2, 0, 3, 1, 4})
                                    .reshape({3, batch * heads, tokens, depth});
    if (!torch::GradMode::is_enabled()) {
        const torch::Tensor parts = split.view({3, batch, heads, tokens, depth});
        return fusedAttention(parts[0], parts[1], parts[2], causal)
            .transpose(1, 2)
            .reshape({batch, tokens, width});
    }
    const torch::Tensor queries = split[0] * (1.0 / std::sqrt(static_cast<double>(depth)));
    torch::Tensor scores = torch::bmm(queries, split[1].transpose(1, 2));
    if (causal) {
        const float never = -std::numeric_limits<float>::infinity();
        scores = scores + torch::full({tokens, tokens}, never, packed.options()).triu(1);
    }
    return torch::bmm(scores.softmax(-1), split[2])
        .view({batch, heads, tokens, depth})
        .transpose(1, 2)
        .reshape({batch, tokens, width});
}

} // namespace retort
