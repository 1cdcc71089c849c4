#pragma once

#include "distil/teacherside.h"
#include "tensor/cuda.h"

#include <functional>
#include <optional>
#include <string>

namespace retort {

/// A step's work on a GPU without the processor's work of starting hundreds of operators: after some steps as they
/// are, which choose kernels and claim memory, it is recorded, and from then on started at once on batches that
/// are copied to where it reads.
class RecordedStep
{
public:
    /// Must do the same on the device for every batch, and wait for nothing.
    using Work = std::function<torch::Tensor(const torch::Tensor &bytes, const TeacherRows &teacher)>;

    RecordedStep(const torch::Device &device, Work work);

    /// What the work returns; good until the next run. A batch of another size than the recorded one is worked on
    /// as it is, and so are all where recording fails.
    [[nodiscard]] torch::Tensor run(const torch::Tensor &bytes, const TeacherRows &teacher);
    [[nodiscard]] bool isRecorded() const { return m_recorded.has_value(); }
    /// Why nothing can be recorded; empty where that is not so.
    [[nodiscard]] const std::string &failure() const { return m_failure; }

private:
    void record(const torch::Tensor &bytes, const TeacherRows &teacher);

    torch::Device m_device;
    Work m_work;
    int m_before = 0; ///< steps as they are so far
    std::optional<RecordedWork> m_recorded;
    std::string m_failure;
    torch::Tensor m_bytes;
    TeacherRows m_teacher;
    torch::Tensor m_result;
};

} // namespace retort
