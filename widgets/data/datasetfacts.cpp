#include "widgets/data/datasetfacts.h"

#include "base/error.h"
#include "workflow/openedparts.h"

#include <algorithm>
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

} // namespace

DatasetFacts inspectDataset(std::shared_ptr<const OpenedDataset> dataset, double heldOutShare,
                            std::stop_token stop)
{
    DatasetFacts facts;
    const ImageSource &images = *dataset->images;
    lookAtImages(images, facts, stop);
    facts.bytes = dataset->bytes;
    if (heldOutShare > 0)
        facts.heldOut = static_cast<std::int64_t>(
            splitByContent(contentKeys(images), heldOutShare, dataset->groupKeys).heldOut.size());
    facts.dataset = std::move(dataset);
    return facts;
}

} // namespace retort
