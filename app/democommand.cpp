#include "command.h"
#include "resourcesfolder.h"
#include "workflow/demo.h"

#include <cstdio>

namespace retort {

void addDemoCommand(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        DemoChoice choice;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand(
        "demo", "Distil the shipped stand-in teacher into a ResNet-20 on Fashion-MNIST, without labels");
    command->add_option("--out", options->choice.out,
                        "The demo's project; without it, the one that the window opens as demo");
    command->add_option("--dataset", options->choice.images, "Folder with Fashion-MNIST's IDX files")
        ->capture_default_str();
    command->add_flag("--quick", options->choice.quick, "Fewer images and epochs: a minute or two");
    command->add_option("--epochs", options->choice.epochs, "Other than 10, or 5 with --quick")
        ->check(CLI::Range(1, 1000));
    command->add_option("--seed", options->choice.seed, "Of the student's weights, order and augmentation")
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print one JSON object at the end");
    command->callback([options, &context] {
        context.action = [options, &context] {
            DemoChoice choice = options->choice;
            choice.resources = resourcesFolder();
            if (choice.out.empty())
                choice.out = defaultDemoFile();
            const RunListener listener =
                options->json
                    ? RunListener{}
                    : epochPrinter(context.terminal, false, demoRecipe(choice).epochs);
            DemoResult result;
            try {
                result = runDemo(choice, context.stop, context.terminal.reporter(), listener);
            } catch (const Cancelled &) {
                sayHowToResume(context.terminal, choice.out);
                return exitCancelled;
            }
            context.terminal.clear();
            const double gap = result.figures.teacher.percent - result.figures.student.percent;
            if (options->json) {
                Json object{{"teacher_accuracy", nullptr}, {"student_accuracy", nullptr}};
                addFigures(object, result.figures);
                object["gap"] = gap;
                object["labels_used_in_training"] = false;
                object["seconds"] = result.seconds;
                object["images_per_second"] = result.imagesPerSecond;
                object["project"] = result.project.string();
                object["run"] = result.run;
                print(object);
                return exitDone;
            }
            std::printf("\nteacher, prompts weighted   %s\nstudent, never saw a label  %s   (%+.2f points)\n"
                        "on the %s\n%.0f s, training at %.0f images/s\nrun %lld in %s\n",
                        percent(result.figures.teacher.percent).c_str(),
                        percent(result.figures.student.percent).c_str(), -gap, figuresText(result.figures).c_str(),
                        result.seconds, result.imagesPerSecond, static_cast<long long>(result.run),
                        result.project.c_str());
            return exitDone;
        };
    });
}

} // namespace retort
