#include "widgets/data/datasetfacts.h"

#include "base/error.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace retort {

namespace {

constexpr std::int64_t sampledImages = 32;

void lookAtImages(const ImageSource &images, DatasetFacts &facts, const std::stop_token &stop)
{
    const std::int64_t count = std::min(sampledImages, images.size());
    bool first = true;
    for (std::int64_t i = 0; i < count; ++i) {
        throwIfStopped(stop);
        Image image;
        try {
            image = images.image(i * images.size() / count);
        } catch (const Error &) {
            continue; // gone since it was listed; its thumbnail says so
        }
        facts.smallestWidth = first ? image.width : std::min(facts.smallestWidth, image.width);
        facts.smallestHeight = first ? image.height : std::min(facts.smallestHeight, image.height);
        facts.largestWidth = std::max(facts.largestWidth, image.width);
        facts.largestHeight = std::max(facts.largestHeight, image.height);
        facts.grey = facts.grey && image.channels == 1;
        first = false;
    }
}

std::int64_t bytesOfFiles(const OpenedDataset &dataset, const std::stop_token &stop)
{
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < dataset.images->size(); ++i) {
        throwIfStopped(stop);
        std::error_code error;
        const auto size = std::filesystem::file_size(dataset.location / dataset.images->name(i), error);
        sum += error ? 0 : static_cast<std::int64_t>(size);
    }
    return sum;
}

} // namespace

DatasetFacts inspectDataset(std::shared_ptr<const OpenedDataset> dataset, double heldOutShare,
                            std::stop_token stop)
{
    DatasetFacts facts;
    const ImageSource &images = *dataset->images;
    lookAtImages(images, facts, stop);
    if (dataset->kind == DatasetKind::ImageFolder)
        facts.bytes = bytesOfFiles(*dataset, stop);
    if (heldOutShare > 0) {
        std::vector<ContentKey> keys;
        keys.reserve(static_cast<std::size_t>(images.size()));
        for (std::int64_t i = 0; i < images.size(); ++i)
            keys.push_back(images.key(i));
        facts.heldOut = static_cast<std::int64_t>(splitByContent(keys, heldOutShare).heldOut.size());
    }
    facts.dataset = std::move(dataset);
    return facts;
}

DatasetRecord recordOf(const OpenedDataset &dataset, DatasetRole role, const std::string &part,
                       const KeyRange &range)
{
    DatasetRecord record;
    record.role = role;
    record.location = dataset.location.string();
    record.part = part;
    record.range = range;
    record.fingerprint = dataset.fingerprint;
    record.images = dataset.images->size();
    record.unreadable = static_cast<std::int64_t>(dataset.unreadable.size());
    record.duplicates = dataset.duplicates;
    record.labelled = !dataset.labels.empty();
    return record;
}

} // namespace retort
