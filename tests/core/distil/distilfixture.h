#pragma once

#include "base/error.h"
#include "base/random.h"
#include "data/batchloader.h"
#include "data/packedimages.h"
#include "data/split.h"
#include "distil/distiller.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

namespace retort {

// A run small enough for a test: 60 images of 32 x 32 whose brightness tells their class, and a teacher whose
// embeddings say the same with some noise.

inline Recipe smallRecipe()
{
    Recipe recipe;
    recipe.epochs = 2;
    recipe.batch = 16;
    recipe.lr = 0.02;
    recipe.warmupEpochs = 0.5;
    recipe.heldOut = 0.2;
    recipe.probeSamples = 8;
    recipe.probeTopK = 2;
    recipe.precision = "fp32";
    recipe.device = "cpu";
    recipe.threads = 1;
    return recipe;
}

inline RunEnvironment onOneThread(const std::string &precision = "fp32")
{
    return {"cpu", precision, 1, "test"};
}

/// `order` says which of the `count` images lies where.
inline DistilInput smallInput(std::int64_t classes, const std::vector<std::int64_t> &order, int channels = 3)
{
    constexpr int side = 32;
    constexpr std::int64_t dimension = 12;
    const auto count = static_cast<std::int64_t>(order.size());
    std::vector<std::uint8_t> pixels;
    std::vector<ContentKey> keys;
    auto embeddings = std::make_shared<Matrix>(count, dimension);
    for (std::int64_t place = 0; place < count; ++place) {
        const std::int64_t image = order[static_cast<std::size_t>(place)];
        RandomStream stream{11, static_cast<std::uint64_t>(image)};
        const std::int64_t answer = image % classes;
        std::vector<std::uint8_t> record(static_cast<std::size_t>(side * side * channels));
        for (std::uint8_t &pixel : record)
            pixel =
                static_cast<std::uint8_t>(200 * answer / classes + static_cast<std::int64_t>(stream.below(40)));
        keys.push_back(contentKey(record));
        pixels.insert(pixels.end(), record.begin(), record.end());
        double squares = 0;
        for (std::int64_t d = 0; d < dimension; ++d) {
            const double value = (d == answer ? 1.0 : 0.0) + 0.1 * stream.normal();
            embeddings->at(place, d) = static_cast<float>(value);
            squares += value * value;
        }
        for (float &value : embeddings->row(place))
            value = static_cast<float>(value / std::sqrt(squares));
    }
    DistilInput input;
    input.images = std::make_shared<PackedImages>(side, side, channels, std::move(pixels), std::move(keys));
    input.teacher.embeddings = embeddings;
    input.teacher.proxies = Matrix(classes, dimension);
    input.teacher.logitScale = 10;
    for (std::int64_t c = 0; c < classes; ++c) {
        input.teacher.proxies.at(c, c) = 1;
        input.teacher.proxies.at(c, (c + 1) % dimension) = 0.2F;
        input.classes.push_back("class " + std::to_string(c));
    }
    return input;
}

inline std::vector<std::int64_t> countTo(std::int64_t count)
{
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

inline DistilInput smallInput(std::int64_t classes = 5, std::int64_t images = 60)
{
    return smallInput(classes, countTo(images));
}

/// The input with `count` views of each image, all different and each with an answer of its own; the recipe with
/// them.
inline DistilInput withViews(DistilInput input, std::int64_t count, Recipe &recipe)
{
    recipe.views = count;
    recipe.randomResizedCrop = 0.5;
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < input.images->size() * count; ++i)
        order.push_back(1000 + i);
    const DistilInput views = smallInput(static_cast<std::int64_t>(input.classes.size()), order);
    input.views = ScoredViews{count, views.images, views.teacher.embeddings, nullptr};
    return input;
}

/// Keeps everything, and stops the run before the steps it was told.
class Recorder : public EpochSink
{
public:
    void epochDone(const EpochReport &report) override
    {
        epochs.push_back(report);
        if (onEpoch)
            onEpoch();
    }
    void stopped(const std::vector<std::byte> &bytes, std::int64_t epoch) override
    {
        checkpoint = bytes;
        stoppedEpoch = epoch;
    }
    void stepDone(const StepMetrics &step, double imagesPerSecond) override
    {
        steps.push_back(step);
        rate = imagesPerSecond;
        if (step.step == stopAfter)
            stop.request_stop();
        if (onStep)
            onStep();
    }

    std::vector<EpochReport> epochs;
    std::vector<StepMetrics> steps;
    std::vector<std::byte> checkpoint;
    std::int64_t stoppedEpoch = 0;
    double rate = 0;
    std::int64_t stopAfter = -1;
    std::stop_source stop;
    std::function<void()> onStep;
    std::function<void()> onEpoch;
};

/// Runs to the end and returns what was recorded.
inline Recorder finished(const Recipe &recipe, const DistilInput &input,
                         const RunEnvironment &environment = onOneThread())
{
    Recorder recorder;
    distil(recipe, environment, input, {}, recorder, recorder.stop.get_token(), {});
    return recorder;
}

} // namespace retort
