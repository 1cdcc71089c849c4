#include "promptswork.h"

#include "resourcesfolder.h"
#include "workflow/measuredlabels.h"

#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file;
    std::string templates, rule, reference, weights;
    std::optional<bool> normalise;
    bool noSave = false;
    bool noLabels = false;
    bool reportHalf = false;
    bool json = false;
};

/// What labels say of a score, beside what PromptScore holds.
struct Measured
{
    MeasuredLabels labels;
    std::optional<Proportion> report; ///< accuracy on the report half, where it was asked for
    std::size_t looks = 0;            ///< at the report half, this one included
};

/// The project's weighting with what the call changes.
Weighting chosenWeighting(const Options &options, Weighting weighting)
{
    if (!options.templates.empty())
        weighting = withSet(std::move(weighting), templateSet(options.templates));
    if (!options.weights.empty())
        weighting.rule = ruleFromName(options.weights);
    weighting.normalise = options.normalise.value_or(weighting.normalise);
    return weighting;
}

void printAccuracy(const char *half, const Proportion &accuracy, const Measured &measured)
{
    std::printf("accuracy %s (95 %% interval %.2f to %.2f) on the %s half of the labels of the %s, %lld images\n",
                percent(accuracy.percent).c_str(), accuracy.low, accuracy.high, half,
                measuredOnName(measured.labels.measuredOn).c_str(), static_cast<long long>(accuracy.count));
}

void printTable(const PromptScore &score, const Measured &measured, const ClassList &classes, bool recorded)
{
    if (score.accuracy)
        std::printf("%8s  %10s  %s\n", "weight", "accuracy", "template");
    else
        std::printf("%8s  %s\n", "weight", "template");
    for (std::size_t p = 0; p < score.weighting.templates.size(); ++p) {
        const WeightedTemplate &entry = score.weighting.templates[p];
        if (score.accuracy)
            std::printf("%8.4f  %10s  %s\n", entry.weight, percent(*score.templateAccuracy[p]).c_str(),
                        entry.text.c_str());
        else
            std::printf("%8.4f  %s\n", entry.weight, entry.text.c_str());
    }
    std::printf("\n%8s  %s\n", "images", "class");
    for (std::size_t c = 0; c < classes.size(); ++c)
        std::printf("%8lld  %s\n", static_cast<long long>(score.training.classCounts[c]), classes[c].name.c_str());
    std::printf("\nmean confidence %s, mean entropy %.3f nats\n",
                percent(100 * score.training.meanConfidence).c_str(), score.training.meanEntropy);
    if (score.accuracy)
        printAccuracy("tuning", *score.accuracy, measured);
    if (measured.report) {
        printAccuracy("report", *measured.report, measured);
        std::printf("the report half has been looked at %zu times\n", measured.looks);
    }
    if (recorded)
        std::printf("the teacher is recorded answers: templates change nothing\n");
    if (score.weighting.labelsSeen)
        std::printf("labels seen in selection\n");
    std::printf("scored in %.3f s\n", score.seconds);
}

void printJson(const PromptScore &score, const Measured &measured)
{
    Json templates = Json::array();
    for (std::size_t p = 0; p < score.weighting.templates.size(); ++p) {
        Json entry{{"text", score.weighting.templates[p].text}, {"weight", score.weighting.templates[p].weight}};
        if (score.templateAccuracy[p])
            entry["accuracy"] = *score.templateAccuracy[p];
        templates.push_back(std::move(entry));
    }
    Json object{{"templates", std::move(templates)},
                {"rule", ruleName(score.weighting.rule)},
                {"normalise", score.weighting.normalise},
                {"class_counts", score.training.classCounts},
                {"mean_confidence", 100 * score.training.meanConfidence},
                {"mean_entropy_nats", score.training.meanEntropy},
                {"seconds", score.seconds}};
    if (score.accuracy) {
        object["accuracy"] = score.accuracy->percent;
        object["accuracy_interval"] = {score.accuracy->low, score.accuracy->high};
        object["labels"] = "tuning half";
        object["measured_on"] = measuredOnName(measured.labels.measuredOn);
        object["labelled_images"] = score.accuracy->count;
    }
    if (measured.report) {
        object["report_accuracy"] = measured.report->percent;
        object["report_accuracy_interval"] = {measured.report->low, measured.report->high};
        object["report_labelled_images"] = measured.report->count;
        object["report_looks"] = measured.looks;
    }
    object["labels_seen_in_selection"] = score.weighting.labelsSeen;
    print(object);
}

int score(const Options &options, CommandContext &context)
{
    // A weighting that is to be kept needs the lock, and needs it before the work.
    const bool changes = !options.templates.empty() || !options.weights.empty() || options.normalise.has_value();
    const bool keeps = changes && !options.noSave;
    const auto project = keeps || options.reportHalf ? openForWriting(options.file) : openForReading(options.file);
    const Reporter reporter = context.terminal.reporter();
    const ProjectSettings settings = project->settings();
    if (settings.classes.empty())
        throw ValueError("The project has no class names", "Name them: retort-cli dataset PROJECT --classes FILE");
    if (changes && settings.teacher && settings.teacher->recorded)
        throw ValueError(
            "The project's teacher is recorded answers: they know the classes and no templates, so there is "
            "nothing to weigh",
            "Leave --templates, --weights and --normalise out, or choose a CLIP: retort-cli dataset PROJECT "
            "--teacher PATH");
    const Weighting weighting = chosenWeighting(options, settings.weighting);

    const EmbeddingCache cache(EmbeddingCache::defaultFolder());
    const auto session = openSession(settings, cache, context.stop, reporter);
    std::shared_ptr<const Matrix> reference;
    if (!options.reference.empty()) {
        // Seen as the project's own images are.
        DatasetChoice choice{"train"};
        choice.view = session->training.dataset->images->view();
        auto dataset =
            std::make_shared<const OpenedDataset>(openDataset(options.reference, choice, context.stop, reporter));
        reference =
            embedDataset(std::move(dataset), choice, *session->teacher, cache, context.stop, reporter).embeddings;
    }
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    const PromptEmbeddings prompts =
        encodePrompts(*session->teacher, templates, settings.classes, known, context.stop, reporter);
    Measured measured;
    if (!options.noLabels)
        measured.labels = measuredLabels(*session, settings.classes, project->audit());
    PromptScore result = scorePrompts(*session, prompts, weighting, changes, true, &measured.labels, context.stop,
                                      reporter, reference.get());
    const LogitSummary *answers = measuredAnswers(result, measured.labels);
    if (answers && options.reportHalf && !measured.labels.report.empty()) {
        project->addReportLook("prompts");
        measured.looks = project->reportLooks().size();
        measured.report = sampleAccuracy(measured.labels.report, answers->answers);
    }
    if (changes) {
        // Whoever chooses now sees the accuracy below, and may choose again because of it.
        result.weighting.labelsSeen =
            labelsSeenInSelection(result.weighting, settings.weighting, result.accuracy || measured.report);
    }
    if (keeps)
        project->setWeighting(result.weighting);
    context.terminal.clear();
    if (options.json)
        printJson(result, measured);
    else
        printTable(result, measured, settings.classes, session->teacher->info().recorded);
    return exitDone;
}

} // namespace

TemplateSet templateSet(const std::string &name)
{
    std::error_code failed;
    if (std::filesystem::exists(name, failed))
        return readTemplateSet(name);
    std::string known;
    for (TemplateSet &set : shippedTemplateSets(resourcesFolder())) {
        if (set.name == name)
            return std::move(set);
        known += (known.empty() ? "" : ", ") + set.name;
    }
    throw UsageError("--templates: " + name + " is neither a file nor a shipped set",
                     "The shipped sets are: " + known + ".");
}

Weighting withSet(Weighting weighting, const TemplateSet &set)
{
    weighting.templates.clear();
    for (const std::string &text : set.templates)
        weighting.templates.push_back({text, 1.0 / static_cast<double>(set.templates.size()), false});
    return weighting;
}

std::vector<std::string> templateTexts(const Weighting &weighting)
{
    std::vector<std::string> texts;
    for (const WeightedTemplate &entry : weighting.templates)
        texts.push_back(entry.text);
    return texts;
}

PromptsWork openPrompts(std::unique_ptr<Project> project, const std::vector<std::string> &templates,
                        CommandContext &context)
{
    PromptsWork work;
    work.project = std::move(project);
    work.settings = work.project->settings();
    if (work.settings.classes.empty())
        throw ValueError("The project has no class names", "Name them: retort-cli dataset PROJECT --classes FILE");
    const Reporter reporter = context.terminal.reporter();
    work.session =
        openSession(work.settings, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop, reporter);
    auto prompts = std::make_shared<const PromptEmbeddings>(encodePrompts(
        *work.session->teacher, templates, work.settings.classes, work.known, context.stop, reporter));
    work.scorer =
        std::make_unique<PromptScorer>(work.session, std::move(prompts),
                                       std::make_shared<const MeasuredLabels>(measuredLabels(
                                           *work.session, work.settings.classes, work.project->audit())));
    return work;
}

void addPromptsCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *prompts = app.add_subcommand("prompts", "Templates and their weights");
    prompts->require_subcommand(1);
    const auto options = std::make_shared<Options>();
    CLI::App *command = prompts->add_subcommand(
        "score",
        "Weigh the templates without labels and show what the teacher then says. With --templates, --weights "
        "or --normalise the project keeps the new weighting for its next runs");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("--templates", options->templates,
                        "Text file, a template with {} a line; JSON of open_clip; or a shipped set");
    command->add_option("--weights", options->weights, "The rule that finds the weights")
        ->check(CLI::IsMember({"uniform", "maxlogit", "zpe-test", "zpe", "autoclip"}));
    command->add_option("--reference", options->reference, "Images of zpe's reference set");
    // A flag bound to an optional would give it a value even where it is not named.
    command->add_flag_function(
        "--normalise,!--no-normalise", [options](std::int64_t count) { options->normalise = count > 0; },
        "Normalise the mean text embedding, as open_clip does");
    CLI::Option *noLabels = command->add_flag(
        "--no-labels", options->noLabels, "Show no accuracy; a weighting that is kept is then not marked for it");
    command
        ->add_flag("--report-half", options->reportHalf,
                   "Show accuracy on the report half of the labels too; each look is counted in the project")
        ->excludes(noLabels);
    command->add_flag("--no-save", options->noSave, "Only show; the project keeps what it has");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return score(*options, context); }; });
    addPromptSearchCommands(*prompts, context);
    addPromptCompareCommand(*prompts, context);
    addPromptNoneCommand(*prompts, context);
}

} // namespace retort
