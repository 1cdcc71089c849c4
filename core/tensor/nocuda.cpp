// Stands behind cuda.h with a LibTorch without CUDA.
#include "tensor/cuda.h"

#include <utility>

namespace retort {

bool cudaHasBFloat16(const torch::Device &)
{
    return false;
}

std::size_t freeCudaMemory(const torch::Device &)
{
    return 0;
}

void releaseCudaReserve(const torch::Device &) {}

struct StreamScope::Parts
{};
StreamScope::StreamScope(const torch::Device &) {}
StreamScope::~StreamScope() = default;

struct CopyStream::Parts
{};
CopyStream::CopyStream(const torch::Device &) {}
CopyStream::~CopyStream() = default;
void CopyStream::after(const std::function<void()> &copies)
{
    copies();
}
void CopyStream::join() {}

struct StreamMark::Parts
{};
StreamMark::StreamMark(const torch::Device &) {}
StreamMark::~StreamMark() = default;
StreamMark::StreamMark(StreamMark &&) noexcept = default;
StreamMark &StreamMark::operator=(StreamMark &&) noexcept = default;
void StreamMark::wait() const {}

struct RecordedWork::Parts
{
    std::function<void()> work;
};
bool RecordedWork::possible(const torch::Device &)
{
    return false;
}
RecordedWork::RecordedWork(const torch::Device &, std::function<void()> work)
    : m_parts(std::make_unique<Parts>(Parts{std::move(work)}))
{}
RecordedWork::~RecordedWork() = default;
void RecordedWork::start()
{
    m_parts->work();
}

} // namespace retort
