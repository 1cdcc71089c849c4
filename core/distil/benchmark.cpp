#include "distil/benchmark.h"

#include "base/error.h"
#include "distil/environment.h"
#include "distil/syntheticinput.h"
#include "student/cost.h"
#include "student/names.h"
#include "student/student.h"
#include "tensor/serialblas.h"
#include "tensor/team.h"
#include "tensor/threadsscope.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

/// Looks at the clock after each step, and asks the run to stop when it has seen enough.
class Stopwatch : public EpochSink
{
public:
    Stopwatch(std::int64_t warmUpSteps, std::int64_t steps, std::stop_source enough)
        : m_warmUp(warmUpSteps), m_steps(static_cast<std::size_t>(steps)), m_enough(std::move(enough))
    {}

    void epochDone(const EpochReport &) override { m_running = false; }
    void stopped(const std::vector<std::byte> &, std::int64_t) override {}
    void stepDone(const StepMetrics &step, double) override
    {
        const Clock::time_point now = Clock::now();
        // The first step of an epoch would carry the evaluation before it.
        if (m_running && step.step > m_warmUp && m_milliseconds.size() < m_steps)
            m_milliseconds.push_back(std::chrono::duration<double, std::milli>(now - m_last).count());
        m_running = true;
        m_last = now;
        if (m_milliseconds.size() >= m_steps)
            m_enough.request_stop();
    }

    [[nodiscard]] std::vector<double> sorted() const
    {
        std::vector<double> times = m_milliseconds;
        std::sort(times.begin(), times.end());
        return times;
    }

private:
    std::int64_t m_warmUp;
    std::size_t m_steps;
    std::stop_source m_enough;
    bool m_running = false;
    Clock::time_point m_last;
    std::vector<double> m_milliseconds;
};

double percentile(const std::vector<double> &sorted, double share)
{
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
}

} // namespace

double productSpeed(const RunEnvironment &environment)
{
    const Machine machine(environment);
    constexpr std::int64_t side = 1024;
    constexpr int times = 24;
    const auto seconds = [&] {
        const torch::NoGradGuard guard;
        const torch::Tensor a =
            torch::ones({side, side}, torch::TensorOptions(machine.device).dtype(machine.computes));
        double best = std::numeric_limits<double>::infinity();
        for (int i = 0; i < times; ++i) {
            const Clock::time_point start = Clock::now();
            static_cast<void>(a.mm(a).select(0, 0).select(0, 0).item<float>()); // reading waits for a GPU
            best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
        }
        return best;
    };
    const int threads = machine.device.is_cpu() ? machine.threads : 1;
    const ThreadsScope oneThread(1);
    const SerialBlas serialBlas;
    std::vector<double> fastest(static_cast<std::size_t>(threads));
    Team team(threads, /*innerThreads=*/1);
    team.run([&](int member) { fastest[static_cast<std::size_t>(member)] = seconds(); });
    double speed = 0;
    for (const double best : fastest)
        speed += static_cast<double>(side * side * side) / best / 1e9;
    return speed;
}

TrainSpeed benchTrain(const TrainBenchmark &what, std::stop_token stop, const Reporter &reporter)
{
    validate(what.recipe);
    if (what.images < 100 || what.classes < 2 || what.teacherDimension < 1 || what.steps < 1 ||
        what.warmUpSteps < 0)
        throw ValueError("a training benchmark needs at least 100 images, 2 classes and 1 step");
    if (what.images < 3 * what.recipe.batch)
        throw ValueError("a training benchmark with batches of " + std::to_string(what.recipe.batch) +
                         " needs at least " + std::to_string(3 * what.recipe.batch) + " images, not " +
                         std::to_string(what.images));
    TrainSpeed speed;
    speed.environment = chooseEnvironment(what.recipe);
    speed.studentParameters = studentParameters(studentInfo(what.recipe.student), what.classes);

    speed.multiplyAdds = multiplyAdds(*makeStudent(what.recipe.student, what.classes, 1), what.recipe.inputSize);
    speed.productGmacPerSecond = productSpeed(speed.environment);

    Recipe recipe = what.recipe;
    recipe.epochs = 100'000; // the stopwatch ends it
    const DistilInput input = syntheticInput(recipe, what.images, what.classes, what.teacherDimension);
    std::stop_source enough;
    const std::stop_callback passOn(stop, [&enough] { enough.request_stop(); });
    Stopwatch stopwatch(what.warmUpSteps, what.steps, enough);
    try {
        distil(recipe, speed.environment, input, {}, stopwatch, enough.get_token(), reporter);
    } catch (const Cancelled &) {
        throwIfStopped(stop);
    }
    const std::vector<double> times = stopwatch.sorted();
    const double total = std::accumulate(times.begin(), times.end(), 0.0);
    speed.steps = static_cast<std::int64_t>(times.size());
    speed.imagesPerSecond = 1000.0 * static_cast<double>(what.recipe.batch * speed.steps) / total;
    speed.stepP50 = percentile(times, 0.5);
    speed.stepP95 = percentile(times, 0.95);
    speed.gmacPerSecond = 3e-9 * static_cast<double>(speed.multiplyAdds) * speed.imagesPerSecond;
    speed.productGmacPerSecond = std::max(speed.productGmacPerSecond, productSpeed(speed.environment));
    return speed;
}

} // namespace retort
