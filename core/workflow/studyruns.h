#pragma once

#include "distil/recipe.h"
#include "store/project.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// A finished run of a study, as its tables need it.
struct StudyRun
{
    std::string name;         ///< says which of the plan's runs it is
    std::string recipeSha256; ///< of what it changes: a plan that has changed since does not take it for its own
    std::int64_t run = 0;     ///< of the study's project; 0 = finished elsewhere
    std::string madeWith;     ///< versions and number format: "retort 0.1.0, libtorch 1.13.1, bf16"
    std::optional<double> tuningAccuracy;  ///< percent, tuning half
    std::optional<double> studentAccuracy; ///< percent, report half
    std::optional<double> teacherAccuracy; ///< the same of its teacher
    std::optional<double> agreement;       ///< percent, with the teacher on held-out images, best epoch

    bool operator==(const StudyRun &) const = default;
};

/// Finished runs by name and recipe.
class StudyRuns
{
public:
    /// Those of a project, and beside them what was finished elsewhere; the project's own count first.
    StudyRuns(const Project &project, const std::vector<StudyRun> &elsewhere);

    [[nodiscard]] const StudyRun *find(const std::string &name, const Recipe &recipe) const;

private:
    void add(StudyRun run);

    std::multimap<std::string, StudyRun> m_runs;
};

/// A table of runs (runs.csv beside a study's page), which can be carried on from elsewhere.
[[nodiscard]] std::string studyRunsToCsv(const std::vector<StudyRun> &runs);
/// Throws InputError naming file and line: a column that is missing, what is no number or no percentage.
[[nodiscard]] std::vector<StudyRun> studyRunsFromCsv(const std::string &text, const std::string &fileName);

} // namespace retort
