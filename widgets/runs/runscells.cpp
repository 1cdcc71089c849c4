#include "runscells.h"

#include "measure/significance.h"
#include "recipe/recipejson.h"
#include "runs/groups.h"
#include "runsmodel.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"

#include <QLocale>

#include <algorithm>
#include <type_traits>

namespace retort {

namespace {

constexpr qsizetype longestTag = 200; // letters in a cell

const RecipeKey *keyOf(int column)
{
    const auto place = static_cast<std::size_t>(column - RunsModel::FixedColumns);
    return column >= RunsModel::FixedColumns && place < recipeKeys().size() ? &recipeKeys()[place] : nullptr;
}

std::optional<double> valueOf(const RunRecord &run, int column)
{
    switch (column) {
    case RunsModel::Star:
        return run.starred ? 1 : 0;
    case RunsModel::Epochs:
        return static_cast<double>(run.epochsDone);
    case RunsModel::Agreement:
        return run.bestAgreement;
    case RunsModel::Accuracy:
        return run.figures ? std::optional(run.figures->student.percent) : std::nullopt;
    case RunsModel::Teacher:
        return run.figures ? std::optional(run.figures->teacher.percent) : std::nullopt;
    case RunsModel::Seed:
        return static_cast<double>(run.recipe.seed);
    case RunsModel::Time:
        return run.trainingSeconds > 0 ? std::optional(run.trainingSeconds) : std::nullopt;
    default:
        break;
    }
    const RecipeKey *const key = keyOf(column);
    if (!key)
        return std::nullopt;
    return std::visit(
        [&run](auto member) -> std::optional<double> {
            if constexpr (std::is_same_v<decltype(member), std::string Recipe::*>)
                return std::nullopt;
            else
                return static_cast<double>(run.recipe.*member);
        },
        key->member);
}

Spread spreadOf(std::span<const RunRecord *const> runs, int column)
{
    std::vector<double> values;
    for (const RunRecord *run : runs)
        if (const std::optional<double> value = valueOf(*run, column))
            values.push_back(*value);
    return retort::spreadOf(values);
}

QString recipeText(const Recipe &recipe, const RecipeKey &key)
{
    return std::visit(
        [&recipe](auto member) {
            const auto &value = recipe.*member;
            using Value = std::remove_cvref_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::string>)
                return QString::fromStdString(value);
            else if constexpr (std::is_same_v<Value, bool>)
                return value ? RunsModel::tr("on") : RunsModel::tr("off");
            else if constexpr (std::is_same_v<Value, double>)
                return QLocale().toString(value, 'g', QLocale::FloatingPointShortest);
            else
                return QString::number(value);
        },
        key.member);
}

QString stateOf(std::span<const RunRecord *const> runs)
{
    const auto finished = std::count_if(runs.begin(), runs.end(),
                                        [](const RunRecord *run) { return run->state == RunState::Finished; });
    const bool same = std::all_of(runs.begin(), runs.end(),
                                  [&](const RunRecord *run) { return run->state == runs.front()->state; });
    return same ? stateText(runs.front()->state)
                : RunsModel::tr("%1 of %2 finished").arg(finished).arg(runs.size());
}

QString epochsOf(std::span<const RunRecord *const> runs)
{
    const auto [least, most] =
        std::minmax_element(runs.begin(), runs.end(),
                            [](const RunRecord *a, const RunRecord *b) { return a->epochsDone < b->epochsDone; });
    const QString done = (*least)->epochsDone == (*most)->epochsDone
                             ? QString::number((*most)->epochsDone)
                             : QStringLiteral("%1–%2").arg((*least)->epochsDone).arg((*most)->epochsDone);
    return RunsModel::tr("%1 of %2").arg(done).arg(runs.front()->recipe.epochs);
}

QString tagsOf(std::span<const RunRecord *const> runs)
{
    QStringList list;
    for (const RunRecord *run : runs)
        for (const std::string &tag : run->tags)
            if (const QString text = QString::fromStdString(tag).simplified().left(longestTag);
                !list.contains(text))
                list.append(text);
    return list.join(QStringLiteral(", "));
}

} // namespace

bool isNumberColumn(int column)
{
    if (const RecipeKey *const key = keyOf(column))
        return !std::holds_alternative<std::string Recipe::*>(key->member);
    return column >= RunsModel::Epochs && column <= RunsModel::Time;
}

std::optional<double> cellNumber(std::span<const RunRecord *const> runs, int column)
{
    const Spread spread = spreadOf(runs, column);
    return spread.count > 0 ? std::optional(spread.mean) : std::nullopt;
}

QString cellText(std::span<const RunRecord *const> runs, int column)
{
    const RunRecord &first = *runs.front();
    switch (column) {
    case RunsModel::Star:
        return {};
    case RunsModel::Name:
        return runs.size() == 1
                   ? runTitle(first)
                   : RunsModel::tr("%1, %n seed(s)", nullptr, static_cast<int>(runs.size())).arg(runTitle(first));
    case RunsModel::State:
        return stateOf(runs);
    case RunsModel::Student:
        return QString::fromStdString(first.recipe.student);
    case RunsModel::Epochs:
        return epochsOf(runs);
    case RunsModel::Agreement:
    case RunsModel::Accuracy:
    case RunsModel::Teacher: {
        const Spread spread = spreadOf(runs, column);
        if (spread.count == 0)
            return {};
        const QString mean = QLocale().toString(spread.mean, 'f', 1);
        return spread.count == 1
                   ? mean
                   : QStringLiteral("%1 ± %2").arg(mean, QLocale().toString(spread.deviation, 'f', 1));
    }
    case RunsModel::Seed:
        return runs.size() == 1 ? QString::number(first.recipe.seed) : QString();
    case RunsModel::Time: {
        const std::optional<double> seconds = cellNumber(runs, column);
        return seconds ? durationText(*seconds) : QString();
    }
    case RunsModel::Tags:
        return tagsOf(runs);
    case RunsModel::Notes:
        return QString::fromStdString(first.notes).section(QLatin1Char('\n'), 0, 0);
    default:
        break;
    }
    const RecipeKey *const key = keyOf(column);
    if (!key || (runs.size() > 1 && std::string_view(key->key) == "seed"))
        return {};
    return recipeText(first.recipe, *key);
}

} // namespace retort
