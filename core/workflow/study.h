#pragma once

#include "base/progress.h"
#include "recipe/study.h"
#include "workflow/distilrun.h"
#include "workflow/studyruns.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// Where a study finds what it needs, and keeps what it finds out.
struct StudyPlaces
{
    std::filesystem::path project;   ///< made where there is none
    std::filesystem::path resources; ///< of the program
    std::filesystem::path images;    ///< in place of the plan's; empty: the plan's
    std::filesystem::path teacher;   ///< the same
    std::filesystem::path cache;     ///< of embeddings; empty: EmbeddingCache::defaultFolder()
    std::filesystem::path elsewhere; ///< runs.csv of runs that were finished elsewhere; empty: none
};

/// What tuning found out about a method.
struct StudyTuning
{
    struct Point
    {
        RecipeChanges changes;
        std::vector<std::optional<double>> accuracies; ///< percent, tuning half, a tuning seed; none: not run yet
    };
    std::vector<Point> points;
    /// The point with the highest mean accuracy, of several the first; none until all are run. 0 where nothing is
    /// tuned.
    std::optional<std::size_t> chosen;

    [[nodiscard]] double mean(std::size_t point) const;
};

/// One run of the result.
struct StudyCell
{
    std::size_t setting = 0;
    std::size_t method = 0;
    std::uint64_t seed = 0;
    std::int64_t run = 0; ///< of the project; 0 = finished elsewhere
    double student = 0;   ///< accuracy in percent, report half
    double teacher = 0;   ///< the same of its teacher
    double agreement = 0; ///< percent, with the teacher on held-out images, best epoch
};

/// How a label-free criterion orders templates, beside how right each template is alone.
struct TemplateCriterion
{
    std::string name;
    std::vector<double> values; ///< a template; higher is meant to be better
    double correlation = 0;     ///< Spearman's, with accuracies
};

struct StudyResults
{
    std::vector<StudyTuning> tuning; ///< a method
    std::vector<StudyCell> cells;    ///< those that are finished, by seed, setting, method
    std::vector<StudyRun> runs;      ///< all that are finished, those of tuning first
    std::int64_t planned = 0;        ///< runs there are to be, tuning included
    std::int64_t finished = 0;
    std::vector<std::string> templates; ///< that criteria were held against, alone
    std::vector<double> accuracies;     ///< percent, report half, a template
    std::vector<TemplateCriterion> criteria;
    std::vector<std::string> madeWith; ///< each StudyRun::madeWith once
    std::string teacher;               ///< its description
    bool standIn = false;              ///< TeacherInfo::standIn
};

/// What is there of a study's runs: those with the name and recipe that the plan gives them.
[[nodiscard]] StudyResults studyResults(const StudyRuns &runs, const StudyPlan &plan);

/// What is done of a study now.
struct StudyPace
{
    std::int64_t jobs = 1;               ///< runs at a time
    std::vector<std::string> settings{}; ///< only these, by name; empty: all
};

/// Told of each run that has ended: never twice at a time, on whichever thread works.
using StudyListener = std::function<void(const RunRecord &run, const StudyResults &soFar)>;

/// Runs what is missing of a study: tuning first, then one setting after the other, seed by
/// seed through the methods, so that what is there at any moment is balanced. Everything is stored in the project;
/// called again it goes on where it was stopped, within a run too. A plan whose recipe says "threads": 1 gives the
/// same bits whatever the number of jobs and cores. What a table says was finished elsewhere is not run again.
/// Labels: those of training images draw a setting's images, the tuning half of the test labels chooses recipes,
/// the report half gives the result; no training reads one. Throws Cancelled when stopped, InputError or
/// ValueError for what does not fit: images without labels, a class that there is not, too few images, a balance
/// of another length, a setting that the plan has not, a file that is a project of something else.
StudyResults runStudy(const StudyPlan &plan, const StudyPlaces &places, const StudyPace &pace,
                      std::stop_token stop, const Reporter &reporter, const StudyListener &listener);

} // namespace retort
