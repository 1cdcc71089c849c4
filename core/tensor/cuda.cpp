// Stands behind cuda.h with a LibTorch for CUDA.
#include "tensor/cuda.h"

#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace retort {

namespace {

c10::DeviceIndex indexOf(const torch::Device &device)
{
    return device.has_index() ? device.index() : c10::cuda::current_device();
}

} // namespace

bool cudaHasBFloat16(const torch::Device &device)
{
    return device.is_cuda() && at::cuda::getDeviceProperties(indexOf(device))->major >= 8;
}

std::size_t freeCudaMemory(const torch::Device &device)
{
    if (!device.is_cuda())
        return 0;
    const c10::cuda::CUDAGuard guard(indexOf(device));
    std::size_t free = 0;
    std::size_t total = 0;
    C10_CUDA_CHECK(cudaMemGetInfo(&free, &total));
    const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(indexOf(device));
    const std::int64_t reserve = stats.reserved_bytes[0].current - stats.allocated_bytes[0].current;
    return free + static_cast<std::size_t>(std::max<std::int64_t>(0, reserve));
}

void releaseCudaReserve(const torch::Device &device)
{
    if (device.is_cuda())
        c10::cuda::CUDACachingAllocator::emptyCache();
}

struct StreamScope::Parts
{
    explicit Parts(c10::DeviceIndex device) : guard(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device))
    {}
    c10::cuda::CUDAStreamGuard guard;
};

StreamScope::StreamScope(const torch::Device &device)
{
    if (!device.is_cuda())
        return;
    c10::cuda::getCurrentCUDAStream(indexOf(device)).synchronize();
    m_parts = std::make_unique<Parts>(indexOf(device));
}

StreamScope::~StreamScope()
{
    // A destructor must not throw; what went wrong on the device has been told by whoever read a result.
    if (m_parts)
        static_cast<void>(cudaStreamSynchronize(m_parts->guard.current_stream()));
}

struct CopyStream::Parts
{
    c10::cuda::CUDAStream stream;
    at::cuda::CUDAEvent worked;
    at::cuda::CUDAEvent copied;
};

CopyStream::CopyStream(const torch::Device &device)
{
    if (device.is_cuda())
        m_parts = std::make_unique<Parts>(
            Parts{c10::cuda::getStreamFromPool(/*isHighPriority=*/true, indexOf(device)), {}, {}});
}

CopyStream::~CopyStream() = default;

void CopyStream::after(const std::function<void()> &copies)
{
    if (!m_parts) {
        copies();
        return;
    }
    m_parts->worked.record();
    m_parts->worked.block(m_parts->stream);
    const c10::cuda::CUDAStreamGuard guard(m_parts->stream);
    copies();
    m_parts->copied.record();
}

void CopyStream::join()
{
    if (m_parts)
        m_parts->copied.block(c10::cuda::getCurrentCUDAStream(m_parts->stream.device_index()));
}

struct StreamMark::Parts
{
    at::cuda::CUDAEvent event;
};

StreamMark::StreamMark(const torch::Device &device)
{
    if (!device.is_cuda())
        return;
    m_parts = std::make_unique<Parts>();
    m_parts->event.record(c10::cuda::getCurrentCUDAStream(indexOf(device)));
}

StreamMark::~StreamMark() = default;
StreamMark::StreamMark(StreamMark &&) noexcept = default;
StreamMark &StreamMark::operator=(StreamMark &&) noexcept = default;

void StreamMark::wait() const
{
    if (m_parts)
        m_parts->event.synchronize();
}

struct RecordedWork::Parts
{
    std::optional<at::cuda::CUDAGraph> graph; ///< none for the CPU, which does the work again
    std::function<void()> work;
};

bool RecordedWork::possible(const torch::Device &device)
{
    return device.is_cuda() &&
           c10::cuda::getCurrentCUDAStream(indexOf(device)) != c10::cuda::getDefaultCUDAStream(indexOf(device));
}

RecordedWork::RecordedWork(const torch::Device &device, std::function<void()> work)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->work = std::move(work);
    if (!device.is_cuda())
        return;
    at::cuda::CUDAGraph &graph = m_parts->graph.emplace();
    // Other threads may go on using the device meanwhile: a teacher that embeds, for one.
    graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    try {
        m_parts->work();
    } catch (...) {
        try {
            graph.capture_end();
        } catch (const std::exception &) { // the recording is broken, which is known
        }
        static_cast<void>(cudaGetLastError());
        throw;
    }
    graph.capture_end();
}

RecordedWork::~RecordedWork() = default;

void RecordedWork::start()
{
    if (m_parts->graph)
        m_parts->graph->replay();
    else
        m_parts->work();
}

} // namespace retort
