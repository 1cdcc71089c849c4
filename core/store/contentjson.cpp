#include "store/contentjson.h"

#include "base/error.h"

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

} // namespace

std::string toJson(const ClassList &classes)
{
    Json list = Json::array();
    for (const ClassEntry &entry : classes)
        list.push_back({{"name", entry.name}, {"aliases", entry.aliases}});
    return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string toJson(const Weighting &weighting)
{
    Json templates = Json::array();
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back({{"text", entry.text}, {"weight", entry.weight}, {"locked", entry.locked}});
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
    if (choice.view.fit != Fit::Crop)
        object["fit"] = fitText(choice.view.fit);
    if (!choice.view.region.isWhole())
        object["region"] = regionText(choice.view.region);
    if (choice.coarseLabels)
        object["labels"] = "coarse";
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string toJson(const std::vector<std::string> &texts)
{
    return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

ClassList classListFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &list) {
        ClassList classes;
        for (const Json &entry : list)
            classes.push_back(
                {entry.at("name").get<std::string>(), entry.at("aliases").get<std::vector<std::string>>()});
        return classes;
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
        for (const Json &entry : object.at("templates"))
            weighting.templates.push_back({entry.at("text").get<std::string>(), entry.at("weight").get<double>(),
                                           entry.at("locked").get<bool>()});
        return weighting;
    });
}

DatasetChoice datasetChoiceFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &object) {
        DatasetChoice choice;
        if (object.contains("sample"))
            choice.sample = parseSampling(object.at("sample").get<std::string>(),
                                          object.at("sample_seed").get<std::uint64_t>());
        choice.grouping = parseGrouping(object.value("group", std::string()));
        choice.view.fit = parseFit(object.value("fit", std::string("crop")));
        choice.view.region = parseRegion(object.value("region", std::string()));
        choice.coarseLabels = object.value("labels", std::string()) == "coarse";
        return choice;
    });
}

std::vector<std::string> textsFromJson(const std::string &json, const std::string &what)
{
    return parsed(json, what, [](const Json &list) { return list.get<std::vector<std::string>>(); });
}

} // namespace retort
