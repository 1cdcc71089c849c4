#include "distil/optimiser.h"

#include <cmath>
#include <numbers>

namespace retort {

namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr double adamEpsilon = 1e-8;

} // namespace

double learningRate(const Recipe &recipe, std::int64_t step, std::int64_t stepsPerEpoch)
{
    const auto perEpoch = static_cast<double>(stepsPerEpoch);
    const double total = static_cast<double>(recipe.epochs) * perEpoch;
    const double warmUp = std::round(recipe.warmupEpochs * perEpoch);
    const auto at = static_cast<double>(step);
    if (at < warmUp)
        return recipe.lr * (at + 1) / warmUp;
    return recipe.lr * 0.5 * (1 + std::cos(std::numbers::pi * (at - warmUp) / (total - warmUp)));
}

Optimiser::Optimiser(const Recipe &recipe, FlatParameters &parameters)
    : m_parameters(parameters), m_adamw(recipe.optimiser == "adamw"), m_momentum(recipe.momentum),
      m_weightDecay(recipe.weightDecay), m_first(torch::zeros_like(parameters.values()))
{
    if (m_adamw)
        m_second = torch::zeros_like(m_first);
}

void Optimiser::step(double learningRate)
{
    const torch::NoGradGuard guard;
    ++m_steps;
    m_parameters.gatherGradients();
    if (m_adamw)
        adamw(learningRate);
    else
        sgd(learningRate);
    m_parameters.clearGradients();
}

void Optimiser::sgd(double learningRate)
{
    torch::Tensor values = m_parameters.values();
    torch::Tensor gradients = m_parameters.gradients();
    const std::int64_t decayed = m_parameters.decayed();
    gradients.narrow(0, 0, decayed).add_(values.narrow(0, 0, decayed), m_weightDecay);
    m_first.mul_(m_momentum).add_(gradients);
    gradients.add_(m_first, m_momentum);
    values.add_(gradients, -learningRate);
}

void Optimiser::adamw(double learningRate)
{
    torch::Tensor values = m_parameters.values();
    const torch::Tensor gradients = m_parameters.gradients();
    values.narrow(0, 0, m_parameters.decayed()).mul_(1 - learningRate * m_weightDecay);
    m_first.mul_(beta1).add_(gradients, 1 - beta1);
    m_second.mul_(beta2).addcmul_(gradients, gradients, 1 - beta2);
    const auto count = static_cast<double>(m_steps);
    const torch::Tensor deviation = (m_second / (1 - std::pow(beta2, count))).sqrt_().add_(adamEpsilon);
    values.addcdiv_(m_first, deviation, -learningRate / (1 - std::pow(beta1, count)));
}

TensorMap Optimiser::state() const
{
    TensorMap tensors{{"first", m_first}};
    if (m_adamw)
        tensors.emplace("second", m_second);
    return tensors;
}

} // namespace retort
