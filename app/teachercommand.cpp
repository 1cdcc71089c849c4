#include "command.h"
#include "datasets/dataset.h"
#include "fetchcommand.h"
#include "images/preprocess.h"
#include "teacher/demotrainer.h"
#include "teacher/teacher.h"

#include <cstdio>

namespace retort {

namespace {

void addInfo(CLI::App &teacher, CommandContext &context)
{
    struct Options
    {
        std::string folder;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = teacher.add_subcommand("info", "What a checkpoint is; reads and checks all of it");
    command->add_option("PATH", options->folder, "Folder of a CLIP model as Hugging Face lays it out")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const auto opened = Teacher::open(options->folder);
            const TeacherInfo &info = opened->info();
            if (options->json) {
                print({{"id", info.id},
                       {"path", info.path.string()},
                       {"family", info.family},
                       {"description", info.description},
                       {"dimension", info.dimension},
                       {"context_length", info.contextLength},
                       {"parameters", info.parameters},
                       {"logit_scale", info.logitScale},
                       {"input_size", info.preprocessing.crop},
                       {"stand_in", info.standIn}});
                return exitDone;
            }
            std::printf(
                "%s\n%s\n%lld parameters, %lld dimensions, texts of up to %lld tokens, logit scale %.4g\nid %s\n",
                info.family.c_str(), info.description.c_str(), static_cast<long long>(info.parameters),
                static_cast<long long>(info.dimension), static_cast<long long>(info.contextLength),
                info.logitScale, info.id.c_str());
            if (info.standIn)
                std::printf("A stand-in: it learned from labels and says nothing about zero-shot learning.\n");
            return exitDone;
        };
    });
}

/// How the shipped demo teacher was made. Labels are read here and nowhere else on the way to a trained model.
void addTrainDemo(CLI::App &teacher, CommandContext &context)
{
    struct Options
    {
        std::string dataset = "/usr/share/datasets/fashion-mnist";
        DemoTraining training;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = teacher.add_subcommand(
        "train-demo",
        "Make the demo's stand-in teacher from the labelled half of Fashion-MNIST its student never gets");
    command->add_option("--dataset", options->dataset, "Folder with Fashion-MNIST's IDX files")
        ->capture_default_str();
    command->add_option("--out", options->training.out, "Folder to make")->required();
    command->add_option("--seed", options->training.seed, "Decides every random draw")->capture_default_str();
    command->add_option("--epochs", options->training.epochs, "How often every image is seen")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const Reporter reporter = context.terminal.reporter();
            const OpenedDataset dataset =
                openDataset(options->dataset, {"train", {0, 0.5}}, context.stop, reporter);
            const DemoLessons lessons{packAtSize(*dataset.images, 28, context.stop, reporter), dataset.labels};
            const DemoTrained trained = trainDemoTeacher(lessons, options->training, context.stop, reporter);
            context.terminal.clear();
            if (options->json)
                print({{"path", options->training.out.string()},
                       {"teacher", Teacher::open(options->training.out)->info().id},
                       {"labels_used_in_training", true},
                       {"images", trained.images},
                       {"steps", trained.steps},
                       {"loss", trained.loss},
                       {"seed", options->training.seed},
                       {"epochs", options->training.epochs},
                       {"seconds", trained.seconds}});
            else
                std::printf("%s: a stand-in teacher, learned from %lld labelled images in %lld steps, %.0f s\n",
                            options->training.out.c_str(), static_cast<long long>(trained.images),
                            static_cast<long long>(trained.steps), trained.seconds);
            return exitDone;
        };
    });
}

} // namespace

void addTeacherCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *teacher = app.add_subcommand("teacher", "Look at a teacher, fetch one, or make the demo's");
    teacher->require_subcommand(1);
    addInfo(*teacher, context);
    addFetchCommands(*teacher, context);
    addTrainDemo(*teacher, context);
}

} // namespace retort
