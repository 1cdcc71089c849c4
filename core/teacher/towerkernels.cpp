#define RETORT_LANES 4
#include "teacher/towerkernels.inc"

namespace retort {

#if defined(__x86_64__)
extern const TowerKernels towerKernelsAvx2;
extern const TowerKernels towerKernelsAvx512;
#endif

std::vector<const TowerKernels *> towerKernelVersions()
{
    std::vector<const TowerKernels *> versions{&kernels};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        versions.push_back(&towerKernelsAvx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        versions.push_back(&towerKernelsAvx512);
#endif
    return versions;
}

const TowerKernels &towerKernels()
{
    static const TowerKernels &widest = *towerKernelVersions().back();
    return widest;
}

} // namespace retort
