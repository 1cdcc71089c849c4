#pragma once

#include "base/matrix.h"
#include "base/namedtensor.h"
#include "tensor/torch.h"

#include <map>
#include <string>

namespace retort {

/// Weights by name, as torchvision or transformers spell them.
using TensorMap = std::map<std::string, torch::Tensor>;

/// A float32 CPU tensor that shares the matrix's memory: it must outlive the tensor and not be
/// written through it.
[[nodiscard]] torch::Tensor viewOf(const Matrix &matrix);
/// Copies a 2-D tensor of any type and device.
[[nodiscard]] Matrix toMatrix(const torch::Tensor &tensor);

[[nodiscard]] torch::ScalarType scalarType(ElementType type);
/// Throws ValueError for a type that NamedTensor has no name for.
[[nodiscard]] ElementType elementType(torch::ScalarType type);

[[nodiscard]] NamedTensor toNamedTensor(const std::string &name, const torch::Tensor &tensor);
/// A copy on the CPU.
[[nodiscard]] torch::Tensor toTensor(const NamedTensor &tensor);
[[nodiscard]] NamedTensors toNamedTensors(const TensorMap &tensors);
[[nodiscard]] TensorMap toTensorMap(const NamedTensors &tensors);

} // namespace retort
