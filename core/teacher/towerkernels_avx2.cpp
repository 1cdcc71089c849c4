#define RETORT_LANES 8
#include "teacher/towerkernels.inc"

namespace retort {

extern const TowerKernels towerKernelsAvx2;

const TowerKernels towerKernelsAvx2 = kernels;

} // namespace retort
