#include "datasets/packeddataset.h"

#include "data/packedimages.h"
#include "datasets/keyfilter.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace retort {

void packRecords(OpenedDataset &opened, std::vector<std::uint8_t> records, int height, int width, int channels,
                 const DatasetChoice &choice)
{
    const std::size_t size =
        static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    std::vector<ContentKey> keys(records.size() / size);
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i] = contentKey({records.data() + i * size, size});
    const KeyFilter filter(choice, keys);
    // What is kept moves to the front.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!filter.holds(keys[i]))
            continue;
        if (kept != i) {
            std::copy_n(records.begin() + static_cast<std::ptrdiff_t>(i * size), size,
                        records.begin() + static_cast<std::ptrdiff_t>(kept * size));
            if (!opened.labels.empty())
                opened.labels[kept] = opened.labels[i];
            keys[kept] = keys[i];
        }
        ++kept;
    }
    keys.resize(kept);
    if (!opened.labels.empty())
        opened.labels.resize(kept);
    records.resize(kept * size);
    records.shrink_to_fit();
    opened.fingerprint = fingerprint(keys);
    opened.images =
        std::make_shared<const PackedImages>(height, width, channels, std::move(records), std::move(keys));
}

} // namespace retort
