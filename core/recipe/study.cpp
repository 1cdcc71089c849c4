#include "recipe/study.h"

#include "base/error.h"
#include "base/files.h"
#include "formats/jsonwhole.h"
#include "recipe/recipejson.h"
#include "recipe/shippedfiles.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t deepest = 6; // plan > settings > setting > recipe > list
constexpr std::size_t mostPoints = 1000;

Json parse(const std::string &text, const std::string &fileName)
{
    const auto check = [&](int depth, Json::parse_event_t, Json &) {
        if (depth > static_cast<int>(deepest))
            throw InputError(fileName, {}, "holds lists within lists deeper than a study has them");
        return true;
    };
    try {
        return Json::parse(text, check);
    } catch (const nlohmann::json::exception &error) {
        throw InputError(fileName, {}, std::string("is not valid JSON: ") + error.what(),
                         "See resources/studies for plans that are.");
    }
}

/// An object whose every key has a reader.
class ObjectReader
{
public:
    using Read = std::function<void(const Json &)>;

    ObjectReader(const std::string &fileName, std::string place) : m_fileName(fileName), m_place(std::move(place))
    {}

    void read(const Json &object, const std::map<std::string, Read> &readers) const
    {
        if (!object.is_object())
            throw InputError(m_fileName, m_place, "is no object");
        for (const auto &[key, value] : object.items()) {
            if (key == "$schema" || key == "$comment")
                continue;
            const auto reader = readers.find(key);
            const std::string place = m_place.empty() ? "key \"" + key + "\"" : m_place + ", key \"" + key + "\"";
            if (reader == readers.end()) {
                std::string known;
                for (const auto &[name, read] : readers)
                    known += (known.empty() ? "" : ", ") + name;
                throw InputError(m_fileName, place, "is not known", "Known are " + known + ".");
            }
            try {
                reader->second(value);
            } catch (const nlohmann::json::exception &error) {
                throw InputError(m_fileName, place, std::string("does not fit: ") + error.what());
            } catch (const ValueError &error) {
                throw InputError(m_fileName, place, error.what(), error.remedy());
            }
        }
    }

private:
    const std::string &m_fileName;
    const std::string m_place;
};

/// A value as changed() takes it.
std::string changeText(const Json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number() || value.is_boolean())
        return value.dump();
    throw ValueError("a text, a number, true or false was expected");
}

RecipeChanges changesOf(const Json &object)
{
    if (!object.is_object())
        throw ValueError("an object with recipe keys was expected");
    RecipeChanges changes;
    for (const auto &[key, value] : object.items())
        changes.emplace_back(key, changeText(value));
    return changes;
}

std::vector<SweepAxis> axesOf(const Json &object)
{
    if (!object.is_object())
        throw ValueError("an object with lists of values was expected");
    std::vector<SweepAxis> axes;
    for (const auto &[key, values] : object.items()) {
        SweepAxis axis;
        axis.key = key;
        for (const Json &value : values)
            axis.values.push_back(changeText(value));
        if (!values.is_array() || axis.values.empty())
            throw ValueError("\"" + key + "\" lists no values to try", "Write {\"lr\": [0.05, 0.1]}.");
        axes.push_back(std::move(axis));
    }
    return axes;
}

StudyPlan::Seeds seedsOf(const Json &object, const std::string &fileName, const std::string &place)
{
    StudyPlan::Seeds seeds;
    ObjectReader(fileName, place)
        .read(object, {{"first", [&](const Json &value) { readWhole(value, seeds.first); }},
                       {"count", [&](const Json &value) { readWhole(value, seeds.count); }}});
    if (seeds.count < 1 || seeds.count > 10'000 || seeds.first > (std::uint64_t(1) << 52))
        throw ValueError("from 1 to 10,000 seeds below 2^52 were expected");
    return seeds;
}

StudyPlan::Setting settingOf(const Json &object, const std::string &fileName, const std::string &place)
{
    StudyPlan::Setting setting;
    ObjectReader(fileName, place)
        .read(object,
              {{"name", [&](const Json &value) { setting.name = value.get<std::string>(); }},
               {"about", [&](const Json &value) { setting.about = value.get<std::string>(); }},
               {"images",
                [&](const Json &value) {
                    readWhole(value, setting.images);
                    if (setting.images < 1)
                        throw ValueError("at least one image was expected");
                }},
               {"classes", [&](const Json &value) { setting.classes = value.get<std::vector<std::string>>(); }},
               {"balance",
                [&](const Json &value) {
                    setting.balance = value.get<std::vector<double>>();
                    if (std::any_of(setting.balance.begin(), setting.balance.end(),
                                    [](double share) { return !(share >= 0 && share <= 1); }))
                        throw ValueError("shares from 0 to 1 were expected");
                }},
               {"recipe", [&](const Json &value) { setting.recipe = changesOf(value); }}});
    return setting;
}

StudyPlan::Method methodOf(const Json &object, const std::string &fileName, const std::string &place)
{
    StudyPlan::Method method;
    ObjectReader(fileName, place)
        .read(object, {{"name", [&](const Json &value) { method.name = value.get<std::string>(); }},
                       {"about", [&](const Json &value) { method.about = value.get<std::string>(); }},
                       {"weighted", [&](const Json &value) { method.weighted = value.get<bool>(); }},
                       {"recipe", [&](const Json &value) { method.recipe = changesOf(value); }},
                       {"tune", [&](const Json &value) { method.tune = axesOf(value); }}});
    return method;
}

template<typename Part>
std::vector<Part> listOf(const Json &list, const std::string &fileName, const char *what,
                         Part (*read)(const Json &, const std::string &, const std::string &))
{
    if (!list.is_array() || list.empty())
        throw ValueError(std::string("a list of ") + what + "s was expected");
    std::vector<Part> parts;
    std::set<std::string> names;
    for (const Json &entry : list) {
        const std::string place = std::string(what) + " " + std::to_string(parts.size() + 1);
        parts.push_back(read(entry, fileName, place));
        const std::string &name = parts.back().name;
        if (name.empty())
            throw InputError(fileName, place, "has no name");
        if (!names.insert(name).second)
            throw InputError(fileName, place, "is called \"" + name + "\" like another one");
    }
    return parts;
}

void check(const StudyPlan &plan, const std::string &fileName)
{
    const auto refuse = [&](const std::string &place, const std::string &what) {
        throw InputError(fileName, place, what, "See resources/studies for plans that hold together.");
    };
    if (plan.settings.empty())
        refuse("key \"settings\"", "is missing");
    if (plan.methods.size() < 2)
        refuse("key \"methods\"", "names fewer than two: there is nothing to compare");
    if (plan.seeds.count < 2)
        refuse("key \"seeds\"", "gives one seed, from which no deviation can be told");
    if (!(plan.from >= 0 && plan.from < plan.to && plan.to <= 1))
        refuse("keys \"from\" and \"to\"", "are no part of 0 .. 1");
    const double runs = static_cast<double>(plan.seeds.count) * static_cast<double>(plan.settings.size()) *
                        static_cast<double>(plan.methods.size());
    if (runs > static_cast<double>(mostStudyRuns))
        refuse("", "comes to more than " + std::to_string(mostStudyRuns) + " runs");
    const auto isTuned = [&](const StudyPlan::Setting &setting) { return setting.name == plan.tuningSetting; };
    const bool tuned = !plan.tuningSetting.empty();
    if (tuned && std::none_of(plan.settings.begin(), plan.settings.end(), isTuned))
        refuse("key \"tuning\"", "names the setting \"" + plan.tuningSetting + "\", which there is not");
    const StudyPlan::Seeds &t = plan.tuningSeeds;
    if (tuned && t.first < plan.seeds.first + static_cast<std::uint64_t>(plan.seeds.count) &&
        plan.seeds.first < t.first + static_cast<std::uint64_t>(t.count))
        refuse("key \"tuning\"", "has seeds of the result: what was chosen on a seed must not be tested on it");
    const std::size_t budget = tuningPoints(plan.methods.front()).size();
    for (const StudyPlan::Method &method : plan.methods) {
        if (!tuned && !method.tune.empty())
            refuse("method \"" + method.name + "\"", "has values to tune, but the study names no tuning setting");
        if (const std::size_t points = tuningPoints(method).size(); points != budget)
            refuse("method \"" + method.name + "\"",
                   "is tuned with " + std::to_string(points) + " recipes and \"" + plan.methods.front().name +
                       "\" with " + std::to_string(budget) + ": that would be no fair comparison");
        for (const StudyPlan::Setting &setting : plan.settings)
            for (const RecipeChanges &point : tuningPoints(method)) {
                try {
                    (void)studyRecipe(plan, setting, method, point, 1);
                } catch (const ValueError &error) {
                    throw InputError(fileName,
                                     "method \"" + method.name + "\" in setting \"" + setting.name + "\"",
                                     error.what(), error.remedy());
                }
            }
    }
}

} // namespace

StudyPlan studyFromJson(const std::string &text, const std::string &fileName)
{
    const Json json = parse(text, fileName);
    StudyPlan plan;
    const auto texts = [](std::string &to) { return [&to](const Json &value) { to = value.get<std::string>(); }; };
    const auto numbers = [](double &to) { return [&to](const Json &value) { to = value.get<double>(); }; };
    ObjectReader(fileName, {})
        .read(json, {{"title", texts(plan.title)},
                     {"about", texts(plan.about)},
                     {"images", texts(plan.images)},
                     {"from", numbers(plan.from)},
                     {"to", numbers(plan.to)},
                     {"classes", texts(plan.classes)},
                     {"teacher", texts(plan.teacher)},
                     {"templates", texts(plan.templates)},
                     {"rule", texts(plan.rule)},
                     {"recipe", [&](const Json &value) { plan.recipe = recipeFromJson(value.dump(), fileName); }},
                     {"seeds", [&](const Json &value) { plan.seeds = seedsOf(value, fileName, "key \"seeds\""); }},
                     {"tuning",
                      [&](const Json &value) {
                          ObjectReader(fileName, "key \"tuning\"")
                              .read(value, {{"setting", texts(plan.tuningSetting)},
                                            {"seeds", [&](const Json &seeds) {
                                                 plan.tuningSeeds = seedsOf(seeds, fileName, "key \"tuning\"");
                                             }}});
                      }},
                     {"settings",
                      [&](const Json &value) { plan.settings = listOf(value, fileName, "setting", settingOf); }},
                     {"methods",
                      [&](const Json &value) { plan.methods = listOf(value, fileName, "method", methodOf); }}});
    check(plan, fileName);
    return plan;
}

StudyPlan namedStudy(const std::string &nameOrFile, const std::filesystem::path &resources)
{
    const std::filesystem::path file = namedFile(nameOrFile, resources / "studies", "study");
    return studyFromJson(readTextFile(file), file.string());
}

std::vector<RecipeChanges> tuningPoints(const StudyPlan::Method &method)
{
    std::vector<RecipeChanges> points{{}};
    for (const SweepAxis &axis : method.tune) {
        std::vector<RecipeChanges> more;
        for (const RecipeChanges &point : points)
            for (const std::string &value : axis.values) {
                more.push_back(point);
                more.back().emplace_back(axis.key, value);
            }
        if (more.size() > mostPoints)
            throw ValueError("method \"" + method.name + "\" has more than " + std::to_string(mostPoints) +
                             " recipes to try");
        points = std::move(more);
    }
    return points;
}

Recipe studyRecipe(const StudyPlan &plan, const StudyPlan::Setting &setting, const StudyPlan::Method &method,
                   const RecipeChanges &tuned, std::uint64_t seed)
{
    RecipeChanges changes; // a later one counts
    const auto add = [&](const RecipeChanges &more) {
        for (const auto &[key, value] : more) {
            std::erase_if(changes, [&name = key](const auto &change) { return change.first == name; });
            changes.emplace_back(key, value);
        }
    };
    add(setting.recipe);
    add(method.recipe);
    add(tuned);
    add({{"seed", std::to_string(seed)}});
    return changed(plan.recipe, changes);
}

} // namespace retort
