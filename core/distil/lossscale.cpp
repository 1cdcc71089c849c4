#include "distil/lossscale.h"

#include "base/error.h"
#include "distil/divergence.h"

#include <algorithm>

namespace retort {

namespace {

constexpr double firstScale = 65536;
constexpr double largestScale = 16777216; // 2^24: the scaled loss itself stays far from float32's end
constexpr double goodSteps = 2000;

} // namespace

LossScale::LossScale(const torch::Device &device)
    : m_state(torch::tensor({firstScale, 0.0}, torch::kFloat64)),
      m_value(torch::full({}, firstScale, torch::TensorOptions().dtype(torch::kFloat32).device(device)))
{}

torch::Tensor LossScale::unscale(torch::Tensor gradients) const
{
    // Powers of two: nothing is rounded.
    gradients.mul_(m_value.reciprocal());
    return gradients.isfinite().all();
}

void LossScale::stepped(bool finite)
{
    double &scale = m_state.data_ptr<double>()[0];
    double &good = m_state.data_ptr<double>()[1];
    if (!finite && scale <= 1)
        throw Error("gradients are not finite in float16, whatever the loss is scaled by", lowerLearningRate);
    good = finite ? good + 1 : 0;
    if (finite && good < goodSteps)
        return;
    good = 0;
    scale = std::min(finite ? scale * 2 : scale / 2, largestScale);
    m_value.fill_(scale);
}

void LossScale::restored()
{
    m_value.fill_(m_state.data_ptr<double>()[0]);
}

} // namespace retort
