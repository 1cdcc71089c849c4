#include "command.h"
#include "store/salvage.h"

#include <cstdio>

namespace retort {

void addSalvageCommand(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file, out;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("salvage", "Save what can be read of a damaged project into a new one");
    command->add_option("FILE", options->file, "The damaged project; it is not changed")->required();
    command->add_option("--out", options->out, "The new project")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const Salvage result = salvage(options->file, options->out, context.stop, context.terminal.reporter());
            context.terminal.clear();
            if (options->json) {
                print({{"project", options->out.string()},
                       {"runs", result.runs},
                       {"epochs", result.epochs},
                       {"lost", result.lost}});
                return exitDone;
            }
            std::printf("%s: %lld runs with %lld epochs\n", options->out.c_str(),
                        static_cast<long long>(result.runs), static_cast<long long>(result.epochs));
            for (const std::string &lost : result.lost)
                std::printf("lost: %s\n", lost.c_str());
            if (result.lost.empty())
                std::printf("nothing was lost\n");
            return exitDone;
        };
    });
}

} // namespace retort
