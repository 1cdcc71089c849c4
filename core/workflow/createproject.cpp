#include "base/error.h"
#include "base/files.h"
#include "datasets/idxdataset.h"
#include "datasets/parts.h"
#include "prompts/templateset.h"
#include "prompts/textlines.h"
#include "workflow/openedparts.h"
#include "workflow/session.h"

#include <algorithm>
#include <set>
#include <system_error>

namespace retort {

namespace {

constexpr const char *defaultTemplates = "everyday";

/// A file of resources/classes.
std::vector<std::string> shippedNames(const std::filesystem::path &resources, const char *name)
{
    const std::filesystem::path file = resources / "classes" / name;
    std::vector<std::string> texts;
    for (const TextLine &line : textLines(readTextFile(file), file.string())) {
        if (line.text.front() != '#')
            texts.push_back(line.text);
    }
    return texts;
}

/// What ImageNet's classes are called, where all these folders are called by the ids of some of them (n01440764);
/// else nothing. In the folders' order, so that labels find their classes by position (see mapLabels).
std::vector<std::string> namesOfSynsets(const std::vector<std::string> &folders,
                                        const std::filesystem::path &resources)
{
    const auto looksLikeOne = [](const std::string &name) {
        return name.size() == 9 && name.front() == 'n' &&
               name.find_first_not_of("0123456789", 1) == std::string::npos;
    };
    if (folders.empty() || !std::all_of(folders.begin(), folders.end(), looksLikeOne))
        return {};
    const std::vector<std::string> synsets = shippedNames(resources, "imagenet-1k-synsets.txt");
    const std::vector<std::string> names = imageNetNames(resources);
    std::vector<std::string> found;
    for (const std::string &folder : folders) {
        const auto synset = std::find(synsets.begin(), synsets.end(), folder);
        const auto position = static_cast<std::size_t>(synset - synsets.begin());
        if (position >= names.size())
            return {};
        found.push_back(names[position]);
    }
    return found;
}

ClassList classesOf(const NewProject &choice, const OpenedDataset &training, const Reporter &reporter)
{
    if (choice.classes)
        return parseClassList(readTextFile(*choice.classes), choice.classes->string());
    ClassList classes;
    if (std::vector<std::string> names = namesOfSynsets(training.classNames, choice.resources); !names.empty()) {
        reporter.say("the sub-folders are called like ImageNet's synsets: the classes get the names that CLIP is "
                     "used with");
        for (std::string &name : names)
            classes.push_back({std::move(name), {}});
        return classes;
    }
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

/// What a teacher that reads no text gets: one template that changes nothing.
Weighting withoutTemplates()
{
    Weighting weighting;
    weighting.rule = WeightRule::Uniform;
    weighting.templates.push_back({"{}", 1, false});
    return weighting;
}

void checkFixedClasses(const TeacherInfo &teacher, const ClassList &classes)
{
    const auto count = static_cast<std::int64_t>(classes.size());
    if (teacher.fixedClasses == 0 || count == 0 || count == teacher.fixedClasses)
        return;
    throw InputError(
        teacher.path, {},
        "has answers about " + std::to_string(teacher.fixedClasses) + " classes, and there are " +
            std::to_string(count),
        "Name the classes that the answers were recorded for, in their order, with --classes. (A .npy file "
        "holds logits unless NAME.classes.npy with embeddings of the classes lies beside it.)");
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

/// Groups move as a whole: of a few none may fall into the held-out part, and a run would then refuse to start.
void sayIfNothingIsHeldOut(const OpenedDataset &training, const Reporter &reporter)
{
    if (training.groupKeys.empty() ||
        !splitByContent(contentKeys(*training.images), ProjectSettings{}.heldOut, training.groupKeys)
             .heldOut.empty())
        return;
    const std::set<ContentKey> groups(training.groupKeys.begin(), training.groupKeys.end());
    reporter.say("no image is held out: there are only " + std::to_string(groups.size()) +
                 " groups, and none falls into the held-out share. Make groups smaller, or give a recipe a larger "
                 "\"held_out\".");
}

} // namespace

std::vector<std::string> imageNetNames(const std::filesystem::path &resources)
{
    return shippedNames(resources, "imagenet-1k.txt");
}

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
    reporter.report({"opening the teacher", 0, 0, {}});
    const TeacherInfo teacher = Teacher::open(choice.teacher)->info();
    checkFixedClasses(teacher, classes);
    if (teacher.recorded && choice.training.view != ImageView{})
        reporter.say(
            "the teacher's answers were recorded elsewhere: how the images are fitted and cut changes what the "
            "student sees, not what the teacher says");
    const Weighting weighting = teacher.fixedClasses > 0 ? withoutTemplates() : uniformWeighting(choice.resources);
    throwIfStopped(stop);

    sayIfNothingIsHeldOut(training, reporter);

    const auto lock = ProjectLock::acquire(choice.file);
    const auto project = Project::create(choice.file, lock);
    try {
        project->setDataset(datasetRecord(training, DatasetRole::Training, choice.training));
        if (test)
            project->setDataset(datasetRecord(*test, DatasetRole::Test, testChoice));
        if (!classes.empty())
            project->setClasses(classes);
        project->setTeacher(teacherRecord(teacher));
        project->setWeighting(weighting);
    } catch (...) {
        std::filesystem::remove(choice.file, failed);
        throw;
    }
}

} // namespace retort
