#define RETORT_LANES 8
#define RETORT_PANEL_VECTORS 2
#define RETORT_PANEL_ROWS 6
#include "teacher/productkernels.inc"

namespace retort {

extern const ProductKernels productKernelsAvx2;

const ProductKernels productKernelsAvx2 = kernels;

} // namespace retort
