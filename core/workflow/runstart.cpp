#include "workflow/runstart.h"

#include "base/error.h"
#include "base/files.h"
#include "distil/recipestudent.h"
#include "fetch/fetchmodel.h"
#include "formats/tensorfile.h"
#include "student/transfer.h"
#include "workflow/openedparts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace retort {

namespace {

constexpr std::int64_t imageNetClasses = 1000;

/// Weights from somewhere, and what is known of their classifier.
struct FoundWeights
{
    TensorMap values;
    std::vector<std::string> classes; ///< a row; empty where nobody knows
    std::string source;               ///< "resnet18.pth", "run 3, epoch 12"
};

FoundWeights ofRun(const Project &project, const Recipe &recipe)
{
    const std::string wanted = recipe.start.substr(std::string("run:").size());
    const std::size_t at = std::min(wanted.find('@'), wanted.size());
    const auto number = [&](const std::string &text) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value < 1)
            throw ValueError("start weights \"" + recipe.start + "\" name no run",
                             "Write run:3 for the best epoch of run 3, or run:3@12 for its epoch 12.");
        return value;
    };
    const std::int64_t id = number(wanted.substr(0, at));
    const std::int64_t epoch = at < wanted.size() ? number(wanted.substr(at + 1)) : 0;
    const RunRecord run = project.run(id);
    if (run.recipe.student != recipe.student)
        throw ValueError("run " + std::to_string(id) + " trained " + run.recipe.student +
                             ", this recipe asks for " + recipe.student,
                         "Start from a run of the same network.");
    return {toTensorMap(project.weights(id, epoch)), classNames(project.classes(run.classListId)),
            "run " + std::to_string(id) + ", epoch " + std::to_string(epoch > 0 ? epoch : run.bestEpoch)};
}

/// The names that Retort writes into its exports; none in other files.
std::vector<std::string> classesIn(const TensorFile &file, const std::filesystem::path &path)
{
    if (file.format() != TensorFormat::Safetensors)
        return {};
    const Metadata metadata = parseSafetensors(file.bytes(), path).metadata;
    const auto found = metadata.find("classes");
    if (found == metadata.end())
        return {};
    const auto json = nlohmann::json::parse(found->second, nullptr, /*allow_exceptions=*/false);
    std::vector<std::string> names;
    if (json.is_array())
        for (const auto &name : json)
            if (name.is_string())
                names.push_back(name.get<std::string>());
    return names;
}

/// The file that recipe.start means.
std::filesystem::path startFile(const std::string &start, const std::filesystem::path &resources)
{
    std::error_code failed;
    if (std::filesystem::exists(start, failed))
        return start;
    const std::vector<FetchEntry> list = shippedFetchList(resources);
    const FetchEntry *const entry = findEntry(list, start);
    if (!entry || entry->kind != FetchEntry::Kind::Start)
        return start;
    const std::filesystem::path file = fetchedPath(*entry, fetchFolder(entry->kind));
    if (!std::filesystem::exists(file, failed))
        throw InputError(file, {}, "is not there yet: " + entry->title + " has not been fetched",
                         "Fetch it with `retort-cli teacher fetch " + entry->name + "`.");
    return file;
}

FoundWeights ofFile(const std::filesystem::path &path)
{
    const TensorFile file(path);
    return {toTensorMap(toNamedTensors(SafetensorsView{file.tensors(), {}})), classesIn(file, path),
            path.filename().string()};
}

/// Position of a class in a list of names, -1 where it has none of them.
std::int64_t rowOf(const ClassEntry &entry, const std::vector<std::string> &names)
{
    const auto position = [&](const std::string &name) {
        const auto found = std::find(names.begin(), names.end(), name);
        return found == names.end() ? std::int64_t(-1) : found - names.begin();
    };
    std::int64_t row = position(entry.name);
    for (std::size_t i = 0; row < 0 && i < entry.aliases.size(); ++i)
        row = position(entry.aliases[i]);
    return row;
}

/// "a, b, c and 12 more"
std::string someOf(const std::vector<std::string> &names)
{
    constexpr std::size_t shown = 5;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < shown; ++i)
        text += (i ? ", " : "") + names[i];
    return names.size() > shown ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
}

/// Which row each class takes, and what a person should know of it.
struct ClassifierChange
{
    std::vector<std::int64_t> rows;
    std::string note;
};

ClassifierChange changeOf(FoundWeights &found, std::int64_t theirRows, const ClassList &classes,
                          const std::filesystem::path &resources)
{
    const auto anew = [&](const std::string &why) {
        return ClassifierChange{std::vector<std::int64_t>(classes.size(), -1),
                                "the classifier starts anew: " + why};
    };
    std::string assumed;
    if (theirRows == 0)
        return anew("there is none among the weights");
    if (found.classes.empty() && theirRows == imageNetClasses) {
        found.classes = imageNetNames(resources);
        assumed = " (its 1000 classes are taken for ImageNet-1K's)";
    }
    if (static_cast<std::int64_t>(found.classes.size()) != theirRows)
        return anew("it has " + std::to_string(theirRows) + " rows and the file does not say of which classes");

    ClassifierChange change;
    std::vector<std::string> kept, fresh;
    bool same = classes.size() == found.classes.size();
    for (const ClassEntry &entry : classes) {
        const std::int64_t row = rowOf(entry, found.classes);
        same = same && row == static_cast<std::int64_t>(change.rows.size());
        change.rows.push_back(row);
        (row < 0 ? fresh : kept).push_back(entry.name);
    }
    if (kept.empty())
        return anew("none of its " + std::to_string(theirRows) + " classes is among these" + assumed);
    if (same)
        change.note = "the classifier stays as it is" + assumed;
    else if (fresh.empty())
        change.note =
            "the classifier has changed: every class keeps its row, of " + std::to_string(theirRows) + assumed;
    else
        change.note = "the classifier has changed: " + std::to_string(kept.size()) + " of " +
                      std::to_string(classes.size()) + " classes keep their rows (" + someOf(kept) +
                      "), the others start anew (" + someOf(fresh) + ")" + assumed;
    return change;
}

/// With its own or random weights.
std::shared_ptr<Student> studentOf(const Recipe &recipe, std::size_t classes, const StudentStart &start)
{
    try {
        return recipeStudent(recipe, static_cast<std::int64_t>(classes), start);
    } catch (const ValueError &error) {
        if (recipe.module.empty())
            throw;
        throw InputError(recipe.module, {}, error.what(), error.remedy());
    }
}

} // namespace

std::shared_ptr<const std::vector<std::byte>> readModule(const std::filesystem::path &file)
{
    // Looked at first as what it should be: LibTorch says little about anything else.
    const TensorFile content(file);
    if (content.format() != TensorFormat::TorchScript)
        throw InputError(file, {},
                         std::string("holds weights (") + formatName(content.format()) + "), not a module",
                         "A student of your own comes with its code: torch.jit.script(model).save(FILE). Weights "
                         "alone are given as start weights.");
    return std::make_shared<const std::vector<std::byte>>(content.bytes().begin(), content.bytes().end());
}

NewRun newRun(const Project &project, const std::string &name, const Recipe &recipe,
              const std::filesystem::path &resources, const Reporter &reporter)
{
    validate(recipe);
    StudentStart start;
    std::string note;
    if (!recipe.module.empty())
        start.module = readModule(recipe.module);
    if (start.module || !recipe.start.empty()) {
        const ClassList classes = project.settings().classes;
        const std::shared_ptr<Student> student = studentOf(recipe, classes.size(), start);
        if (!recipe.start.empty()) {
            const bool run = recipe.start.starts_with("run:");
            FoundWeights found = run ? ofRun(project, recipe) : ofFile(startFile(recipe.start, resources));
            const ClassifierChange change =
                changeOf(found, classifierRows(*student, found.values), classes, resources);
            try {
                loadStudentTensors(*student, transferred(*student, found.values, change.rows));
            } catch (const ValueError &error) {
                throw InputError(recipe.start, {}, error.what(),
                                 "Use weights of the network that the recipe names: " + recipe.student + ".");
            }
            start.weights = toNamedTensors(studentTensors(*student));
            note = "start weights: " + found.source + "; " + change.note;
            reporter.say(note);
        }
    }
    return {name, recipe, std::move(start), note};
}

std::int64_t addRun(Project &project, const std::string &name, const Recipe &recipe,
                    const std::filesystem::path &resources, const Reporter &reporter)
{
    return project.addRuns({newRun(project, name, recipe, resources, reporter)}).front();
}

} // namespace retort
