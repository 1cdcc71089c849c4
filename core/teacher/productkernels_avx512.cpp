#define RETORT_LANES 16
#define RETORT_PANEL_VECTORS 4
#define RETORT_PANEL_ROWS 6
#include "teacher/productkernels.inc"

namespace retort {

extern const ProductKernels productKernelsAvx512;

const ProductKernels productKernelsAvx512 = kernels;

} // namespace retort
