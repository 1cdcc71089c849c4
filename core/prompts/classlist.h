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

/// Throws ValueError for fewer than two classes, an empty name, or a name that occurs twice.
void validate(const ClassList &classes);

/// One class a line, "name, alias, alias"; '#' starts a comment line. Throws InputError with the line number.
[[nodiscard]] ClassList parseClassList(const std::string &text, const std::string &fileName);
[[nodiscard]] std::vector<std::string> classNames(const ClassList &classes);

} // namespace retort
