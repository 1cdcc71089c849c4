#include "store/contentjson.h"

#include "base/error.h"
#include "formats/jsonwhole.h"

#include <nlohmann/json.hpp>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

template<typename F>
auto parsed(const std::string &json, const std::string &what, F read)
{
    try {
        return read(Json::parse(json));
    } catch (const Json::exception &reason) {
        throw StoreError(what + " is damaged: " + reason.what(), "Go back to a copy of the project.");
    } catch (const ValueError &reason) {
        throw StoreError(what + " is damaged: " + reason.what(), "Go back to a copy of the project.");
    }
}

void putView(const ImageView &view, Json &object)
{
    if (view.fit != Fit::Crop)
        object["fit"] = fitText(view.fit);
    if (!view.region.isWhole())
        object["region"] = regionText(view.region);
}

ImageView viewOf(const Json &object)
{
    return {parseFit(object.value("fit", std::string("crop"))),
            parseRegion(object.value("region", std::string()))};
}

} // namespace

std::string toJson(const ClassList &classes, const RejectRule &reject)
{
    Json list = Json::array();
    for (const ClassEntry &entry : classes) {
        Json item{{"name", entry.name}, {"aliases", entry.aliases}};
        if (entry.background)
            item["background"] = true;
        list.push_back(std::move(item));
    }
    if (reject != RejectRule{})
        list = Json{{"classes", std::move(list)},
                    {"reject",
                     {{"by", rejectMeasureName(reject.measure)},
                      {"below", reject.threshold},
                      {"keep_out_of_training", reject.keepOutOfTraining}}}};
    return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string toJson(const Weighting &weighting)
{
    Json templates = Json::array();
    for (const WeightedTemplate &entry : weighting.templates) {
        Json item{{"text", entry.text}, {"weight", entry.weight}, {"locked", entry.locked}};
        if (entry.muted)
            item["muted"] = *entry.muted; // the weight it gets back
        templates.push_back(std::move(item));
    }
    return Json{{"rule", ruleName(weighting.rule)},     {"softmax", weighting.softmax},
                {"temperature", weighting.temperature}, {"normalise", weighting.normalise},
                {"labels_seen", weighting.labelsSeen},  {"templates", std::move(templates)}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string toJson(const DatasetChoice &choice)
{
    // Only what was chosen: what is not there is the default, then and now.
    Json object = Json::object();
    if (!choice.sample.isAll()) {
        object["sample"] = samplingText(choice.sample);
        object["sample_seed"] = choice.sample.seed;
    }
    if (choice.grouping != Grouping{})
        object["group"] = groupingText(choice.grouping);
    putView(choice.view, object);
    if (choice.coarseLabels)
        object["labels"] = "coarse";
    if (choice.halfEmbeddings)
        object["embeddings"] = "float16";
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string toJson(const ImageView &view)
{
    Json object = Json::object();
    putView(view, object);
    return object.dump();
}

std::string toJson(const std::vector<std::string> &texts)
{
    return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

ClassList classListFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &content) {
        ClassList classes;
        for (const Json &entry : content.is_array() ? content : content.at("classes"))
            classes.push_back({entry.at("name").get<std::string>(),
                               entry.at("aliases").get<std::vector<std::string>>(),
                               entry.value("background", false)});
        return classes;
    });
}

RejectRule rejectRuleFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &content) {
        RejectRule rule;
        if (content.is_array())
            return rule;
        const Json &stored = content.at("reject");
        rule.measure = rejectMeasureFromName(stored.at("by").get<std::string>());
        rule.threshold = stored.at("below").get<double>();
        rule.keepOutOfTraining = stored.at("keep_out_of_training").get<bool>();
        return rule;
    });
}

Weighting weightingFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &object) {
        Weighting weighting;
        weighting.rule = ruleFromName(object.at("rule").get<std::string>());
        weighting.softmax = object.at("softmax").get<bool>();
        weighting.temperature = object.at("temperature").get<double>();
        weighting.normalise = object.at("normalise").get<bool>();
        weighting.labelsSeen = object.at("labels_seen").get<bool>();
        for (const Json &entry : object.at("templates")) {
            WeightedTemplate &item = weighting.templates.emplace_back();
            item.text = entry.at("text").get<std::string>();
            item.weight = entry.at("weight").get<double>();
            item.locked = entry.at("locked").get<bool>();
            if (entry.contains("muted"))
                item.muted = entry.at("muted").get<double>();
        }
        return weighting;
    });
}

DatasetChoice datasetChoiceFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &object) {
        DatasetChoice choice;
        if (object.contains("sample")) {
            std::uint64_t seed = 0;
            readWhole(object.at("sample_seed"), seed);
            choice.sample = parseSampling(object.at("sample").get<std::string>(), seed);
        }
        choice.grouping = parseGrouping(object.value("group", std::string()));
        choice.view = viewOf(object);
        choice.coarseLabels = object.value("labels", std::string()) == "coarse";
        choice.halfEmbeddings = object.value("embeddings", std::string()) == "float16";
        return choice;
    });
}

ImageView imageViewFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &object) { return viewOf(object); });
}

std::vector<std::string> textsFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &list) { return list.get<std::vector<std::string>>(); });
}

} // namespace retort
