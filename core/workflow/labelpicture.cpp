#include "workflow/labelpicture.h"

#include <unordered_map>

namespace retort {

namespace {

std::int64_t entryOf(const TuningAnswers &answers, std::size_t image)
{
    return answers.entries ? (*answers.entries)[image] : static_cast<std::int64_t>(image);
}

} // namespace

LabelPicture labelPicture(const TuningAnswers &answers, std::int64_t classes)
{
    const LabelledSample &sample = *answers.sample;
    return {sampleFigures(sample, answers.answers, classes), sampleConfusion(sample, answers.answers, classes),
            calibrationOf(sample.labels, answers.answers, answers.confidences)};
}

PairedComparison compareTuning(const TuningAnswers &first, const TuningAnswers &second)
{
    if (!first.sample || !second.sample)
        return {};
    std::unordered_map<std::int64_t, std::int32_t> answers; // of the first, by entry
    for (std::size_t i = 0; i < first.answers.size(); ++i)
        answers.emplace(entryOf(first, i), first.answers[i]);
    std::vector<std::int32_t> labels;
    std::vector<std::int32_t> before;
    std::vector<std::int32_t> after;
    for (std::size_t i = 0; i < second.answers.size(); ++i)
        if (const auto found = answers.find(entryOf(second, i)); found != answers.end()) {
            labels.push_back(second.sample->labels[i]);
            before.push_back(found->second);
            after.push_back(second.answers[i]);
        }
    return compareAnswers(labels, before, after);
}

} // namespace retort
