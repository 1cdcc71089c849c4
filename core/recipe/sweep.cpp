#include "recipe/sweep.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/jsonwhole.h"
#include "recipe/recipejson.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t mostAxes = 16;
constexpr std::int64_t mostDrawTries = 100; // a draw

double numberFrom(const std::string &text, const std::string &axis)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        throw ValueError("\"" + axis + "\": " + (text.empty() ? "a number is missing" : text + " is no number"),
                         "A range is written as in lr=0.01..0.3 or lr=log:0.01..0.3.");
    return value;
}

std::string shortNumber(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

bool isWhole(const std::string &key)
{
    for (const RecipeKey &known : recipeKeys())
        if (key == known.key)
            return std::holds_alternative<std::int64_t Recipe::*>(known.member) ||
                   std::holds_alternative<std::uint64_t Recipe::*>(known.member);
    return false;
}

void checkAxis(const SweepAxis &axis, const SweepPlan &plan)
{
    const std::string named = "The sweep's key \"" + axis.key + "\"";
    if (axis.key == "seed")
        throw ValueError(named + " is not varied like the others", "Say how many seeds each point gets instead.");
    if (axis.key == weightingAxis && axis.values.empty())
        throw ValueError(named + " takes names of weightings, not a range");
    if (axis.key != weightingAxis && !axis.values.empty())
        for (const std::string &value : axis.values)
            static_cast<void>(changed(Recipe{}, {{axis.key, value}}));
    if (std::set(axis.values.begin(), axis.values.end()).size() != axis.values.size())
        throw ValueError(named + " has a value twice", "Each value makes a point of its own: name it once.");
    if (!axis.values.empty())
        return;
    static_cast<void>(recipeValue(plan.base, axis.key)); // refuses an unknown key
    if (plan.draws == 0)
        throw ValueError(named + " has a range, and a range has no end of values",
                         "Say how many points are to be drawn at random, or list the values.");
    if (!(axis.from < axis.to))
        throw ValueError(named + ": the range must rise, from a smaller number to a larger one");
    if (axis.logarithmic && axis.from <= 0)
        throw ValueError(named + ": a logarithmic range starts above 0");
    for (const double end : {axis.from, axis.to})
        static_cast<void>(changed(
            Recipe{}, {{axis.key, isWhole(axis.key) ? std::to_string(std::llround(end)) : shortNumber(end)}}));
}

/// How many combinations there are; more than can be run where a range is among them.
double combinations(const SweepPlan &plan)
{
    double count = 1;
    for (const SweepAxis &axis : plan.axes)
        count *= axis.values.empty() ? 1e12 : static_cast<double>(axis.values.size());
    return count;
}

void check(const SweepPlan &plan)
{
    if (plan.axes.size() > mostAxes)
        throw ValueError("A sweep varies at most " + std::to_string(mostAxes) + " keys");
    std::set<std::string> keys;
    for (const SweepAxis &axis : plan.axes) {
        if (!keys.insert(axis.key).second)
            throw ValueError("The sweep's key \"" + axis.key + "\" is there twice",
                             "Put its values into one list.");
        checkAxis(axis, plan);
    }
    if (plan.seeds < 1)
        throw ValueError("A sweep needs at least one seed, not " + std::to_string(plan.seeds));
    if (plan.draws < 0 || !(plan.mostSeconds >= 0))
        throw ValueError("A sweep's budget cannot be below zero");
    if (plan.draws > 0 && plan.axes.empty())
        throw ValueError("There is nothing to draw at random: no key varies", "Name a key with its values.");
    const double points = plan.draws > 0 ? static_cast<double>(plan.draws) : combinations(plan);
    if (plan.draws > 0 && points > combinations(plan))
        throw ValueError(std::to_string(plan.draws) + " points are to be drawn of " +
                             shortNumber(combinations(plan)) + " combinations",
                         "Leave out the number to run all of them, or name more values.");
    if (points * static_cast<double>(plan.seeds) > static_cast<double>(mostSweepRuns))
        throw ValueError("The sweep has " + shortNumber(points * static_cast<double>(plan.seeds)) +
                             " runs; at most " + std::to_string(mostSweepRuns) + " are taken",
                         "Vary fewer values, or say how many points are to be drawn at random.");
    const auto varies = [&](const char *key) { return keys.contains(key); };
    if (plan.halving && (varies("epochs") || varies("held_out")))
        throw ValueError(std::string("A sweep that stops early cannot vary \"") +
                             (varies("epochs") ? "epochs" : "held_out") +
                             "\": its runs could not be compared on the way",
                         "Keep it the same for all, or let every run go to its end.");
}

/// Puts one value of each axis together. Throws ValueError for values that do not fit each other.
SweepPoint pointOf(const SweepPlan &plan, const std::vector<std::string> &values)
{
    SweepPoint point;
    for (std::size_t i = 0; i < plan.axes.size(); ++i) {
        const std::string &key = plan.axes[i].key;
        point.name += (point.name.empty() ? "" : ", ") + key + " " + values[i];
        if (key == weightingAxis)
            point.weighting = values[i];
        else
            point.changes.emplace_back(key, values[i]);
    }
    point.recipe = changed(plan.base, point.changes);
    return point;
}

std::string drawn(const SweepAxis &axis, RandomStream &random)
{
    if (!axis.values.empty())
        return axis.values[static_cast<std::size_t>(random.below(axis.values.size()))];
    const double share = random.uniform();
    const double value = axis.logarithmic ? axis.from * std::pow(axis.to / axis.from, share)
                                          : axis.from + (axis.to - axis.from) * share;
    return isWhole(axis.key) ? std::to_string(std::llround(value)) : shortNumber(value);
}

} // namespace

SweepAxis sweepAxisFromText(const std::string &text)
{
    const auto [key, values] = recipeChangeFromText(text);
    SweepAxis axis;
    axis.key = key;
    if (const std::size_t dots = values.find(".."); dots != std::string::npos && key != weightingAxis) {
        const std::string logarithm = "log:";
        axis.logarithmic = values.starts_with(logarithm);
        const std::size_t start = axis.logarithmic ? logarithm.size() : 0;
        axis.from = numberFrom(values.substr(start, dots - start), text);
        axis.to = numberFrom(values.substr(dots + 2), text);
        return axis;
    }
    for (std::size_t start = 0; start <= values.size();) {
        const std::size_t comma = std::min(values.find(',', start), values.size());
        const std::size_t first = std::min(values.find_first_not_of(' ', start), comma);
        std::size_t last = comma;
        while (last > first && values[last - 1] == ' ')
            --last;
        if (first == last)
            throw ValueError("\"" + text + "\" has an empty value", "Write KEY=VALUE,VALUE, as in lr=0.05,0.1.");
        axis.values.push_back(values.substr(first, last - first));
        start = comma + 1;
    }
    return axis;
}

std::vector<SweepPoint> sweepPoints(const SweepPlan &plan)
{
    check(plan);
    std::vector<SweepPoint> points;
    std::vector<std::string> values(plan.axes.size());
    if (plan.draws > 0) {
        RandomStream random{plan.drawSeed, static_cast<std::uint64_t>(Purpose::Sample)};
        std::set<std::vector<std::string>> seen;
        for (std::int64_t tries = 0; static_cast<std::int64_t>(points.size()) < plan.draws; ++tries) {
            if (tries > plan.draws * mostDrawTries)
                throw ValueError("No " + std::to_string(plan.draws) + " different points can be drawn",
                                 "Widen a range, or draw fewer.");
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = drawn(plan.axes[i], random);
            if (seen.insert(values).second)
                points.push_back(pointOf(plan, values));
        }
        return points;
    }
    const auto count = static_cast<std::size_t>(combinations(plan));
    for (std::size_t number = 0; number < count; ++number) {
        std::size_t rest = number; // the last axis changes fastest
        for (std::size_t i = plan.axes.size(); i-- > 0;) {
            values[i] = plan.axes[i].values[rest % plan.axes[i].values.size()];
            rest /= plan.axes[i].values.size();
        }
        points.push_back(pointOf(plan, values));
    }
    return points;
}

std::vector<std::int64_t> sweepRungs(const SweepPlan &plan)
{
    std::vector<std::int64_t> rungs;
    if (!plan.halving)
        return rungs;
    double warmup = plan.base.warmupEpochs;
    for (const SweepAxis &axis : plan.axes)
        if (axis.key == "warmup_epochs") {
            warmup = std::max(warmup, axis.to);
            for (const std::string &value : axis.values)
                warmup = std::max(warmup, numberFrom(value, axis.key));
        }
    const double points = plan.draws > 0 ? static_cast<double>(plan.draws) : combinations(plan);
    std::int64_t epochs = plan.base.epochs;
    for (auto left = static_cast<std::int64_t>(points); left > 1; left = (left + 1) / 2) {
        epochs = (epochs + 1) / 2;
        if (epochs >= plan.base.epochs || static_cast<double>(epochs) <= warmup ||
            (!rungs.empty() && epochs >= rungs.back()))
            break;
        rungs.push_back(epochs);
    }
    std::reverse(rungs.begin(), rungs.end());
    return rungs;
}

std::string toJson(const SweepPlan &plan)
{
    Json axes = Json::array();
    for (const SweepAxis &axis : plan.axes) {
        Json entry{{"key", axis.key}};
        if (axis.values.empty())
            entry.update({{"from", axis.from}, {"to", axis.to}, {"logarithmic", axis.logarithmic}});
        else
            entry["values"] = axis.values;
        axes.push_back(std::move(entry));
    }
    const Json json{{"base", Json::parse(recipeToJson(plan.base))},
                    {"axes", std::move(axes)},
                    {"seeds", plan.seeds},
                    {"draws", plan.draws},
                    {"draw_seed", plan.drawSeed},
                    {"most_seconds", plan.mostSeconds},
                    {"halving", plan.halving},
                    {"reference", plan.reference}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

SweepPlan sweepPlanFromJson(const std::string &text, const std::string &what)
{
    try {
        const Json json = Json::parse(text);
        SweepPlan plan;
        plan.base = recipeFromJson(json.at("base").dump(), what);
        for (const Json &entry : json.at("axes")) {
            SweepAxis axis;
            axis.key = entry.at("key").get<std::string>();
            if (entry.contains("values")) {
                axis.values = entry.at("values").get<std::vector<std::string>>();
            } else {
                axis.from = entry.at("from").get<double>();
                axis.to = entry.at("to").get<double>();
                axis.logarithmic = entry.at("logarithmic").get<bool>();
            }
            plan.axes.push_back(std::move(axis));
        }
        readWhole(json.at("seeds"), plan.seeds);
        readWhole(json.at("draws"), plan.draws);
        readWhole(json.at("draw_seed"), plan.drawSeed);
        plan.mostSeconds = json.at("most_seconds").get<double>();
        plan.halving = json.at("halving").get<bool>();
        plan.reference = json.at("reference").get<std::string>();
        return plan;
    } catch (const nlohmann::json::exception &error) {
        throw InputError(what, {}, std::string("is not a plan of a sweep: ") + error.what());
    } catch (const ValueError &error) {
        throw InputError(what, {}, std::string("is not a plan of a sweep: ") + error.what());
    }
}

} // namespace retort
