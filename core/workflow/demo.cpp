#include "workflow/demo.h"

#include "base/error.h"
#include "base/files.h"
#include "base/userdatafolder.h"
#include "prompts/templateset.h"
#include "recipe/shippedrecipes.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace retort {

namespace {

/// The half that the demo teacher did not learn from; a part of it when it must be quick.
KeyRange studentRange(bool quick)
{
    return {0.5, quick ? 0.75 : 1.0};
}

Weighting demoTemplates(const std::filesystem::path &resources)
{
    const TemplateSet set = readTemplateSet(resources / "templates" / "everyday.txt");
    Weighting weighting;
    weighting.rule = WeightRule::Uniform;
    for (const std::string &text : set.templates)
        weighting.templates.push_back({text, 1.0 / static_cast<double>(set.templates.size()), false});
    return weighting;
}

/// Makes a project what the demo says, whatever it was.
void fill(Project &project, const DemoChoice &choice, const std::stop_token &stop, const Reporter &reporter)
{
    std::error_code failed;
    if (!std::filesystem::exists(choice.images, failed))
        throw InputError(choice.images, {}, "the demo's images are not installed",
                         "Install them: apt install dataset-fashion-mnist");
    const KeyRange range = studentRange(choice.quick);
    const OpenedDataset training = openDataset(choice.images, {"train", range}, stop, reporter);
    const OpenedDataset test = openDataset(choice.images, {"test", {}}, stop, reporter);
    const std::filesystem::path classes = choice.resources / "classes" / "fashion-mnist.txt";
    project.setDataset(datasetRecord(training, DatasetRole::Training, {"train", range}));
    project.setDataset(datasetRecord(test, DatasetRole::Test, {"test", {}}));
    project.setClasses(parseClassList(readTextFile(classes), classes.string()));
    project.setTeacher(teacherRecord(Teacher::open(choice.resources / "demo-teacher")->info()));
    project.setWeighting(demoTemplates(choice.resources));
    project.setDemo(true);
}

/// An earlier Retort may have shipped another demo teacher than this one. Runs made with it stay.
void takeShippedTeacher(const DemoChoice &choice)
{
    const TeacherRecord shipped = teacherRecord(Teacher::open(choice.resources / "demo-teacher")->info());
    const auto before = Project::open(choice.out, nullptr)->settings().teacher;
    std::error_code failed;
    if (before && before->id == shipped.id && std::filesystem::exists(before->location, failed))
        return;
    Project::open(choice.out, ProjectLock::acquire(choice.out))->setTeacher(shipped);
}

/// The paper's rule on the training images. No label is looked at.
Weighting foundWeights(const Session &session, const std::stop_token &stop, const Reporter &reporter)
{
    Weighting weighting = session.settings.weighting;
    weighting.rule = WeightRule::MaxLogit;
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    const PromptEmbeddings prompts =
        encodePrompts(*session.teacher, templates, session.settings.classes, known, stop, reporter);
    const std::vector<double> weights = findWeights(weighting, prompts, *session.training.embeddings,
                                                    session.teacher->info().logitScale, nullptr, stop, reporter);
    for (std::size_t p = 0; p < weights.size(); ++p)
        weighting.templates[p].weight = weights[p];
    return weighting;
}

EmbeddingCache cacheOf(const DemoChoice &choice)
{
    return EmbeddingCache(choice.cache.empty() ? EmbeddingCache::defaultFolder() : choice.cache);
}

/// Over all epochs, without evaluation.
double trainingRate(const std::vector<EpochRecord> &epochs)
{
    double images = 0;
    double seconds = 0;
    for (const EpochRecord &epoch : epochs) {
        images += epoch.imagesPerSecond * epoch.seconds;
        seconds += epoch.seconds;
    }
    return seconds > 0 ? images / seconds : 0;
}

} // namespace

std::filesystem::path defaultDemoFile()
{
    const std::filesystem::path folder = userDataFolder();
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        throw Error(folder.string() + " cannot be made: " + failed.message(), "Name another place with --out.");
    return folder / "demo.retort";
}

Recipe demoRecipe(const DemoChoice &choice)
{
    Recipe recipe = namedRecipe(choice.quick ? "demo-quick" : "demo", choice.resources);
    recipe.seed = choice.seed;
    if (choice.epochs > 0) {
        recipe.epochs = choice.epochs;
        recipe.warmupEpochs = std::min(recipe.warmupEpochs, static_cast<double>(choice.epochs) / 5);
        recipe.growingEpochs = std::min(recipe.growingEpochs, choice.epochs);
    }
    return recipe;
}

void createDemoProject(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter)
{
    std::error_code failed;
    if (std::filesystem::exists(choice.out, failed)) {
        if (!Project::open(choice.out, nullptr)->settings().demo)
            throw StoreError(choice.out.string() + " exists already and is not a demo",
                             "Choose another name with --out.");
        takeShippedTeacher(choice);
        return;
    }
    const auto lock = ProjectLock::acquire(choice.out);
    const auto project = Project::create(choice.out, lock);
    try {
        fill(*project, choice, stop, reporter);
    } catch (...) {
        std::filesystem::remove(choice.out, failed);
        throw;
    }
}

std::int64_t prepareDemoRun(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter)
{
    std::error_code failed;
    const bool existed = std::filesystem::exists(choice.out, failed);
    createDemoProject(choice, stop, reporter);
    const auto project = Project::open(choice.out, ProjectLock::acquire(choice.out));
    if (existed)
        fill(*project, choice, stop, reporter);
    project->setWeighting(
        foundWeights(*openSession(project->settings(), cacheOf(choice), stop, reporter), stop, reporter));
    return project->addRun(choice.quick ? "quick demo" : "demo", demoRecipe(choice));
}

DemoResult runDemo(const DemoChoice &choice, std::stop_token stop, const Reporter &reporter,
                   const RunListener &listener)
{
    const auto start = std::chrono::steady_clock::now();
    const std::int64_t id = prepareDemoRun(choice, stop, reporter);
    const auto project = Project::open(choice.out, ProjectLock::acquire(choice.out));
    const RunRecord run = distilRun(*project, id, cacheOf(choice), stop, reporter, listener);

    DemoResult result;
    result.figures = run.figures.value_or(RunFigures());
    result.imagesPerSecond = trainingRate(project->epochs(id));
    result.project = project->file();
    result.run = id;
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace retort
