#include "measure/benchmark.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "measure/accuracy.h"
#include "measure/answerpair.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace retort {

namespace {

constexpr std::uint64_t similarClasses = 5;

struct MadeUp
{
    std::vector<std::int32_t> labels;
    std::vector<std::int32_t> answers;
    std::vector<float> confidences;
    std::vector<float> margins;
};

MadeUp madeUp(const ConfusionSize &size)
{
    MadeUp result;
    RandomStream random{1};
    const auto classes = static_cast<std::uint64_t>(size.classes);
    for (std::int64_t i = 0; i < size.images; ++i) {
        const std::uint64_t label = random.below(classes);
        std::uint64_t answer = label;
        if (random.uniform() >= size.right) {
            const bool similar = random.uniform() < 0.8;
            answer = similar ? (label + 1 + random.below(similarClasses)) % classes : random.below(classes);
        }
        result.labels.push_back(static_cast<std::int32_t>(label));
        result.answers.push_back(static_cast<std::int32_t>(answer));
        result.confidences.push_back(static_cast<float>(random.uniform()));
        result.margins.push_back(static_cast<float>(random.uniform()));
    }
    return result;
}

} // namespace

ConfusionTimes benchConfusion(const ConfusionSize &size, const std::stop_token &stop)
{
    if (size.images < 1 || size.classes < 1)
        throw ValueError("a confusion is timed with at least 1 image and 1 class");
    const MadeUp what = madeUp(size);
    const LabelledSample reference = referenceOf(what.labels);
    const auto medianOf = [&](const std::function<void()> &work) {
        std::vector<double> times;
        for (int i = 0; i < std::max(1, size.repeats); ++i) {
            throwIfStopped(stop);
            const auto start = std::chrono::steady_clock::now();
            work();
            times.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        }
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    };
    ConfusionTimes times;
    times.counts = medianOf([&] { static_cast<void>(confusion(what.labels, what.answers, size.classes)); });
    times.cells = medianOf([&] {
        const auto cells = sampleConfusion(reference, what.answers, size.classes);
        times.occupied = static_cast<std::int64_t>(cells.size());
        static_cast<void>(topConfusions(cells, 100));
    });
    times.pair = medianOf([&] {
        static_cast<void>(
            compareWithReference(reference, {what.answers, what.confidences, what.margins}, size.classes));
    });
    return times;
}

} // namespace retort
