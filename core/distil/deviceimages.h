#pragma once

#include "data/batchloader.h"
#include "tensor/cuda.h"
#include "tensor/torch.h"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace retort {

/// Images of a batch, augmented, where training wants them.
struct DeviceBatch
{
    std::vector<std::int64_t> whole;   ///< indices into the image source, of the batch of all processes
    std::vector<std::int64_t> indices; ///< N of them, this process's
    torch::Tensor bytes;               ///< [N, H, W, C] uint8; good until the next is asked for
};

/// The training images as a run's device sees them, for all epochs.
class DeviceImages
{
public:
    enum class Way {
        Plain,    ///< prepared on the processor and used there
        Copied,   ///< prepared on the processor, then copied while the device works on the batch before
        Resident, ///< all on the device from the start, and augmented there
    };

    DeviceImages(std::shared_ptr<const SizedImages> images, const torch::Device &device, Way way);

    /// Plain on the CPU; on a GPU Resident where the images take at most a third of its free memory and reading
    /// them is no work.
    [[nodiscard]] static Way wayFor(const SizedImages &images, const torch::Device &device);

    [[nodiscard]] Way way() const { return m_way; }
    [[nodiscard]] const torch::Device &device() const { return m_device; }
    [[nodiscard]] const std::shared_ptr<const SizedImages> &images() const { return m_images; }
    /// [images, H, W, C] bytes where Resident.
    [[nodiscard]] const torch::Tensor &resident() const { return m_resident; }

private:
    std::shared_ptr<const SizedImages> m_images;
    torch::Device m_device;
    Way m_way;
    torch::Tensor m_resident;
};

/// One epoch's batches: what BatchLoader gives, on the device.
class DeviceLoader
{
public:
    /// As BatchLoader's; `images` must outlive the loader.
    DeviceLoader(const DeviceImages &images, std::vector<std::int64_t> order, std::int64_t batch,
                 const Augmentation &augmentation, std::uint64_t seed, std::int64_t epoch, std::int64_t firstBatch,
                 const Part &part = {});

    [[nodiscard]] std::optional<DeviceBatch> next();
    [[nodiscard]] std::int64_t batches() const noexcept { return m_loader.batches(); }

private:
    /// Where a batch lies on its way to the device.
    struct Place
    {
        torch::Tensor host; ///< page-locked, so that it can be copied in the background
        torch::Tensor device;
        std::optional<StreamMark> copied;
    };
    [[nodiscard]] std::optional<DeviceBatch> copied();
    void sendNext();

    const DeviceImages &m_images;
    Augmentation m_augmentation;
    BatchLoader m_loader;
    CopyStream m_copies;
    std::array<Place, 2> m_places;
    std::size_t m_place = 0;
    std::optional<DeviceBatch> m_sent;
    Batch m_shown; ///< keeps what the last plain batch views
};

} // namespace retort
