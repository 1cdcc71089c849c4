#include "promptswork.h"

#include "measure/rejection.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

struct NoneOptions
{
    std::filesystem::path file;
    std::optional<std::string> by;
    std::optional<double> below;
    std::optional<bool> keepOut;
    std::vector<std::string> background, foreground;
    bool noLabels = false;
    bool json = false;
};

void mark(ClassList &classes, const std::vector<std::string> &names, bool background)
{
    for (const std::string &name : names) {
        const auto found = std::find_if(classes.begin(), classes.end(),
                                        [&name](const ClassEntry &entry) { return entry.name == name; });
        if (found == classes.end())
            throw UsageError("the project has no class \"" + name + "\"", "`retort-cli classes` lists them.");
        found->background = background;
    }
}

int none(const NoneOptions &options, CommandContext &context)
{
    const bool marks = !options.background.empty() || !options.foreground.empty();
    const bool changes = options.by || options.below || options.keepOut || marks;
    auto project = changes ? openForWriting(options.file) : openForReading(options.file);
    ProjectSettings settings = project->settings();
    RejectRule rule = settings.reject;
    if (options.by)
        rule.measure = rejectMeasureFromName(*options.by);
    rule.threshold = options.below.value_or(rule.threshold);
    rule.keepOutOfTraining = options.keepOut.value_or(rule.keepOutOfTraining);
    mark(settings.classes, options.background, true);
    mark(settings.classes, options.foreground, false);
    if (marks)
        project->setClasses(settings.classes);
    if (rule != settings.reject)
        project->setRejectRule(rule);

    const PromptsWork work = openPrompts(std::move(project), templateTexts(settings.weighting), context);
    const LiveScored scored = work.scorer->score(settings.weighting, true, context.stop);
    std::vector<bool> background;
    Json backgroundNames = Json::array();
    for (const ClassEntry &entry : settings.classes) {
        background.push_back(entry.background);
        if (entry.background)
            backgroundNames.push_back(entry.name);
    }
    const bool byConfidence = rule.measure == RejectMeasure::Confidence;
    const double threshold = rule.measure == RejectMeasure::None ? 0 : rule.threshold;
    const LogitSummary &training = scored.score.training;
    const Rejection effect = rejectionOf(training.answers, byConfidence ? training.confidences : training.margins,
                                         threshold, background);
    std::optional<LabelledRejection> labelled;
    if (const TuningAnswers &tuning = scored.tuning; tuning.sample && !options.noLabels)
        labelled = rejectionOn(*tuning.sample, tuning.answers, byConfidence ? tuning.confidences : tuning.margins,
                               threshold, background);
    context.terminal.clear();
    if (options.json) {
        Json object{{"by", rejectMeasureName(rule.measure)},
                    {"below", rule.threshold},
                    {"keep_out_of_training", rule.keepOutOfTraining},
                    {"background", std::move(backgroundNames)},
                    {"images", effect.images},
                    {"none", effect.none()},
                    {"doubtful", effect.doubtful},
                    {"class_counts", effect.counts}};
        if (labelled) {
            object["labels"] = "tuning half";
            object["coverage"] = labelled->coverage.percent;
            object["accuracy"] = labelled->accuracy.percent;
            object["accuracy_interval"] = {labelled->accuracy.low, labelled->accuracy.high};
        }
        print(object);
        return exitDone;
    }
    std::printf("%lld of %lld images are none of the classes: %lld doubtful, %lld of a background class\n",
                static_cast<long long>(effect.none()), static_cast<long long>(effect.images),
                static_cast<long long>(effect.doubtful), static_cast<long long>(effect.background));
    if (labelled)
        std::printf("accuracy %s (95 %% interval %.2f to %.2f) on the %s that get an answer, tuning half of the "
                    "labels\n",
                    percent(labelled->accuracy.percent).c_str(), labelled->accuracy.low, labelled->accuracy.high,
                    percent(labelled->coverage.percent).c_str());
    return exitDone;
}

} // namespace

void addPromptNoneCommand(CLI::App &prompts, CommandContext &context)
{
    const auto options = std::make_shared<NoneOptions>();
    CLI::App *command = prompts.add_subcommand(
        "none", "When an answer counts as none of the classes, and what that does. The project keeps what is set");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("--by", options->by, "What must be large enough for an answer to count")
        ->check(CLI::IsMember({"none", "margin", "confidence"}));
    command->add_option("--below", options->below, "Answers below this do not count")->check(CLI::Range(0.0, 1.0));
    command->add_flag("--keep-out-of-training,!--train-on-all", options->keepOut,
                      "No student learns from images whose answer does not count");
    command->add_option("--background", options->background, "Classes that stand for anything else");
    command->add_option("--not-background", options->foreground, "Classes that do so no more");
    command->add_flag("--no-labels", options->noLabels, "Show no accuracy");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return none(*options, context); }; });
}

} // namespace retort
