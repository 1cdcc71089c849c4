#pragma once

// TorchScript modules made on the spot: a small network with normalisation and dropout, and spoilt ones.

#include "tensor/script.h"

#include <cstddef>
#include <functional>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace retort {

using ModuleParts = std::function<void(torch::jit::Module &)>;

/// What torch.jit.save would write of a module with these parts and this code.
inline std::vector<std::byte> scriptFile(const std::string &code, const ModuleParts &parts = {})
{
    torch::jit::Module module("Net");
    module.register_attribute("training", c10::BoolType::get(), true);
    if (parts)
        parts(module);
    module.define(code + "\n");
    std::ostringstream stream;
    module.save(stream);
    const std::string text = stream.str();
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

inline torch::Tensor wave(std::vector<std::int64_t> shape, double scale)
{
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return (torch::sin(torch::arange(count, torch::kFloat32) * 1.7) * scale).reshape(shape);
}

/// A parameter that learns: TorchScript keeps with a tensor whether it asks for a gradient.
inline void addLearned(torch::jit::Module &module, const std::string &name, const torch::Tensor &value)
{
    module.register_parameter(name, value.requires_grad_(), false);
}

/// Parameters and buffers of smallScript().
inline void addSmallParts(torch::jit::Module &module, std::int64_t classes)
{
    addLearned(module, "conv", wave({6, 3, 3, 3}, 0.3));
    addLearned(module, "scale", torch::ones({6}));
    addLearned(module, "shift", torch::zeros({6}));
    torch::jit::Module head("Head");
    addLearned(head, "weight", wave({classes, 24}, 0.2));
    addLearned(head, "bias", torch::zeros({classes}));
    module.register_module("head", head);
    module.register_buffer("mean", torch::zeros({6}));
    module.register_buffer("variance", torch::ones({6}));
}

/// Convolution, batch normalisation, dropout, and a view() that needs torch's usual memory layout. d = 24, for
/// images of 32 pixels.
inline std::vector<std::byte> smallScript(std::int64_t classes)
{
    return scriptFile(R"(
def forward(self, x: Tensor):
    y = torch.conv2d(x, self.conv, None, [2, 2], [1, 1])
    y = torch.batch_norm(y, self.scale, self.shift, self.mean, self.variance, self.training, 0.1, 1e-5, False)
    y = torch.adaptive_avg_pool2d(torch.relu(y), [2, 2])
    features = torch.dropout(y.view(y.size(0), -1), 0.2, self.training)
    return (features, torch.linear(features, self.head.weight, self.head.bias))
)",
                      [classes](torch::jit::Module &module) { addSmallParts(module, classes); });
}

} // namespace retort
