#include "teacher/devicetowers.h"

#include "base/error.h"
#include "tensor/autocast.h"

#include <algorithm>

namespace retort {

void DeviceTowers::requireCuda()
{
    if (!torch::cuda::is_available())
        throw ValueError("LibTorch finds no CUDA device",
                         "Leave out --device cuda, or use a LibTorch built for CUDA and its driver.");
}

DeviceTowers::DeviceTowers(ClipModel model, const torch::Device &device, bool bfloat16)
    : m_model(std::move(model)), m_device(device), m_bfloat16(bfloat16)
{
    const torch::NoGradGuard guard;
    for (torch::Tensor &parameter : m_model->parameters())
        parameter.set_data(parameter.to(device, torch::kFloat32));
    if (!bfloat16)
        return;
    // Autocast would cast them again for every batch.
    for (const auto &module : m_model->modules())
        if (auto *linear = module->as<ClipLinearImpl>())
            linear->weight.set_data(linear->weight.to(torch::kBFloat16));
}

std::int64_t DeviceTowers::batch(std::int64_t tokens)
{
    constexpr std::int64_t tokensAtOnce = 1 << 16;
    return std::clamp<std::int64_t>(tokensAtOnce / tokens, 32, 512);
}

torch::TensorOptions DeviceTowers::inputOptions() const
{
    return torch::TensorOptions(torch::kFloat32).pinned_memory(m_device.is_cuda());
}

template<typename Work>
torch::Tensor DeviceTowers::computed(const torch::Tensor &input, const Work &work) const
{
    const c10::InferenceMode inference;
    const torch::Tensor there = input.to(m_device, /*non_blocking=*/m_device.is_cuda());
    const AutocastScope scope(m_device.type(), m_bfloat16 ? torch::kBFloat16 : torch::kFloat32);
    return work(there).to(torch::kFloat32);
}

torch::Tensor DeviceTowers::imageFeatures(const torch::Tensor &pixels) const
{
    return computed(pixels, [this](const torch::Tensor &there) { return m_model->imageFeatures(there); });
}

torch::Tensor DeviceTowers::textFeatures(const torch::Tensor &ids) const
{
    return computed(ids, [this](const torch::Tensor &there) { return m_model->textFeatures(there); });
}

void LateResults::add(std::int64_t number, torch::Tensor features)
{
    finish();
    m_number = number;
    m_features = std::move(features);
}

void LateResults::finish()
{
    if (m_features.defined())
        m_store(m_number, m_features);
    m_features = torch::Tensor();
}

} // namespace retort
