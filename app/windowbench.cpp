// Benchmarks of the window: the program `retort` is started as a person starts it and says what it measured.
#include "benchcommand.h"
#include "scratchfolder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

namespace retort {

namespace {

std::filesystem::path windowProgram()
{
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "retort";
    if (!std::filesystem::exists(program))
        throw InputError(program, {}, "is not there: this build has no window", "Build with RETORT_GUI=ON.");
    return program;
}

/// What the window says about one start with these arguments. Offscreen where there is no display.
Json askWindow(const std::string &arguments, const std::string &environment = {})
{
    const std::filesystem::path program = windowProgram();
    const bool display = std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY");
    const std::string line = environment + (display ? "" : "QT_QPA_PLATFORM=offscreen ") + "exec '" +
                             program.string() + "' " + arguments;
    const std::unique_ptr<FILE, int (*)(FILE *)> pipe(::popen(line.c_str(), "r"), ::pclose);
    std::string text;
    for (int c = pipe ? std::fgetc(pipe.get()) : EOF; c != EOF; c = std::fgetc(pipe.get()))
        text += static_cast<char>(c);
    Json answer = Json::parse(text, nullptr, false);
    if (!answer.is_object())
        throw Error(program.string() + ' ' + arguments + " gave no figures",
                    "Start the window by hand to see why.");
    return answer;
}

void addStartup(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        int starts = 5;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        bench.add_subcommand("startup", "From the start of the window's process to its first frame");
    command->add_option("--starts", options->starts, "The median of so many")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            std::map<std::string, std::vector<double>> times;
            for (int i = 0; i < options->starts; ++i) {
                throwIfStopped(context.stop);
                const Json answer = askWindow("--bench-startup");
                for (const auto &[key, value] : answer.items())
                    times[key].push_back(value.get<double>());
            }
            Json result{{"starts", options->starts}};
            for (auto &[key, values] : times) {
                std::sort(values.begin(), values.end());
                result[key] = values[values.size() / 2];
            }
            return report(result, options->json);
        };
    });
}

void addUi(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        int epochs = 3;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = bench.add_subcommand(
        "ui", "How late the window handles events while it trains the quick demo, on its Distil page");
    command->add_option("--epochs", options->epochs)->check(CLI::Range(1, 4))->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const ScratchFolder folder;
            // A demo project and settings of its own; what is embedded already is used.
            std::string environment;
            for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME"})
                environment += std::string(name) + "='" + folder.path().string() + "' ";
            context.terminal.note("training " + std::to_string(options->epochs) +
                                  " epochs of the quick demo in the window");
            const Json answer =
                askWindow("--demo --quick --bench-ui " + std::to_string(options->epochs), environment);
            throwIfStopped(context.stop);
            return report(answer, options->json);
        };
    });
}

} // namespace

void addWindowBenchmarks(CLI::App &bench, CommandContext &context)
{
    addStartup(bench, context);
    addUi(bench, context);
}

} // namespace retort
