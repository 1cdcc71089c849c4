// retort-cli: everything the window does, without a display.

#include "base/error.h"
#include "command.h"
#include "interrupt.h"

#include <cstdio>
#include <new>

namespace retort {

namespace {

int run(int argc, char **argv)
{
    const Interrupt interrupt;
    Terminal terminal;
    CommandContext context{interrupt.token(), terminal, {}};

    CLI::App app{"Turns a foundation model, class names and unlabelled images into a small classifier."};
    app.set_version_flag("--version", "retort-cli " RETORT_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);
    addDemoCommand(app, context);
    addProjectCommands(app, context);
    addImagesCommand(app, context);
    addPromptsCommand(app, context);
    addEmbedCommand(app, context);
    addDistilCommand(app, context);
    addQueueCommand(app, context);
    addStudyCommand(app, context);
    addSweepCommand(app, context);
    addRunsCommand(app, context);
    addGraphCommand(app, context);
    addExplainCommand(app, context);
    addExportCommand(app, context);
    addReproduceCommand(app, context);
    addClassifyCommand(app, context);
    addCheckCommand(app, context);
    addSalvageCommand(app, context);
    addBenchCommand(app, context);
    addAuditCommand(app, context);
    addTeacherCommand(app, context);
    try {
        app.parse(argc, argv);
    } catch (const CLI::RequiredError &error) {
        // CLI11 would only say that a subcommand is missing.
        if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-') {
            terminal.error(std::string("there is no subcommand ") + argv[1], "retort-cli --help lists them.");
            return exitUsage;
        }
        return app.exit(error), exitUsage;
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? exitDone : exitUsage; // prints help to stdout, errors to stderr
    }

    try {
        return context.action();
    } catch (const Cancelled &) {
        terminal.note("cancelled");
        return exitCancelled;
    } catch (const UsageError &error) {
        terminal.error(error.what(), error.remedy());
        return exitUsage;
    } catch (const Error &error) {
        terminal.error(error.what(), error.remedy());
    } catch (const std::bad_alloc &) {
        terminal.error("out of memory", "Use a smaller batch or input size, or fewer images.");
    } catch (const std::exception &error) {
        terminal.error(error.what(), {});
    }
    return exitFailed;
}

} // namespace

} // namespace retort

int main(int argc, char **argv)
{
    try {
        return retort::run(argc, argv);
    } catch (const std::exception &error) { // before or after the work: nothing to save
        std::fprintf(stderr, "error: %s\n", error.what());
        return retort::exitFailed;
    }
}
