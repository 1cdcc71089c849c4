#pragma once

#include "tensor/torch.h"

namespace retort {

/// Sets how many threads LibTorch computes with on this thread, and puts the former number back.
class ThreadsScope
{
public:
    explicit ThreadsScope(int threads) : m_before(at::get_num_threads()) { at::set_num_threads(threads); }
    ~ThreadsScope() { at::set_num_threads(m_before); }
    ThreadsScope(const ThreadsScope &) = delete;
    ThreadsScope &operator=(const ThreadsScope &) = delete;

private:
    int m_before;
};

} // namespace retort
