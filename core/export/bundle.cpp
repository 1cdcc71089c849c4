#include "export/bundle.h"

#include "base/error.h"
#include "datasets/zipfiles.h"
#include "export/curves.h"
#include "export/modelcard.h"
#include "export/studentfile.h"
#include "formats/jsonobject.h"
#include "formats/sha256.h"
#include "recipe/recipejson.h"
#include "store/contentjson.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

constexpr int bundleVersion = 1;

std::vector<std::byte> bytesOf(const std::string &text)
{
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

Json orNull(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json jsonOf(const DatasetRecord &record)
{
    return {{"location", record.location},
            {"fingerprint", record.fingerprint},
            {"images", record.images},
            {"unreadable", record.unreadable},
            {"duplicates", record.duplicates},
            {"labelled", record.labelled},
            {"part", record.choice.part},
            {"range", {record.choice.range.from, record.choice.range.to}},
            {"choice", Json::parse(toJson(record.choice))}};
}

DatasetRecord recordFrom(const nlohmann::json &json, DatasetRole role, const std::string &file)
{
    DatasetRecord record;
    record.role = role;
    record.choice = datasetChoiceFromJson(json.at("choice").dump(), file);
    json.at("location").get_to(record.location);
    json.at("fingerprint").get_to(record.fingerprint);
    json.at("images").get_to(record.images);
    json.at("unreadable").get_to(record.unreadable);
    json.at("duplicates").get_to(record.duplicates);
    json.at("labelled").get_to(record.labelled);
    json.at("part").get_to(record.choice.part);
    record.choice.range = {json.at("range").at(0).get<double>(), json.at("range").at(1).get<double>()};
    return record;
}

std::string bundleJson(const Project &project, const RunRecord &run, const ProjectSettings &settings)
{
    const DatasetRecord *training = settings.dataset(DatasetRole::Training);
    const DatasetRecord *test = settings.dataset(DatasetRole::Test);
    Json epochs = Json::array();
    for (const EpochRecord &epoch : project.epochs(run.id))
        epochs.push_back({{"epoch", epoch.epoch},
                          {"loss", epoch.mean.loss},
                          {"agreement", epoch.heldOutAgreement},
                          {"tuning_accuracy", orNull(epoch.tuningAccuracy)},
                          {"weights_sha256", epoch.weightsSha256}});
    Json object{{"retort_bundle", bundleVersion},
                {"retort_version", RETORT_VERSION},
                {"run",
                 {{"id", run.id},
                  {"name", run.name},
                  {"state", stateName(run.state)},
                  {"notes", run.notes},
                  {"tags", run.tags},
                  {"created_at", run.createdAt},
                  {"training_seconds", run.trainingSeconds},
                  {"epochs_done", run.epochsDone},
                  {"best_epoch", run.bestEpoch},
                  {"best_agreement", orNull(run.bestAgreement)},
                  {"accuracy", Json::parse(figuresJson(run))},
                  {"seed", run.recipe.seed},
                  {"weights_sha256", run.weightsSha256}}},
                {"environment",
                 {{"device", run.environment.device},
                  {"precision", run.environment.precision},
                  {"threads", run.environment.threads},
                  {"versions", run.environment.versions}}},
                {"view", Json::parse(toJson(run.view))},
                {"training", jsonOf(*training)},
                {"test", test ? jsonOf(*test) : Json(nullptr)},
                {"teacher",
                 {{"id", run.teacherId},
                  {"location", settings.teacher->location},
                  {"description", settings.teacher->description},
                  {"stand_in", settings.teacher->standIn}}},
                {"epochs", std::move(epochs)}};
    return object.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

std::vector<ZipMember> bundleOf(const Project &project, std::int64_t id)
{
    const RunRecord run = project.run(id);
    const ProjectSettings settings = project.settings();
    const DatasetRecord *training = settings.dataset(DatasetRole::Training);
    const std::string name = project.file().string() + ": run " + std::to_string(id);
    if (run.epochsDone == 0)
        throw StoreError(name + " has no finished epoch yet", "Let it train at least one epoch.");
    if (!training || training->fingerprint != run.dataFingerprint)
        throw StoreError(
            name + " was made with other training images than the project has now",
            "Put the former ones back (retort-cli dataset PROJECT --relocate training PATH): a bundle "
            "says which images to reproduce it with.");
    if (!settings.teacher || settings.teacher->id != run.teacherId)
        throw StoreError(name + " was made with another teacher than the project has now",
                         "Choose the former one: a bundle says which teacher to reproduce it with.");
    const NamedTensors last = project.weights(id, run.epochsDone);
    const NamedTensors best = project.weights(id, run.bestEpoch);
    const StudentFile file = studentFileOf(project, run, run.bestEpoch, std::nullopt);
    return {{"bundle.json", bytesOf(bundleJson(project, run, settings))},
            {"recipe.json", bytesOf(recipeToJson(run.recipe))},
            {"weighting.json", bytesOf(toJson(project.weighting(run.weightingId)) + "\n")},
            {"classes.json",
             bytesOf(toJson(project.classes(run.classListId), project.rejectRule(run.classListId)) + "\n")},
            {"curves.csv", bytesOf(curvesCsv(project.epochs(id)))},
            {"MODEL_CARD.md", bytesOf(modelCard(project, id))},
            {"last.safetensors", toSafetensors(last, {{"format", "pt"}})},
            {"best.safetensors",
             toSafetensors(best, toMetadata(file, project, run, run.bestEpoch, weightsSha256(best)))}};
}

Bundle parseBundle(const std::string &text, const std::string &recipe, const std::string &weighting,
                   const std::string &classes, const std::filesystem::path &file)
{
    const auto damaged = [&](const std::string &what) {
        throw InputError(file, {}, "is damaged: " + what, "Make the bundle again with `retort-cli export`.");
    };
    const nlohmann::json json = parseJson(text, file / "bundle.json");
    Bundle bundle;
    try {
        const int version = json.at("retort_bundle").get<int>();
        if (version < 1 || version > bundleVersion)
            throw InputError(
                file, "bundle.json",
                "is of format " + std::to_string(version) + ", this Retort knows formats up to " +
                    std::to_string(bundleVersion),
                "Use the Retort that made it: " + json.value("retort_version", std::string("unknown")) + ".");
        json.at("retort_version").get_to(bundle.retortVersion);
        const nlohmann::json &run = json.at("run");
        RunRecord &record = bundle.run;
        run.at("id").get_to(record.id);
        run.at("name").get_to(record.name);
        run.at("notes").get_to(record.notes);
        run.at("tags").get_to(record.tags);
        run.at("epochs_done").get_to(record.epochsDone);
        run.at("best_epoch").get_to(record.bestEpoch);
        run.at("weights_sha256").get_to(record.weightsSha256);
        record.recipe = recipeFromJson(recipe, (file / "recipe.json").string());
        const nlohmann::json &environment = json.at("environment");
        environment.at("device").get_to(record.environment.device);
        environment.at("precision").get_to(record.environment.precision);
        environment.at("threads").get_to(record.environment.threads);
        environment.at("versions").get_to(record.environment.versions);
        record.view = imageViewFromJson(json.at("view").dump(), (file / "bundle.json").string());
        bundle.training = recordFrom(json.at("training"), DatasetRole::Training, (file / "bundle.json").string());
        record.dataFingerprint = bundle.training.fingerprint;
        if (!json.at("test").is_null())
            bundle.test = recordFrom(json.at("test"), DatasetRole::Test, (file / "bundle.json").string());
        const nlohmann::json &teacher = json.at("teacher");
        teacher.at("id").get_to(bundle.teacher.id);
        teacher.at("location").get_to(bundle.teacher.location);
        teacher.at("description").get_to(bundle.teacher.description);
        teacher.at("stand_in").get_to(bundle.teacher.standIn);
        record.teacherId = bundle.teacher.id;
        bundle.weighting = weightingFromJson(weighting, (file / "weighting.json").string());
        bundle.classes = classListFromJson(classes, (file / "classes.json").string());
        validate(bundle.weighting);
        validate(bundle.classes);
        for (const nlohmann::json &entry : json.at("epochs")) {
            EpochRecord epoch;
            entry.at("epoch").get_to(epoch.epoch);
            epoch.mean.loss = entry.at("loss").is_null() ? std::nan("") : entry.at("loss").get<double>();
            entry.at("agreement").get_to(epoch.heldOutAgreement);
            if (!entry.at("tuning_accuracy").is_null())
                epoch.tuningAccuracy = entry.at("tuning_accuracy").get<double>();
            entry.at("weights_sha256").get_to(epoch.weightsSha256);
            if (epoch.epoch != static_cast<std::int64_t>(bundle.epochs.size()) + 1)
                damaged("its epochs are out of order");
            bundle.epochs.push_back(std::move(epoch));
        }
    } catch (const nlohmann::json::exception &error) {
        damaged(std::string("bundle.json: ") + error.what());
    } catch (const StoreError &error) {
        damaged(error.what());
    } catch (const ValueError &error) {
        damaged(error.what());
    }
    if (bundle.epochs.empty() || bundle.epochs.back().weightsSha256 != bundle.run.weightsSha256)
        damaged("its epochs do not lead to its weights");
    return bundle;
}

Bundle readBundle(const std::filesystem::path &file)
{
    const ZipFiles zip(file);
    const std::vector<ArchiveMember> members = zip.members();
    const auto bytes = [&](const char *name) {
        const auto found = std::find_if(members.begin(), members.end(),
                                        [&](const ArchiveMember &member) { return member.name == name; });
        if (found == members.end())
            throw InputError(file, {}, std::string("is no bundle of Retort: it holds no ") + name,
                             "Choose a file that `retort-cli export --format bundle` wrote.");
        return zip.read({found->name, found->size, 0, found->place});
    };
    const auto text = [&](const char *name) {
        const std::vector<std::byte> content = bytes(name);
        return std::string(reinterpret_cast<const char *>(content.data()), content.size());
    };
    const std::string described = text("bundle.json"); // before the others, which no other zip lacks as tellingly
    Bundle bundle =
        parseBundle(described, text("recipe.json"), text("weighting.json"), text("classes.json"), file);
    const std::vector<std::byte> weights = bytes("last.safetensors");
    bundle.lastWeights = toNamedTensors(parseSafetensors(weights, file / "last.safetensors"));
    if (weightsSha256(bundle.lastWeights) != bundle.run.weightsSha256)
        throw InputError(file, "last.safetensors", "differs from its checksum",
                         "Get the bundle again from where it was made.");
    return bundle;
}

} // namespace retort
