#pragma once

#include "distil/distiller.h"
#include "tensor/torch.h"

#include <span>

namespace retort {

/// What the teacher says of some images (method.md sections 1 and 3), float32, on the run's device.
struct TeacherRows
{
    torch::Tensor embeddings; ///< [B, D] v
    torch::Tensor logits;     ///< [B, C] Z
    torch::Tensor edges;      ///< [B, C] cos(v, T)
};

/// TeacherKnowledge as tensors, row by row where it is asked for: nothing of the size N x C is made.
class TeacherSide
{
public:
    /// Throws ValueError where shapes do not fit each other, the images or the classes, or a value is not finite.
    TeacherSide(const TeacherKnowledge &knowledge, std::int64_t images, std::int64_t classes,
                torch::Device device);

    [[nodiscard]] TeacherRows rows(std::span<const std::int64_t> indices) const;
    /// T [C, D] on the device.
    [[nodiscard]] const torch::Tensor &proxies() const { return m_proxies; }
    [[nodiscard]] std::int64_t classes() const { return m_proxies.size(0); }
    [[nodiscard]] std::int64_t dimension() const { return m_proxies.size(1); }

private:
    std::shared_ptr<const Matrix> m_embeddings; ///< keep alive what the tensors view
    std::shared_ptr<const Matrix> m_logits;
    torch::Device m_device;
    torch::Tensor m_allEmbeddings; ///< [N, D] on the device or the CPU
    torch::Tensor m_allLogits;     ///< [N, C] likewise, or undefined
    torch::Tensor m_proxies;
    double m_logitScale;
};

} // namespace retort
