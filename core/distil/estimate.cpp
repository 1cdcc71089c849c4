#include "base/error.h"
#include "data/packedimages.h"
#include "distil/distiller.h"
#include "distil/syntheticinput.h"
#include "distil/trainer.h"
#include "student/names.h"
#include "tensor/memorypool.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

double secondsOf(const std::function<void()> &work)
{
    const Clock::time_point start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The fastest of a few, which other programs disturb least; at most so many and, past the first, so long.
double fastest(int most, double seconds, const std::stop_token &stop, const std::function<void()> &work)
{
    double best = 0;
    double spent = 0;
    for (int i = 0; i < most && (i == 0 || spent < seconds); ++i) {
        throwIfStopped(stop);
        const double once = secondsOf(work);
        spent += once;
        best = i == 0 ? once : std::min(best, once);
    }
    return best;
}

} // namespace

RunEstimate estimateRun(const Recipe &recipe, const RunEnvironment &environment, std::int64_t images,
                        std::int64_t classes, const StudentStart &start, std::stop_token stop)
{
    validate(recipe);
    if (images < 2 || classes < 2)
        throw ValueError("an estimate needs at least two images and two classes");
    const Machine machine(environment);
    const std::int64_t pixels = recipe.inputSize * recipe.inputSize;
    // As many images as 128 of 32 x 32: time and memory grow with the number, and nobody waits for an estimate.
    const std::int64_t sample = std::min(recipe.batch, std::clamp<std::int64_t>(128 * 1024 / pixels, 8, 128));
    constexpr std::int64_t usualDimension = 512;

    const TensorMemoryPool pool;
    const DistilInput input = syntheticInput(recipe, sample, classes, usualDimension);
    const TeacherSide teacher(input.teacher, sample, classes, machine.device);
    Trainer trainer(recipe, machine, teacher, sample, {start.module, {}, {}});
    std::vector<std::int64_t> indices(static_cast<std::size_t>(sample));
    std::iota(indices.begin(), indices.end(), 0);
    BatchLoader loader(input.images, indices, sample, {}, recipe.seed, 1);
    const std::optional<Batch> batch = loader.next();

    const std::size_t before = pool.peakBytes();
    const auto step = [&] { trainer.step(*batch, teacher.rows(batch->indices), 1, 1e-6); };
    wrapped("estimating", step); // the first prepares kernels and memory
    const double stepSeconds = wrapped("estimating", [&] { return fastest(5, 2.0, stop, step); });
    const std::size_t stepBytes = pool.peakBytes() - before;
    const double answerSeconds = wrapped("estimating", [&] {
        return fastest(2, 1.0, stop, [&] { static_cast<void>(trainer.answer(*input.images, indices)); });
    });

    const double held = recipe.heldOut * static_cast<double>(images);
    const double trained = static_cast<double>(images) - held;
    const double batches = std::max(1.0, std::floor(trained / static_cast<double>(recipe.batch)));
    const double perImage = stepSeconds / static_cast<double>(sample);
    const double trainedImages = std::min(trained, batches * static_cast<double>(recipe.batch));
    double wholeEpochs = 0; // those of smaller images count for what their pixels are
    for (std::int64_t epoch = 1; epoch <= recipe.epochs; ++epoch) {
        const double side =
            static_cast<double>(trainingSide(recipe, epoch)) / static_cast<double>(recipe.inputSize);
        wholeEpochs += side * side;
    }
    RunEstimate estimate;
    estimate.seconds = wholeEpochs * trainedImages * perImage +
                       static_cast<double>(recipe.epochs) * held * answerSeconds / static_cast<double>(sample);
    estimate.studentParameters = trainer.parameterCount();
    // Values, gradients, the optimiser's one or two, and the copies that an epoch's report and checkpoint make.
    const double copies = recipe.optimiser == "adamw" ? 9 : 7;
    const double parameterBytes = copies * 4.0 * static_cast<double>(estimate.studentParameters);
    const double activationBytes =
        static_cast<double>(stepBytes) * static_cast<double>(recipe.batch) / static_cast<double>(sample);
    const double imageBytes = std::min(static_cast<double>(images) * static_cast<double>(pixels) * 3.0,
                                       static_cast<double>(packedImagesLimit()));
    estimate.memoryMegabytes = (parameterBytes + activationBytes + imageBytes) / 1e6;
    return estimate;
}

} // namespace retort
