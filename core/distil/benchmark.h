#pragma once

#include "base/progress.h"
#include "distil/distiller.h"

#include <cstdint>
#include <stop_token>

namespace retort {

/// What training speed is measured on: random images and a random teacher, as large as a small real run.
struct TrainBenchmark
{
    Recipe recipe; ///< student, input size, batch, losses, augmentation, precision, threads
    std::int64_t images = 5000;
    std::int64_t classes = 10;
    std::int64_t teacherDimension = 512; ///< D of method.md
    std::int64_t warmUpSteps = 5;        ///< before the clock starts
    std::int64_t steps = 50;             ///< timed
};

struct TrainSpeed
{
    RunEnvironment environment; ///< what "auto" became
    std::int64_t studentParameters = 0;
    std::int64_t steps = 0;     ///< that were timed
    double imagesPerSecond = 0; ///< batch over the mean step
    double stepP50 = 0;         ///< milliseconds, from the end of one step to the end of the next
    double stepP95 = 0;
    std::int64_t multiplyAdds = 0;   ///< forward, an image; a step takes three times as many
    double gmacPerSecond = 0;        ///< 1e9 multiply-adds a second over the timed steps
    double productGmacPerSecond = 0; ///< what large matrix products reach; see productSpeed()
};

/// What large products of matrices reach on all threads together, each thread with its own and at its best, in the
/// precision of the run: 1e9 multiply-adds a second.
[[nodiscard]] double productSpeed(const RunEnvironment &environment);

/// Times the real loop: data, augmentation, forward, losses, backward, step, metrics. It is distil() itself with a
/// sink that looks at the clock; the time between epochs (evaluation) is left out. The products are timed before
/// and after it, and the faster counts. Throws ValueError for a recipe that is not valid, Cancelled when stopped.
[[nodiscard]] TrainSpeed benchTrain(const TrainBenchmark &what, std::stop_token stop, const Reporter &reporter);

} // namespace retort
