#include "workflow/studyreport.h"

#include "base/error.h"
#include "base/files.h"
#include "export/dotchart.h"
#include "graph/xmltext.h"
#include "measure/significance.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <span>

namespace retort {

namespace {

/// The runs of one setting, for the seeds that every method has finished.
struct SettingResults
{
    std::vector<std::uint64_t> seeds;
    std::vector<std::vector<double>> students;   ///< a method, a seed
    std::vector<std::vector<double>> agreements; ///< the same
    std::vector<std::vector<double>> teachers;   ///< the same
    std::vector<PairedDifference> differences;   ///< first method - method; of the first: nothing
    std::vector<double> probabilities;           ///< corrected; of the first: 1
};

SettingResults settingResults(const StudyPlan &plan, const StudyResults &results, std::size_t setting)
{
    const std::size_t methods = plan.methods.size();
    std::map<std::uint64_t, std::vector<const StudyCell *>> bySeed;
    for (const StudyCell &cell : results.cells)
        if (cell.setting == setting) {
            auto &cells = bySeed[cell.seed];
            cells.resize(methods);
            cells[cell.method] = &cell;
        }
    SettingResults found;
    found.students.resize(methods);
    found.agreements.resize(methods);
    found.teachers.resize(methods);
    for (const auto &[seed, cells] : bySeed) {
        if (std::find(cells.begin(), cells.end(), nullptr) != cells.end())
            continue;
        found.seeds.push_back(seed);
        for (std::size_t m = 0; m < methods; ++m) {
            found.students[m].push_back(cells[m]->student);
            found.agreements[m].push_back(cells[m]->agreement);
            found.teachers[m].push_back(cells[m]->teacher);
        }
    }
    found.differences.resize(methods);
    found.probabilities.assign(methods, 1);
    for (std::size_t m = 1; m < methods && found.seeds.size() > 1; ++m)
        found.differences[m] = pairedDifference(found.students[0], found.students[m]);
    return found;
}

/// All settings, their probabilities corrected together.
std::vector<SettingResults> allResults(const StudyPlan &plan, const StudyResults &results)
{
    std::vector<SettingResults> all;
    std::vector<double> probabilities;
    for (std::size_t s = 0; s < plan.settings.size(); ++s) {
        all.push_back(settingResults(plan, results, s));
        for (std::size_t m = 1; m < plan.methods.size() && all.back().seeds.size() > 1; ++m)
            probabilities.push_back(all.back().differences[m].probability);
    }
    const std::vector<double> corrected = holm(probabilities);
    auto next = corrected.begin();
    for (SettingResults &setting : all)
        for (std::size_t m = 1; m < plan.methods.size() && setting.seeds.size() > 1; ++m)
            setting.probabilities[m] = *next++;
    return all;
}

std::string signedText(double value)
{
    return (value < 0 ? "−" : "+") + fixedText(std::abs(value), 2);
}

std::string probabilityText(double probability)
{
    return probability < 0.0001 ? "< 0.0001" : fixedText(probability, 4);
}

std::string settingTable(const StudyPlan &plan, const SettingResults &found)
{
    const StudyPlan::Method &first = plan.methods.front();
    if (found.seeds.size() < 2)
        return "Not run yet: fewer than two seeds are finished for all methods.\n";
    std::string text =
        std::to_string(found.seeds.size()) + " of " + std::to_string(plan.seeds.count) + " seeds.\n\n";
    text +=
        "| Method | Accuracy, % | Its teacher, % | Agreement, % | " + first.name +
        " is ahead by (95 % interval) | t | p | p, Holm |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (std::size_t m = 0; m < plan.methods.size(); ++m) {
        const Spread student = spreadOf(found.students[m]);
        text += "| " + plan.methods[m].name + " | " + fixedText(student.mean, 2) + " ± " +
                fixedText(student.deviation, 2) + " | " + fixedText(spreadOf(found.teachers[m]).mean, 2) + " | " +
                fixedText(spreadOf(found.agreements[m]).mean, 2) + " | ";
        if (m == 0) {
            text += "| | | |\n";
            continue;
        }
        const PairedDifference &difference = found.differences[m];
        text += signedText(difference.mean) + " (" + signedText(difference.low) + " to " +
                signedText(difference.high) + ") | " + fixedText(difference.t, 2) + " | " +
                probabilityText(difference.probability) + " | " + probabilityText(found.probabilities[m]) + " |\n";
    }
    return text;
}

/// What the table says, in a sentence.
std::string verdict(const StudyPlan &plan, const SettingResults &found)
{
    constexpr double level = 0.05;
    if (found.seeds.size() < 2)
        return {};
    std::string ahead, behind, open;
    for (std::size_t m = 1; m < plan.methods.size(); ++m) {
        std::string &list = found.probabilities[m] >= level ? open
                            : found.differences[m].mean > 0 ? ahead
                                                            : behind;
        list += (list.empty() ? "" : ", ") + plan.methods[m].name;
    }
    const auto sentence = [](const std::string &what, const std::string &list) {
        return list.empty() ? std::string() : what + " " + list + ". ";
    };
    const std::string first = "**" + plan.methods.front().name + "**";
    std::string text = sentence(first + " is better (p < 0.05 after Holm's correction) than", ahead) +
                       sentence("It is worse than", behind) + sentence("No difference is shown to", open);
    const double gap = spreadOf(found.students[0]).mean - spreadOf(found.teachers[0]).mean;
    text += "Its student is " + fixedText(std::abs(gap), 2) + " points " + (gap < 0 ? "below" : "above") +
            " its teacher.\n";
    return text;
}

std::string changesText(const RecipeChanges &changes)
{
    std::string text;
    for (const auto &[key, value] : changes)
        text += (text.empty() ? "`" : ", `") + key + ": " + value + "`";
    return text.empty() ? "as the study's recipe" : text;
}

std::string planText(const StudyPlan &plan)
{
    std::string text = "## Settings\n";
    for (const StudyPlan::Setting &setting : plan.settings)
        text += "- **" + setting.name + "**: " + setting.about + "\n";
    text += "\n## Methods\n| Method | What it is | Recipe |\n| --- | --- | --- |\n";
    for (const StudyPlan::Method &method : plan.methods)
        text += "| " + method.name + " | " + method.about + " | " + changesText(method.recipe) +
                (method.weighted ? "" : ", prompts all alike") + " |\n";
    return text;
}

std::string tuningText(const StudyPlan &plan, const StudyResults &results)
{
    if (plan.tuningSetting.empty())
        return {};
    std::string text =
        "\n## Tuning\nEach method was tuned with the same number of recipes, in the setting *" +
        plan.tuningSetting + "*, with " + std::to_string(plan.tuningSeeds.count) +
        " seeds of its own, by accuracy on the tuning half of the test labels. The results above read the "
        "report half only. Bold: chosen.\n\n| Method | Recipe | Accuracy, mean, % |\n| --- | --- | ---: |\n";
    for (std::size_t m = 0; m < plan.methods.size(); ++m) {
        const StudyTuning &tuning = results.tuning[m];
        for (std::size_t p = 0; p < tuning.points.size(); ++p) {
            const bool run = std::all_of(tuning.points[p].accuracies.begin(), tuning.points[p].accuracies.end(),
                                         [](const std::optional<double> &one) { return one.has_value(); });
            const std::string mark = tuning.chosen == p ? "**" : "";
            text += "| " + (p == 0 ? plan.methods[m].name : std::string()) + " | " +
                    changesText(tuning.points[p].changes) + " | " +
                    (run ? mark + fixedText(tuning.mean(p), 2) + mark : "not run yet") + " |\n";
        }
    }
    return text;
}

std::string criteriaText(const StudyResults &results)
{
    if (results.criteria.empty())
        return {};
    const auto [worst, best] = std::minmax_element(results.accuracies.begin(), results.accuracies.end());
    std::string text =
        "\n## Criteria without labels, and accuracy\nSpearman's rank correlation over " +
        std::to_string(results.templates.size()) +
        " templates between what a criterion says of a template on unlabelled training images and how "
        "right that template is alone on the report half (" +
        fixedText(*worst, 2) + " to " + fixedText(*best, 2) +
        " %).\n\n| Criterion | Rank correlation |\n| --- | --- |\n";
    std::vector<TemplateCriterion> criteria = results.criteria;
    std::stable_sort(criteria.begin(), criteria.end(),
                     [](const auto &a, const auto &b) { return a.correlation > b.correlation; });
    for (const TemplateCriterion &criterion : criteria)
        text += "| " + criterion.name + " | " + signedText(criterion.correlation) + " |\n";
    return text;
}

std::string figure(const StudyPlan &plan, const StudyPlan::Setting &setting, const SettingResults &found)
{
    std::vector<DotRow> rows;
    for (std::size_t m = 0; m < plan.methods.size(); ++m) {
        const Spread spread = spreadOf(found.students[m]);
        // A difference from nothing: the interval of the mean itself.
        const PairedDifference mean =
            pairedDifference(found.students[m], std::vector<double>(found.students[m].size(), 0));
        rows.push_back({plan.methods[m].name, found.students[m], spread.mean, mean.low, mean.high, m == 0});
    }
    return dotChart("Setting " + setting.name + ": a dot a seed, mean and 95 % interval",
                    "accuracy on the report half, %", rows, spreadOf(found.teachers[0]).mean, "teacher");
}

void write(const std::filesystem::path &file, const std::string &text)
{
    writeFileAtomically(file, std::as_bytes(std::span(text)));
}

std::string fileName(const std::string &setting)
{
    std::string name;
    for (const char c : setting)
        name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    return name + ".svg";
}

/// Of what lies beside a page; made where it is missing.
std::filesystem::path folderOf(const std::filesystem::path &page)
{
    std::filesystem::path folder = page;
    folder.replace_extension();
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        throw Error(folder.string() + " cannot be made: " + failed.message(), "Name another place with --report.");
    return folder;
}

std::string today()
{
    const std::time_t now = std::time(nullptr);
    char text[32] = {};
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

} // namespace

std::string studyTables(const StudyPlan &plan, const StudyResults &results)
{
    const std::vector<SettingResults> all = allResults(plan, results);
    std::string text;
    for (std::size_t s = 0; s < plan.settings.size(); ++s)
        text += (s ? "\n" : "") + std::string("### ") + plan.settings[s].name + "\n" + settingTable(plan, all[s]);
    return text;
}

void writeStudyRuns(const StudyResults &results, const std::filesystem::path &file)
{
    write(folderOf(file) / "runs.csv", studyRunsToCsv(results.runs));
}

void writeStudyReport(const StudyPlan &plan, const StudyResults &results, const std::filesystem::path &file)
{
    const std::filesystem::path folder = folderOf(file);
    const std::vector<SettingResults> all = allResults(plan, results);
    std::string madeWith;
    for (const std::string &way : results.madeWith)
        madeWith += (madeWith.empty() ? "" : "; ") + way;
    std::string page =
        "# " + plan.title + "\n<!-- Written by retort-cli study. Do not edit. -->\n" + plan.about +
        "\n\nTeacher: " + results.teacher +
        (results.standIn ? " (**a stand-in**, made for the demo; its figures say nothing about CLIP)" : "") +
        ". Made with " + madeWith + "; " + today() + "; " + std::to_string(results.finished) + " of " +
        std::to_string(results.planned) + " runs are finished. Every run is in [runs.csv](" +
        folder.filename().string() +
        "/runs.csv).\n\n## Results\nEach seed draws other training images, start weights and augmentation; " +
        plan.methods.front().name +
        " is held against each other method by Student's paired t test over seeds, and probabilities are "
        "corrected over all comparisons on this page (Holm 1979).\n";
    for (std::size_t s = 0; s < plan.settings.size(); ++s) {
        page += "\n### " + plan.settings[s].name + "\n" + settingTable(plan, all[s]);
        if (all[s].seeds.size() < 2)
            continue;
        const std::string picture = fileName(plan.settings[s].name);
        write(folder / picture, figure(plan, plan.settings[s], all[s]));
        page += "\n" + verdict(plan, all[s]) + "\n![Accuracy of each method in the setting " +
                plan.settings[s].name + "](" + folder.filename().string() + "/" + picture + ")\n";
    }
    page += criteriaText(results) + "\n" + planText(plan) + tuningText(plan, results);
    write(file, page);

    writeStudyRuns(results, file);
}

} // namespace retort
