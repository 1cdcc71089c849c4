#include "promptswork.h"

#include "measure/classwarnings.h"
#include "measure/moves.h"
#include "workflow/labelpicture.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

struct CompareOptions
{
    std::filesystem::path file;
    std::string with = "uniform";
    std::int64_t run = 0;
    bool noLabels = false;
    bool json = false;
};

/// What the project's weighting is compared with.
Weighting baselineOf(const CompareOptions &options, const Project &project, const ProjectSettings &settings)
{
    if (options.run != 0)
        return project.weighting(project.run(options.run).weightingId);
    std::string names = "uniform";
    for (const NamedWeighting &one : settings.named) {
        if (one.name == options.with)
            return one.weighting;
        names += ", " + one.name;
    }
    if (options.with != "uniform")
        throw UsageError("--with: the project keeps no weighting \"" + options.with + "\"",
                         "It has: " + names + ". A run's is named with --run.");
    Weighting even = settings.weighting;
    even.rule = WeightRule::Uniform;
    for (WeightedTemplate &item : even.templates) {
        item.weight = 1.0 / static_cast<double>(even.templates.size());
        item.muted.reset();
    }
    return even;
}

Json toJson(const LiveScored &scored, bool withLabels)
{
    Json object{{"mean_confidence", 100 * scored.score.training.meanConfidence},
                {"mean_entropy_nats", scored.score.training.meanEntropy},
                {"class_counts", scored.score.training.classCounts}};
    if (withLabels) {
        const Proportion &accuracy = *scored.score.accuracy;
        const LabelPicture picture =
            labelPicture(scored.tuning, static_cast<std::int64_t>(scored.score.training.classCounts.size()));
        object["accuracy"] = accuracy.percent;
        object["accuracy_interval"] = {accuracy.low, accuracy.high};
        object["balanced_accuracy"] = picture.figures.balancedAccuracy;
        object["macro_f1"] = picture.figures.macroF1;
        object["calibration_error"] = picture.calibration.error;
    }
    return object;
}

int compare(const CompareOptions &options, CommandContext &context)
{
    auto project = openForReading(options.file);
    const ProjectSettings settings = project->settings();
    const Weighting now = settings.weighting;
    const Weighting before = baselineOf(options, *project, settings);
    std::vector<std::string> templates = templateTexts(now);
    for (const std::string &text : templateTexts(before))
        if (std::find(templates.begin(), templates.end(), text) == templates.end())
            templates.push_back(text);
    const PromptsWork work = openPrompts(std::move(project), templates, context);
    const LiveScored second = work.scorer->score(now, true, context.stop);
    const LiveScored first = work.scorer->score(before, true, context.stop);
    const bool labels = !options.noLabels && second.score.accuracy;
    const PairedComparison pair = labels ? compareTuning(first.tuning, second.tuning) : PairedComparison{};
    const std::vector<MoveGroup> moves = findMoves(first.score.training.answers, second.score.training.answers);
    const std::vector<ClassWarning> warnings =
        classWarnings(second.score.training.classCounts, first.score.training.classCounts);
    std::size_t moved = 0;
    for (const MoveGroup &group : moves)
        moved += group.images.size();
    const auto className = [&settings](std::int32_t index) {
        return settings.classes[static_cast<std::size_t>(index)].name;
    };
    context.terminal.clear();
    if (options.json) {
        Json groups = Json::array();
        for (const MoveGroup &group : moves)
            groups.push_back(
                {{"from", className(group.from)}, {"to", className(group.to)}, {"images", group.images.size()}});
        Json warned = Json::array();
        for (const ClassWarning &warning : warnings)
            warned.push_back({{"class", className(warning.classIndex)},
                              {"what", warning.swells ? "swells" : "empties"},
                              {"before", warning.before},
                              {"images", warning.images}});
        Json object{{"baseline", toJson(first, labels)},
                    {"weighting", toJson(second, labels)},
                    {"moved", moved},
                    {"moves", std::move(groups)},
                    {"warnings", std::move(warned)}};
        if (labels) {
            object["labels"] = "tuning half";
            object["labelled_images"] = pair.count;
            object["only_baseline_right"] = pair.onlyFirst;
            object["only_weighting_right"] = pair.onlySecond;
            object["mcnemar_p"] = pair.probability;
        }
        print(object);
        return exitDone;
    }
    const auto line = [](const char *name, double one, double other) {
        std::printf("%-18s  %10.4f  %10.4f  %+10.4f\n", name, one, other, other - one);
    };
    std::printf("%-18s  %10s  %10s  %10s\n", "", "baseline", "weighting", "change");
    line("mean confidence", first.score.training.meanConfidence, second.score.training.meanConfidence);
    line("mean entropy, nats", first.score.training.meanEntropy, second.score.training.meanEntropy);
    if (labels) {
        line("accuracy, %", first.score.accuracy->percent, second.score.accuracy->percent);
        std::printf("on the tuning half of the labels, %lld images: %lld are right only now, %lld only in the "
                    "baseline; McNemar's exact p = %.3g\n",
                    static_cast<long long>(pair.count), static_cast<long long>(pair.onlySecond),
                    static_cast<long long>(pair.onlyFirst), pair.probability);
    }
    std::printf("\n%zu images get another class\n", moved);
    for (const MoveGroup &group : moves)
        std::printf("%8zu  %s -> %s\n", group.images.size(), className(group.from).c_str(),
                    className(group.to).c_str());
    for (const ClassWarning &warning : warnings)
        std::printf("warning: %s %s, %lld -> %lld images\n", className(warning.classIndex).c_str(),
                    warning.swells ? "swells" : "empties", static_cast<long long>(warning.before),
                    static_cast<long long>(warning.images));
    return exitDone;
}

} // namespace

void addPromptCompareCommand(CLI::App &prompts, CommandContext &context)
{
    const auto options = std::make_shared<CompareOptions>();
    CLI::App *command = prompts.add_subcommand(
        "compare", "The project's weighting against a baseline: what moves, and whether accuracy really differs");
    command->add_option("FILE", options->file, "A project")->required();
    CLI::Option *with = command
                            ->add_option("--with", options->with,
                                         "The baseline: a weighting the project keeps, or uniform weights")
                            ->capture_default_str();
    command->add_option("--run", options->run, "The baseline: the weighting of this run")
        ->check(CLI::PositiveNumber)
        ->excludes(with);
    command->add_flag("--no-labels", options->noLabels, "Show no accuracy");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return compare(*options, context); }; });
}

} // namespace retort
