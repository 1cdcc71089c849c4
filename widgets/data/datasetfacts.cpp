#include "widgets/data/datasetfacts.h"

#include "base/error.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

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
    if (heldOutShare > 0)
        facts.heldOut =
            static_cast<std::int64_t>(splitByContent(contentKeys(images), heldOutShare).heldOut.size());
    facts.dataset = std::move(dataset);
    return facts;
}

} // namespace retort
