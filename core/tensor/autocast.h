#pragma once

#include "tensor/torch.h"

namespace retort {

/// While it lives, operators that gain from it compute in `type` (bfloat16 or float16) on `device`; each weight is
/// cast once. With float32 nothing changes. Not to be nested in another one.
class AutocastScope
{
public:
    AutocastScope(at::DeviceType device, at::ScalarType type)
        : m_device(device), m_type(type), m_on(type != at::kFloat)
    {
        if (!m_on)
            return;
        enable(true);
        at::autocast::increment_nesting();
    }
    ~AutocastScope()
    {
        if (!m_on)
            return;
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
        enable(false);
    }
    AutocastScope(const AutocastScope &) = delete;
    AutocastScope &operator=(const AutocastScope &) = delete;

private:
    void enable(bool on) const
    {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        at::autocast::set_autocast_enabled(m_device, on);
        at::autocast::set_autocast_dtype(m_device, m_type);
#else
        if (m_device == at::kCPU) {
            at::autocast::set_cpu_enabled(on);
            at::autocast::set_autocast_cpu_dtype(m_type);
        } else {
            at::autocast::set_enabled(on);
            at::autocast::set_autocast_gpu_dtype(m_type);
        }
#endif
    }

    at::DeviceType m_device;
    at::ScalarType m_type;
    bool m_on;
};

} // namespace retort
