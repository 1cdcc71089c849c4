#include "tensor/normkernels.inc"

namespace retort {

extern const NormKernels<float> normKernelsAvx2Float;
extern const NormKernels<BFloat16Bits> normKernelsAvx2BFloat16;

const NormKernels<float> normKernelsAvx2Float = kernels<float>;
const NormKernels<BFloat16Bits> normKernelsAvx2BFloat16 = kernels<BFloat16Bits>;

} // namespace retort
