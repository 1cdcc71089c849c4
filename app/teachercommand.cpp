#include "command.h"
#include "datasets/dataset.h"
#include "fetchcommand.h"
#include "images/preprocess.h"
#include "teacher/demotrainer.h"
#include "teacher/modelconfigs.h"
#include "teacher/teacher.h"
#include "workflow/teacheranswers.h"

#include <cstdio>

namespace retort {

namespace {

const char *nameOf(Resampling resampling)
{
    switch (resampling) {
    case Resampling::Nearest:
        return "nearest";
    case Resampling::Bilinear:
        return "bilinear";
    case Resampling::Bicubic:
        break;
    }
    return "bicubic";
}

nlohmann::ordered_json toJson(const TeacherInfo &info)
{
    const Preprocessing &how = info.preprocessing;
    return {{"id", info.id},
            {"path", info.path.string()},
            {"family", info.family},
            {"format", info.format},
            {"precision", info.precision},
            {"computes", info.computes},
            {"weight_bytes", info.weightBytes},
            {"description", info.description},
            {"activation", info.activation},
            {"dimension", info.dimension},
            {"context_length", info.contextLength},
            {"vocabulary", info.vocabulary},
            {"parameters", info.parameters},
            {"logit_scale", info.logitScale},
            {"input_size", how.crop},
            {"preprocessing",
             {{"resize", how.resize},
              {"resize_mode", info.squash ? "squash" : "shortest"},
              {"crop", how.crop},
              {"resampling", nameOf(how.resampling)},
              {"mean", how.mean},
              {"std", how.standardDeviation}}},
            {"stand_in", info.standIn},
            {"recorded", false}};
}

nlohmann::ordered_json recordedJson(const TeacherInfo &info)
{
    return {{"id", info.id},
            {"path", info.path.string()},
            {"family", info.family},
            {"format", info.format},
            {"precision", info.precision},
            {"weight_bytes", info.weightBytes},
            {"description", info.description},
            {"dimension", info.dimension},
            {"classes", info.fixedClasses},
            {"logit_scale", info.logitScale},
            {"stand_in", info.standIn},
            {"recorded", true}};
}

void addInfo(CLI::App &teacher, CommandContext &context)
{
    struct Options
    {
        std::string folder;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = teacher.add_subcommand("info", "What a checkpoint is; reads and checks all of it");
    command
        ->add_option("PATH", options->folder,
                     "A CLIP: Hugging Face or OpenCLIP folder, or a file of OpenCLIP's or OpenAI's; or recorded\n"
                     "answers: .npy or .safetensors")
        ->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const auto opened = Teacher::open(options->folder);
            const TeacherInfo &info = opened->info();
            if (options->json) {
                print(info.recorded ? recordedJson(info) : toJson(info));
                return exitDone;
            }
            if (info.recorded) {
                std::printf("%s, %s, %s\n%s, logit scale %.4g\n"
                            "reads no text, so there are no templates; looks at no image, so only listed ones are "
                            "known\nid %s\n",
                            info.family.c_str(), info.format.c_str(), info.precision.c_str(),
                            info.description.c_str(), info.logitScale, info.id.c_str());
                return exitDone;
            }
            std::printf("%s, %s, %s, computes in %s here\n%s, %s\n%lld parameters, %lld dimensions, texts of up "
                        "to %lld of %lld tokens, "
                        "logit scale %.4g\nimages %s to %d px, %s\nid %s\n",
                        info.family.c_str(), info.format.c_str(), info.precision.c_str(), info.computes.c_str(),
                        info.description.c_str(), info.activation.c_str(), static_cast<long long>(info.parameters),
                        static_cast<long long>(info.dimension), static_cast<long long>(info.contextLength),
                        static_cast<long long>(info.vocabulary), info.logitScale,
                        info.squash ? "squashed" : "resized and cut", info.preprocessing.crop,
                        nameOf(info.preprocessing.resampling), info.id.c_str());
            if (info.standIn)
                std::printf("A stand-in: it learned from labels and says nothing about zero-shot learning.\n");
            return exitDone;
        };
    });
}

/// For a single file of OpenCLIP's, whose tensors do not tell the activation.
void addConfigure(CLI::App &teacher, CommandContext &context)
{
    struct Options
    {
        std::string file;
        std::string name;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = teacher.add_subcommand(
        "configure", "Say which of OpenCLIP's models a single weights file is; written beside it");
    command->add_option("FILE", options->file, "A .pt, .bin or .safetensors file of OpenCLIP's")->required();
    command->add_option("--model-config", options->name, "OpenCLIP's name of it, as ViT-B-32-quickgelu")
        ->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const std::filesystem::path written = nameModelConfig(options->file, options->name);
            if (options->json)
                print({{"path", options->file}, {"model_config", options->name}, {"written", written.string()}});
            else
                std::printf("%s says now that it is a %s\n", written.c_str(), options->name.c_str());
            return exitDone;
        };
    });
}

void addAnswers(CLI::App &teacher, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path project, out;
        std::string images = "training";
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = teacher.add_subcommand(
        "answers",
        "Write what the teacher says of a project's images under its weighting: a .csv with path, class,\n"
        "probability and margin, or the logits [N, C] as .npy or .safetensors with the images' list (.txt)");
    command->add_option("FILE", options->project, "A project")->required();
    command->add_option("--out", options->out, "The .csv, .npy or .safetensors file to write")->required();
    command->add_option("--images", options->images, "Of which images: training or test")
        ->check(CLI::IsMember({"training", "test"}))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const Reporter reporter = context.terminal.reporter();
            const ProjectSettings settings = openForReading(options->project)->settings();
            if (settings.classes.empty())
                throw ValueError("The project has no class names",
                                 "Name them: retort-cli dataset PROJECT --classes FILE");
            const auto session =
                openSession(settings, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop, reporter);
            std::vector<std::string> templates;
            for (const WeightedTemplate &entry : settings.weighting.templates)
                templates.push_back(entry.text);
            TextEmbeddings known;
            const PromptEmbeddings prompts =
                encodePrompts(*session->teacher, templates, settings.classes, known, context.stop, reporter);
            const bool test = options->images == "test";
            writeTeacherAnswers(*session, settings.weighting, prompts,
                                test ? DatasetRole::Test : DatasetRole::Training, options->out, context.stop,
                                reporter);
            context.terminal.clear();
            const std::int64_t images = (test ? *session->test : session->training).dataset->images->size();
            if (options->json)
                print({{"path", options->out.string()}, {"images", images}, {"classes", settings.classes.size()}});
            else
                std::printf("%s: what the teacher says of %lld images\n", options->out.c_str(),
                            static_cast<long long>(images));
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
    CLI::App *teacher =
        app.add_subcommand("teacher", "Look at a teacher, fetch one, write down what it says, or make the demo's");
    teacher->require_subcommand(1);
    addInfo(*teacher, context);
    addConfigure(*teacher, context);
    addAnswers(*teacher, context);
    addFetchCommands(*teacher, context);
    addTrainDemo(*teacher, context);
}

} // namespace retort
