#include "export/bundle.h"

#include "base/contentkeytext.h"
#include "base/error.h"
#include "datasets/zipfiles.h"
#include "export/curves.h"
#include "export/modelcard.h"
#include "export/studentfile.h"
#include "formats/jsonobject.h"
#include "formats/jsonwhole.h"
#include "formats/sha256.h"
#include "recipe/recipejson.h"
#include "store/contentjson.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

constexpr int bundleVersion = 2; ///< 1 knew neither start nor exclusions nor recorded teachers

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
    readWhole(json.at("images"), record.images);
    readWhole(json.at("unreadable"), record.unreadable);
    readWhole(json.at("duplicates"), record.duplicates);
    json.at("labelled").get_to(record.labelled);
    json.at("part").get_to(record.choice.part);
    record.choice.range = {json.at("range").at(0).get<double>(), json.at("range").at(1).get<double>()};
    return record;
}

/// As the run looked at them, whatever the project does now.
Json seenBy(const RunRecord &run, DatasetRecord record)
{
    record.choice.view = run.view;
    return jsonOf(record);
}

Json jsonOf(const RunStart &start)
{
    if (start.moduleSha256.empty() && start.weightsSha256.empty())
        return nullptr;
    return {{"weights_sha256", start.weightsSha256}, {"module_sha256", start.moduleSha256}, {"note", start.note}};
}

std::vector<ContentKey> excludedFrom(const nlohmann::json &list)
{
    std::vector<ContentKey> keys;
    for (const nlohmann::json &text : list) {
        const auto key = keyFromHex(text.get<std::string>());
        if (!key || (!keys.empty() && *key <= keys.back()))
            throw ValueError("its list of excluded images");
        keys.push_back(*key);
    }
    return keys;
}

std::string bundleJson(const Project &project, const RunRecord &run, const ProjectSettings &settings)
{
    const DatasetRecord *training = settings.dataset(DatasetRole::Training);
    const DatasetRecord *test = settings.dataset(DatasetRole::Test);
    Json excluded = Json::array();
    for (const ContentKey &key : settings.excluded)
        excluded.push_back(key.hex());
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
                  {"processes", run.environment.workers},
                  {"versions", run.environment.versions}}},
                {"view", Json::parse(toJson(run.view))},
                {"training", seenBy(run, *training)},
                {"test", test ? seenBy(run, *test) : Json(nullptr)},
                {"data_fingerprint", run.dataFingerprint},
                {"excluded", std::move(excluded)},
                {"start", jsonOf(run.start)},
                {"teacher",
                 {{"id", run.teacherId},
                  {"location", settings.teacher->location},
                  {"description", settings.teacher->description},
                  {"stand_in", settings.teacher->standIn},
                  {"recorded", settings.teacher->recorded}}},
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
    if (!training || training->fingerprint != imagesOfLearned(run.dataFingerprint))
        throw StoreError(
            name + " was made with other training images than the project has now",
            "Put the former ones back (retort-cli dataset PROJECT --relocate training PATH): a bundle "
            "says which images to reproduce it with.");
    if (learnedFingerprint(training->fingerprint, settings.excluded) != run.dataFingerprint)
        throw StoreError(name + " was made while other images were excluded from training than the " +
                             std::to_string(settings.excluded.size()) + " that are now",
                         "Exclude the same ones again: a bundle says which images to reproduce it without.");
    if (!settings.teacher || settings.teacher->id != run.teacherId)
        throw StoreError(name + " was made with another teacher than the project has now",
                         "Choose the former one: a bundle says which teacher to reproduce it with.");
    const NamedTensors last = project.weights(id, run.epochsDone);
    const NamedTensors best = project.weights(id, run.bestEpoch);
    const StudentFile file = studentFileOf(project, run, run.bestEpoch, std::nullopt);
    std::vector<ZipMember> members{
        {"bundle.json", bytesOf(bundleJson(project, run, settings))},
        {"recipe.json", bytesOf(recipeToJson(run.recipe))},
        {"weighting.json", bytesOf(toJson(project.weighting(run.weightingId)) + "\n")},
        {"classes.json",
         bytesOf(toJson(project.classes(run.classListId), project.rejectRule(run.classListId)) + "\n")},
        {"curves.csv", bytesOf(curvesCsv(project.epochs(id)))},
        {"MODEL_CARD.md", bytesOf(modelCard(project, id))},
        {"last.safetensors", toSafetensors(last, {{"format", "pt"}})},
        {"best.safetensors",
         toSafetensors(best, toMetadata(file, project, run, run.bestEpoch, weightsSha256(best)))}};
    const StudentStart start = project.studentStart(id);
    if (!start.weights.empty())
        members.push_back({"start.safetensors", toSafetensors(start.weights, {{"format", "pt"}})});
    if (start.module)
        members.push_back({"module.pt", *start.module});
    return members;
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
        int version = 0;
        readWhole(json.at("retort_bundle"), version);
        if (version < 1 || version > bundleVersion)
            throw InputError(
                file, "bundle.json",
                "is of format " + std::to_string(version) + ", this Retort knows formats up to " +
                    std::to_string(bundleVersion),
                "Use the Retort that made it: " + json.value("retort_version", std::string("unknown")) + ".");
        json.at("retort_version").get_to(bundle.retortVersion);
        const nlohmann::json &run = json.at("run");
        RunRecord &record = bundle.run;
        readWhole(run.at("id"), record.id);
        run.at("name").get_to(record.name);
        run.at("notes").get_to(record.notes);
        run.at("tags").get_to(record.tags);
        readWhole(run.at("epochs_done"), record.epochsDone);
        readWhole(run.at("best_epoch"), record.bestEpoch);
        run.at("weights_sha256").get_to(record.weightsSha256);
        record.recipe = recipeFromJson(recipe, (file / "recipe.json").string());
        const nlohmann::json &environment = json.at("environment");
        environment.at("device").get_to(record.environment.device);
        environment.at("precision").get_to(record.environment.precision);
        readWhole(environment.at("threads"), record.environment.threads);
        if (environment.contains("processes"))
            readWhole(environment.at("processes"), record.environment.workers);
        environment.at("versions").get_to(record.environment.versions);
        record.view = imageViewFromJson(json.at("view").dump(), (file / "bundle.json").string());
        bundle.training = recordFrom(json.at("training"), DatasetRole::Training, (file / "bundle.json").string());
        if (version > 1) {
            json.at("data_fingerprint").get_to(record.dataFingerprint);
            bundle.excluded = excludedFrom(json.at("excluded"));
            if (const nlohmann::json &start = json.at("start"); !start.is_null()) {
                start.at("weights_sha256").get_to(record.start.weightsSha256);
                start.at("module_sha256").get_to(record.start.moduleSha256);
                start.at("note").get_to(record.start.note);
            }
            json.at("teacher").at("recorded").get_to(bundle.teacher.recorded);
        } else {
            record.dataFingerprint = bundle.training.fingerprint;
            if (!record.recipe.start.empty() || !record.recipe.module.empty())
                throw InputError(file, {},
                                 "was made by retort " + bundle.retortVersion +
                                     ", whose bundles do not hold what the student started from",
                                 "Make the bundle again from its project.");
        }
        if (learnedFingerprint(bundle.training.fingerprint, bundle.excluded) != record.dataFingerprint)
            damaged("its excluded images are not those of its run");
        if (record.recipe.start.empty() != record.start.weightsSha256.empty() ||
            record.recipe.module.empty() != record.start.moduleSha256.empty())
            damaged("its recipe and what the student started from do not fit together");
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
        bundle.reject = rejectRuleFromJson(classes, (file / "classes.json").string());
        validate(bundle.reject);
        validate(bundle.weighting);
        validate(bundle.classes);
        for (const nlohmann::json &entry : json.at("epochs")) {
            EpochRecord epoch;
            readWhole(entry.at("epoch"), epoch.epoch);
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
    const auto differs = [&](const char *name) {
        throw InputError(file, name, "differs from its checksum", "Get the bundle again from where it was made.");
    };
    if (weightsSha256(bundle.lastWeights) != bundle.run.weightsSha256)
        differs("last.safetensors");
    if (!bundle.run.start.weightsSha256.empty()) {
        bundle.start.weights =
            toNamedTensors(parseSafetensors(bytes("start.safetensors"), file / "start.safetensors"));
        if (weightsSha256(bundle.start.weights) != bundle.run.start.weightsSha256)
            differs("start.safetensors");
    }
    if (!bundle.run.start.moduleSha256.empty()) {
        bundle.start.module = std::make_shared<const std::vector<std::byte>>(bytes("module.pt"));
        if (sha256(*bundle.start.module) != bundle.run.start.moduleSha256)
            differs("module.pt");
    }
    return bundle;
}

} // namespace retort
