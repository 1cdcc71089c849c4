#include "runs/filter.h"

#include "recipe/recipejson.h"
#include "runs/filterparser.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

using Node = RunFilter::Node;

/// Lower case of ASCII and of the letters of Latin-1, which are C3 80 to C3 9E in UTF-8.
std::string folded(std::string_view text)
{
    std::string result(text);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const auto byte = static_cast<unsigned char>(result[i]);
        if (byte >= 'A' && byte <= 'Z')
            result[i] = static_cast<char>(byte + 32);
        else if (byte >= 0x80 && byte <= 0x9E && byte != 0x97 && i > 0 &&
                 static_cast<unsigned char>(result[i - 1]) == 0xC3)
            result[i] = static_cast<char>(byte + 0x20);
    }
    return result;
}

std::string title(const RunRecord &run)
{
    return run.name.empty() ? "run " + std::to_string(run.id) : run.name;
}

std::optional<double> numberOf(const RunRecord &run, const FilterField &field)
{
    switch (field.of) {
    case FilterField::Of::Id:
        return static_cast<double>(run.id);
    case FilterField::Of::Epochs:
        return static_cast<double>(run.epochsDone);
    case FilterField::Of::Seed:
        return static_cast<double>(run.recipe.seed);
    case FilterField::Of::Agreement:
        return run.bestAgreement;
    case FilterField::Of::Accuracy:
        return run.figures ? std::optional(run.figures->student.percent) : std::nullopt;
    case FilterField::Of::Teacher:
        return run.figures ? std::optional(run.figures->teacher.percent) : std::nullopt;
    case FilterField::Of::Gap:
        return run.figures ? std::optional(run.figures->teacher.percent - run.figures->student.percent)
                           : std::nullopt;
    case FilterField::Of::Time:
        return run.trainingSeconds > 0 ? std::optional(run.trainingSeconds) : std::nullopt;
    case FilterField::Of::Star:
        return run.starred ? 1 : 0;
    case FilterField::Of::Recipe:
        return std::visit(
            [&](auto member) -> std::optional<double> {
                if constexpr (std::is_same_v<decltype(member), std::string Recipe::*>)
                    return std::nullopt;
                else
                    return static_cast<double>(run.recipe.*member);
            },
            field.key->member);
    default:
        return std::nullopt;
    }
}

std::vector<std::string> textsOf(const RunRecord &run, const FilterField &field)
{
    switch (field.of) {
    case FilterField::Of::Name:
        return {title(run)};
    case FilterField::Of::State:
        return {stateName(run.state)};
    case FilterField::Of::Student:
        return {run.recipe.student};
    case FilterField::Of::Tag:
        return run.tags;
    case FilterField::Of::Notes:
        return {run.notes};
    case FilterField::Of::Error:
        return {run.error};
    case FilterField::Of::Device:
        return {run.environment.device};
    case FilterField::Of::Recipe:
        return {run.recipe.*std::get<std::string Recipe::*>(field.key->member)};
    default:
        return {};
    }
}

bool compared(double value, FilterOp op, const FilterValue &with)
{
    const bool same = std::abs(value - with.number) <= with.tolerance;
    switch (op) {
    case FilterOp::Equal:
    case FilterOp::Contains:
        return same;
    case FilterOp::Unequal:
    case FilterOp::Lacks:
        return !same;
    case FilterOp::Less:
        return value < with.number;
    case FilterOp::LessOrEqual:
        return value < with.number || same;
    case FilterOp::Greater:
        return value > with.number;
    case FilterOp::GreaterOrEqual:
        return value > with.number || same;
    }
    return false;
}

bool matchesComparison(const RunRecord &run, const FilterComparison &comparison)
{
    const FilterField &field = comparison.field;
    const bool denies = comparison.op == FilterOp::Unequal || comparison.op == FilterOp::Lacks;
    if (field.isNumber) {
        const std::optional<double> value = numberOf(run, field);
        if (comparison.value.none)
            return value.has_value() == denies;
        return value && std::isfinite(*value) ? compared(*value, comparison.op, comparison.value) : denies;
    }
    const std::vector<std::string> texts = textsOf(run, field);
    if (comparison.value.none)
        return std::any_of(texts.begin(), texts.end(), [](const std::string &text) { return !text.empty(); }) ==
               denies;
    const std::string wanted = folded(comparison.value.text);
    const bool part = comparison.op == FilterOp::Contains || comparison.op == FilterOp::Lacks;
    const bool found = std::any_of(texts.begin(), texts.end(), [&](const std::string &text) {
        const std::string have = folded(text);
        return part ? have.find(wanted) != std::string::npos : have == wanted;
    });
    return found != denies;
}

bool saysAnywhere(const RunRecord &run, const std::string &text)
{
    const std::string wanted = folded(text);
    const auto has = [&](const std::string &where) { return folded(where).find(wanted) != std::string::npos; };
    return has(title(run)) || has(run.recipe.student) || has(stateName(run.state)) || has(run.notes) ||
           has(run.error) || std::any_of(run.tags.begin(), run.tags.end(), has);
}

bool matchesNode(const RunRecord &run, const Node &node)
{
    switch (node.kind) {
    case Node::Kind::All:
        return std::all_of(node.parts.begin(), node.parts.end(),
                           [&](const Node &part) { return matchesNode(run, part); });
    case Node::Kind::Any:
        return std::any_of(node.parts.begin(), node.parts.end(),
                           [&](const Node &part) { return matchesNode(run, part); });
    case Node::Kind::Not:
        return !matchesNode(run, node.parts.front());
    case Node::Kind::Comparison:
        return matchesComparison(run, node.comparison);
    case Node::Kind::Text:
        return saysAnywhere(run, node.comparison.value.text);
    }
    return false;
}

} // namespace

RunFilter::RunFilter() = default;

RunFilter::RunFilter(std::string_view text) : m_root(parseFilter(text)) {}

bool RunFilter::matches(const RunRecord &run) const
{
    return !m_root || matchesNode(run, *m_root);
}

std::string quotedForFilter(std::string_view text)
{
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\')
            quoted += '\\';
        quoted += letter;
    }
    return quoted + "\"";
}

} // namespace retort
