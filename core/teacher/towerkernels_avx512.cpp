#define RETORT_LANES 16
#include "teacher/towerkernels.inc"

namespace retort {

extern const TowerKernels towerKernelsAvx512;

const TowerKernels towerKernelsAvx512 = kernels;

} // namespace retort
