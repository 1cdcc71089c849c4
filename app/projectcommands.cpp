#include "base/files.h"
#include "command.h"
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

/// How pictures are looked at, as words of the command line.
struct ViewWords
{
    std::string fit, region;

    void addTo(CLI::App &command)
    {
        command
            .add_option("--fit", fit,
                        "Pictures into the teacher's square: crop (its centre; the default), letterbox or squash")
            ->check(CLI::IsMember({"crop", "letterbox", "squash"}));
        command.add_option(
            "--region", region,
            "The part of each picture that is looked at: LEFT,TOP,WIDTH,HEIGHT, in pixels or all in %");
    }
    [[nodiscard]] bool isGiven() const { return !fit.empty() || !region.empty(); }
    [[nodiscard]] ImageView changed(ImageView view) const
    {
        if (!fit.empty())
            view.fit = parseFit(fit);
        if (!region.empty())
            view.region = region == "all" ? Region{} : parseRegion(region);
        return view;
    }
};

/// Wrong words are wrong usage, not a failure.
template<typename Parse>
auto parsedOption(const char *option, const Parse &parse)
{
    try {
        return parse();
    } catch (const ValueError &e) {
        throw UsageError(std::string(option) + ": " + e.what(), e.remedy());
    }
}

void addNew(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        NewProject choice;
        std::string test, classes, sample, group, labels;
        std::uint64_t sampleSeed = 0;
        ViewWords view;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("new", "Make a project from images, class names and a teacher");
    command->add_option("FILE", options->choice.file, "The project to make: NAME.retort")->required();
    command
        ->add_option("--dataset", options->choice.dataset,
                     "Folder of images, .csv or .jsonl list of them, .tar or .zip, CIFAR or IDX files")
        ->required();
    command->add_option("--part", options->choice.training.part, "Of a data set with parts: train, test or val")
        ->check(CLI::IsMember({"train", "test", "val"}))
        ->capture_default_str();
    command->add_option("--sample", options->sample,
                        "Train on a part only: a number of images (5000) or a share (10%)");
    command->add_option("--sample-seed", options->sampleSeed, "Another part of the same size")
        ->capture_default_str();
    command->add_option("--group", options->group,
                        "Images that must not be held apart: folder, name:REGEX (what its first ( ) matches),\n"
                        "column:NAME of a list, or none (a list's column \"group\" counts by itself)");
    command->add_option("--labels", options->labels, "Of CIFAR-100, for measuring: fine (the default) or coarse")
        ->check(CLI::IsMember({"fine", "coarse"}));
    options->view.addTo(*command);
    command->add_option("--test", options->test, "Labelled images for measuring; never trained on");
    command->add_option("--classes", options->classes, "Text file, a class a line: name, alias, alias");
    command->add_option("--teacher", options->choice.teacher, "Folder of a CLIP model as Hugging Face lays it out")
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
            DatasetChoice &images = choice.training;
            if (!options->sample.empty())
                images.sample =
                    parsedOption("--sample", [&] { return parseSampling(options->sample, options->sampleSeed); });
            images.grouping = parsedOption("--group", [&] { return parseGrouping(options->group); });
            images.view = parsedOption("--region", [&] { return options->view.changed({}); });
            images.coarseLabels = options->labels == "coarse";
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
        ViewWords view;
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
    command->add_option("--teacher", options->teacher, "The teacher's folder");
    command->add_option("--classes", options->classes, "Text file with new class names");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const bool changes = !options->relocate.empty() || !options->teacher.empty() ||
                                 !options->classes.empty() || options->view.isGiven();
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
            if (options->view.isGiven()) {
                const ProjectSettings settings = project->settings();
                const DatasetRecord *training = settings.dataset(DatasetRole::Training);
                const ImageView before = training ? training->choice.view : ImageView{};
                setView(*project, parsedOption("--region", [&] { return options->view.changed(before); }));
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
