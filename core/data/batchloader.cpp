#include "data/batchloader.h"

#include "base/error.h"
#include "base/parallel.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace retort {

namespace {

/// For each place of an order how many images of the same content come before it. Copies of an image get streams
/// of their own, numbered along the order: which file is "the first" of several equal ones would depend on paths.
std::vector<std::uint32_t> copiesAlong(std::span<const std::int64_t> order, const ImageSource &images)
{
    std::unordered_map<ContentKey, std::uint32_t> seen;
    seen.reserve(order.size());
    std::vector<std::uint32_t> copies;
    copies.reserve(order.size());
    for (const std::int64_t index : order)
        copies.push_back(seen[images.key(index)]++);
    return copies;
}

} // namespace

std::vector<std::int64_t> epochOrder(std::span<const std::int64_t> training, std::uint64_t seed,
                                     std::int64_t epoch)
{
    std::vector<std::int64_t> order(training.begin(), training.end());
    RandomStream stream{seed, static_cast<std::uint64_t>(Purpose::Order), static_cast<std::uint64_t>(epoch)};
    stream.shuffle(order);
    return order;
}

std::vector<std::int64_t> viewsOfOrder(std::span<const std::int64_t> order, const ImageSource &images,
                                       std::int64_t views, std::uint64_t seed, std::int64_t epoch)
{
    const std::vector<std::uint32_t> copies = copiesAlong(order, images);
    std::vector<std::int64_t> chosen(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const ContentKey key = images.key(order[i]);
        RandomStream stream{seed,
                            static_cast<std::uint64_t>(Purpose::ViewChoice),
                            static_cast<std::uint64_t>(epoch),
                            key.high(),
                            key.low(),
                            copies[i]};
        chosen[i] = order[i] * views + static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(views)));
    }
    return chosen;
}

BatchLoader::BatchLoader(std::shared_ptr<const SizedImages> images, std::vector<std::int64_t> order,
                         std::int64_t batch, Augmentation augmentation, std::uint64_t seed, std::int64_t epoch,
                         std::int64_t firstBatch, int prefetch, const Part &part, Gives gives)
    : m_images(std::move(images)), m_order(std::move(order)), m_augmentation(augmentation), m_seed(seed),
      m_epoch(epoch), m_batchSize(batch), m_batches(0), m_firstBatch(firstBatch),
      m_prefetch(static_cast<std::size_t>(std::max(1, prefetch))), m_part(part), m_gives(gives)
{
    if (batch < 1 || firstBatch < 0 || prefetch < 1)
        throw ValueError("a batch of " + std::to_string(batch) + ", starting at batch " +
                         std::to_string(firstBatch) + ", " + std::to_string(prefetch) +
                         " held ready: sizes must be at least 1, the start at least 0");
    const auto total = static_cast<std::int64_t>(m_order.size());
    for (const std::int64_t index : m_order) {
        if (index < 0 || index >= m_images->size())
            throw ValueError("the order names image " + std::to_string(index) + " of " +
                             std::to_string(m_images->size()));
    }
    // Settings are checked here, not on the thread, so that the caller sees them at once.
    static_cast<void>(Augmenter(m_augmentation, m_images->height(), m_images->width(), m_images->channels()));
    m_batches = total < batch ? std::min<std::int64_t>(total, 1) : total / batch;

    m_copies = copiesAlong(m_order, *m_images);
    m_thread = std::jthread([this](const std::stop_token &stop) { produce(stop); });
}

BatchLoader::~BatchLoader()
{
    m_thread.request_stop();
}

std::optional<Batch> BatchLoader::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_ready.empty() || m_finished; });
    if (!m_ready.empty()) {
        Batch batch = std::move(m_ready.front());
        m_ready.pop_front();
        m_changed.notify_all();
        return batch;
    }
    if (m_failure)
        std::rethrow_exception(m_failure);
    return std::nullopt;
}

void BatchLoader::produce(const std::stop_token &stop)
{
    std::exception_ptr failure;
    try {
        for (std::int64_t number = m_firstBatch; number < m_batches; ++number) {
            std::optional<Batch> batch = prepare(number, stop);
            std::unique_lock lock(m_mutex);
            if (!batch || !m_changed.wait(lock, stop, [this] { return m_ready.size() < m_prefetch; }))
                return;
            m_ready.push_back(std::move(*batch));
            m_changed.notify_all();
        }
    } catch (...) {
        failure = std::current_exception();
    }
    const std::lock_guard lock(m_mutex);
    m_failure = failure;
    m_finished = true;
    m_changed.notify_all();
}

RandomStream BatchLoader::streamAt(std::size_t place) const
{
    const ContentKey key = m_images->key(m_order[place]);
    return RandomStream{m_seed,
                        static_cast<std::uint64_t>(Purpose::Augment),
                        static_cast<std::uint64_t>(m_epoch),
                        key.high(),
                        key.low(),
                        m_copies[place]};
}

std::optional<Batch> BatchLoader::prepare(std::int64_t number, const std::stop_token &stop)
{
    const auto begin = m_order.begin() + number * m_batchSize;
    Batch batch;
    batch.whole.assign(begin, begin + std::min(m_batchSize, m_order.end() - begin));
    const Share own = shareOf(static_cast<std::int64_t>(batch.whole.size()), m_part);
    const auto first = static_cast<std::size_t>(number * m_batchSize + own.first);
    const auto count = static_cast<std::size_t>(own.count);
    batch.height = m_images->height();
    batch.width = m_images->width();
    batch.channels = m_images->channels();
    const std::size_t record = static_cast<std::size_t>(batch.height) * static_cast<std::size_t>(batch.width) *
                               static_cast<std::size_t>(batch.channels);
    batch.indices.assign(m_order.begin() + static_cast<std::ptrdiff_t>(first),
                         m_order.begin() + static_cast<std::ptrdiff_t>(first + count));
    if (m_gives == Gives::Draws) {
        const Augmenter augmenter(m_augmentation, batch.height, batch.width, batch.channels);
        for (std::size_t i = 0; i < count; ++i) {
            RandomStream stream = streamAt(first + i);
            batch.draws.push_back(augmenter.draw(stream));
        }
        return batch;
    }
    batch.pixels.resize(count * record);
    const auto fill = [&](std::size_t from, std::size_t to) {
        Augmenter augmenter(m_augmentation, batch.height, batch.width, batch.channels);
        std::vector<std::uint8_t> plain(record);
        for (std::size_t i = from; i < to && !stop.stop_requested(); ++i) {
            RandomStream stream = streamAt(first + i);
            m_images->copy(batch.indices[i], plain.data());
            augmenter.apply(plain.data(), stream, batch.pixels.data() + i * record);
        }
    };
    if (m_images->isWork()) {
        constexpr std::size_t atOnce = 4;
        const auto parts = static_cast<std::int64_t>((count + atOnce - 1) / atOnce);
        try {
            parallelFor(parts, stop, [&](std::int64_t part) {
                const std::size_t from = static_cast<std::size_t>(part) * atOnce;
                fill(from, std::min(from + atOnce, count));
            });
        } catch (const Cancelled &) {
            return std::nullopt;
        }
    } else {
        fill(0, count);
    }
    if (stop.stop_requested())
        return std::nullopt;
    return batch;
}

} // namespace retort
