#include "promptswork.h"

#include "base/files.h"
#include "prompts/weightingedit.h"
#include "workflow/promptsearch.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

constexpr std::size_t largestAliasFile = std::size_t(16) << 20;
constexpr std::size_t pairsShown = 10;

struct SearchOptions
{
    std::filesystem::path file;
    std::string templates;
    std::string criterion = "margin";
    std::string aliases;
    std::size_t most = 20;
    bool noSave = false;
    bool json = false;
};

const char *nameOf(const Weighting &weighting, std::size_t index)
{
    return weighting.templates[index].text.c_str();
}

int find(const SearchOptions &options, CommandContext &context)
{
    const PromptCriterion criterion = criterionFromName(options.criterion);
    auto project = options.noSave ? openForReading(options.file) : openForWriting(options.file);
    const Weighting before = project->settings().weighting;
    const Weighting start = options.templates.empty() ? before : withSet(before, templateSet(options.templates));
    const PromptsWork work = openPrompts(std::move(project), templateTexts(start), context);
    const PromptJudge judge(*work.scorer, criterion);
    TemplateSelection selection =
        selectTemplates(*work.scorer, judge, start, options.most, context.stop, context.terminal.reporter());
    Weighting &weighting = selection.weighting;
    weighting.labelsSeen = labelsSeenInSelection(weighting, before, criterion == PromptCriterion::Accuracy);
    if (!options.noSave)
        work.project->setWeighting(weighting);
    context.terminal.clear();
    if (options.json) {
        Json templates = Json::array();
        for (const WeightedTemplate &item : weighting.templates)
            templates.push_back({{"text", item.text}, {"weight", item.weight}});
        Json steps = Json::array();
        for (const SelectionStep &step : selection.steps)
            steps.push_back({{"text", step.text}, {"value", step.value}});
        print({{"criterion", criterionName(criterion)},
               {"templates", std::move(templates)},
               {"steps", std::move(steps)},
               {"labels_seen_in_selection", weighting.labelsSeen},
               {"saved", !options.noSave}});
        return exitDone;
    }
    std::printf("%10s  %s\n", options.criterion.c_str(), "template, in the order they were chosen");
    for (const SelectionStep &step : selection.steps)
        std::printf("%10.5f  %s\n", step.value, step.text.c_str());
    std::printf("%zu of %zu templates share the weight evenly%s%s\n", selection.steps.size(),
                weighting.templates.size(), weighting.labelsSeen ? "; labels seen in selection" : "",
                options.noSave ? "; not saved" : "");
    return exitDone;
}

Json toJson(const TemplateEffects &effects, const Weighting &weighting)
{
    Json templates = Json::array();
    for (const TemplateEffect &effect : effects.effects)
        templates.push_back({{"text", nameOf(weighting, effect.index)},
                             {"weight", weighting.templates[effect.index].weight},
                             {"without", effect.without},
                             {"difference", effect.difference},
                             {"moved", effect.moved},
                             {"closest", nameOf(weighting, effect.closest)},
                             {"closest_cosine", effect.closestCosine},
                             {"redundant", isRedundant(effect)}});
    return templates;
}

void printEffects(const TemplateEffects &effects, const Weighting &weighting, const std::string &criterion)
{
    std::vector<TemplateEffect> sorted = effects.effects;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const TemplateEffect &a, const TemplateEffect &b) { return a.difference > b.difference; });
    std::printf("%s %.5f with all of them; without one of them it changes by\n", criterion.c_str(), effects.value);
    std::printf("%10s  %8s  %8s  %s\n", "change", "moved", "weight", "template");
    for (const TemplateEffect &effect : sorted)
        std::printf("%+10.5f  %7.2f%%  %8.4f  %s%s%s%s\n", effect.difference, 100 * effect.moved,
                    weighting.templates[effect.index].weight, nameOf(weighting, effect.index),
                    isRedundant(effect) ? "   (says the same as \"" : "",
                    isRedundant(effect) ? nameOf(weighting, effect.closest) : "",
                    isRedundant(effect) ? "\")" : "");
}

int suggest(const SearchOptions &options, CommandContext &context)
{
    const PromptCriterion criterion = criterionFromName(options.criterion);
    auto project = openForReading(options.file);
    const Weighting weighting = project->settings().weighting;
    PromptsWork work = openPrompts(std::move(project), templateTexts(weighting), context);
    const Reporter reporter = context.terminal.reporter();
    const PromptJudge judge(*work.scorer, criterion);
    const TemplateEffects effects = templateEffects(*work.scorer, judge, weighting, context.stop, reporter);
    const std::vector<ClassPair> pairs = likeliestConfusions(*work.scorer, weighting, pairsShown, context.stop);
    std::vector<AliasEffect> aliases;
    if (!options.aliases.empty())
        aliases = tryAliases(*work.session, judge, weighting, work.settings.classes,
                             parseAliasList(readTextFile(options.aliases, largestAliasFile), options.aliases),
                             work.known, context.stop, reporter);
    const auto className = [&work](std::int32_t index) {
        return work.settings.classes[static_cast<std::size_t>(index)].name;
    };
    context.terminal.clear();
    if (options.json) {
        Json confusable = Json::array();
        for (const ClassPair &pair : pairs)
            confusable.push_back({{"classes", {className(pair.first), className(pair.second)}},
                                  {"cosine", pair.cosine},
                                  {"images_between", pair.between}});
        Json tried = Json::array();
        for (const AliasEffect &effect : aliases)
            tried.push_back({{"class", className(effect.classIndex)},
                             {"alias", effect.alias},
                             {"with", effect.with},
                             {"difference", effect.difference},
                             {"moved", effect.moved}});
        print({{"criterion", criterionName(criterion)},
               {"value", effects.value},
               {"templates", toJson(effects, weighting)},
               {"class_pairs", std::move(confusable)},
               {"aliases", std::move(tried)}});
        return exitDone;
    }
    printEffects(effects, weighting, options.criterion);
    std::printf("\nclasses that are hardest to tell apart; an alias for one of them may help\n%8s  %8s  %s\n",
                "cosine", "between", "classes");
    for (const ClassPair &pair : pairs)
        std::printf("%8.4f  %8lld  %s, %s\n", pair.cosine, static_cast<long long>(pair.between),
                    className(pair.first).c_str(), className(pair.second).c_str());
    if (!options.aliases.empty())
        std::printf("\n%10s  %8s  %s\n", "change", "moved", "alias");
    for (const AliasEffect &effect : aliases)
        std::printf("%+10.5f  %7.2f%%  %s: %s\n", effect.difference, 100 * effect.moved,
                    className(effect.classIndex).c_str(), effect.alias.c_str());
    return exitDone;
}

} // namespace

void addPromptSearchCommands(CLI::App &prompts, CommandContext &context)
{
    const auto options = std::make_shared<SearchOptions>();
    CLI::App *search = prompts.add_subcommand(
        "find",
        "Choose templates one after the other by a criterion that needs no labels; the project keeps those "
        "chosen, with equal weights, for its next runs");
    search->add_option("FILE", options->file, "A project")->required();
    search->add_option("--templates", options->templates,
                       "Choose among these in place of the project's: a file or a shipped set");
    search
        ->add_option(
            "--by", options->criterion,
            "margin, zpe, agreement (with all of them); accuracy looks at the tuning half of the labels and "
            "marks the weighting for it")
        ->check(CLI::IsMember({"margin", "zpe", "agreement", "accuracy"}))
        ->capture_default_str();
    search->add_option("--most", options->most, "At most so many templates")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    search->add_flag("--no-save", options->noSave, "Only show; the project keeps what it has");
    search->add_flag("--json", options->json, "Print JSON");
    search->callback(
        [options, &context] { context.action = [options, &context] { return find(*options, context); }; });

    const auto ideas = std::make_shared<SearchOptions>();
    CLI::App *suggestions = prompts.add_subcommand(
        "suggest", "Without labels: templates that lower a criterion or say the same as another, classes that are "
                   "hard to tell apart, aliases worth adding. Changes nothing");
    suggestions->add_option("FILE", ideas->file, "A project")->required();
    suggestions->add_option("--by", ideas->criterion, "What templates and aliases are judged by")
        ->check(CLI::IsMember({"margin", "zpe"}))
        ->capture_default_str();
    suggestions->add_option("--aliases", ideas->aliases, "Aliases to try, a line a class: name, alias, alias");
    suggestions->add_flag("--json", ideas->json, "Print JSON");
    suggestions->callback(
        [ideas, &context] { context.action = [ideas, &context] { return suggest(*ideas, context); }; });
}

} // namespace retort
