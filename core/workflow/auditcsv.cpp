#include "workflow/auditcsv.h"

#include "base/csvfield.h"
#include "base/error.h"
#include "formats/csvreader.h"
#include "workflow/labels.h"

#include <optional>
#include <unordered_map>

namespace retort {

namespace {

constexpr const char *example = "Write a first line with the names of the columns, such as image,class or "
                                "key,image,answer,class, and then a line an image; `retort-cli audit export` "
                                "writes such a file.";

std::string answerWord(AuditAnswer::Kind kind)
{
    switch (kind) {
    case AuditAnswer::Kind::Class:
        return "class";
    case AuditAnswer::Kind::None:
        return "none";
    case AuditAnswer::Kind::Unclear:
        return "unclear";
    }
    return {};
}

/// The images that lines may name.
class KnownImages
{
public:
    explicit KnownImages(const ImageSource &images)
    {
        for (std::int64_t i = 0; i < images.size(); ++i) {
            const ContentKey key = images.key(i);
            m_keys.emplace(key.hex(), key);
            m_names.emplace(images.name(i), key);
        }
    }

    /// Says in `problem` why there is none.
    [[nodiscard]] std::optional<ContentKey> find(const std::string &key, const std::string &name,
                                                 std::string &problem) const
    {
        const auto &known = key.empty() ? m_names : m_keys;
        if (const auto found = known.find(key.empty() ? name : key); found != known.end())
            return found->second;
        if (key.empty())
            problem = name.empty() ? "names no image" : "there is no image called " + name;
        else
            problem = "there is no image with the key " + key + (name.empty() ? "" : " (" + name + ")");
        return std::nullopt;
    }

private:
    std::unordered_map<std::string, ContentKey> m_keys;
    std::unordered_map<std::string, ContentKey> m_names;
};

/// Nothing for a line that is open; says in `problem` what is wrong.
std::optional<AuditAnswer> answerOf(const std::string &answer, const std::string &name, const ClassList &classes,
                                    std::string &problem)
{
    AuditAnswer result;
    if (answer == "none" || answer == "unclear") {
        if (!name.empty())
            problem = "says " + answer + " and the class " + name;
        result.kind = answer == "none" ? AuditAnswer::Kind::None : AuditAnswer::Kind::Unclear;
        return result;
    }
    if (answer.empty() && name.empty())
        return std::nullopt;
    if (!answer.empty() && answer != "class") {
        problem = "has the answer \"" + answer + "\"; it must be class, none, unclear or nothing";
        return result;
    }
    const std::int32_t found = classNamed(classes, name);
    if (found < 0) {
        problem = name.empty() ? "says class and names none" : "the class " + name + " is not in the class list";
        return result;
    }
    result.kind = AuditAnswer::Kind::Class;
    result.className = classes[static_cast<std::size_t>(found)].name;
    return result;
}

} // namespace

std::string auditCsv(const AuditQueue &queue, const OpenedDataset &dataset)
{
    std::string text = "key,image,answer,class\r\n";
    for (const AuditEntry &entry : queue.entries) {
        text += entry.image.hex() + "," + csvField(dataset.images->name(entry.position)) + ",";
        if (entry.answer)
            text += answerWord(entry.answer->kind) + "," + csvField(entry.answer->className);
        else
            text += ",";
        text += "\r\n";
    }
    return text;
}

AuditImport parseAuditCsv(std::string_view text, const std::string &fileName, const OpenedDataset &dataset,
                          const ClassList &classes)
{
    CsvReader reader(text, fileName, example);
    const auto keyColumn = reader.column("key");
    const auto imageColumn = reader.column("image");
    const auto answerColumn = reader.column("answer");
    const auto classColumn = reader.column("class");
    if (!keyColumn && !imageColumn)
        reader.fail("names neither a column \"key\" nor a column \"image\"", example);
    if (!answerColumn && !classColumn)
        reader.fail("names neither a column \"class\" nor a column \"answer\"", example);

    const KnownImages known(*dataset.images);
    AuditImport result;
    struct Taken
    {
        std::size_t place;
        std::int64_t line;
    };
    std::unordered_map<ContentKey, Taken> taken;
    std::vector<std::string> fields;
    const auto fieldOf = [&](const std::optional<std::size_t> &column) {
        return column ? fields[*column] : std::string();
    };
    while (reader.next(fields)) {
        std::string problem;
        const auto image = known.find(fieldOf(keyColumn), fieldOf(imageColumn), problem);
        std::optional<AuditAnswer> answer;
        if (problem.empty())
            answer = answerOf(fieldOf(answerColumn), fieldOf(classColumn), classes, problem);
        if (problem.empty() && !answer) {
            ++result.open;
            continue;
        }
        if (problem.empty()) {
            answer->image = *image;
            const auto [before, isNew] = taken.emplace(*image, Taken{result.answers.size(), reader.line()});
            if (isNew)
                result.answers.push_back(*answer);
            else if (result.answers[before->second.place] != *answer)
                problem = "says something else of the image of line " + std::to_string(before->second.line);
        }
        if (!problem.empty())
            result.problems.push_back({reader.line(), problem});
    }
    return result;
}

std::string problemText(const std::vector<AuditImport::Problem> &problems)
{
    constexpr std::size_t shown = 5;
    std::string text;
    for (std::size_t i = 0; i < problems.size() && i < shown; ++i)
        text += (i == 0 ? "line " : "; line ") + std::to_string(problems[i].line) + ": " + problems[i].what;
    if (problems.size() > shown)
        text += "; and " + std::to_string(problems.size() - shown) + " more";
    return text;
}

} // namespace retort
