#pragma once

#include "workflow/study.h"

#include <filesystem>
#include <string>

namespace retort {

/// Tables of a study as Markdown, one a setting: mean and deviation of each method, its difference from the first
/// method with a 95 % interval, Student's paired t test over seeds, and its probability after Holm's correction
/// over all comparisons of the study. Seeds that are not finished for every method of a setting are left out and
/// counted.
[[nodiscard]] std::string studyTables(const StudyPlan &plan, const StudyResults &results);

/// Writes a page (FILE.md) with the plan, what tuning chose, the tables and criteria; beside it, in a folder with
/// the page's name, a figure a setting (SVG) and every run (runs.csv). Throws Error when a file cannot be written.
void writeStudyReport(const StudyPlan &plan, const StudyResults &results, const std::filesystem::path &file);

/// The table of runs alone, beside where the page is or will be.
void writeStudyRuns(const StudyResults &results, const std::filesystem::path &file);

} // namespace retort
