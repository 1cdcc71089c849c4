#pragma once

#include "base/share.h"
#include "data/augmentation.h"
#include "data/sizedimages.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace retort {

/// Some images, augmented, as training reads them.
struct Batch
{
    std::vector<std::int64_t> indices; ///< N indices into the image source
    std::vector<std::int64_t> whole;   ///< of all processes' parts of the batch, in order; else the same
    int height = 0;
    int width = 0;
    int channels = 0;
    std::vector<std::uint8_t> pixels;    ///< N x H x W x C, C as in the source
    std::vector<AugmentationDraw> draws; ///< N, in place of pixels where the loader was asked for these
};

/// The order in which one epoch sees the training images: Split::training shuffled from the seed. Equal keys in
/// equal places give an equal order, whatever the images' paths and indices are.
[[nodiscard]] std::vector<std::int64_t> epochOrder(std::span<const std::int64_t> training, std::uint64_t seed,
                                                   std::int64_t epoch);

/// The same images where each is there in `views` crops, crop k of image i as number i * views + k: which one an
/// epoch sees is drawn from seed, epoch, content, and the how-manieth copy of that content it is in the order.
[[nodiscard]] std::vector<std::int64_t> viewsOfOrder(std::span<const std::int64_t> order,
                                                     const ImageSource &images, std::int64_t views,
                                                     std::uint64_t seed, std::int64_t epoch);

/// Cuts one epoch's order into batches and prepares them on a thread of its own (on all cores where reading an
/// image is work), a few ahead of the caller. Each image of each epoch is augmented from a stream of its own
/// (seed, epoch, content, and the how-manieth copy of that content it is in this order), so results depend neither
/// on threads nor on where batches begin, and a loader that starts at `firstBatch` gives what an undisturbed one
/// would have given from there on.
class BatchLoader
{
public:
    /// What batches hold: augmented pixels, or the draws that augment images which somebody else has.
    enum class Gives { Pixels, Draws };

    /// The last incomplete batch is dropped; an order shorter than one batch gives one smaller batch.
    /// Of every batch only the share of `part` is prepared. batch >= part.of, firstBatch >= 0, prefetch >= 1
    /// (batches held ready), every entry of order an index into images; else ValueError.
    BatchLoader(std::shared_ptr<const SizedImages> images, std::vector<std::int64_t> order, std::int64_t batch,
                Augmentation augmentation, std::uint64_t seed, std::int64_t epoch, std::int64_t firstBatch = 0,
                int prefetch = 4, const Part &part = {}, Gives gives = Gives::Pixels);
    /// Stops the thread after the image it is at.
    ~BatchLoader();
    BatchLoader(const BatchLoader &) = delete;
    BatchLoader &operator=(const BatchLoader &) = delete;

    /// Waits for the next batch; empty at the end of the epoch. Rethrows what went wrong on the loader's thread.
    [[nodiscard]] std::optional<Batch> next();
    /// How many batches the whole epoch has, those before firstBatch included.
    [[nodiscard]] std::int64_t batches() const noexcept { return m_batches; }

private:
    void produce(const std::stop_token &stop);
    [[nodiscard]] std::optional<Batch> prepare(std::int64_t number, const std::stop_token &stop);
    /// Where the image at this place of the order is augmented from.
    [[nodiscard]] RandomStream streamAt(std::size_t place) const;

    std::shared_ptr<const SizedImages> m_images;
    std::vector<std::int64_t> m_order;
    std::vector<std::uint32_t> m_copies; ///< a position of order: how many equal images come before it
    Augmentation m_augmentation;
    std::uint64_t m_seed;
    std::int64_t m_epoch;
    std::int64_t m_batchSize;
    std::int64_t m_batches;
    std::int64_t m_firstBatch;
    std::size_t m_prefetch;
    Part m_part;
    Gives m_gives;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Batch> m_ready;
    bool m_finished = false;
    std::exception_ptr m_failure;
    std::jthread m_thread; ///< last: everything above lives longer than it
};

} // namespace retort
