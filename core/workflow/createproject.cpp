#include "base/error.h"
#include "base/files.h"
#include "datasets/idxdataset.h"
#include "datasets/parts.h"
#include "prompts/templateset.h"
#include "workflow/openedparts.h"
#include "workflow/session.h"

#include <algorithm>
#include <system_error>

namespace retort {

namespace {

constexpr const char *defaultTemplates = "everyday";

ClassList classesOf(const NewProject &choice, const OpenedDataset &training, const Reporter &reporter)
{
    if (choice.classes)
        return parseClassList(readTextFile(*choice.classes), choice.classes->string());
    ClassList classes;
    for (const std::string &name : training.classNames)
        classes.push_back({name, {}});
    if (training.kind == DatasetKind::Idx) {
        for (int digit = 0; digit < 10; ++digit)
            classes.push_back({std::to_string(digit), {}});
        reporter.say("IDX files name no classes: they are called 0 to 9 until a class list says otherwise");
    }
    if (classes.empty())
        reporter.say("no class names yet: the folder has no sub-folders and no class list was given");
    return classes;
}

Weighting uniformWeighting(const std::filesystem::path &resources)
{
    const auto sets = shippedTemplateSets(resources);
    const auto chosen = std::find_if(sets.begin(), sets.end(),
                                     [](const TemplateSet &set) { return set.name == defaultTemplates; });
    if (chosen == sets.end())
        throw InputError(resources / "templates", {},
                         std::string("has no template set \"") + defaultTemplates + "\"", "Install Retort again.");
    Weighting weighting;
    weighting.rule = WeightRule::Uniform;
    for (const std::string &text : chosen->templates)
        weighting.templates.push_back({text, 1.0 / static_cast<double>(chosen->templates.size()), false});
    return weighting;
}

/// The test images that come with the training images; nothing where there are none.
std::optional<std::filesystem::path> testBeside(const NewProject &choice, const OpenedDataset &training)
{
    const std::string part = partName(choice.training.part);
    if (!part.empty() && part != "train")
        return std::nullopt;
    for (const std::string &other : training.parts) {
        if (other != "train")
            return choice.dataset;
    }
    if (training.kind != DatasetKind::Idx || std::filesystem::is_directory(choice.dataset))
        return std::nullopt;
    for (const IdxImagesFile &found : findIdxImages(choice.dataset.parent_path()))
        if (found.part == "test" && found.file != choice.dataset)
            return found.file;
    return std::nullopt;
}

} // namespace

void createProject(const NewProject &choice, std::stop_token stop, const Reporter &reporter)
{
    std::error_code failed;
    if (std::filesystem::exists(choice.file, failed))
        throw StoreError(choice.file.string() + " exists already", "Choose another name, or delete it first.");

    // Everything that can be wrong with the choice is found before the file is made.
    const OpenedDataset training = openDataset(choice.dataset, choice.training, stop, reporter);
    const auto testPath = choice.test ? choice.test : testBeside(choice, training);
    // What is measured on is looked at in the same way, but not thinned out; another data set has groups of its
    // own.
    DatasetChoice testChoice = choice.training;
    testChoice.part = "test";
    testChoice.range = {};
    testChoice.sample = {};
    if (choice.test)
        testChoice.grouping = {};
    std::optional<OpenedDataset> test;
    if (testPath)
        test = openDataset(*testPath, testChoice, stop, reporter);
    const ClassList classes = classesOf(choice, training, reporter);
    if (!classes.empty())
        validate(classes);
    const Weighting weighting = uniformWeighting(choice.resources);
    reporter.report({"opening the teacher", 0, 0, {}});
    const TeacherRecord teacher = teacherRecord(Teacher::open(choice.teacher)->info());
    throwIfStopped(stop);

    const auto lock = ProjectLock::acquire(choice.file);
    const auto project = Project::create(choice.file, lock);
    try {
        project->setDataset(datasetRecord(training, DatasetRole::Training, choice.training));
        if (test)
            project->setDataset(datasetRecord(*test, DatasetRole::Test, testChoice));
        if (!classes.empty())
            project->setClasses(classes);
        project->setTeacher(teacher);
        project->setWeighting(weighting);
    } catch (...) {
        std::filesystem::remove(choice.file, failed);
        throw;
    }
}

} // namespace retort
