#include "export/runfacts.h"

#include "recipe/recipejson.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

namespace retort {

namespace {

std::string shortNumber(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g", value);
    return text.data();
}

std::string dateText(std::int64_t seconds)
{
    const auto time = static_cast<std::time_t>(seconds);
    std::tm utc{};
    ::gmtime_r(&time, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &utc);
    return text.data();
}

std::string ruleText(const Weighting &weighting)
{
    switch (weighting.rule) {
    case WeightRule::Manual:
        return "weights set by hand";
    case WeightRule::Uniform:
        return "equal weights";
    case WeightRule::MaxLogit:
        return "weights from the mean of each prompt's highest logit";
    case WeightRule::ZpeTest:
        return "ZPE weights, each class's bias taken from the images themselves";
    case WeightRule::Zpe:
        return "ZPE weights, each class's bias taken from a reference set";
    case WeightRule::AutoClip:
        return "AutoCLIP weights, found for each image";
    }
    return {};
}

/// Which of a data set's images were used, in words; empty: all of them, each for itself.
std::string choiceText(const DatasetChoice &choice)
{
    std::string text;
    const auto say = [&](const std::string &part) { text += (text.empty() ? "" : "; ") + part; };
    if (!choice.part.empty())
        say("part \"" + choice.part + "\"");
    if (choice.range != KeyRange{})
        say("by content from " + shortNumber(choice.range.from) + " to " + shortNumber(choice.range.to));
    if (!choice.sample.isAll())
        say("a sample of " + samplingText(choice.sample) + ", seed " + std::to_string(choice.sample.seed));
    if (const std::string groups = groupingText(choice.grouping); !groups.empty() && groups != "none")
        say("images that belong together (" + groups + ") stay together");
    return text;
}

std::vector<Fact> recipeFacts(const Recipe &recipe)
{
    std::vector<Fact> facts;
    const auto json = nlohmann::ordered_json::parse(recipeToJson(recipe));
    for (const auto &[key, value] : json.items())
        facts.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
    return facts;
}

std::string teacherText(const Recipe &recipe, const Weighting &weighting, bool recorded)
{
    const std::string prompts = " The prompts' answers were averaged, with " + ruleText(weighting) +
                                (weighting.labelsSeen ? " (labels were seen while they were chosen)" : "") + ".";
    if (recorded)
        return "The teacher is what another program recorded of every image: logits, or embeddings to be compared "
               "with those of the classes. No prompts were used.";
    const std::string looked = recipe.views > 0 ? std::to_string(recipe.views) +
                                                      " random crops of every image, each of which the "
                                                      "student saw with the teacher's answer to it,"
                                                : "every image once";
    return "A CLIP model, the teacher, looked at " + looked +
           " and compared what it saw with the class names put into prompts." + prompts;
}

/// What the run did not learn from, and what it did not begin with; nothing where there is nothing to say.
std::string exceptionsText(const RunRecord &run, const RejectRule &reject,
                           const std::optional<std::size_t> &excluded)
{
    std::string text;
    const auto say = [&](const std::string &sentence) { text += (text.empty() ? "" : " ") + sentence; };
    if (!run.start.moduleSha256.empty())
        say("The student is a TorchScript module of its own.");
    if (!run.start.weightsSha256.empty())
        say("It did not begin with random values (" + run.start.note + ").");
    if (run.dataFingerprint != imagesOfLearned(run.dataFingerprint))
        say((excluded ? std::to_string(*excluded) : "Some") +
            " of the training images were excluded: it neither learned from them nor was chosen by them.");
    if (reject.measure != RejectMeasure::None && reject.keepOutOfTraining)
        say("Images on which the teacher's " + rejectMeasureName(reject.measure) + " is below " +
            shortNumber(reject.threshold) + " were kept out of training.");
    return text;
}

std::vector<std::string> methodOf(const RunRecord &run, const Weighting &weighting, bool recorded,
                                  const std::string &exceptions)
{
    const Recipe &recipe = run.recipe;
    std::vector<std::string> text{teacherText(recipe, weighting, recorded)};
    std::string terms;
    const auto term = [&](double weight, const std::string &what) {
        if (weight > 0)
            terms += (terms.empty() ? "" : "; ") + what + " (weight " + shortNumber(weight) + ")";
    };
    term(recipe.nodeWeight, "a node term, the Kullback-Leibler divergence between the teacher's and the student's "
                            "probabilities at temperature " +
                                shortNumber(recipe.temperature));
    term(recipe.featureWeight,
         "a feature term, the cosine between mapped student features and the teacher's embeddings");
    term(recipe.edgeWeight,
         "an edge term, one minus the Pearson correlation between both sides' cosines of images and "
         "class proxies");
    term(recipe.relationWeight,
         "a relation term, one minus the Pearson correlation between both sides' probabilities "
         "at temperature " +
             shortNumber(recipe.temperature));
    term(recipe.pseudoWeight,
         "a pseudo-label term, the cross-entropy with the teacher's answer" +
             (recipe.pseudoMargin > 0
                  ? " where its two highest probabilities differ by at least " + shortNumber(recipe.pseudoMargin)
                  : std::string()));
    text.push_back("A " + recipe.student + " then learned from those answers for " +
                   std::to_string(recipe.epochs) + " epochs in batches of " + std::to_string(recipe.batch) +
                   ". Its loss was the sum of: " + terms + ".");
    if (!exceptions.empty())
        text.push_back(exceptions);
    text.push_back(
        "The epoch was chosen by agreement with the teacher on " + percentText(100 * recipe.heldOut) +
        " of the training images, which were held out by a hash of their content. No human label was used "
        "in training; where labels exist they only measured.");
    text.push_back(
        "The method is PRG: Prompt-Based Distillation Without Annotation via Proxy Relational Graph (Xu, Liu, "
        "Wei, Li; arXiv 2408.12248). Its exact formulas were not at hand; the ones used are documented with "
        "Retort.");
    return text;
}

} // namespace

std::string percentText(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f %%", value);
    return text.data();
}

std::string proportionText(const Proportion &value)
{
    if (value.count == 0)
        return percentText(value.percent);
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "%.2f %% (%.2f to %.2f %%, of %lld)", value.percent, value.low,
                  value.high, static_cast<long long>(value.count));
    return text.data();
}

RunFacts factsOf(const Project &project, std::int64_t id, std::int64_t epoch)
{
    const RunRecord run = project.run(id);
    static_cast<void>(project.evaluation(id, epoch)); // says what is wrong with run and epoch
    const std::int64_t chosen = epoch == 0 ? run.bestEpoch : epoch;
    const ProjectSettings settings = project.settings();
    const Weighting weighting = project.weighting(run.weightingId);
    const RejectRule reject = project.rejectRule(run.classListId);
    const TeacherRecord *teacher =
        settings.teacher && settings.teacher->id == run.teacherId ? &*settings.teacher : nullptr;
    const bool standIn = teacher && teacher->standIn;
    const bool recorded = teacher && teacher->recorded;
    EpochRecord record;
    for (const EpochRecord &each : project.epochs(id))
        if (each.epoch == chosen)
            record = each;

    RunFacts facts;
    facts.classes = classNames(project.classes(run.classListId));
    facts.title = run.recipe.student + " from " + project.file().filename().string() + ", run " +
                  std::to_string(id) + (run.name.empty() ? "" : " (" + run.name + ")");
    facts.summary = "A " + run.recipe.student + " for images of " + std::to_string(run.recipe.inputSize) + " x " +
                    std::to_string(run.recipe.inputSize) + " pixels that tells " +
                    std::to_string(facts.classes.size()) +
                    " classes apart. It was distilled from a CLIP teacher with "
                    "Retort " RETORT_VERSION ", without human labels, on " +
                    dateText(run.createdAt) + ".";
    const auto result = [&](const char *name, const std::string &value) {
        facts.results.push_back({name, value});
    };
    // Final figures are of one epoch; what a project shows of others is the tuning half of its labels.
    const RunFigures *figures = run.figures && run.figures->epoch == chosen ? &*run.figures : nullptr;
    if (figures) {
        const std::string on = std::string(figures->reportHalf ? "report half of the labels" : "all labels") +
                               " of the " + measuredOnName(figures->measuredOn);
        result("Accuracy", proportionText(figures->student) + ", " + on);
        result("The teacher's accuracy", proportionText(figures->teacher) + ", on the same");
    } else if (record.tuningAccuracy) {
        result("Accuracy, tuning half of the labels", percentText(*record.tuningAccuracy));
    } else {
        result("Accuracy", "not measured: there are no labels");
    }
    result("Agreement with the teacher on held-out images", percentText(record.heldOutAgreement));
    result("Epoch", std::to_string(chosen) + " of " + std::to_string(run.recipe.epochs) +
                        (run.state == RunState::Finished ? "" : " (the run is " + stateName(run.state) + ")"));

    if (standIn)
        facts.caveats.push_back(
            "The teacher is a stand-in: a tiny CLIP made for Retort's demo, which learned from "
            "labels. The results say that the machinery works, and nothing about zero-shot "
            "learning.");
    if (run.labelsSeen)
        facts.caveats.push_back("Labels were seen while the prompts' weights were chosen, so that an accuracy may "
                                "flatter.");
    if (figures && figures->looksBefore > 0)
        facts.caveats.push_back("The report half of the labels had been looked at " +
                                std::to_string(figures->looksBefore) +
                                " times before: each look may have had part in "
                                "a choice.");
    if (!figures && record.tuningAccuracy)
        facts.caveats.push_back(
            "The tuning half of the labels is on screen while choices are made: its accuracy is no "
            "final figure.");
    if (!figures && !record.tuningAccuracy)
        facts.caveats.push_back(
            "Agreement with the teacher is no accuracy: a student can agree with a teacher that is "
            "wrong.");
    facts.caveats.push_back("The student is wrong where its teacher is, and answers with one of its classes "
                            "whatever it is shown" +
                            (reject.measure == RejectMeasure::None
                                 ? std::string(", unless a reject threshold is set.")
                                 : "; an answer whose " + rejectMeasureName(reject.measure) + " is below " +
                                       shortNumber(reject.threshold) + " is to count as none of them."));
    if (run.state == RunState::Finished && chosen != run.bestEpoch)
        facts.caveats.push_back("This is not the best epoch, which is " + std::to_string(run.bestEpoch) + ".");

    const DatasetRecord *training = settings.dataset(DatasetRole::Training);
    const bool sameImages = training && training->fingerprint == imagesOfLearned(run.dataFingerprint);
    const bool sameExcluded =
        sameImages && learnedFingerprint(training->fingerprint, settings.excluded) == run.dataFingerprint;
    facts.method = methodOf(
        run, weighting, recorded,
        exceptionsText(run, reject, sameExcluded ? std::optional(settings.excluded.size()) : std::nullopt));
    for (const WeightedTemplate &entry : recorded ? std::vector<WeightedTemplate>() : weighting.templates)
        facts.prompts.push_back({entry.text, percentText(100 * entry.weight)});
    facts.recipe = recipeFacts(run.recipe);
    facts.provenance = {
        {"Training images", (sameImages ? std::to_string(training->images) + ", " : std::string()) +
                                "fingerprint " + run.dataFingerprint},
        {"Images are looked at as", run.view.fingerprint()},
        {"Teacher", (teacher ? teacher->description + ", " : std::string()) + run.teacherId},
        {"Weights of this epoch (SHA-256)", record.weightsSha256},
        {"Weights of the last epoch (SHA-256)", run.weightsSha256},
        {"Made with", run.environment.versions + ", " + run.environment.device + ", " + run.environment.precision +
                          ", " + std::to_string(run.environment.threads) + " threads"},
        {"Seed", std::to_string(run.recipe.seed)},
        {"Training time", shortNumber(std::round(run.trainingSeconds)) + " s"},
    };
    if (sameImages)
        if (const std::string choice = choiceText(training->choice); !choice.empty())
            facts.provenance.insert(facts.provenance.begin() + 1, {"Of them are used", choice});
    if (!run.start.weightsSha256.empty())
        facts.provenance.push_back({"Start weights (SHA-256)", run.start.weightsSha256});
    if (!run.start.moduleSha256.empty())
        facts.provenance.push_back({"TorchScript student (SHA-256)", run.start.moduleSha256});
    if (!run.notes.empty())
        facts.provenance.push_back({"Notes", run.notes});
    return facts;
}

} // namespace retort
