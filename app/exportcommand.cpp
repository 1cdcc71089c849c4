#include "command.h"
#include "workflow/takeaway.h"

#include <cstdio>

namespace retort {

void addExportCommand(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file;
        TakeAwayChoice choice;
        bool keepNorms = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("export", "Take a student or its curves out of a project");
    command->add_option("FILE", options->file, "A project")->required();
    ExportChoice &choice = options->choice.what;
    command->add_option("--run", choice.run, "The run's number")->required();
    command->add_option("--epoch", choice.epoch, "Of the weights; 0 is the best one")->capture_default_str();
    command
        ->add_option(
            "--format", choice.format,
            "safetensors: the student's weights; onnx: its network, for onnxruntime, OpenCV and others, with an "
            "example beside it; csv: its curves, a line an epoch; bundle: a zip from which `reproduce` repeats "
            "the "
            "run; card: a model card")
        ->required()
        ->check(CLI::IsMember(exportFormats()));
    command->add_option("--out", choice.out, "The file to write")->required();
    command->add_option("--reject", choice.rejectThreshold,
                        "Answers of less confidence than this, 0 to 1, are to count as none; kept in the file. "
                        "If not given, the threshold that the classes have (prompts none)");
    command->add_flag("--from-pixels", choice.onnx.fromPixels,
                      "onnx: the whole way from pictures of any size (bytes) to probabilities; needs onnxruntime");
    command->add_flag("--with-images", options->choice.images,
                      "bundle: small pictures of held-out images with both sides' answers, and the report");
    command->add_flag("--with-embeddings", options->choice.embeddings,
                      "bundle: the teacher's embeddings of the training images");
    command->add_flag(
        "--int8", options->choice.int8,
        "onnx: compute with 8 bits, if agreement with the teacher falls by no more than a point; needs "
        "the project's images");
    command->add_flag("--keep-norms", options->keepNorms,
                      "onnx: batch normalisation stays apart from the convolutions");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            options->choice.what.onnx.foldNorms = !options->keepNorms;
            const ExportResult result = takeAway(*openForReading(options->file), options->choice,
                                                 EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop,
                                                 context.terminal.reporter());
            context.terminal.clear();
            if (options->json)
                print({{"path", result.path.string()}, {"sha256", result.sha256}, {"note", result.note}});
            else
                std::printf("%s\nsha256 %s\n%s%s", result.path.c_str(), result.sha256.c_str(), result.note.c_str(),
                            result.note.empty() ? "" : "\n");
            return exitDone;
        };
    });
}

} // namespace retort
