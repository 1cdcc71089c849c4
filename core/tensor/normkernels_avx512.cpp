#include "tensor/normkernels.inc"

namespace retort {

extern const NormKernels<float> normKernelsAvx512Float;
extern const NormKernels<BFloat16Bits> normKernelsAvx512BFloat16;

const NormKernels<float> normKernelsAvx512Float = kernels<float>;
const NormKernels<BFloat16Bits> normKernelsAvx512BFloat16 = kernels<BFloat16Bits>;

} // namespace retort
