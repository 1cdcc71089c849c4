#pragma once

#include "base/error.h"
#include "store/records.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// An expression that cannot be understood.
class RunFilterError : public ValueError
{
public:
    RunFilterError(std::size_t position, const std::string &what, std::string remedy = {})
        : ValueError(what, std::move(remedy)), m_position(position)
    {}
    /// Where, in bytes from the start of the expression; its length where the end came too early.
    [[nodiscard]] std::size_t position() const noexcept { return m_position; }

private:
    std::size_t m_position;
};

/// Which runs are meant, said in one line:
///
///     student > 0.87 and recipe.student = "resnet20" and tag = "x"
///     (failed or cancelled) and not star        time > 10min, recipe.lr != 0.1      name ~ warm
///
/// A comparison is a field, one of = != < <= > >= ~ (contains) !~, and a value; comparisons are joined by "and" (a
/// comma or nothing at all says the same), "or", "not" and brackets. A word alone is looked for in everything that
/// the table says of a run. Text in quotes may hold anything, a quote or a backslash after a backslash. Letter
/// case makes no difference.
///
/// Fields: name, state, student, tag, notes, error, device, id, epochs, seed, agreement, accuracy, teacher, gap,
/// time, star, and recipe.KEY for any key of a recipe. "student" with a number is the student's accuracy, with
/// text its network. Accuracies are percent; a number up to 1 is taken as a share of 1 (0.87 is 87 %) unless a %
/// follows it. Times are seconds, or have s, min, h or d behind them. "none" is a value that is not there. What is
/// not there is no number: it is neither above nor below any.
class RunFilter
{
public:
    /// Matches every run.
    RunFilter();
    /// Blank text matches every run. Throws RunFilterError.
    explicit RunFilter(std::string_view text);

    [[nodiscard]] bool matches(const RunRecord &run) const;
    /// There is nothing to match.
    [[nodiscard]] bool empty() const { return !m_root; }

    struct Node;

private:
    std::shared_ptr<const Node> m_root;
};

/// The names of all fields, recipe keys included, for completing what is typed.
[[nodiscard]] const std::vector<std::string> &runFilterFields();
/// As text in quotes that an expression reads back as the same.
[[nodiscard]] std::string quotedForFilter(std::string_view text);

} // namespace retort
