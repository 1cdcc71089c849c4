#include "tensor/memorypool.h"

#include "tensor/torch.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace retort {

namespace {

// Below this malloc is quick, and small tensors would only fill the pool's list.
constexpr std::size_t smallest = std::size_t(64) << 10;
constexpr std::size_t alignment = 64;
// Blocks are whole multiples of this, so that nearly equal sizes share.
constexpr std::size_t granule = std::size_t(64) << 10;
// From here on a block starts at a large page, and the kernel is asked to use those.
constexpr std::size_t largePage = std::size_t(2) << 20;

/// In front of every tensor's values. LibTorch hands back the address of the values and nothing else.
struct alignas(alignment) Header
{
    std::shared_ptr<TensorMemoryPool::Blocks> owner; ///< none: straight from malloc
    std::size_t bytes = 0;                           ///< of the block, this header included
};
static_assert(sizeof(Header) == alignment);

void *newMemory(std::size_t bytes)
{
    void *memory = nullptr;
    if (posix_memalign(&memory, bytes >= largePage ? largePage : alignment, bytes) != 0)
        throw NoTensorMemory(bytes);
#if defined(__linux__)
    if (bytes >= largePage)
        (void)madvise(memory, bytes, MADV_HUGEPAGE); // a wish: without it everything still works
#endif
    return memory;
}

} // namespace

/// The free blocks by size. Called from any thread.
class TensorMemoryPool::Blocks : public std::enable_shared_from_this<Blocks>
{
public:
    ~Blocks() { close(); }

    /// At least `bytes`, which becomes the size that give() is to be told.
    void *take(std::size_t &bytes)
    {
        bytes = (bytes + granule - 1) / granule * granule;
        {
            const std::scoped_lock lock(m_mutex);
            // A larger block serves too, unless much of it would lie idle.
            const auto found = m_free.lower_bound(bytes);
            if (found != m_free.end() && found->first <= bytes + bytes / 4) {
                bytes = found->first;
                void *const memory = found->second;
                m_free.erase(found);
                return memory;
            }
        }
        void *const memory = newMemory(bytes);
        const std::scoped_lock lock(m_mutex);
        m_held += bytes;
        m_peak = std::max(m_peak, m_held);
        return memory;
    }

    void give(void *memory, std::size_t bytes)
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (!m_closed) {
                m_free.emplace(bytes, memory);
                return;
            }
            m_held -= bytes;
        }
        std::free(memory);
    }

    [[nodiscard]] std::size_t peak() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_peak;
    }

    void close()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_closed = true;
        }
        release();
    }

    void release()
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[bytes, memory] : m_free) {
            std::free(memory);
            m_held -= bytes;
        }
        m_free.clear();
    }

private:
    mutable std::mutex m_mutex;
    std::multimap<std::size_t, void *> m_free;
    std::size_t m_held = 0;
    std::size_t m_peak = 0;
    bool m_closed = false;
};

namespace {

/// The pool of the scope that this thread is in, or null. A plain pointer, so that it can be read as long as the
/// thread lives; the scope holds what it points to.
thread_local TensorMemoryPool::Blocks *currentBlocks = nullptr;

void release(void *values)
{
    if (!values)
        return;
    Header *const header = static_cast<Header *>(values) - 1;
    const std::shared_ptr<TensorMemoryPool::Blocks> owner = std::move(header->owner);
    const std::size_t bytes = header->bytes;
    header->~Header();
    if (owner)
        owner->give(header, bytes);
    else
        std::free(header);
}

/// LibTorch has one allocator for CPU tensors a process. This one takes from malloc, except on a thread that is
/// inside a scope.
class ScopedAllocator : public at::Allocator
{
public:
    // Without `override`: allocate() is const in LibTorch 1.13 and not in current 2.x, copy_data() is new there.
    // Whichever of them LibTorch declares is overridden.
    at::DataPtr allocate(std::size_t bytes) const { return make(bytes); }
    at::DataPtr allocate(std::size_t bytes) { return make(bytes); }
    void copy_data(void *to, const void *from, std::size_t bytes) const { std::memcpy(to, from, bytes); }
    at::DeleterFnPtr raw_deleter() const { return release; }

private:
    [[nodiscard]] static at::DataPtr make(std::size_t wanted)
    {
        const at::Device cpu(at::kCPU);
        if (wanted == 0)
            return {nullptr, cpu};
        TensorMemoryPool::Blocks *const pool = currentBlocks;
        const bool pooled = pool && wanted >= smallest;
        std::size_t bytes = wanted + sizeof(Header);
        void *const memory = pooled ? pool->take(bytes) : newMemory(bytes);
        Header *const header = new (memory) Header{pooled ? pool->shared_from_this() : nullptr, bytes};
        void *const values = header + 1;
        return {values, values, release, cpu};
    }
};

/// Takes LibTorch's place for CPU memory when this code is loaded, and for good: LibTorch also frees by asking the
/// allocator of the moment, so that exchanging it while tensors are in use elsewhere would be an error. Holds no
/// state; what a thread is in is thread_local above.
[[maybe_unused]] const bool installed = [] {
    // Never destroyed: tensors that live until the program's end still come here.
    static ScopedAllocator *const allocator = new ScopedAllocator;
    c10::SetAllocator(at::kCPU, allocator, /*priority=*/1);
    return true;
}();

} // namespace

TensorMemoryPool::TensorMemoryPool()
    : m_blocks(std::make_shared<Blocks>()), m_before(currentBlocks), m_shared(false)
{
    currentBlocks = m_blocks.get();
}

TensorMemoryPool::TensorMemoryPool(std::shared_ptr<Blocks> shared)
    : m_blocks(std::move(shared)), m_before(currentBlocks), m_shared(true)
{
    currentBlocks = m_blocks.get();
}

TensorMemoryPool::~TensorMemoryPool()
{
    currentBlocks = m_before;
    if (!m_shared)
        m_blocks->close();
}

void TensorMemoryPool::release()
{
    if (currentBlocks)
        currentBlocks->release();
}

std::shared_ptr<TensorMemoryPool::Blocks> TensorMemoryPool::current()
{
    return currentBlocks ? currentBlocks->shared_from_this() : nullptr;
}

std::size_t TensorMemoryPool::peakBytes() const
{
    return m_blocks->peak();
}

} // namespace retort
