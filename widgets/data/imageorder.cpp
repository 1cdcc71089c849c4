#include "widgets/data/imageorder.h"

#include <algorithm>

namespace retort {

std::vector<std::int64_t> orderedImages(const LogitSummary &summary, int wantedClass, ImageOrder order)
{
    std::vector<std::int64_t> images;
    for (std::size_t i = 0; i < summary.answers.size(); ++i)
        if (wantedClass < 0 || summary.answers[i] == wantedClass)
            images.push_back(static_cast<std::int64_t>(i));
    if (order == ImageOrder::AsTheyAre)
        return images;
    const double sign = order == ImageOrder::LeastSure ? 1 : -1;
    std::stable_sort(images.begin(), images.end(), [&](std::int64_t a, std::int64_t b) {
        return sign * summary.margins[static_cast<std::size_t>(a)] <
               sign * summary.margins[static_cast<std::size_t>(b)];
    });
    return images;
}

} // namespace retort
