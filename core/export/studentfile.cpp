#include "export/studentfile.h"

#include "base/error.h"
#include "distil/pixels.h"
#include "formats/jsonobject.h"
#include "formats/jsonwhole.h"
#include "recipe/recipejson.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t quantiles = 101;
constexpr std::int64_t mostClasses = 1'000'000;

std::string weightingJson(const Weighting &weighting)
{
    Json templates = Json::array();
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back({{"text", entry.text}, {"weight", entry.weight}});
    return Json{{"rule", ruleName(weighting.rule)},
                {"normalise", weighting.normalise},
                {"labels_seen", weighting.labelsSeen},
                {"templates", std::move(templates)}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// How an image becomes the student's input; the words of a preprocessor_config.json, and before them the region
/// and the fit ("crop": the shorter edge is resized to "resize", then the middle is cut out).
std::string preprocessingJson(const StudentFile &file)
{
    return Json{{"region", regionText(file.view.region)},
                {"fit", fitText(file.view.fit)},
                {"resize", file.inputSize},
                {"crop", file.inputSize},
                {"resampling", "bicubic"},
                {"channels", "RGB"},
                {"scale", "0..1"},
                {"mean", {pixelMean, pixelMean, pixelMean}},
                {"std", {pixelDeviation, pixelDeviation, pixelDeviation}}}
        .dump();
}

std::string referenceJson(const StudentReference &reference)
{
    return Json{{"images", reference.images},
                {"class_counts", reference.classCounts},
                {"confidence_quantiles", reference.confidences},
                {"mean_margin", reference.meanMargin}}
        .dump();
}

StudentReference referenceOf(const ProxyGraph &graph, double meanMargin)
{
    StudentReference reference;
    reference.images = static_cast<std::int64_t>(graph.answers.size());
    reference.classCounts.resize(static_cast<std::size_t>(graph.proxies));
    for (const std::int32_t answer : graph.answers)
        ++reference.classCounts.at(static_cast<std::size_t>(answer));
    std::vector<float> sorted = graph.confidences;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < quantiles && !sorted.empty(); ++i)
        reference.confidences.push_back(static_cast<double>(sorted[i * (sorted.size() - 1) / (quantiles - 1)]));
    reference.meanMargin = meanMargin;
    return reference;
}

/// Reads one key of the metadata.
class MetadataReader
{
public:
    MetadataReader(const Metadata &metadata, const std::filesystem::path &file)
        : m_metadata(metadata), m_file(file)
    {}

    [[nodiscard]] const std::string &text(const std::string &key) const
    {
        const auto found = m_metadata.find(key);
        if (found == m_metadata.end())
            fail(key, "is missing from its metadata");
        return found->second;
    }
    [[nodiscard]] bool has(const std::string &key) const { return m_metadata.contains(key); }
    [[nodiscard]] nlohmann::json json(const std::string &key) const { return parseJson(text(key), m_file); }
    [[nodiscard]] double number(const std::string &key, double smallest, double largest) const
    {
        const nlohmann::json value = json(key);
        if (!value.is_number() || value.get<double>() < smallest || value.get<double>() > largest)
            fail(key, "is no number from " + std::to_string(smallest) + " to " + std::to_string(largest));
        return value.get<double>();
    }
    /// What `read` makes of the key's JSON; whatever it cannot make sense of is an InputError.
    template<typename Read>
    auto parsed(const std::string &key, const Read &read) const
    {
        const nlohmann::json value = json(key);
        try {
            return read(value);
        } catch (const nlohmann::json::exception &) {
            fail(key, "is not what Retort writes");
        } catch (const ValueError &error) {
            fail(key, error.what());
        }
    }
    [[noreturn]] void fail(const std::string &key, const std::string &what) const
    {
        throw InputError(
            m_file, "\"" + key + "\"", what,
            "Use a student that `retort-cli export` wrote: class names and the way images are prepared "
            "stand in its metadata.");
    }

private:
    const Metadata &m_metadata;
    const std::filesystem::path &m_file;
};

} // namespace

std::string figuresJson(const RunRecord &run)
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

StudentFile studentFileOf(const Project &project, const RunRecord &run, std::int64_t epoch,
                          std::optional<double> rejectThreshold)
{
    if (rejectThreshold && !(*rejectThreshold >= 0 && *rejectThreshold <= 1))
        throw ValueError("A reject threshold of " + std::to_string(*rejectThreshold) + " makes no sense",
                         "It is a confidence, from 0 to 1.");
    StudentFile file;
    file.student = run.recipe.student;
    file.classes = classNames(project.classes(run.classListId));
    file.inputSize = run.recipe.inputSize;
    file.view = run.view;
    file.rejectThreshold = rejectThreshold;
    if (const RejectRule rule = project.rejectRule(run.classListId);
        !rejectThreshold && rule.measure == RejectMeasure::Confidence)
        file.rejectThreshold = rule.threshold;
    for (const EpochRecord &record : project.epochs(run.id))
        if (record.epoch == epoch)
            file.reference = referenceOf(project.studentGraph(run.id, epoch), record.summary.meanMargin);
    return file;
}

Metadata toMetadata(const StudentFile &file, const Project &project, const RunRecord &run, std::int64_t epoch,
                    const std::string &weightsSha256)
{
    Metadata metadata{
        {"format", "pt"},
        {"retort_version", RETORT_VERSION},
        {"student", file.student},
        {"classes", Json(file.classes).dump(-1, ' ', false, Json::error_handler_t::replace)},
        {"input_size", std::to_string(file.inputSize)},
        {"preprocessing", preprocessingJson(file)},
        {"reference", referenceJson(file.reference)},
        {"teacher", run.teacherId},
        {"weighting", weightingJson(project.weighting(run.weightingId))},
        {"data_fingerprint", run.dataFingerprint},
        {"run", std::to_string(run.id)},
        {"epoch", std::to_string(epoch)},
        {"recipe", recipeToJson(run.recipe)},
        {"weights_sha256", weightsSha256},
        {"accuracy", figuresJson(run)},
    };
    if (file.rejectThreshold)
        metadata["reject_threshold"] = Json(*file.rejectThreshold).dump();
    return metadata;
}

StudentFile studentFileFrom(const Metadata &metadata, const std::filesystem::path &fileName)
{
    const MetadataReader reader(metadata, fileName);
    StudentFile file;
    file.student = reader.text("student");
    file.classes =
        reader.parsed("classes", [](const auto &json) { return json.template get<std::vector<std::string>>(); });
    if (file.classes.size() < 2 || file.classes.size() > mostClasses)
        reader.fail("classes", "names " + std::to_string(file.classes.size()) + " classes");
    file.inputSize = static_cast<std::int64_t>(reader.number("input_size", 1, 4096));
    file.view = reader.parsed("preprocessing", [](const auto &json) {
        // Files of the first version have neither key: they saw images in the way that is the default.
        return ImageView{parseFit(json.value("fit", std::string("crop"))),
                         parseRegion(json.value("region", std::string()))};
    });
    if (reader.has("reject_threshold"))
        file.rejectThreshold = reader.number("reject_threshold", 0, 1);
    if (reader.has("reference"))
        file.reference = reader.parsed("reference", [](const auto &json) {
            StudentReference reference;
            readWhole(json.at("images"), reference.images);
            for (const nlohmann::json &count : json.at("class_counts"))
                readWhole(count, reference.classCounts.emplace_back());
            json.at("confidence_quantiles").get_to(reference.confidences);
            json.at("mean_margin").get_to(reference.meanMargin);
            return reference;
        });
    if (!file.reference.classCounts.empty() && file.reference.classCounts.size() != file.classes.size())
        reader.fail("reference", "counts other classes than there are");
    return file;
}

} // namespace retort
