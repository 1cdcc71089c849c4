#pragma once

#include "base/error.h"
#include "store/project.h"
#include "terminal.h"
#include "workflow/distilrun.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace retort {

/// Keys stay in the order in which they are written down.
using Json = nlohmann::ordered_json;

/// What every subcommand gets from main().
struct CommandContext
{
    std::stop_token stop;
    Terminal &terminal;
    std::function<int()> action; ///< set by the subcommand that was named; returns the exit code
};

inline constexpr int exitDone = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitUsage = 2;
inline constexpr int exitCancelled = 130;

// One function a file; each adds its subcommands.
void addDemoCommand(CLI::App &app, CommandContext &context);
void addProjectCommands(CLI::App &app, CommandContext &context); ///< new, dataset, classes
void addImagesCommand(CLI::App &app, CommandContext &context);
void addPromptsCommand(CLI::App &app, CommandContext &context);
void addEmbedCommand(CLI::App &app, CommandContext &context);
void addDistilCommand(CLI::App &app, CommandContext &context);
void addRunsCommand(CLI::App &app, CommandContext &context);
void addQueueCommand(CLI::App &app, CommandContext &context);
void addStudyCommand(CLI::App &app, CommandContext &context);
void addSweepCommand(CLI::App &app, CommandContext &context);
void addSalvageCommand(CLI::App &app, CommandContext &context);
void addReproduceCommand(CLI::App &app, CommandContext &context);
void addGraphCommand(CLI::App &app, CommandContext &context);
void addExplainCommand(CLI::App &app, CommandContext &context);
void addExportCommand(CLI::App &app, CommandContext &context);
void addCheckCommand(CLI::App &app, CommandContext &context);
void addClassifyCommand(CLI::App &app, CommandContext &context);
void addBenchCommand(CLI::App &app, CommandContext &context);
void addAuditCommand(CLI::App &app, CommandContext &context);
void addTeacherCommand(CLI::App &app, CommandContext &context);

/// A wrong call that CLI11 cannot see (a value that does not fit another one): exit code 2.
class UsageError : public Error
{
public:
    using Error::Error;
};

/// One line of an epoch's numbers on stdout, at once.
void printEpochLine(const EpochRecord &epoch, std::int64_t epochs);
/// One line of JSON on stdout, at once.
void print(const Json &object);
/// "84.62 %".
[[nodiscard]] std::string percent(double value);
/// null where there is none.
[[nodiscard]] Json orNull(const std::optional<double> &value);
/// What a run comes to, as keys of an object: teacher_accuracy, student_accuracy, their intervals and what they
/// are made from; null where nothing is labelled or the run is not finished.
void addFigures(Json &object, const std::optional<RunFigures> &figures);
/// "report half of the labels of the test images (5,000)".
[[nodiscard]] std::string figuresText(const RunFigures &figures);

[[nodiscard]] std::unique_ptr<Project> openForReading(const std::filesystem::path &file);
[[nodiscard]] std::unique_ptr<Project> openForWriting(const std::filesystem::path &file);

/// Says after an interruption how the newest run of the project goes on, if it can.
void sayHowToResume(Terminal &terminal, const std::filesystem::path &file);

/// Prints a run's epochs as they are done, as JSON lines or as a table, and keeps the progress line going between
/// them.
[[nodiscard]] RunListener epochPrinter(Terminal &terminal, bool json, std::int64_t epochs);

} // namespace retort
