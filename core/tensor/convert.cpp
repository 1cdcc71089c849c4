#include "tensor/convert.h"

#include "base/error.h"

#include <cstring>

namespace retort {

torch::Tensor viewOf(const Matrix &matrix)
{
    // from_blob wants a mutable pointer; the contract above forbids writing.
    return torch::from_blob(const_cast<float *>(matrix.data()), {matrix.rows(), matrix.columns()},
                            torch::kFloat32);
}

Matrix toMatrix(const torch::Tensor &tensor)
{
    TORCH_CHECK(tensor.dim() == 2, "toMatrix needs a 2-D tensor");
    const torch::Tensor flat = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    Matrix matrix(flat.size(0), flat.size(1));
    if (!matrix.empty())
        std::memcpy(matrix.data(), flat.data_ptr<float>(), sizeof(float) * static_cast<std::size_t>(flat.numel()));
    return matrix;
}

torch::ScalarType scalarType(ElementType type)
{
    switch (type) {
    case ElementType::F64:
        return torch::kFloat64;
    case ElementType::F32:
        return torch::kFloat32;
    case ElementType::F16:
        return torch::kFloat16;
    case ElementType::BF16:
        return torch::kBFloat16;
    case ElementType::I64:
        return torch::kInt64;
    case ElementType::I32:
        return torch::kInt32;
    case ElementType::I16:
        return torch::kInt16;
    case ElementType::I8:
        return torch::kInt8;
    case ElementType::U8:
        return torch::kUInt8;
    case ElementType::Bool:
        return torch::kBool;
    }
    throw ValueError("unknown element type");
}

ElementType elementType(torch::ScalarType type)
{
    for (const ElementType candidate :
         {ElementType::F64, ElementType::F32, ElementType::F16, ElementType::BF16, ElementType::I64,
          ElementType::I32, ElementType::I16, ElementType::I8, ElementType::U8, ElementType::Bool}) {
        if (scalarType(candidate) == type)
            return candidate;
    }
    throw ValueError(std::string("tensors of type ") + c10::toString(type) + " cannot be stored");
}

NamedTensor toNamedTensor(const std::string &name, const torch::Tensor &tensor)
{
    const torch::Tensor flat = tensor.detach().to(torch::kCPU).contiguous();
    NamedTensor named{name, elementType(flat.scalar_type()), flat.sizes().vec(), {}};
    named.bytes.resize(flat.nbytes());
    if (!named.bytes.empty())
        std::memcpy(named.bytes.data(), flat.data_ptr(), named.bytes.size());
    return named;
}

torch::Tensor toTensor(const NamedTensor &tensor)
{
    torch::Tensor result = torch::empty(tensor.shape, scalarType(tensor.type));
    TORCH_CHECK(result.nbytes() == tensor.bytes.size(), "tensor ", tensor.name, " has the wrong number of bytes");
    if (!tensor.bytes.empty())
        std::memcpy(result.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
    return result;
}

NamedTensors toNamedTensors(const TensorMap &tensors)
{
    NamedTensors result;
    result.reserve(tensors.size());
    for (const auto &[name, tensor] : tensors)
        result.push_back(toNamedTensor(name, tensor));
    return result;
}

TensorMap toTensorMap(const NamedTensors &tensors)
{
    TensorMap result;
    for (const NamedTensor &tensor : tensors)
        result.emplace(tensor.name, toTensor(tensor));
    return result;
}

} // namespace retort
