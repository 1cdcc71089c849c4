#include "teacher/product.h"

#include "base/error.h"
#include "teacher/productkernels.h"

namespace retort {

namespace {

ElementType storedAs(const torch::Tensor &weight)
{
    switch (weight.scalar_type()) {
    case torch::kFloat32:
        return ElementType::F32;
    case torch::kFloat16:
        return ElementType::F16;
    case torch::kBFloat16:
        return ElementType::BF16;
    default:
        throw ValueError(std::string("weights of type ") + torch::toString(weight.scalar_type()) +
                         " cannot be multiplied");
    }
}

const ProductKernels &kernelsFor(Arithmetic arithmetic)
{
    return arithmetic == Arithmetic::BFloat16 ? *bfloat16ProductKernels() : productKernels();
}

} // namespace

bool isInference(const torch::Tensor &input)
{
    return !torch::GradMode::is_enabled() && input.device().is_cpu() && input.scalar_type() == torch::kFloat32;
}

void affineInto(const torch::Tensor &input, const torch::Tensor &weight, const torch::Tensor &bias,
                Arithmetic arithmetic, const torch::Tensor &out, std::int64_t column)
{
    const ProductKernels &kernels = kernelsFor(arithmetic);
    const torch::Tensor rows = input.contiguous();
    const torch::Tensor whole = weight.contiguous();
    LinearProduct product;
    product.depth = whole.size(1);
    product.outputs = whole.size(0);
    product.rows = rows.numel() / product.depth;
    product.stride = out.size(-1);
    product.input = rows.data_ptr<float>();
    product.weights = whole.data_ptr();
    product.stored = storedAs(whole);
    product.bias = bias.defined() ? bias.data_ptr<float>() : nullptr;
    product.out = out.data_ptr<float>() + column;
    const torch::Tensor scratch = torch::empty(
        {static_cast<std::int64_t>(kernels.scratchBytes(product.rows, product.depth))}, torch::kUInt8);
    kernels.product(product, static_cast<std::byte *>(scratch.data_ptr()));
}

torch::Tensor affine(const torch::Tensor &input, const torch::Tensor &weight, const torch::Tensor &bias,
                     Arithmetic arithmetic)
{
    if (!isInference(input))
        return torch::linear(input, weight, bias);
    std::vector<std::int64_t> shape = input.sizes().vec();
    shape.back() = weight.size(0);
    torch::Tensor out = torch::empty(shape, input.options());
    affineInto(input, weight, bias, arithmetic, out, 0);
    return out;
}

} // namespace retort
