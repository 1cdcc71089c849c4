#pragma once

#include "workflow/audit.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// The audit as CSV with the columns "key" (the image's content, 32 hexadecimal digits), "image" (its name in the
/// data set), "answer" ("class", "none", "unclear"; empty where nobody has answered) and "class" (its name). One
/// line an entry in the order in which they are asked, lines end with CRLF: to be filled in elsewhere, or to be
/// taken along to another project with these images.
[[nodiscard]] std::string auditCsv(const AuditQueue &queue, const OpenedDataset &dataset);

/// What a CSV file says, matched with a data set's images and a class list.
struct AuditImport
{
    struct Problem
    {
        std::int64_t line = 0; ///< of the file, from 1
        std::string what;
    };
    std::vector<AuditAnswer> answers; ///< that can be taken; classes by the list's names
    std::vector<Problem> problems;    ///< lines that cannot: unknown images, unknown classes, contradictions
    std::int64_t open = 0;            ///< lines without an answer
};
/// An image is found by its key, or by its name where no key is given; a class by name or alias; a line that says
/// only a class means it. Throws InputError naming the line when the text is not such a table.
[[nodiscard]] AuditImport parseAuditCsv(std::string_view text, const std::string &fileName,
                                        const OpenedDataset &dataset, const ClassList &classes);
/// The first few problems in words, for a person: "line 7: ...".
[[nodiscard]] std::string problemText(const std::vector<AuditImport::Problem> &problems);

} // namespace retort
