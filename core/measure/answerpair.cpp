#include "measure/answerpair.h"

#include "base/error.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace retort {

std::size_t binOf(float share, std::size_t bins)
{
    // In double, as calibrationOf() does: both must put an image into the same bar.
    const double place = std::clamp(static_cast<double>(share), 0.0, 1.0) * static_cast<double>(bins);
    return std::min(static_cast<std::size_t>(place), bins - 1);
}

AnswerPair compareWithReference(const LabelledSample &reference, const AnswerSpans &answers, std::int64_t classes)
{
    if (answers.classes.size() != answers.confidences.size() || answers.classes.size() != answers.margins.size())
        throw ValueError("there are " + std::to_string(answers.classes.size()) + " answers, " +
                         std::to_string(answers.confidences.size()) + " confidences and " +
                         std::to_string(answers.margins.size()) + " margins");
    AnswerPair pair;
    pair.figures = sampleFigures(reference, answers.classes, classes); // looks at every place
    pair.confusion = sampleConfusion(reference, answers.classes, classes);
    std::vector<std::int32_t> given;
    std::vector<float> confidences;
    given.reserve(reference.images.size());
    confidences.reserve(reference.images.size());
    for (std::size_t i = 0; i < reference.images.size(); ++i) {
        const auto image = static_cast<std::size_t>(reference.images[i]);
        given.push_back(answers.classes[image]);
        confidences.push_back(answers.confidences[image]);
        if (reference.labels[i] < 0 || given[i] < 0)
            continue;
        MarginBin &bin = pair.margins[binOf(answers.margins[image], marginBins)];
        if (given[i] == reference.labels[i]) {
            ++bin.same;
        } else {
            ++bin.other;
            pair.mistakes.push_back(static_cast<std::int64_t>(i));
        }
    }
    pair.calibration = calibrationOf(reference.labels, given, confidences);
    std::stable_sort(pair.mistakes.begin(), pair.mistakes.end(), [&](std::int64_t a, std::int64_t b) {
        return confidences[static_cast<std::size_t>(a)] > confidences[static_cast<std::size_t>(b)];
    });
    return pair;
}

LabelledSample referenceOf(std::span<const std::int32_t> answers, std::vector<std::int32_t> groups)
{
    LabelledSample sample;
    sample.images.resize(answers.size());
    std::iota(sample.images.begin(), sample.images.end(), 0);
    sample.labels.assign(answers.begin(), answers.end());
    sample.groups = std::move(groups);
    return sample;
}

std::vector<ConfusionCell> topConfusions(const std::vector<ConfusionCell> &confusion, std::size_t most)
{
    std::vector<ConfusionCell> wrong;
    for (const ConfusionCell &cell : confusion)
        if (cell.label != cell.answer)
            wrong.push_back(cell);
    std::stable_sort(wrong.begin(), wrong.end(),
                     [](const ConfusionCell &a, const ConfusionCell &b) { return a.images > b.images; });
    wrong.resize(std::min(wrong.size(), most));
    return wrong;
}

std::vector<std::int64_t> placesOfCell(const LabelledSample &reference, std::span<const std::int32_t> answers,
                                       std::int32_t label, std::int32_t answer)
{
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < reference.images.size(); ++i)
        if (reference.labels[i] == label && answers[static_cast<std::size_t>(reference.images[i])] == answer)
            places.push_back(static_cast<std::int64_t>(i));
    return places;
}

} // namespace retort
