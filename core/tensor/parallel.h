#pragma once

#include "tensor/torch.h"

#include <cstdint>

namespace retort {

/// Calls body(i) for i in 0 .. count - 1 on the threads that LibTorch computes with (at::set_num_threads). Every
/// call must be independent of the others.
/// at::parallel_for is not used: it is a template that needs OpenMP in whoever includes it, and with a LibTorch
/// that brings its own OpenMP this would start a second set of threads beside the first.
template<typename Body>
void parallelFor(std::int64_t count, const Body &body)
{
    if (count <= 0)
        return;
    // An iterator over `count` numbers; its loop is handed a range, of which the start is read back.
    static_assert(sizeof(std::int64_t) == 8);
    const torch::Tensor numbers = torch::arange(count, torch::kInt64);
    at::TensorIteratorConfig config;
    config.add_input(numbers);
    at::TensorIterator iterator = config.build();
    iterator.for_each(
        [&](char **data, const std::int64_t *strides, std::int64_t length) {
            for (std::int64_t i = 0; i < length; ++i)
                body(*reinterpret_cast<const std::int64_t *>(data[0] + i * strides[0]));
        },
        /*grain_size=*/1);
}

} // namespace retort
