#include "distil/divergence.h"

#include "base/error.h"

#include <cstdio>

namespace retort {

std::string shortText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

void DivergenceGuard::look(const StepMetrics &step)
{
    m_losses.push_back(step.loss);
    m_sum += step.loss;
    if (m_losses.size() < window)
        return;
    const double mean = m_sum / static_cast<double>(window);
    if (mean > factor * m_ignorantLoss)
        throw Error("the loss diverged: " + shortText(mean) + " on average over steps " +
                        std::to_string(step.step - static_cast<std::int64_t>(window) + 1) + " to " +
                        std::to_string(step.step) + ", where a student that knows nothing has " +
                        shortText(m_ignorantLoss) + " (learning rate " + shortText(step.learningRate) + ")",
                    lowerLearningRate);
    m_sum -= m_losses.front();
    m_losses.pop_front();
}

} // namespace retort
