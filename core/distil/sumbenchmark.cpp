#include "distil/sumbenchmark.h"

#include "student/names.h"
#include "tensor/torch.h"
#include "tensor/workers.h"

#include <algorithm>
#include <chrono>

namespace retort {

namespace {

SumTime timed(Workers &workers, const std::string &what, std::int64_t numbers, int repeats)
{
    torch::Tensor values = torch::empty({numbers}, torch::kFloat32);
    std::vector<double> times;
    for (int i = 0; i < repeats + 2; ++i) { // the first two find connections and memory
        values.fill_(1);
        static_cast<void>(workers.any(false)); // all begin at about the same time
        const auto start = std::chrono::steady_clock::now();
        workers.sum(values);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        if (i >= 2)
            times.push_back(took.count());
    }
    std::sort(times.begin(), times.end());
    SumTime time{what, 4 * numbers, times[times.size() / 2], times.front(), times.back(), 0};
    const double shares = 2.0 * (workers.count() - 1) / workers.count();
    time.gigabytesPerSecond = shares * static_cast<double>(time.bytes) / time.median / 1e6;
    return time;
}

} // namespace

std::vector<SumTime> benchSums(Workers &workers, const std::vector<std::string> &students, std::int64_t classes,
                               int repeats)
{
    std::vector<SumTime> times{timed(workers, "one number", 1, repeats)};
    for (const std::string &student : students)
        times.push_back(timed(workers, student, studentParameters(studentInfo(student), classes), repeats));
    workers.meet();
    return times;
}

} // namespace retort
