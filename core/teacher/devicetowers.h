#pragma once

// Internal to teacher.

#include "teacher/towers.h"

#include <functional>
#include <utility>

namespace retort {

/// A CLIP's towers on a GPU, through LibTorch's operators: a batch at a time, products in bfloat16 where asked
/// for, everything between them in float32.
class DeviceTowers
{
public:
    /// Throws ValueError where LibTorch finds no GPU.
    static void requireCuda();

    /// Moves the model's weights there.
    DeviceTowers(ClipModel model, const torch::Device &device, bool bfloat16);

    /// Images or texts of so many tokens at once: enough to keep a GPU busy.
    [[nodiscard]] static std::int64_t batch(std::int64_t tokens);
    /// Of memory that is copied to the device in the background.
    [[nodiscard]] torch::TensorOptions inputOptions() const;

    /// As ClipModel's, of tensors on the processor; what comes back is on the device and may not be there yet.
    [[nodiscard]] torch::Tensor imageFeatures(const torch::Tensor &pixels) const;
    [[nodiscard]] torch::Tensor textFeatures(const torch::Tensor &ids) const;

private:
    template<typename Work>
    torch::Tensor computed(const torch::Tensor &input, const Work &work) const;

    mutable ClipModel m_model; ///< a handle; LibTorch's forward() is not const
    torch::Device m_device;
    bool m_bfloat16;
};

/// Hands on each result when the next has been started, so that a device that works behind is not waited for.
class LateResults
{
public:
    using Store = std::function<void(std::int64_t number, const torch::Tensor &features)>;

    explicit LateResults(Store store) : m_store(std::move(store)) {}
    void add(std::int64_t number, torch::Tensor features);
    void finish();

private:
    Store m_store;
    std::int64_t m_number = 0;
    torch::Tensor m_features;
};

} // namespace retort
