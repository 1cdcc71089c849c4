#define RETORT_LANES 4
#define RETORT_PANEL_VECTORS 2
#define RETORT_PANEL_ROWS 4
#include "teacher/productkernels.inc"

namespace retort {

#if defined(__x86_64__)
extern const ProductKernels productKernelsAvx2;
extern const ProductKernels productKernelsAvx512;
extern const ProductKernels productKernelsAvx512BFloat16;
#endif

std::vector<const ProductKernels *> productKernelVersions()
{
    std::vector<const ProductKernels *> versions{&kernels};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        versions.push_back(&productKernelsAvx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        versions.push_back(&productKernelsAvx512);
#endif
    return versions;
}

const ProductKernels &productKernels()
{
    static const ProductKernels &widest = *productKernelVersions().back();
    return widest;
}

const ProductKernels *bfloat16ProductKernels()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &productKernelsAvx512BFloat16;
#endif
    return nullptr;
}

} // namespace retort
