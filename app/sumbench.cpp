#include "benchcommand.h"
#include "copies.h"
#include "distil/sumbenchmark.h"
#include "student/names.h"
#include "tensor/workers.h"

namespace retort {

namespace {

struct Options
{
    int processes = 2;
    std::vector<std::string> students{"resnet18", "resnet50"};
    std::int64_t classes = 1000;
    int repeats = 15;
    bool json = false;
};

int benchTogether(const Options &options, const WorkerPlace &place, const std::stop_token &stop)
{
    Workers workers(place, stop);
    const std::vector<SumTime> times = benchSums(workers, options.students, options.classes, options.repeats);
    if (!place.isFirst())
        return exitDone;
    Json object{{"processes", place.count}, {"processes_on_this_machine", place.localCount}};
    for (const SumTime &time : times)
        object[time.what] = {{"bytes", time.bytes},
                             {"median_ms", time.median},
                             {"best_ms", time.best},
                             {"worst_ms", time.worst},
                             {"gigabytes_per_second", time.gigabytesPerSecond}};
    return report(object, options.json);
}

/// The command again, for each of several processes.
int benchCopies(const Options &options)
{
    std::vector<std::string> arguments{"bench",     "allreduce",
                                       "--classes", std::to_string(options.classes),
                                       "--repeats", std::to_string(options.repeats),
                                       "--students"};
    arguments.insert(arguments.end(), options.students.begin(), options.students.end());
    if (options.json)
        arguments.emplace_back("--json");
    return runCopies(options.processes, arguments);
}

} // namespace

void addSumBenchmark(CLI::App &bench, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = bench.add_subcommand(
        "allreduce", "Adding up one number and students' gradients over processes: those that torchrun or srun "
                     "have started, else some on this machine");
    command->add_option("--processes", options->processes, "Where no launcher has started any")
        ->check(CLI::Range(2, 64))
        ->capture_default_str();
    command->add_option("--students", options->students)->check(CLI::IsMember(studentNames()));
    command->add_option("--classes", options->classes)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--repeats", options->repeats)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const std::optional<WorkerPlace> place = launchedPlace();
            return place ? benchTogether(*options, *place, context.stop) : benchCopies(*options);
        };
    });
}

} // namespace retort
