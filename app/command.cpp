#include "command.h"

#include <array>
#include <cstdio>

namespace retort {

void printEpochLine(const EpochRecord &epoch, std::int64_t epochs)
{
    const std::string quality = epoch.tuningAccuracy ? "accuracy (tuning half) " + percent(*epoch.tuningAccuracy)
                                                     : "agreement " + percent(epoch.heldOutAgreement);
    std::printf("epoch %*lld of %lld   loss %7.4f   node %7.4f   edge %7.4f   pseudo %7.4f   %s   %.0f images/s\n",
                static_cast<int>(std::to_string(epochs).size()), static_cast<long long>(epoch.epoch),
                static_cast<long long>(epochs), epoch.mean.loss, epoch.mean.nodeLoss, epoch.mean.edgeLoss,
                epoch.mean.pseudoLoss, quality.c_str(), epoch.imagesPerSecond);
    std::fflush(stdout);
}

void print(const Json &object)
{
    const std::string line = object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

std::string percent(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f %%", value);
    return text.data();
}

Json orNull(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

void addFigures(Json &object, const std::optional<RunFigures> &figures)
{
    const auto interval = [](const Proportion &share) { return Json{share.low, share.high}; };
    object["student_accuracy"] = figures ? Json(figures->student.percent) : Json(nullptr);
    object["teacher_accuracy"] = figures ? Json(figures->teacher.percent) : Json(nullptr);
    if (!figures)
        return;
    object["labels"] = figures->reportHalf ? "report half" : "all";
    object["measured_on"] = measuredOnName(figures->measuredOn);
    if (!figures->reportHalf)
        return;
    object["student_accuracy_interval"] = interval(figures->student);
    object["teacher_accuracy_interval"] = interval(figures->teacher);
    object["labelled_images"] = figures->student.count;
    object["report_looks_before"] = figures->looksBefore;
}

std::string figuresText(const RunFigures &figures)
{
    if (!figures.reportHalf)
        return "all labels of the " + measuredOnName(figures.measuredOn) + ", before they had halves";
    return "report half of the labels of the " + measuredOnName(figures.measuredOn) + ", " +
           std::to_string(figures.student.count) + " images";
}

std::unique_ptr<Project> openForReading(const std::filesystem::path &file)
{
    return Project::open(file, nullptr);
}

std::unique_ptr<Project> openForWriting(const std::filesystem::path &file)
{
    return Project::open(file, ProjectLock::acquire(file));
}

void sayHowToResume(Terminal &terminal, const std::filesystem::path &file)
{
    std::error_code failed;
    if (!std::filesystem::exists(file, failed))
        return;
    const std::vector<RunRecord> runs = openForReading(file)->runs();
    if (runs.empty() || runs.back().state != RunState::Paused)
        return;
    const std::string id = std::to_string(runs.back().id);
    terminal.note("run " + id + " is saved. Go on with: retort-cli distil " + file.string() + " --resume " + id);
}

RunListener epochPrinter(Terminal &terminal, bool json, std::int64_t epochs)
{
    RunListener listener;
    listener.epoch = [&terminal, json, epochs](const EpochRecord &epoch, const ProxyGraph &) {
        terminal.clear();
        if (!json) {
            printEpochLine(epoch, epochs);
            return;
        }
        Json line{{"epoch", epoch.epoch},
                  {"loss", epoch.mean.loss},
                  {"node_loss", epoch.mean.nodeLoss},
                  {"edge_loss", epoch.mean.edgeLoss},
                  {"pseudo_loss", epoch.mean.pseudoLoss},
                  {"learning_rate", epoch.mean.learningRate},
                  {"agreement", epoch.heldOutAgreement},
                  {"images_per_second", epoch.imagesPerSecond},
                  {"seconds", epoch.seconds}};
        if (epoch.tuningAccuracy) {
            line["student_accuracy"] = *epoch.tuningAccuracy;
            line["labels"] = "tuning half";
        }
        print(line);
    };
    return listener;
}

} // namespace retort
