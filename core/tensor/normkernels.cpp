#include "tensor/normkernels.inc"

namespace retort {

#if defined(__x86_64__)

extern const NormKernels<float> normKernelsAvx2Float;
extern const NormKernels<BFloat16Bits> normKernelsAvx2BFloat16;
extern const NormKernels<float> normKernelsAvx512Float;
extern const NormKernels<BFloat16Bits> normKernelsAvx512BFloat16;

namespace {

bool hasAvx512()
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

} // namespace

#endif

template<>
std::vector<const NormKernels<float> *> normKernelVersions<float>()
{
    std::vector<const NormKernels<float> *> versions{&kernels<float>};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        versions.push_back(&normKernelsAvx2Float);
    if (hasAvx512())
        versions.push_back(&normKernelsAvx512Float);
#endif
    return versions;
}

template<>
std::vector<const NormKernels<BFloat16Bits> *> normKernelVersions<BFloat16Bits>()
{
    std::vector<const NormKernels<BFloat16Bits> *> versions{&kernels<BFloat16Bits>};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        versions.push_back(&normKernelsAvx2BFloat16);
    if (hasAvx512())
        versions.push_back(&normKernelsAvx512BFloat16);
#endif
    return versions;
}

} // namespace retort
