#pragma once

#include "student/names.h"
#include "tensor/convert.h"
#include "tensor/torch.h"

#include <cstdint>
#include <memory>
#include <string>

namespace retort {

/// A network to be taught: images in, features and class logits out. Works in any memory format and under
/// autocast; channels_last is the fast one on the CPU. Parameter names are those of torchvision
/// or, for the CIFAR networks, of the literature.
class Student : public torch::nn::Module
{
public:
    struct Output
    {
        torch::Tensor features; ///< [B, d] what the classifier reads
        torch::Tensor logits;   ///< [B, C]
    };

    /// images: [B, 3, H, W], normalised, H and W at least 32. With one image and training mode, H and W must be
    /// large enough that batch normalisation sees more than one value a channel.
    virtual Output forward(const torch::Tensor &images) = 0;
    /// Class proxies of method.md section 2: the classifier's weight, [C, d]. The parameter itself, with gradient.
    /// Undefined for a module whose classifier is not known.
    [[nodiscard]] virtual torch::Tensor proxies() const = 0;
    [[nodiscard]] virtual std::int64_t classes() const { return proxies().size(0); }
    [[nodiscard]] virtual std::int64_t featureSize() const { return proxies().size(1); }
    /// Whether replicas can share a batch (Team) and weights may lie channels-last. Not a module from elsewhere:
    /// its normalisation would see its own share only.
    [[nodiscard]] virtual bool isNative() const { return true; }
    /// Where the next forward() in training mode draws from, if it draws anything.
    virtual void drawFrom(std::uint64_t seed) { static_cast<void>(seed); }
};

/// A new student in float32 on the CPU, in training mode. Weights are drawn as the network's authors did (He et
/// al. 2015 for convolutions), from `seed` alone: the same on every platform, and torch's own generators are not
/// touched. Throws ValueError for an unknown name (listing the known ones) or fewer than two classes.
[[nodiscard]] std::shared_ptr<Student> makeStudent(const std::string &name, std::int64_t classes,
                                                   std::uint64_t seed);

/// Under what names a student's classifier is kept; the second is empty where it has no bias, both where the
/// classifier is not known.
struct ClassifierNames
{
    std::string weight;
    std::string bias;
};
[[nodiscard]] ClassifierNames classifierOf(const Student &student);
/// The parameter itself, [C]; undefined where there is none.
[[nodiscard]] torch::Tensor classifierBias(const Student &student);

/// Parameters and buffers by name, detached, contiguous, each on its device. Those that were contiguous already
/// share the student's memory; clone them to keep a moment.
[[nodiscard]] TensorMap studentTensors(const Student &student);
/// Copies values in; type and device may differ. Throws ValueError naming missing, extra and wrongly shaped
/// tensors, or one with values that are not finite; the student is then unchanged.
void loadStudentTensors(Student &student, const TensorMap &tensors);

} // namespace retort
