#pragma once

// What tensor/torch.h leaves out for its compile time: reading and running TorchScript.

#include "tensor/torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>
