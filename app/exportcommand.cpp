#include "command.h"
#include "export/exportrun.h"

#include <cstdio>

namespace retort {

void addExportCommand(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file, out;
        std::int64_t run = 0;
        std::int64_t epoch = 0;
        std::string format;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("export", "Take a student or its curves out of a project");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("--run", options->run, "The run's number")->required();
    command->add_option("--epoch", options->epoch, "Of the weights; 0 is the best one")->capture_default_str();
    command->add_option("--format", options->format, "safetensors: the student; csv: its curves, a line an epoch")
        ->required()
        ->check(CLI::IsMember(exportFormats()));
    command->add_option("--out", options->out, "The file to write")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const ExportResult result = exportRun(*openForReading(options->file), options->run, options->epoch,
                                                  options->format, options->out);
            if (options->json)
                print({{"path", result.path.string()}, {"sha256", result.sha256}});
            else
                std::printf("%s\nsha256 %s\n", result.path.c_str(), result.sha256.c_str());
            return exitDone;
        };
    });
}

} // namespace retort
