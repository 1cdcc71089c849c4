#include "export/exportrun.h"

#include "base/error.h"
#include "base/files.h"
#include "distil/pixels.h"
#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "recipe/recipejson.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

std::string weightingJson(const Weighting &weighting)
{
    Json templates = Json::array();
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back({{"text", entry.text}, {"weight", entry.weight}});
    return Json{{"rule", ruleName(weighting.rule)},
                {"normalise", weighting.normalise},
                {"labels_seen", weighting.labelsSeen},
                {"templates", std::move(templates)}}
        .dump();
}

/// The run's final figures and what they are made from; null where there are none. They are of the best epoch.
std::string accuracyJson(const RunRecord &run)
{
    if (!run.figures)
        return Json(nullptr).dump();
    const RunFigures &figures = *run.figures;
    const auto side = [&](const Proportion &share) {
        return figures.reportHalf ? Json{{"percent", share.percent}, {"interval", {share.low, share.high}}}
                                  : Json{{"percent", share.percent}};
    };
    return Json{{"student", side(figures.student)},
                {"teacher", side(figures.teacher)},
                {"epoch", figures.epoch},
                {"labels", figures.reportHalf ? "report half" : "all"},
                {"measured_on", measuredOnName(figures.measuredOn)},
                {"labelled_images", figures.student.count},
                {"report_looks_before", figures.looksBefore},
                {"labels_seen_in_selection", run.labelsSeen}}
        .dump();
}

/// How an image becomes the student's input; the same words as in a preprocessor_config.json.
std::string preprocessingJson(std::int64_t size)
{
    return Json{{"resize", size},
                {"crop", size},
                {"resampling", "bicubic"},
                {"channels", "RGB"},
                {"scale", "0..1"},
                {"mean", {pixelMean, pixelMean, pixelMean}},
                {"std", {pixelDeviation, pixelDeviation, pixelDeviation}}}
        .dump();
}

std::vector<std::byte> studentFile(const Project &project, const RunRecord &run, std::int64_t epoch)
{
    const ClassList classes = project.classes(run.classListId);
    const Metadata metadata{
        {"format", "pt"},
        {"retort_version", RETORT_VERSION},
        {"student", run.recipe.student},
        {"classes", Json(classNames(classes)).dump()},
        {"input_size", std::to_string(run.recipe.inputSize)},
        {"preprocessing", preprocessingJson(run.recipe.inputSize)},
        {"teacher", run.teacherId},
        {"weighting", weightingJson(project.weighting(run.weightingId))},
        {"data_fingerprint", run.dataFingerprint},
        {"run", std::to_string(run.id)},
        {"epoch", std::to_string(epoch == 0 ? run.bestEpoch : epoch)},
        {"recipe", recipeToJson(run.recipe)},
        {"accuracy", accuracyJson(run)},
    };
    return toSafetensors(project.weights(run.id, epoch), metadata);
}

/// The shortest text that reads back as the same number; empty for "not a number".
std::string field(double value)
{
    if (!std::isfinite(value))
        return {};
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::vector<std::byte> curvesFile(const Project &project, std::int64_t run)
{
    std::string text =
        "epoch,step,loss,node_loss,edge_loss,pseudo_loss,learning_rate,seconds,images_per_second,"
        "held_out_agreement,tuning_accuracy,probe_edge_correlation,probe_column_correlation,probe_node_kl,"
        "probe_agreement,probe_mean_margin\r\n";
    for (const EpochRecord &epoch : project.epochs(run)) {
        text += std::to_string(epoch.epoch) + "," + std::to_string(epoch.mean.step);
        for (const double value :
             {epoch.mean.loss, epoch.mean.nodeLoss, epoch.mean.edgeLoss, epoch.mean.pseudoLoss,
              epoch.mean.learningRate, epoch.seconds, epoch.imagesPerSecond, epoch.heldOutAgreement,
              epoch.tuningAccuracy.value_or(std::nan("")), epoch.summary.edgeCorrelation,
              epoch.summary.columnCorrelation, epoch.summary.nodeKl, epoch.summary.agreement,
              epoch.summary.meanMargin})
            text += "," + field(value);
        text += "\r\n";
    }
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

} // namespace

std::vector<std::string> exportFormats()
{
    return {"safetensors", "csv"};
}

ExportResult exportRun(const Project &project, std::int64_t id, std::int64_t epoch, const std::string &format,
                       const std::filesystem::path &out)
{
    const RunRecord run = project.run(id);
    std::vector<std::byte> bytes;
    if (format == "safetensors")
        bytes = studentFile(project, run, epoch);
    else if (format == "csv")
        bytes = curvesFile(project, id);
    else
        throw ValueError("There is no export format \"" + format + "\"", "The formats are: safetensors, csv.");
    writeFileAtomically(out, bytes);
    return {std::filesystem::absolute(out), sha256(bytes)};
}

} // namespace retort
