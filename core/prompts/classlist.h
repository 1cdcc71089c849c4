#pragma once

#include <string>
#include <vector>

namespace retort {

struct ClassEntry
{
    std::string name;                 ///< as shown and as put into templates
    std::vector<std::string> aliases; ///< further names; their embeddings are averaged with the name's

    bool operator==(const ClassEntry &) const = default;
};

using ClassList = std::vector<ClassEntry>;

/// Throws ValueError for fewer than two classes, an empty name or alias, a class name that occurs twice, or an
/// alias that repeats within its class. Two classes may share an alias: real words are ambiguous.
void validate(const ClassList &classes);

/// One class a line, "name, alias, alias"; '#' starts a comment line. UTF-8. Throws InputError with the line
/// number.
[[nodiscard]] ClassList parseClassList(const std::string &text, const std::string &fileName);
[[nodiscard]] std::vector<std::string> classNames(const ClassList &classes);

} // namespace retort
