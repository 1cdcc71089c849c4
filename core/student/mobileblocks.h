#pragma once

#include "student/layers.h"

namespace retort {

// What MobileNets and EfficientNets are made of, with torchvision's names.

/// Convolution, normalisation, activation: children "0" and "1".
class ConvolutionNormActivation : public torch::nn::Module
{
public:
    struct Norm
    {
        double momentum = 0.1;
        double epsilon = 1e-5;
    };

    ConvolutionNormActivation(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                              std::int64_t groups, Activation activation, Norm norm);
    /// Where a residual is given it is added before the activation.
    torch::Tensor operator()(const torch::Tensor &x, const torch::Tensor &residual = {});

private:
    Activation m_activation;
    std::shared_ptr<Convolution> m_convolution;
    std::shared_ptr<BatchNorm> m_norm;
};

/// Hu et al. 2017 (arXiv 1709.01507): each channel times a gate between 0 and 1 that is computed from the means of
/// all channels. Children "fc1" and "fc2", convolutions of one pixel.
class SqueezeExcitation : public torch::nn::Module
{
public:
    /// What follows fc1 and fc2: ReLU and hard sigmoid (MobileNetV3), SiLU and sigmoid (EfficientNet).
    enum class Gate { Hard, Smooth };

    SqueezeExcitation(std::int64_t channels, std::int64_t squeezed, Gate gate);
    torch::Tensor operator()(const torch::Tensor &x) const;

private:
    Gate m_gate;
    std::shared_ptr<Convolution> m_squeeze;
    std::shared_ptr<Convolution> m_excite;
};

/// Widen, filter each channel, gate, narrow; a shortcut where the shape stays. MobileNetV3's and EfficientNet's
/// inverted residual; its parts are "block.0", "block.1", ...
class MobileBlock : public torch::nn::Module
{
public:
    struct Shape
    {
        std::int64_t in, kernel, width, out;
        std::int64_t squeezed; ///< of the gate; 0 = no gate
        Activation activation;
        std::int64_t stride;
    };

    MobileBlock(const Shape &shape, SqueezeExcitation::Gate gate, ConvolutionNormActivation::Norm norm);
    torch::Tensor operator()(const torch::Tensor &x);

private:
    bool m_shortcut;
    std::shared_ptr<ConvolutionNormActivation> m_widen; ///< null where the width is that of the input
    std::shared_ptr<ConvolutionNormActivation> m_filter;
    std::shared_ptr<SqueezeExcitation> m_gate; ///< null without one
    std::shared_ptr<ConvolutionNormActivation> m_narrow;
};

} // namespace retort
