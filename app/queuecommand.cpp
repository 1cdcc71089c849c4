#include "command.h"
#include "recipeoptions.h"
#include "resourcesfolder.h"
#include "workflow/awaysummary.h"
#include "workflow/notifycommand.h"
#include "workflow/queue.h"
#include "workflow/sweeps.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>

namespace retort {

namespace {

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Json toJson(const RunRecord &run, std::size_t position)
{
    return {{"position", position},
            {"run", run.id},
            {"name", run.name},
            {"state", stateName(run.state)},
            {"student", run.recipe.student},
            {"epochs", run.epochsDone},
            {"epochs_planned", run.recipe.epochs},
            {"seed", run.recipe.seed},
            {"sweep", run.sweepId > 0 ? Json(run.sweepId) : Json(nullptr)},
            {"error", run.error}};
}

void printQueue(const Project &project, bool json)
{
    const std::vector<RunRecord> queue = queueOf(project.runs());
    if (json) {
        Json list = Json::array();
        for (std::size_t i = 0; i < queue.size(); ++i)
            list.push_back(toJson(queue[i], i + 1));
        print({{"queue", std::move(list)}});
        return;
    }
    if (queue.empty()) {
        std::printf("no run waits\n");
        return;
    }
    std::printf("%4s  %4s  %-11s  %-14s  %9s  %5s  %s\n", "", "run", "state", "student", "epochs", "sweep",
                "name");
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const RunRecord &run = queue[i];
        const std::string epochs = std::to_string(run.epochsDone) + "/" + std::to_string(run.recipe.epochs);
        std::printf("%4zu  %4lld  %-11s  %-14s  %9s  %5s  %s\n", i + 1, static_cast<long long>(run.id),
                    stateName(run.state).c_str(), run.recipe.student.c_str(), epochs.c_str(),
                    run.sweepId > 0 ? std::to_string(run.sweepId).c_str() : "", run.name.c_str());
    }
}

struct AddOptions
{
    std::filesystem::path file;
    RecipeOptions recipe;
    std::string name;
    std::int64_t like = 0;
    std::int64_t seeds = 1;
    bool first = false;
    bool json = false;
};

int add(const AddOptions &options, CommandContext &context)
{
    const auto project = openForWriting(options.file);
    std::optional<RunRecord> like;
    if (options.like > 0)
        like = project->run(options.like);
    const Recipe recipe = chosenRecipe(options.recipe, project->settings(), like ? &like->recipe : nullptr);
    const std::string name = options.name.empty() && like ? like->name : options.name;
    const std::vector<std::int64_t> runs =
        addSeeds(*project, name, recipe, options.seeds, resourcesFolder(), context.terminal.reporter());
    if (options.first)
        project->setQueue(runs);
    if (options.json)
        print({{"runs", runs}});
    else
        printQueue(*project, false);
    return exitDone;
}

void addAdd(CLI::App &queue, CommandContext &context)
{
    const auto options = std::make_shared<AddOptions>();
    CLI::App *command =
        queue.add_subcommand("add", "Add a run at the end of the queue, to be trained by `queue run`");
    command->add_option("FILE", options->file, "A project")->required();
    addRecipeOptions(*command, options->recipe);
    command->add_option("--like", options->like, "Take this run's recipe, with the changes that are named")
        ->check(CLI::PositiveNumber);
    command->add_option("--name", options->name, "What the run is called in lists");
    command->add_option("--seeds", options->seeds, "So many runs, each with the next seed")->capture_default_str();
    command->add_flag("--first", options->first, "Put it in front of the others");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return add(*options, context); }; });
}

void addMove(CLI::App &queue, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file;
        std::vector<std::int64_t> runs;
        std::optional<std::int64_t> to;
        std::int64_t before = 0;
        bool last = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        queue.add_subcommand("move", "Change when runs have their turn; without more, to the front");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("RUN", options->runs, "Runs of the queue, in the order in which they are to be")
        ->required()
        ->check(CLI::PositiveNumber);
    CLI::Option *to = command->add_option("--to", options->to, "The position of the first of them, from 1")
                          ->check(CLI::PositiveNumber);
    CLI::Option *before = command->add_option("--before", options->before, "Before this run")->excludes(to);
    command->add_flag("--last", options->last, "To the end")->excludes(to)->excludes(before);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const auto project = openForWriting(options->file);
            std::vector<std::int64_t> rest;
            for (const RunRecord &run : queueOf(project->runs()))
                if (std::find(options->runs.begin(), options->runs.end(), run.id) == options->runs.end())
                    rest.push_back(run.id);
            auto at = rest.begin();
            if (options->last) {
                at = rest.end();
            } else if (options->before > 0) {
                at = std::find(rest.begin(), rest.end(), options->before);
                if (at == rest.end())
                    throw UsageError("run " + std::to_string(options->before) + " is not in the rest of the queue",
                                     "`retort-cli queue list` shows which are.");
            } else if (options->to) {
                at += std::min<std::int64_t>(*options->to - 1, static_cast<std::int64_t>(rest.size()));
            }
            rest.insert(at, options->runs.begin(), options->runs.end());
            project->setQueue(rest);
            printQueue(*project, options->json);
            return exitDone;
        };
    });
}

/// A subcommand that brings runs that are in one of these states into another one.
struct StateCommand
{
    const char *name;
    const char *description;
    std::vector<RunState> from;
    RunState to;
};

void addStateCommand(CLI::App &queue, CommandContext &context, const StateCommand &what)
{
    struct Options
    {
        std::filesystem::path file;
        std::vector<std::int64_t> runs;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = queue.add_subcommand(what.name, what.description);
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("RUN", options->runs, "Numbers of runs")->required()->check(CLI::PositiveNumber);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context, what] {
        context.action = [options, what] {
            const auto project = openForWriting(options->file);
            for (const std::int64_t id : options->runs) {
                const RunState state = project->run(id).state;
                if (std::find(what.from.begin(), what.from.end(), state) == what.from.end()) {
                    std::string states;
                    for (const RunState from : what.from)
                        states += (states.empty() ? "" : ", ") + stateName(from);
                    throw ValueError("Run " + std::to_string(id) + " is " + stateName(state) + "; " + what.name +
                                         " is for runs that are " + states,
                                     "`retort-cli queue list` shows the queue, `retort-cli runs` all runs.");
                }
            }
            for (const std::int64_t id : options->runs)
                project->setRunState(id, what.to);
            printQueue(*project, options->json);
            return exitDone;
        };
    });
}

struct RunOptions
{
    std::filesystem::path file;
    std::string notify;
    bool gentle = false;
    bool json = false;
};

QueueListener queuePrinter(CommandContext &context, bool json)
{
    QueueListener listener;
    listener.starting = [&context, json](const RunRecord &run) {
        context.terminal.clear();
        if (json)
            print({{"run", run.id}, {"event", "started"}, {"epochs", run.epochsDone}, {"name", run.name}});
        else
            std::printf("run %lld%s%s, from epoch %lld\n", static_cast<long long>(run.id),
                        run.name.empty() ? "" : ": ", run.name.c_str(),
                        static_cast<long long>(run.epochsDone + 1));
        return epochPrinter(context.terminal, json, run.recipe.epochs);
    };
    listener.ended = [&context, json](const RunRecord &run) {
        context.terminal.clear();
        if (json)
            print({{"run", run.id},
                   {"event", run.state == RunState::Queued ? "waits" : "ended"},
                   {"state", stateName(run.state)},
                   {"epochs", run.epochsDone},
                   {"agreement", orNull(run.bestAgreement)},
                   {"error", run.error}});
        else if (run.state == RunState::Queued)
            std::printf("run %lld waits for the others of its sweep\n", static_cast<long long>(run.id));
        else if (run.state == RunState::Finished)
            std::printf("run %lld finished: agreement with the teacher %s\n", static_cast<long long>(run.id),
                        percent(run.bestAgreement.value_or(0)).c_str());
        else
            context.terminal.error("run " + std::to_string(run.id) + " is " + stateName(run.state), run.error);
    };
    return listener;
}

void notify(const RunOptions &options, const std::string &text, Terminal &terminal)
{
    if (options.notify.empty())
        return;
    try {
        runNotifyCommand(options.notify, {{"RETORT_PROJECT", options.file.string()}, {"RETORT_SUMMARY", text}});
    } catch (const Error &error) {
        terminal.error(error.what(), error.remedy()); // what was trained is no worse for it
    }
}

int run(const RunOptions &options, CommandContext &context)
{
    const auto project = openForWriting(options.file);
    const std::int64_t start = now();
    try {
        const std::vector<RunRecord> over =
            runQueue(*project, EmbeddingCache(EmbeddingCache::defaultFolder()), options.gentle, context.stop,
                     context.terminal.reporter(), queuePrinter(context, options.json));
        context.terminal.clear();
        const AwaySummary summary = summariseSince(project->runs(), start);
        const std::string text = awayText(summary);
        if (options.json)
            print({{"finished", summary.finished.size()},
                   {"failed", summary.failed.size()},
                   {"stopped", summary.stopped.size()},
                   {"held", summary.held.size()},
                   {"best", summary.best ? Json(summary.best->id) : Json(nullptr)},
                   {"summary", text}});
        else
            std::printf("\n%s\n", text.c_str());
        notify(options, text, context.terminal);
        const bool allWell = std::all_of(over.begin(), over.end(), [](const RunRecord &run) {
            return run.state == RunState::Finished || run.state == RunState::Cancelled;
        });
        return allWell ? exitDone : exitFailed;
    } catch (const Cancelled &) {
        context.terminal.note("what was trained is saved. Go on with: retort-cli queue run " +
                              options.file.string());
        return exitCancelled;
    } catch (const Error &error) {
        notify(options, error.fullText(), context.terminal);
        throw;
    }
}

void addRun(CLI::App &queue, CommandContext &context)
{
    const auto options = std::make_shared<RunOptions>();
    CLI::App *command = queue.add_subcommand("run", "Train what waits, one run after the other");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_flag("--gentle", options->gentle, "On one thread and with the lowest priority");
    command->add_option("--notify", options->notify,
                        "A command for the shell when all is done; $RETORT_SUMMARY says what was");
    command->add_flag("--json", options->json, "Print JSON, one line an epoch and one where a run starts or ends");
    command->callback(
        [options, &context] { context.action = [options, &context] { return run(*options, context); }; });
}

} // namespace

void addQueueCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *queue = app.add_subcommand("queue", "Runs that wait for their turn");
    queue->require_subcommand(1);

    const auto file = std::make_shared<std::filesystem::path>();
    const auto json = std::make_shared<bool>(false);
    CLI::App *list = queue->add_subcommand("list", "Show which runs wait, in their order");
    list->add_option("FILE", *file, "A project")->required();
    list->add_flag("--json", *json, "Print JSON");
    list->callback([file, json, &context] {
        context.action = [file, json] {
            printQueue(*openForReading(*file), *json);
            return exitDone;
        };
    });
    addAdd(*queue, context);
    addMove(*queue, context);
    addRun(*queue, context);
    using enum RunState;
    addStateCommand(*queue, context,
                    {"pause", "Hold runs back: the others go before them", {Queued, Interrupted}, Paused});
    addStateCommand(*queue, context,
                    {"resume", "Let runs that are held back wait for their turn again", {Paused}, Queued});
    addStateCommand(*queue, context,
                    {"cancel",
                     "Take runs out of the queue; what they learned is kept",
                     {Queued, Interrupted, Paused},
                     Cancelled});
    addStateCommand(*queue, context,
                    {"retry",
                     "Put runs that failed or were cancelled back, to go on where they ended",
                     {Failed, Cancelled, Interrupted},
                     Queued});
}

} // namespace retort
