#include "workflow/study.h"

#include "base/error.h"
#include "base/files.h"
#include "workflow/studycriteria.h"
#include "workflow/studyimages.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

namespace retort {

namespace {

std::string text(const RecipeChanges &changes)
{
    std::string text;
    for (const auto &[key, value] : changes)
        text += (text.empty() ? "" : ", ") + key + " " + value;
    return text.empty() ? "as it is" : text;
}

std::string tuningName(const StudyPlan::Method &method, const RecipeChanges &point, std::uint64_t seed)
{
    return "tuning / " + method.name + " / " + text(point) + " / seed " + std::to_string(seed);
}

std::string cellName(const StudyPlan::Setting &setting, const StudyPlan::Method &method, std::uint64_t seed)
{
    return setting.name + " / " + method.name + " / seed " + std::to_string(seed);
}

const StudyPlan::Setting *tuningSetting(const StudyPlan &plan)
{
    for (const StudyPlan::Setting &setting : plan.settings)
        if (setting.name == plan.tuningSetting)
            return &setting;
    return nullptr;
}

std::vector<std::uint64_t> seedsOf(const StudyPlan::Seeds &seeds)
{
    std::vector<std::uint64_t> list;
    for (std::int64_t i = 0; i < seeds.count; ++i)
        list.push_back(seeds.first + static_cast<std::uint64_t>(i));
    return list;
}

StudyTuning tuningOf(const StudyPlan &plan, const StudyPlan::Setting &setting, const StudyPlan::Method &method,
                     const StudyRuns &known, const std::function<void(const StudyRun &)> &take)
{
    StudyTuning tuning;
    bool complete = true;
    for (const RecipeChanges &changes : tuningPoints(method)) {
        StudyTuning::Point point{changes, {}};
        for (const std::uint64_t seed : seedsOf(plan.tuningSeeds)) {
            const StudyRun *run =
                known.find(tuningName(method, changes, seed), studyRecipe(plan, setting, method, changes, seed));
            if (run)
                take(*run);
            point.accuracies.push_back(run ? run->tuningAccuracy : std::nullopt);
            complete = complete && point.accuracies.back();
        }
        tuning.points.push_back(std::move(point));
    }
    if (!complete)
        return tuning;
    tuning.chosen = 0;
    for (std::size_t p = 1; p < tuning.points.size(); ++p)
        if (tuning.mean(p) > tuning.mean(*tuning.chosen))
            tuning.chosen = p;
    return tuning;
}

std::vector<StudyRun> runsOf(const std::filesystem::path &table)
{
    return table.empty() ? std::vector<StudyRun>() : studyRunsFromCsv(readTextFile(table), table.string());
}

/// A run that is to be there.
struct Task
{
    std::string name;
    Recipe recipe;
    bool weighted;
};

/// Does what is missing.
class StudyRunner
{
public:
    StudyRunner(const StudyPlan &plan, const StudyPlaces &places, const StudyPace &pace, std::stop_token stop,
                const Reporter &reporter, const StudyListener &listener)
        : m_plan(plan), m_pace(pace), m_stop(std::move(stop)), m_reporter(reporter), m_listener(listener),
          m_cache(places.cache.empty() ? EmbeddingCache::defaultFolder() : places.cache),
          m_images(plan, places, m_cache, m_stop, reporter), m_rule(ruleFromName(plan.rule)),
          m_elsewhere(runsOf(places.elsewhere)), m_lock(ProjectLock::acquire(places.project)),
          m_project(projectAt(places.project))
    {}

    StudyResults run()
    {
        if (const StudyPlan::Setting *setting = tuningSetting(m_plan))
            for (const std::uint64_t seed : seedsOf(m_plan.tuningSeeds))
                finish(tuningTasks(*setting, seed), *setting, seed, StudyImages::Half::Tuning);
        for (const StudyPlan::Setting &setting : m_plan.settings)
            if (isWanted(setting))
                for (const std::uint64_t seed : seedsOf(m_plan.seeds))
                    finish(tasks(setting, seed), setting, seed, StudyImages::Half::Report);
        StudyResults results = soFar(*m_project);
        results.teacher = m_images.teacher().info().description;
        results.standIn = m_images.teacher().info().standIn;
        addCriteria(results,
                    *m_images.session(m_plan.settings.front(), m_plan.seeds.first, StudyImages::Half::Report),
                    m_images.templates(), m_stop, m_reporter);
        return results;
    }

private:
    [[nodiscard]] StudyResults soFar(const Project &project) const
    {
        return studyResults(StudyRuns(project, m_elsewhere), m_plan);
    }

    [[nodiscard]] bool isWanted(const StudyPlan::Setting &setting) const
    {
        const std::vector<std::string> &wanted = m_pace.settings;
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), setting.name) != wanted.end();
    }

    [[nodiscard]] std::unique_ptr<Project> projectAt(const std::filesystem::path &file) const
    {
        std::error_code failed;
        return std::filesystem::exists(file, failed) ? Project::open(file, m_lock) : Project::create(file, m_lock);
    }

    [[nodiscard]] std::vector<Task> tuningTasks(const StudyPlan::Setting &setting, std::uint64_t seed) const
    {
        std::vector<Task> tasks;
        for (const StudyPlan::Method &method : m_plan.methods)
            for (const RecipeChanges &point : tuningPoints(method))
                tasks.push_back({tuningName(method, point, seed),
                                 studyRecipe(m_plan, setting, method, point, seed), method.weighted});
        return tasks;
    }

    [[nodiscard]] std::vector<Task> tasks(const StudyPlan::Setting &setting, std::uint64_t seed) const
    {
        const StudyResults tuned = soFar(*m_project);
        std::vector<Task> tasks;
        for (std::size_t m = 0; m < m_plan.methods.size(); ++m) {
            const StudyPlan::Method &method = m_plan.methods[m];
            const StudyTuning &tuning = tuned.tuning[m];
            tasks.push_back(
                {cellName(setting, method, seed),
                 studyRecipe(m_plan, setting, method, tuning.points[tuning.chosen.value()].changes, seed),
                 method.weighted});
        }
        return tasks;
    }

    /// Runs those that are not finished, or the rest of them, some at a time.
    void finish(std::vector<Task> tasks, const StudyPlan::Setting &setting, std::uint64_t seed,
                StudyImages::Half half)
    {

        if (m_stop.stop_requested())
            throw Cancelled();
        const StudyRuns finished(*m_project, m_elsewhere);
        std::erase_if(tasks, [&](const Task &task) { return finished.find(task.name, task.recipe) != nullptr; });
        if (tasks.empty())
            return;
        const std::shared_ptr<const Session> session = open(setting, seed, half);
        const std::vector<RunRecord> known = m_project->runs();
        std::vector<std::int64_t> runs;
        for (const Task &task : tasks) {
            const auto begun = std::find_if(known.begin(), known.end(), [&](const RunRecord &run) {
                return run.name == task.name && run.recipe == task.recipe;
            });
            m_project->setWeighting(task.weighted ? m_found : m_uniform);
            runs.push_back(begun != known.end() ? begun->id : m_project->addRun(task.name, task.recipe));
        }
        train(tasks, runs, *session);
    }

    /// Each worker takes the next run; the first error stops the others and is thrown.
    void train(const std::vector<Task> &tasks, const std::vector<std::int64_t> &runs, const Session &session)
    {
        std::atomic<std::size_t> next{0};
        std::stop_source all;
        const std::stop_callback follow(m_stop, [&] { all.request_stop(); });
        std::exception_ptr failure;
        std::mutex mutex; // of failure and of the listener
        const Reporter reporter{{}, [&](const std::string &note) {
                                    const std::scoped_lock lock(mutex);
                                    m_reporter.say(note);
                                }};
        RunPace pace;
        pace.testsEachEpoch = false; // most of them are small students, to which that is a third of the work
        const auto work = [&] {
            try {
                const auto project = Project::open(m_project->file(), m_lock); // a connection of its own
                for (std::size_t i = next++; i < tasks.size() && !all.stop_requested(); i = next++) {
                    const RunRecord run =
                        distilRun(*project, runs[i], session, m_cache, all.get_token(), reporter, {}, pace);
                    const std::scoped_lock lock(mutex);
                    if (m_listener)
                        m_listener(run, soFar(*project));
                }
            } catch (...) {
                const std::scoped_lock lock(mutex);
                if (!failure)
                    failure = std::current_exception();
                all.request_stop();
            }
        };
        {
            std::vector<std::jthread> workers;
            for (std::int64_t w = 1; w < m_pace.jobs; ++w)
                workers.emplace_back(work);
            work();
        }
        if (failure)
            std::rethrow_exception(failure);
        if (m_stop.stop_requested())
            throw Cancelled();
    }

    /// The session of a setting and a seed, and its weightings; the project is made to name them.
    [[nodiscard]] std::shared_ptr<const Session> open(const StudyPlan::Setting &setting, std::uint64_t seed,
                                                      StudyImages::Half half)
    {
        const std::shared_ptr<const Session> session = m_images.session(setting, seed, half);
        m_uniform = {};
        m_uniform.rule = WeightRule::Uniform;
        for (const std::string &text : m_images.templates())
            m_uniform.templates.push_back({text, 1.0 / static_cast<double>(m_images.templates().size())});
        m_found = m_uniform;
        m_found.rule = m_rule;
        TextEmbeddings texts;
        const PromptEmbeddings prompts = encodePrompts(m_images.teacher(), m_images.templates(),
                                                       session->settings.classes, texts, m_stop, m_reporter);
        const std::vector<double> weights =
            findWeights(m_found, prompts, *session->training.embeddings, m_images.teacher().info().logitScale,
                        nullptr, m_stop, m_reporter);
        for (std::size_t p = 0; p < weights.size(); ++p)
            m_found.templates[p].weight = weights[p];
        for (const DatasetRecord &record : session->settings.datasets)
            m_project->setDataset(record);
        m_project->setTeacher(*session->settings.teacher);
        m_project->setClasses(session->settings.classes);
        return session;
    }

    const StudyPlan &m_plan;
    const StudyPace &m_pace;
    std::stop_token m_stop;
    const Reporter &m_reporter;
    const StudyListener &m_listener;
    EmbeddingCache m_cache;
    StudyImages m_images;
    WeightRule m_rule;
    std::vector<StudyRun> m_elsewhere;
    std::shared_ptr<ProjectLock> m_lock;
    std::unique_ptr<Project> m_project;
    Weighting m_found; ///< of the setting and seed at hand
    Weighting m_uniform;
};

} // namespace

double StudyTuning::mean(std::size_t point) const
{
    double sum = 0;
    double count = 0;
    for (const std::optional<double> &accuracy : points[point].accuracies) {
        sum += accuracy.value_or(0);
        count += accuracy ? 1 : 0;
    }
    return count > 0 ? sum / count : 0;
}

StudyResults studyResults(const StudyRuns &runs, const StudyPlan &plan)
{
    StudyResults results;
    const auto take = [&](const StudyRun &run) {
        ++results.finished;
        results.runs.push_back(run);
        if (std::find(results.madeWith.begin(), results.madeWith.end(), run.madeWith) == results.madeWith.end())
            results.madeWith.push_back(run.madeWith);
    };
    for (const StudyPlan::Method &method : plan.methods) {
        const StudyPlan::Setting *setting = tuningSetting(plan);
        if (!setting) {
            results.tuning.push_back({{{{}, {}}}, 0});
            continue;
        }
        results.tuning.push_back(tuningOf(plan, *setting, method, runs, take));
        for (const StudyTuning::Point &point : results.tuning.back().points)
            results.planned += static_cast<std::int64_t>(point.accuracies.size());
    }
    for (const std::uint64_t seed : seedsOf(plan.seeds))
        for (std::size_t s = 0; s < plan.settings.size(); ++s)
            for (std::size_t m = 0; m < plan.methods.size(); ++m) {
                ++results.planned;
                const StudyTuning &tuning = results.tuning[m];
                if (!tuning.chosen)
                    continue;
                const StudyRun *run = runs.find(cellName(plan.settings[s], plan.methods[m], seed),
                                                studyRecipe(plan, plan.settings[s], plan.methods[m],
                                                            tuning.points[*tuning.chosen].changes, seed));
                if (!run || !run->studentAccuracy || !run->teacherAccuracy)
                    continue;
                take(*run);
                results.cells.push_back({s, m, seed, run->run, *run->studentAccuracy, *run->teacherAccuracy,
                                         run->agreement.value_or(0)});
            }
    return results;
}

StudyResults runStudy(const StudyPlan &plan, const StudyPlaces &places, const StudyPace &pace,
                      std::stop_token stop, const Reporter &reporter, const StudyListener &listener)
{
    for (const std::string &name : pace.settings)
        if (std::none_of(plan.settings.begin(), plan.settings.end(),
                         [&](const StudyPlan::Setting &setting) { return setting.name == name; }))
            throw ValueError("the study has no setting \"" + name + "\"", "See \"settings\" in its plan.");
    return StudyRunner(plan, places, pace, std::move(stop), reporter, listener).run();
}

} // namespace retort
