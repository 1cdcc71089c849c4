#include "base/files.h"
#include "command.h"
#include "export/classify.h"

#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path model, csv;
    std::vector<std::filesystem::path> paths;
    std::optional<double> reject;
    bool json = false;
};

constexpr std::size_t mostUnlikeShown = 12;

std::int64_t rejectedOf(const Classification &result)
{
    std::int64_t count = 0;
    for (std::size_t i = 0; i < result.names.size(); ++i)
        count += result.rejected(i) ? 1 : 0;
    return count;
}

double rateOf(const Classification &result)
{
    return result.seconds > 0 ? static_cast<double>(result.names.size()) / result.seconds : 0;
}

Json comparison(const NewAgainstOld &compared, const Classification &result, const StudentFile &file)
{
    Json unlike = Json::array();
    for (const std::int64_t i : compared.mostUnlike)
        unlike.push_back(result.names[static_cast<std::size_t>(i)]);
    Json object{{"old_images", compared.oldImages}};
    if (compared.oldImages > 0) {
        Json shares = Json::object();
        for (std::size_t c = 0; c < file.classes.size(); ++c)
            shares[file.classes[c]] = {compared.oldShares[c], compared.newShares[c]};
        object.update({{"class_shares_old_new", shares},
                       {"shares_moved", compared.sharesMoved},
                       {"median_confidence_old_new", {compared.oldConfidence, compared.newConfidence}},
                       {"mean_margin_old_new", {compared.oldMargin, compared.newMargin}},
                       {"unsure", compared.unsure},
                       {"unsure_expected", 5}});
    }
    object["most_unlike"] = std::move(unlike);
    return object;
}

void printJson(const Classification &result, const StudentFile &file)
{
    Json images = Json::array();
    std::vector<std::int64_t> counts(file.classes.size());
    for (std::size_t i = 0; i < result.names.size(); ++i) {
        const auto answer = static_cast<std::size_t>(result.answers.classes[i]);
        counts[answer] += result.rejected(i) ? 0 : 1;
        images.push_back({{"image", result.names[i]},
                          {"class", result.rejected(i) ? Json(nullptr) : Json(file.classes[answer])},
                          {"confidence", result.answers.confidences[i]},
                          {"margin", result.answers.margins[i]}});
    }
    Json classes = Json::object();
    for (std::size_t c = 0; c < counts.size(); ++c)
        classes[file.classes[c]] = counts[c];
    Json unreadable = Json::array();
    for (const UnreadableImage &image : result.unreadable)
        unreadable.push_back({{"image", image.name}, {"reason", image.reason}});
    print({{"images", result.names.size()},
           {"class_counts", std::move(classes)},
           {"rejected", rejectedOf(result)},
           {"reject_threshold", orNull(result.rejectThreshold)},
           {"unreadable", std::move(unreadable)},
           {"seconds", result.seconds},
           {"images_per_second", rateOf(result)},
           {"new_against_old", comparison(compareWithReference(result, file, mostUnlikeShown), result, file)},
           {"results", std::move(images)}});
}

void printText(const Classification &result, const StudentFile &file, Terminal &terminal)
{
    for (std::size_t i = 0; i < result.names.size(); ++i) {
        const std::string &name = file.classes[static_cast<std::size_t>(result.answers.classes[i])];
        std::printf("%s\t%s\t%.4f\n", result.names[i].c_str(), result.rejected(i) ? "(none)" : name.c_str(),
                    static_cast<double>(result.answers.confidences[i]));
    }
    std::fflush(stdout);
    for (const UnreadableImage &image : result.unreadable)
        terminal.note("left out: " + image.reason);
    char text[256];
    std::snprintf(text, sizeof text, "%zu images, %.0f images/s, %lld rejected", result.names.size(),
                  rateOf(result), static_cast<long long>(rejectedOf(result)));
    terminal.note(text);
    const NewAgainstOld compared = compareWithReference(result, file, 3);
    if (compared.oldImages == 0)
        return;
    std::snprintf(text, sizeof text,
                  "beside the images it was made with: median confidence %.2f (was %.2f), mean margin %.2f (was "
                  "%.2f), %.0f %% unsure (5 %% expected), %.0f %% moved to other classes",
                  compared.newConfidence, compared.oldConfidence, compared.newMargin, compared.oldMargin,
                  compared.unsure, compared.sharesMoved);
    terminal.note(text);
    std::string unlike;
    for (const std::int64_t i : compared.mostUnlike)
        unlike += (unlike.empty() ? "" : ", ") + result.names[static_cast<std::size_t>(i)];
    terminal.note("most unlike them: " + unlike);
}

int run(const Options &options, CommandContext &context)
{
    if (options.reject && !(*options.reject >= 0 && *options.reject <= 1))
        throw UsageError("--reject takes a confidence from 0 to 1");
    const auto student = openStudent(options.model);
    const Reporter reporter = context.terminal.reporter();
    const Classification result = classify(*student, *findPictures(options.paths, context.stop, reporter),
                                           options.reject, context.stop, reporter);
    context.terminal.clear();
    if (!options.csv.empty())
        writeFileAtomically(options.csv, classificationCsv(result, student->file().classes));
    if (options.json)
        printJson(result, student->file());
    else
        printText(result, student->file(), context.terminal);
    if (!result.names.empty())
        return exitDone;
    context.terminal.error("none of the images could be read", "Check them in an image viewer.");
    return exitFailed;
}

} // namespace

void addClassifyCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("classify", "Ask an exported student what images show");
    command->add_option("MODEL", options->model, "A .safetensors or .onnx file that `export` wrote")->required();
    command->add_option("PATH", options->paths, "Image files, folders, archives or packed data sets")->required();
    command->add_option("--reject", options->reject,
                        "Answers of less confidence than this count as none; instead of the file's own threshold");
    command->add_option("--csv", options->csv, "Also write the answers here: image, class, confidence, margin");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return run(*options, context); }; });
}

} // namespace retort
