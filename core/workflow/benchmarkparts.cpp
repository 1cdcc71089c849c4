#include "workflow/benchmarkparts.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace retort {

double millisecondsOf(const std::function<void()> &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

std::int64_t addBenchmarkRun(Project &project, const Recipe &recipe)
{
    DatasetRecord images;
    images.location = "/nowhere";
    images.fingerprint = std::string(32, '0');
    project.setDataset(images);
    project.setTeacher({std::string(32, '0'), "/nowhere", "made up", true});
    project.setClasses({{"a", {}}, {"b", {}}});
    Weighting weighting;
    weighting.templates = {{"{}", 1, false}};
    weighting.rule = WeightRule::Manual;
    project.setWeighting(weighting);
    return project.addRun("bench", recipe);
}

} // namespace retort
