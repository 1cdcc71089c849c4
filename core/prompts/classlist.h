#pragma once

#include <string>
#include <vector>

namespace retort {

struct ClassEntry
{
    std::string name;                 ///< as shown and as put into templates
    std::vector<std::string> aliases; ///< further names; their embeddings are averaged with the name's

    bool background = false; ///< "something else": an image that gets it shows none of the classes

    bool operator==(const ClassEntry &) const = default;
};

using ClassList = std::vector<ClassEntry>;
/// Whether two lists give the same prompts: names and aliases, in this order.
[[nodiscard]] bool sameNames(const ClassList &a, const ClassList &b);

/// When an answer is too doubtful to count.
enum class RejectMeasure {
    None,      ///< every answer counts
    Margin,    ///< difference of the two largest softmax shares
    Confidence ///< the largest softmax share
};
/// "none", "margin", "confidence".
[[nodiscard]] std::string rejectMeasureName(RejectMeasure measure);
/// Throws ValueError listing the names.
[[nodiscard]] RejectMeasure rejectMeasureFromName(const std::string &name);

/// What belongs to a class list beside its names: from where on an answer is "none of these".
struct RejectRule
{
    RejectMeasure measure = RejectMeasure::None;
    double threshold = 0;           ///< 0 .. 1; an answer counts from this value on
    bool keepOutOfTraining = false; ///< no student learns from images that are doubtful

    bool operator==(const RejectRule &) const = default;
};
/// Throws ValueError for a threshold outside 0 .. 1.
void validate(const RejectRule &rule);

/// Throws ValueError for fewer than two classes, an empty name or alias, a class name that occurs twice, or an
/// alias that repeats within its class, or when fewer than two are not background. Two classes may share an alias:
/// real words are ambiguous.
void validate(const ClassList &classes);

/// One class a line, "name, alias, alias"; '#' starts a comment line. UTF-8. Throws InputError with the line
/// number.
[[nodiscard]] ClassList parseClassList(const std::string &text, const std::string &fileName);
/// The same for aliases to be tried: some classes are enough, each with an alias at least.
[[nodiscard]] ClassList parseAliasList(const std::string &text, const std::string &fileName);
[[nodiscard]] std::vector<std::string> classNames(const ClassList &classes);

} // namespace retort
