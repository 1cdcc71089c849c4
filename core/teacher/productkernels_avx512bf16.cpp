#define RETORT_LANES 16
#define RETORT_PANEL_VECTORS 4
#define RETORT_PANEL_ROWS 6
#define RETORT_PAIRS
#include "teacher/productkernels.inc"

namespace retort {

extern const ProductKernels productKernelsAvx512BFloat16;

const ProductKernels productKernelsAvx512BFloat16 = kernels;

} // namespace retort
