#pragma once

// The only way to include PyTorch's distributed layer, c10d. What of it can be used was tried when configuring
// (RetortTorch.cmake): Gloo's own headers and NCCL's come with other packages than LibTorch.

#include "tensor/torch.h"

#ifdef RETORT_HAVE_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef RETORT_HAVE_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#endif
