#include "distil/recordedstep.h"

#include <utility>

namespace retort {

namespace {

constexpr int stepsBefore = 3;

} // namespace

RecordedStep::RecordedStep(const torch::Device &device, Work work) : m_device(device), m_work(std::move(work)) {}

torch::Tensor RecordedStep::run(const torch::Tensor &bytes, const TeacherRows &teacher)
{
    if (m_recorded && bytes.sizes() != m_bytes.sizes())
        return m_work(bytes, teacher);
    if (!m_recorded && m_before++ >= stepsBefore && m_failure.empty())
        record(bytes, teacher);
    if (!m_recorded)
        return m_work(bytes, teacher);
    m_bytes.copy_(bytes);
    m_teacher.embeddings.copy_(teacher.embeddings);
    m_teacher.logits.copy_(teacher.logits);
    m_teacher.edges.copy_(teacher.edges);
    m_recorded->start();
    return m_result;
}

void RecordedStep::record(const torch::Tensor &bytes, const TeacherRows &teacher)
{
    m_bytes = bytes.clone();
    m_teacher = {teacher.embeddings.clone(), teacher.logits.clone(), teacher.edges.clone()};
    // A recording has memory of its own, beside that of the steps before.
    releaseCudaReserve(m_device);
    try {
        m_recorded.emplace(m_device, [this] { m_result = m_work(m_bytes, m_teacher); });
    } catch (const c10::Error &error) {
        m_failure = error.what_without_backtrace();
        if (m_failure.find("out of memory") != std::string::npos)
            throw;
    }
}

} // namespace retort
