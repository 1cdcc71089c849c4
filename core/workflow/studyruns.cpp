#include "workflow/studyruns.h"

#include "base/csvfield.h"
#include "formats/csvreader.h"
#include "formats/sha256.h"
#include "recipe/recipechange.h"
#include "recipe/recipejson.h"

#include <array>
#include <charconv>
#include <span>

namespace retort {

namespace {

/// The table's numbers, in its order; empty where a run has none.
struct Number
{
    const char *column;
    std::optional<double> StudyRun::*value;
};
constexpr std::array numbers{
    Number{"tuning_accuracy", &StudyRun::tuningAccuracy}, Number{"student_accuracy", &StudyRun::studentAccuracy},
    Number{"teacher_accuracy", &StudyRun::teacherAccuracy}, Number{"agreement", &StudyRun::agreement}};
/// Its texts.
struct Text
{
    const char *column;
    std::string StudyRun::*value;
};
constexpr std::array texts{Text{"run", &StudyRun::name}, Text{"recipe_sha256", &StudyRun::recipeSha256},
                           Text{"made_with", &StudyRun::madeWith}};

std::string recipeSha256(const Recipe &recipe)
{
    std::string text; // without what is as usual: a key that is added later changes nothing
    for (const RecipeKey &key : recipeKeys())
        if (const std::string value = recipeValue(recipe, key.key); value != recipeValue({}, key.key))
            text += std::string(key.key) + " " + value + "\n";
    return sha256(std::as_bytes(std::span(text)));
}

StudyRun finishedRun(const RunRecord &record)
{
    StudyRun run;
    run.name = record.name;
    run.recipeSha256 = recipeSha256(record.recipe);
    run.run = record.id;
    run.madeWith = record.environment.versions + ", " + record.environment.precision;
    run.tuningAccuracy = record.tuningAccuracy;
    run.agreement = record.bestAgreement;
    if (record.figures) {
        run.studentAccuracy = record.figures->student.percent;
        run.teacherAccuracy = record.figures->teacher.percent;
    }
    return run;
}

std::optional<double> percentage(const std::string &text, const char *column, const CsvReader &reader)
{
    if (text.empty())
        return std::nullopt;
    double value = -1;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 100))
        reader.fail(std::string(column) + " is \"" + text + "\", not a percentage",
                    "Take the table as a study wrote it.");
    return value;
}

} // namespace

StudyRuns::StudyRuns(const Project &project, const std::vector<StudyRun> &elsewhere)
{
    for (const RunRecord &record : project.runs())
        if (record.state == RunState::Finished)
            add(finishedRun(record));
    for (const StudyRun &run : elsewhere)
        add(run);
}

void StudyRuns::add(StudyRun run)
{
    std::string name = run.name;
    m_runs.emplace(std::move(name), std::move(run)); // behind those of the same name
}

const StudyRun *StudyRuns::find(const std::string &name, const Recipe &recipe) const
{
    const auto [first, last] = m_runs.equal_range(name);
    if (first == last)
        return nullptr;
    const std::string sha256 = recipeSha256(recipe);
    for (auto run = first; run != last; ++run)
        if (run->second.recipeSha256 == sha256)
            return &run->second;
    return nullptr;
}

std::string studyRunsToCsv(const std::vector<StudyRun> &runs)
{
    std::string csv;
    for (const Text &text : texts)
        csv += std::string(csv.empty() ? "" : ",") + text.column;
    for (const Number &number : numbers)
        csv += std::string(",") + number.column;
    csv += "\n";
    for (const StudyRun &run : runs) {
        std::string line;
        for (const Text &text : texts)
            line += (line.empty() ? "" : ",") + csvField(run.*text.value);
        for (const Number &number : numbers)
            line += "," + ((run.*number.value) ? csvField(*(run.*number.value)) : std::string());
        csv += line + "\n";
    }
    return csv;
}

std::vector<StudyRun> studyRunsFromCsv(const std::string &text, const std::string &fileName)
{
    CsvReader reader(text, fileName,
                     "Give it a table that a study wrote: runs.csv in the folder beside its page.");
    const auto place = [&](const char *column) {
        const std::optional<std::size_t> found = reader.column(column);
        if (!found)
            reader.fail(std::string("has no column \"") + column + "\"",
                        "Give it a table that a study wrote: runs.csv in the folder beside its page.");
        return *found;
    };
    std::array<std::size_t, texts.size()> textPlaces{};
    for (std::size_t i = 0; i < texts.size(); ++i)
        textPlaces[i] = place(texts[i].column);
    std::array<std::size_t, numbers.size()> numberPlaces{};
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numberPlaces[i] = place(numbers[i].column);
    std::vector<StudyRun> runs;
    std::vector<std::string> fields;
    while (reader.next(fields)) {
        StudyRun run;
        for (std::size_t i = 0; i < texts.size(); ++i)
            run.*texts[i].value = fields[textPlaces[i]];
        for (std::size_t i = 0; i < numbers.size(); ++i)
            run.*numbers[i].value = percentage(fields[numberPlaces[i]], numbers[i].column, reader);
        runs.push_back(std::move(run));
    }
    return runs;
}

} // namespace retort
