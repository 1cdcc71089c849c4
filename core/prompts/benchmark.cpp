#include "prompts/benchmark.h"

#include "base/random.h"
#include "prompts/promptensemble.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

namespace retort {

namespace {

Matrix randomRows(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    Matrix matrix(rows, columns);
    RandomStream stream({seed});
    const double length = std::sqrt(static_cast<double>(columns) / 3.0);
    for (std::int64_t r = 0; r < rows; ++r)
        for (float &value : matrix.row(r))
            value = static_cast<float>((2.0 * stream.uniform() - 1.0) / length);
    return matrix;
}

double millisecondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

RescoreTimes benchRescore(const RescoreSize &size, const std::function<void(const Matrix &)> &summarise)
{
    PromptEmbeddings prompts;
    prompts.classes = size.classes;
    for (std::int64_t p = 0; p < size.templates; ++p) {
        prompts.templates.push_back("template " + std::to_string(p) + " {}");
        prompts.perTemplate.push_back(randomRows(size.classes, size.dimension, static_cast<std::uint64_t>(p) + 1));
    }
    const Matrix images = randomRows(size.images, size.dimension, 0);
    std::vector<double> weights(prompts.perTemplate.size(), 1.0 / static_cast<double>(size.templates));

    std::vector<RescoreTimes> runs;
    for (int i = 0; i < std::max(1, size.repeats); ++i) {
        RescoreTimes times;
        const auto start = std::chrono::steady_clock::now();
        const Matrix proxies = classProxies(prompts, weights, /*normalise=*/false);
        times.proxies = millisecondsSince(start);
        const Matrix logits = teacherLogits(images, proxies, 100.0);
        times.logits = millisecondsSince(start) - times.proxies;
        summarise(logits);
        times.total = millisecondsSince(start);
        times.summary = times.total - times.logits - times.proxies;
        runs.push_back(times);
        std::rotate(weights.begin(), weights.begin() + 1, weights.end());
    }
    std::sort(runs.begin(), runs.end(),
              [](const RescoreTimes &a, const RescoreTimes &b) { return a.total < b.total; });
    RescoreTimes result = runs[runs.size() / 2];
    result.totalBest = runs.front().total;
    return result;
}

} // namespace retort
