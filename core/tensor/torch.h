#pragma once

// The only way to include LibTorch. One place for what differs between LibTorch 1.13 (Debian 12)
// and current 2.x, and for the warnings its headers raise under our flags.

// Comes first: without it clang 14 and 16 in C++20 reject LibTorch 1.13's torch/torch.h.
#include <ATen/core/ivalue.h>

#include <ATen/autocast_mode.h>
#include <torch/torch.h>
