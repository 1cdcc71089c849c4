#include "distil/deviceimages.h"

#include "distil/tensoraugmentation.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace retort {

namespace {

constexpr int batchesHeldReady = 4;

torch::Tensor allOf(const SizedImages &images, const torch::Device &device)
{
    const std::int64_t record = std::int64_t(images.height()) * images.width() * images.channels();
    const torch::TensorOptions bytes(torch::kUInt8);
    const torch::Tensor all = torch::empty({images.size(), record}, bytes.device(device));
    const std::int64_t atOnce = std::max<std::int64_t>(1, (std::int64_t(32) << 20) / record);
    for (std::int64_t first = 0; first < images.size(); first += atOnce) {
        const std::int64_t count = std::min(atOnce, images.size() - first);
        const torch::Tensor part = torch::empty({count, record}, bytes);
        for (std::int64_t i = 0; i < count; ++i)
            images.copy(first + i, part.data_ptr<std::uint8_t>() + i * record);
        all.narrow(0, first, count).copy_(part);
    }
    return all.view({images.size(), images.height(), images.width(), images.channels()});
}

} // namespace

DeviceImages::DeviceImages(std::shared_ptr<const SizedImages> images, const torch::Device &device, Way way)
    : m_images(std::move(images)), m_device(device), m_way(way)
{
    if (way == Way::Resident)
        m_resident = allOf(*m_images, device);
}

DeviceImages::Way DeviceImages::wayFor(const SizedImages &images, const torch::Device &device)
{
    if (!device.is_cuda())
        return Way::Plain;
    const auto bytes = static_cast<std::size_t>(images.size()) * static_cast<std::size_t>(images.height()) *
                       static_cast<std::size_t>(images.width()) * static_cast<std::size_t>(images.channels());
    return !images.isWork() && bytes <= freeCudaMemory(device) / 3 ? Way::Resident : Way::Copied;
}

DeviceLoader::DeviceLoader(const DeviceImages &images, std::vector<std::int64_t> order, std::int64_t batch,
                           const Augmentation &augmentation, std::uint64_t seed, std::int64_t epoch,
                           std::int64_t firstBatch, const Part &part)
    : m_images(images), m_augmentation(augmentation),
      m_loader(
          images.images(), std::move(order), batch, augmentation, seed, epoch, firstBatch, batchesHeldReady, part,
          images.way() == DeviceImages::Way::Resident ? BatchLoader::Gives::Draws : BatchLoader::Gives::Pixels),
      m_copies(images.device())
{}

std::optional<DeviceBatch> DeviceLoader::next()
{
    if (m_images.way() == DeviceImages::Way::Copied)
        return copied();
    std::optional<Batch> batch = m_loader.next();
    if (!batch)
        return std::nullopt;
    const auto count = static_cast<std::int64_t>(batch->indices.size());
    if (m_images.way() == DeviceImages::Way::Plain) {
        m_shown = std::move(*batch);
        return DeviceBatch{m_shown.whole, m_shown.indices,
                           torch::from_blob(m_shown.pixels.data(),
                                            {count, m_shown.height, m_shown.width, m_shown.channels},
                                            torch::kUInt8)};
    }
    const torch::Tensor which =
        torch::tensor(torch::ArrayRef<std::int64_t>(batch->indices), torch::kInt64).to(m_images.device());
    torch::Tensor bytes = augmented(m_images.resident().index_select(0, which), m_augmentation, batch->draws);
    return DeviceBatch{std::move(batch->whole), std::move(batch->indices), std::move(bytes)};
}

std::optional<DeviceBatch> DeviceLoader::copied()
{
    if (!m_sent)
        sendNext();
    std::optional<DeviceBatch> batch = std::exchange(m_sent, std::nullopt);
    if (!batch)
        return std::nullopt;
    m_copies.join();
    sendNext();
    return batch;
}

void DeviceLoader::sendNext()
{
    std::optional<Batch> batch = m_loader.next();
    if (!batch)
        return;
    Place &place = m_places[m_place];
    m_place = (m_place + 1) % m_places.size();
    const auto count = static_cast<std::int64_t>(batch->indices.size());
    if (!place.host.defined()) {
        const torch::TensorOptions bytes(torch::kUInt8);
        const std::vector<std::int64_t> shape{count, batch->height, batch->width, batch->channels};
        place.host = torch::empty(shape, bytes.pinned_memory(m_images.device().is_cuda()));
        place.device = torch::empty(shape, bytes.device(m_images.device()));
    }
    if (place.copied)
        place.copied->wait();
    std::memcpy(place.host.data_ptr(), batch->pixels.data(), batch->pixels.size());
    m_copies.after([&] {
        place.device.copy_(place.host, /*non_blocking=*/true);
        place.copied.emplace(m_images.device());
    });
    m_sent = DeviceBatch{std::move(batch->whole), std::move(batch->indices), place.device};
}

} // namespace retort
