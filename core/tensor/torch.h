#pragma once

// The only way to include LibTorch. One place for what differs between LibTorch 1.13 (Debian 12)
// and current 2.x, and for the warnings its headers raise under our flags.

// Comes first: without it clang 14 and 16 in C++20 reject LibTorch 1.13's torch/torch.h.
#include <ATen/core/ivalue.h>

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace retort {

inline constexpr bool torchIsVersion2 = TORCH_VERSION_MAJOR >= 2;

/// While it lives, and where `on` is set, operators that gain from it compute in bfloat16 on `device`; each weight
/// is cast once. Not to be nested in another one.
class BFloat16Scope
{
public:
    BFloat16Scope(at::DeviceType device, bool on) : m_device(device), m_on(on)
    {
        if (!m_on)
            return;
        enable(true);
        at::autocast::increment_nesting();
    }
    ~BFloat16Scope()
    {
        if (!m_on)
            return;
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
        enable(false);
    }
    BFloat16Scope(const BFloat16Scope &) = delete;
    BFloat16Scope &operator=(const BFloat16Scope &) = delete;

private:
    void enable(bool on) const
    {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        at::autocast::set_autocast_enabled(m_device, on);
        at::autocast::set_autocast_dtype(m_device, at::kBFloat16);
#else
        if (m_device == at::kCPU) {
            at::autocast::set_cpu_enabled(on);
            at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
        } else {
            at::autocast::set_enabled(on);
            at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
        }
#endif
    }

    at::DeviceType m_device;
    bool m_on;
};

} // namespace retort
