#include "figuresjson.h"

#include <array>
#include <cstdio>

namespace retort {

Json shareJson(const Proportion &share)
{
    if (share.count == 0)
        return nullptr;
    return {{"percent", share.percent}, {"interval", {share.low, share.high}}, {"labelled_images", share.count}};
}

Json figuresJson(const LabelledSample &sample, std::span<const std::int32_t> answers, const ClassList &classes)
{
    if (sample.empty())
        return nullptr;
    const auto name = [&](std::int32_t c) { return classes[static_cast<std::size_t>(c)].name; };
    const SampleFigures figures = sampleFigures(sample, answers, static_cast<std::int64_t>(classes.size()));
    Json list = Json::array();
    for (std::size_t c = 0; c < classes.size(); ++c)
        list.push_back({{"class", classes[c].name},
                        {"recall", shareJson(figures.classes[c].recall)},
                        {"precision", shareJson(figures.classes[c].precision)}});
    Json cells = Json::array();
    for (const ConfusionCell &cell : sampleConfusion(sample, answers, static_cast<std::int64_t>(classes.size())))
        cells.push_back({{"label", name(cell.label)},
                         {"answer", name(cell.answer)},
                         {"count", cell.count},
                         {"images", cell.images},
                         {"share_of_label", shareJson(cell.share)}});
    return {{"accuracy", shareJson(figures.accuracy)},
            {"balanced_accuracy", figures.balancedAccuracy},
            {"macro_f1", figures.macroF1},
            {"none_of_these", shareJson(figures.none)},
            {"unclear", shareJson(figures.unclear)},
            {"covered_percent", figures.covered},
            {"classes", std::move(list)},
            {"confusion", std::move(cells)}};
}

std::string shareText(const Proportion &share)
{
    if (share.count == 0)
        return "-";
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.1f %% (%.1f to %.1f)", share.percent, share.low, share.high);
    return text.data();
}

} // namespace retort
