#include "base/files.h"
#include "command.h"
#include "datasetoptions.h"
#include "prompts/textlines.h"
#include "resourcesfolder.h"
#include "workflow/addimages.h"
#include "workflow/excludeimages.h"
#include "workflow/openedparts.h"
#include "workflow/session.h"

#include <cstdio>

namespace retort {

namespace {

struct TrainingCounts
{
    std::int64_t heldOut = 0;
    std::int64_t excluded = 0;
};

TrainingCounts countTraining(const ProjectSettings &settings, const CommandContext &context)
{
    const DatasetRecord &record = *settings.dataset(DatasetRole::Training);
    const OpenedDataset dataset = openDataset(record.location, record.choice, context.stop, {});
    const Split split =
        splitByContent(contentKeys(*dataset.images), settings.heldOut, dataset.groupKeys, settings.excluded);
    const auto heldOut = static_cast<std::int64_t>(split.heldOut.size());
    return {heldOut, dataset.images->size() - heldOut - static_cast<std::int64_t>(split.training.size())};
}

/// What --exclude and --include name: each a word, or @FILE with a word a line.
std::vector<std::string> wordsOf(const std::vector<std::string> &given)
{
    std::vector<std::string> words;
    for (const std::string &word : given) {
        if (word.size() < 2 || word.front() != '@') {
            words.push_back(word);
            continue;
        }
        const std::filesystem::path file = word.substr(1);
        for (const TextLine &line : textLines(readTextFile(file), file.string()))
            words.push_back(line.text);
    }
    return words;
}

int describe(const Project &project, const CommandContext &context, bool json)
{
    const ProjectSettings settings = project.settings();
    const DatasetRecord &training = *settings.dataset(DatasetRole::Training);
    const DatasetRecord *test = settings.dataset(DatasetRole::Test);
    const TrainingCounts counts = countTraining(settings, context);
    if (json) {
        print({{"project", project.file().string()},
               {"images", training.images},
               {"classes", settings.classes.size()},
               {"held_out", counts.heldOut},
               {"excluded", counts.excluded},
               {"class_names", classNames(settings.classes)},
               {"test_images", test ? test->images : 0},
               {"unreadable", training.unreadable},
               {"duplicates", training.duplicates},
               {"fit", fitText(training.choice.view.fit)},
               {"region", regionText(training.choice.view.region)},
               {"group", groupingText(training.choice.grouping)},
               {"sample", samplingText(training.choice.sample)},
               {"teacher", settings.teacher ? Json(settings.teacher->description) : Json(nullptr)}});
        return exitDone;
    }
    std::printf("%s\n", project.file().c_str());
    std::printf("  training  %lld images in %s (%lld held out, %lld excluded, %lld unreadable, %lld duplicates)\n",
                static_cast<long long>(training.images), training.location.c_str(),
                static_cast<long long>(counts.heldOut), static_cast<long long>(counts.excluded),
                static_cast<long long>(training.unreadable), static_cast<long long>(training.duplicates));
    if (training.choice.view != ImageView{})
        std::printf("  seen      %s\n", training.choice.view.fingerprint().c_str());
    if (test)
        std::printf("  test      %lld images in %s (for measuring only)\n", static_cast<long long>(test->images),
                    test->location.c_str());
    std::printf("  classes   %zu\n", settings.classes.size());
    if (settings.teacher)
        std::printf("  teacher   %s%s\n", settings.teacher->description.c_str(),
                    settings.teacher->standIn    ? " (stand-in)"
                    : settings.teacher->recorded ? " (recorded: no templates)"
                                                 : "");
    return exitDone;
}

int checkImages(const Project &project, const CommandContext &context, bool json)
{
    std::int64_t images = 0;
    Json unreadable = Json::array();
    for (const DatasetRecord &record : project.settings().datasets) {
        Reporter quiet = context.terminal.reporter();
        quiet.note = {}; // the list says it all
        const OpenedDataset opened =
            openDataset(record.location, record.choice, context.stop, quiet, Opening::Thorough);
        images += opened.images->size();
        for (const UnreadableImage &image : opened.unreadable)
            unreadable.push_back({{"dataset", record.location}, {"name", image.name}, {"reason", image.reason}});
    }
    context.terminal.clear();
    if (json) {
        print({{"images", images}, {"unreadable", unreadable}});
        return exitDone;
    }
    for (const Json &image : unreadable)
        std::printf("%s: %s\n", image["name"].get<std::string>().c_str(),
                    image["reason"].get<std::string>().c_str());
    std::printf("%lld images can be read, %zu cannot\n", static_cast<long long>(images), unreadable.size());
    return exitDone;
}

void addNew(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        NewProject choice;
        std::string test, classes;
        DatasetOptions images;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("new", "Make a project from images, class names and a teacher");
    command->add_option("FILE", options->choice.file, "The project to make: NAME.retort")->required();
    command
        ->add_option("--dataset", options->choice.dataset,
                     "Folder of images, .csv or .jsonl list of them, .tar or .zip, CIFAR or IDX files")
        ->required();
    options->images.addTo(*command);
    command->add_option("--test", options->test, "Labelled images for measuring; never trained on");
    command->add_option("--classes", options->classes, "Text file, a class a line: name, alias, alias");
    command
        ->add_option(
            "--teacher", options->choice.teacher,
            "A CLIP: Hugging Face or OpenCLIP folder, or a weights file; or recorded answers: NAME.npy or\n"
            "NAME.safetensors with embeddings or logits, beside it NAME.txt with the images' paths")
        ->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            NewProject choice = options->choice;
            if (!options->test.empty())
                choice.test = options->test;
            if (!options->classes.empty())
                choice.classes = options->classes;
            choice.resources = resourcesFolder();
            choice.training = options->images.choice();
            createProject(choice, context.stop, context.terminal.reporter());
            return describe(*openForReading(choice.file), context, options->json);
        };
    });
}

void addDataset(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file;
        std::vector<std::string> relocate, exclude, include;
        std::vector<std::filesystem::path> add;
        std::string teacher, classes;
        ViewOptions view;
        bool check = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand(
        "dataset", "Show what a project stands on, or say where it lies or what it is called now");
    command->add_option("FILE", options->file, "A project")->required();
    command
        ->add_option("--relocate", options->relocate,
                     "training or test, then the place of those images; they are taken as they are there now")
        ->expected(2)
        ->type_name("ROLE PATH");
    command
        ->add_option("--add", options->add,
                     "Files or folders of images to learn from too: a list of all of them is written beside the "
                     "project")
        ->allow_extra_args(false);
    options->view.addTo(*command);
    command
        ->add_option("--exclude", options->exclude,
                     "A training image that no run may learn from: its name in the data set, 32 digits of its "
                     "content, or\n@FILE with one a line. Copies of it are excluded with it")
        ->allow_extra_args(false);
    command->add_option("--include", options->include, "An excluded image that may be learned from again, or all")
        ->allow_extra_args(false);
    command->add_flag("--check", options->check, "Decode every image, and list those that cannot be read");
    command->add_option("--teacher", options->teacher, "The teacher's folder or file");
    command->add_option("--classes", options->classes, "Text file with new class names");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const bool changes = !options->relocate.empty() || !options->teacher.empty() ||
                                 !options->classes.empty() || options->view.areGiven() ||
                                 !options->exclude.empty() || !options->include.empty() || !options->add.empty();
            if (options->check)
                return checkImages(*openForReading(options->file), context, options->json);
            if (!changes)
                return describe(*openForReading(options->file), context, options->json);
            const auto project = openForWriting(options->file);
            if (!options->relocate.empty()) {
                const std::string &role = options->relocate[0];
                if (role != "training" && role != "test")
                    throw UsageError("--relocate: the role is " + role, "It must be training or test.");
                relocateDataset(*project, role == "training" ? DatasetRole::Training : DatasetRole::Test,
                                options->relocate[1], context.stop, context.terminal.reporter());
            }
            if (!options->add.empty()) {
                const MoreImages more =
                    addImages(*project, options->add, context.stop, context.terminal.reporter());
                context.terminal.clear();
                context.terminal.note(std::to_string(more.added) + " images added, " + std::to_string(more.known) +
                                      " were there before; all are listed in " + more.training.location);
            }
            if (options->view.areGiven()) {
                const ProjectSettings settings = project->settings();
                const DatasetRecord *training = settings.dataset(DatasetRole::Training);
                const ImageView before = training ? training->choice.view : ImageView{};
                setView(*project, options->view.changed(before));
            }
            if (!options->exclude.empty() || !options->include.empty())
                changeExcluded(*project, {wordsOf(options->exclude), wordsOf(options->include)}, context.stop,
                               context.terminal.reporter());
            if (!options->teacher.empty())
                relocateTeacher(*project, options->teacher);
            if (!options->classes.empty())
                project->setClasses(parseClassList(readTextFile(options->classes), options->classes));
            return describe(*project, context, options->json);
        };
    });
}

} // namespace

void addProjectCommands(CLI::App &app, CommandContext &context)
{
    addNew(app, context);
    addDataset(app, context);
}

} // namespace retort
