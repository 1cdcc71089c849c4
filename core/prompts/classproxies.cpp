#include "base/error.h"
#include "prompts/promptensemble.h"

#include <algorithm>
#include <cmath>

namespace retort {

// Plain loops on the calling thread: a sum over 80 templates is a few milliseconds, and eighty times asking
// LibTorch's threads for help takes longer than that when a training run keeps them busy.

Matrix classProxies(const PromptEmbeddings &prompts, std::span<const double> weights, bool normalise)
{
    if (prompts.perTemplate.empty() || weights.size() != prompts.perTemplate.size())
        throw ValueError("there are " + std::to_string(weights.size()) + " weights for " +
                         std::to_string(prompts.perTemplate.size()) + " encoded templates");
    Matrix proxies(prompts.classes, prompts.perTemplate.front().columns());
    for (std::int64_t c = 0; c < proxies.rows(); ++c) {
        const auto sum = proxies.row(c);
        for (std::size_t p = 0; p < weights.size(); ++p) {
            if (weights[p] == 0)
                continue;
            const auto weight = static_cast<float>(weights[p]);
            const auto text = prompts.perTemplate[p].row(c);
            for (std::size_t d = 0; d < sum.size(); ++d)
                sum[d] += weight * text[d];
        }
        if (!normalise)
            continue;
        double squares = 0;
        for (const float value : sum)
            squares += static_cast<double>(value) * value;
        const auto scale = static_cast<float>(1.0 / std::max(std::sqrt(squares), 1e-12));
        for (float &value : sum)
            value *= scale;
    }
    return proxies;
}

} // namespace retort
