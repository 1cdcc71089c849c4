#include "command.h"

#include <cstdio>

namespace retort {

void addCheckCommand(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file;
        bool update = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("check", "Look for damage in a project file; changes nothing by itself");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_flag("--update", options->update,
                      "First bring a project of an older Retort up to date; a copy as it was stays beside it");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            if (options->update)
                static_cast<void>(openForWriting(options->file));
            const std::vector<std::string> problems =
                openForReading(options->file)->problems(context.stop, context.terminal.reporter());
            context.terminal.clear();
            if (options->json) {
                print({{"ok", problems.empty()}, {"problems", problems}});
            } else {
                for (const std::string &problem : problems)
                    std::printf("%s\n", problem.c_str());
                std::printf("%s\n",
                            problems.empty()
                                ? "ok"
                                : "damaged: go back to a copy, or save what can be read: retort-cli salvage");
            }
            return problems.empty() ? exitDone : exitFailed;
        };
    });
}

} // namespace retort
