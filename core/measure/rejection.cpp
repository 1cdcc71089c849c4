#include "measure/rejection.h"

#include "base/error.h"

namespace retort {

namespace {

void checkLengths(std::size_t answers, std::size_t values)
{
    if (answers != values)
        throw ValueError("answers and what they are judged by differ in length");
}

bool isBackground(const std::vector<bool> &background, std::int32_t classIndex)
{
    return background.at(static_cast<std::size_t>(classIndex));
}

} // namespace

Rejection rejectionOf(std::span<const std::int32_t> answers, std::span<const float> values, double threshold,
                      const std::vector<bool> &background)
{
    checkLengths(answers.size(), values.size());
    Rejection result;
    result.counts.resize(background.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i] < 0)
            continue;
        ++result.images;
        if (static_cast<double>(values[i]) < threshold)
            ++result.doubtful;
        else if (isBackground(background, answers[i]))
            ++result.background;
        else
            ++result.counts[static_cast<std::size_t>(answers[i])];
    }
    return result;
}

LabelledRejection rejectionOn(const LabelledSample &sample, std::span<const std::int32_t> answers,
                              std::span<const float> values, double threshold, const std::vector<bool> &background)
{
    checkLengths(answers.size(), values.size());
    checkLengths(answers.size(), sample.labels.size());
    std::int64_t shown = 0;
    std::int64_t answered = 0;
    std::int64_t right = 0;
    std::int64_t none = 0;
    std::int64_t caught = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const std::int32_t label = sample.labels[i];
        if (label == cannotTell || answers[i] < 0)
            continue;
        const bool rejected = static_cast<double>(values[i]) < threshold || isBackground(background, answers[i]);
        if (label == noneOfThese || isBackground(background, label)) {
            ++none;
            caught += rejected;
            continue;
        }
        ++shown;
        answered += !rejected;
        right += !rejected && label == answers[i];
    }
    return {proportion(answered, shown), proportion(right, answered), proportion(caught, none)};
}

} // namespace retort
