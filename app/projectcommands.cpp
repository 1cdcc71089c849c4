#include "base/files.h"
#include "command.h"
#include "datasetoptions.h"
#include "resourcesfolder.h"
#include "workflow/openedparts.h"
#include "workflow/session.h"

#include <cstdio>

namespace retort {

namespace {

std::int64_t heldOutCount(const ProjectSettings &settings, const CommandContext &context)
{
    const DatasetRecord &record = *settings.dataset(DatasetRole::Training);
    const OpenedDataset dataset = openDataset(record.location, record.choice, context.stop, {});
    return static_cast<std::int64_t>(
        splitByContent(contentKeys(*dataset.images), settings.heldOut, dataset.groupKeys).heldOut.size());
}

int describe(const Project &project, const CommandContext &context, bool json)
{
    const ProjectSettings settings = project.settings();
    const DatasetRecord &training = *settings.dataset(DatasetRole::Training);
    const DatasetRecord *test = settings.dataset(DatasetRole::Test);
    const std::int64_t heldOut = heldOutCount(settings, context);
    if (json) {
        print({{"project", project.file().string()},
               {"images", training.images},
               {"classes", settings.classes.size()},
               {"held_out", heldOut},
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
    std::printf("  training  %lld images in %s (%lld held out, %lld unreadable, %lld duplicates)\n",
                static_cast<long long>(training.images), training.location.c_str(),
                static_cast<long long>(heldOut), static_cast<long long>(training.unreadable),
                static_cast<long long>(training.duplicates));
    if (training.choice.view != ImageView{})
        std::printf("  seen      %s\n", training.choice.view.fingerprint().c_str());
    if (test)
        std::printf("  test      %lld images in %s (for measuring only)\n", static_cast<long long>(test->images),
                    test->location.c_str());
    std::printf("  classes   %zu\n", settings.classes.size());
    if (settings.teacher)
        std::printf("  teacher   %s%s\n", settings.teacher->description.c_str(),
                    settings.teacher->standIn ? " (stand-in)" : "");
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
        ->add_option("--teacher", options->choice.teacher,
                     "A CLIP: Hugging Face or OpenCLIP folder, or a weights file")
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
        std::vector<std::string> relocate;
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
    options->view.addTo(*command);
    command->add_flag("--check", options->check, "Decode every image, and list those that cannot be read");
    command->add_option("--teacher", options->teacher, "The teacher's folder or file");
    command->add_option("--classes", options->classes, "Text file with new class names");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const bool changes = !options->relocate.empty() || !options->teacher.empty() ||
                                 !options->classes.empty() || options->view.areGiven();
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
            if (options->view.areGiven()) {
                const ProjectSettings settings = project->settings();
                const DatasetRecord *training = settings.dataset(DatasetRole::Training);
                const ImageView before = training ? training->choice.view : ImageView{};
                setView(*project, options->view.changed(before));
            }
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
