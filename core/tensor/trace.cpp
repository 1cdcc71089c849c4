#include "tensor/trace.h"

#include <torch/csrc/jit/frontend/tracer.h>

namespace retort {

std::shared_ptr<torch::jit::Graph>
traceOperators(const std::function<torch::Tensor(const torch::Tensor &)> &function, const torch::Tensor &example)
{
    const torch::AutoGradMode gradients(true);
    const auto traced = torch::jit::tracer::trace(
        {example}, [&](torch::jit::Stack inputs) { return torch::jit::Stack{function(inputs[0].toTensor())}; },
        [](const torch::Tensor &) { return std::string(); }, /*strict=*/true, /*force_outplace=*/true);
    return traced.first->graph;
}

} // namespace retort
