#include "workflow/distilrun.h"

#include "base/error.h"
#include "distil/distiller.h"
#include "distil/studentanswers.h"
#include "tensor/workers.h"
#include "workflow/distilinput.h"
#include "workflow/gently.h"
#include "workflow/measuredlabels.h"
#include "workflow/openedparts.h"
#include "workflow/rowblocks.h"
#include "workflow/runfigures.h"

#include <sstream>

namespace retort {

namespace {

/// Percent on the tuning half of the test images' labels; nothing where there are none, or no answers yet.
std::optional<double> tuningAccuracy(const MeasuredLabels &labels, std::span<const std::int32_t> answers)
{
    if (labels.role != DatasetRole::Test || labels.tuning.empty() || answers.empty())
        return std::nullopt;
    return sampleAccuracy(labels.tuning, answers).percent;
}

/// Stops a run where its pace says so, or when its caller does.
class Rest
{
public:
    Rest(const RunPace &pace, const std::stop_token &stop)
        : m_pace(pace), m_asked(stop), m_follow(stop, [this] { m_source.request_stop(); })
    {}

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    /// It is the pace that stopped it.
    [[nodiscard]] bool resting() const { return m_resting && !m_asked.stop_requested(); }

    void epochDone(const EpochReport &report)
    {
        m_seconds += report.seconds;
        m_resting = (m_pace.untilEpoch > 0 && report.epoch >= m_pace.untilEpoch) ||
                    (m_pace.seconds > 0 && m_seconds >= m_pace.seconds);
        if (m_resting)
            m_source.request_stop();
    }

private:
    const RunPace m_pace;
    const std::stop_token m_asked;
    std::stop_source m_source;
    std::stop_callback<std::function<void()>> m_follow;
    double m_seconds = 0;
    bool m_resting = false;
};

/// Stores epochs in the project and tells the listener. The labels of the evaluation images are here and not in
/// the training: an epoch's answers are compared with them after it is done.
class ProjectSink : public EpochSink
{
public:
    ProjectSink(Project &project, std::int64_t run, const MeasuredLabels &labels, const RunListener &listener,
                Rest &rest)
        : m_project(project), m_run(run), m_labels(labels), m_listener(listener), m_rest(rest)
    {}

    void epochDone(const EpochReport &report) override
    {
        const std::optional<double> accuracy = tuningAccuracy(m_labels, report.evaluation.classes);
        m_project.commitEpoch(m_run, report, accuracy);
        if (m_listener.epoch)
            m_listener.epoch({report.epoch, report.mean, report.seconds, report.imagesPerSecond,
                              report.heldOutAgreement, accuracy, report.summary},
                             report.studentGraph);
        m_rest.epochDone(report);
    }

    void stopped(const std::vector<std::byte> &checkpoint, std::int64_t epoch) override
    {
        m_project.commitCheckpoint(m_run, checkpoint, epoch);
    }

    void stepDone(const StepMetrics &step, double imagesPerSecond) override
    {
        if (m_listener.step)
            m_listener.step(step, imagesPerSecond);
    }

private:
    Project &m_project;
    std::int64_t m_run;
    const MeasuredLabels &m_labels;
    const RunListener &m_listener;
    Rest &m_rest;
};

/// Images that the teacher is too doubtful of to learn from; empty: all of them are taken.
std::vector<std::uint8_t> doubtful(const Session &session, const Weighting &weighting,
                                   const PromptEmbeddings &prompts, const RejectRule &rule,
                                   const std::stop_token &stop, const Reporter &reporter)
{
    if (!rule.keepOutOfTraining || rule.measure == RejectMeasure::None)
        return {};
    const LogitSummary summary = summarisePrompts(weighting, prompts, *session.training.embeddings,
                                                  session.teacher->info().logitScale, stop);
    const std::vector<float> &values =
        rule.measure == RejectMeasure::Margin ? summary.margins : summary.confidences;
    std::vector<std::uint8_t> leftOut;
    for (const float value : values)
        leftOut.push_back(static_cast<double>(value) < rule.threshold ? 1 : 0);
    reporter.say(std::to_string(std::count(leftOut.begin(), leftOut.end(), 1)) + " of " +
                 std::to_string(leftOut.size()) + " images are kept out of training: the teacher's " +
                 rejectMeasureName(rule.measure) + " is below the project's threshold");
    return leftOut;
}

RunEnvironment environmentOf(const RunRecord &run, const RunPace &pace, const Reporter &reporter)
{
    RunEnvironment now = chooseEnvironment(run.recipe, pace.workers ? pace.workers->place() : WorkerPlace());
    if (run.environment.device.empty()) {
        if (pace.gentle && run.recipe.threads == 0)
            now.threads = 1;
        return now;
    }
    if (run.environment.versions != now.versions)
        reporter.say("run " + std::to_string(run.id) + " was started with " + run.environment.versions +
                     ", this is " + now.versions + ": the same bits are not promised");
    return run.environment;
}

/// What the first process has chosen, for all of them.
RunEnvironment agreedOn(const RunEnvironment &environment, Workers &workers)
{
    std::istringstream told(workers.toldByFirst(environment.device + " " + environment.precision + " " +
                                                std::to_string(environment.threads) + " " +
                                                std::to_string(environment.workers)));
    RunEnvironment agreed = environment;
    told >> agreed.device >> agreed.precision >> agreed.threads >> agreed.workers;
    return agreed;
}

/// What a run learns from, and the words that it comes from.
struct Lesson
{
    Weighting weighting;
    ClassList classes;
    PromptEmbeddings prompts;
    DistilInput input;
};

Lesson lessonOf(const Project &project, const RunRecord &run, const Session &session, const EmbeddingCache &cache,
                const std::stop_token &stop, const Reporter &reporter)
{
    requireSameInputs(run, session);
    Lesson lesson{project.weighting(run.weightingId), project.classes(run.classListId), {}, {}};
    TextEmbeddings known;
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : lesson.weighting.templates)
        templates.push_back(entry.text);
    lesson.prompts = encodePrompts(*session.teacher, templates, lesson.classes, known, stop, reporter);
    lesson.input = makeDistilInput({session, run.recipe, lesson.weighting, lesson.classes, lesson.prompts}, cache,
                                   stop, reporter);
    lesson.input.start = project.studentStart(run.id);
    lesson.input.leftOut =
        doubtful(session, lesson.weighting, lesson.prompts, project.rejectRule(run.classListId), stop, reporter);
    return lesson;
}

void train(Project &project, const RunRecord &run, const Session &session, const EmbeddingCache &cache,
           const RunPace &pace, Rest &rest, const Reporter &reporter, const RunListener &listener)
{
    const std::stop_token stop = rest.token();
    Lesson lesson = lessonOf(project, run, session, cache, stop, reporter);
    std::shared_ptr<const SizedImages> forTheEnd;
    if (!pace.testsEachEpoch)
        std::swap(forTheEnd, lesson.input.evaluation);
    const PromptEmbeddings &prompts = lesson.prompts;
    const DistilInput &input = lesson.input;
    const MeasuredLabels labels = measuredLabels(session, lesson.classes, project.audit());
    std::vector<std::int32_t> teacherAnswers; // to the test images
    if (session.test)
        forRowBlocks(*session.test->embeddings, prompts.classes, stop, [&](std::int64_t, const Matrix &block) {
            const LogitSummary answers =
                summarise(weightedLogits(lesson.weighting, prompts, block, input.teacher.logitScale, stop));
            teacherAnswers.insert(teacherAnswers.end(), answers.answers.begin(), answers.answers.end());
        });

    RunEnvironment environment = environmentOf(run, pace, reporter);
    if (pace.workers) {
        pace.workers->meet(); // everything is embedded: the others begin
        environment = agreedOn(environment, *pace.workers);
    }
    project.setRunEnvironment(run.id, environment, tuningAccuracy(labels, teacherAnswers));
    project.setProbe(run.id, probeIndices(run.recipe, contentKeys(*input.images), input.groups, input.excluded));
    ProjectSink sink(project, run.id, labels, listener, rest);
    distil(run.recipe, environment, input, project.checkpoint(run.id), sink, stop, reporter, pace.workers);

    if (forTheEnd && project.evaluation(run.id, 0).classes.empty()) {
        StudentStart best = input.start;
        best.weights = project.weights(run.id, 0);
        const Answers answers = studentAnswers(run.recipe, prompts.classes, best, *forTheEnd, stop);
        project.setEvaluation(run.id, 0, answers, tuningAccuracy(labels, answers.classes));
    }
    measureRun(project, run.id, session, labels, prompts, project.evaluation(run.id, 0).classes, stop, reporter);
}

/// What went wrong is on its way to the caller; not being able to note it down must not hide it.
void noteState(Project &project, std::int64_t run, RunState state, const std::string &error) noexcept
{
    try {
        project.setRunState(run, state, error);
    } catch (const std::exception &) {
        // The next opening finds the run "running" without a process and calls it interrupted.
    }
}

} // namespace

void requireSameInputs(const RunRecord &run, const Session &session)
{
    const std::string name = "run " + std::to_string(run.id);
    const OpenedDataset &training = *session.training.dataset;
    const std::string images = imagesOfLearned(run.dataFingerprint);
    if (!training.isKnownAs(images))
        throw InputError(training.location, {},
                         name + " was made with other training images: fingerprint " + images + ", now " +
                             training.fingerprint + " (it names a set of images by their content)",
                         "Put the former images back to go on with it, or start a new run.");
    if (learnedFingerprint(images, session.settings.excluded) != run.dataFingerprint)
        throw InputError(training.location, {},
                         name + " was made while other images were excluded from training than the " +
                             std::to_string(session.settings.excluded.size()) + " that are now",
                         "Exclude the same ones again to go on with it, or start a new run.");
    if (const ImageView view = training.images->view(); view != run.view)
        throw InputError(training.location, {},
                         name + " looks at images otherwise: as " + run.view.fingerprint() +
                             ", now they are seen as " + view.fingerprint(),
                         "Choose the former way to go on with it, or start a new run.");
    if (session.teacher->info().id != run.teacherId)
        throw InputError(session.teacher->info().path, {},
                         name + " was made with another teacher: " + run.teacherId + ", now " +
                             session.teacher->info().id,
                         "Choose the former teacher to go on with it, or start a new run.");
}

namespace {

/// Lets a run work on what `session` opens or has open, and notes down how it ends.
RunRecord distilRunOn(const std::function<std::shared_ptr<const Session>(const std::stop_token &)> &session,
                      Project &project, std::int64_t id, const EmbeddingCache &cache, std::stop_token stop,
                      const Reporter &reporter, const RunListener &listener, const RunPace &pace)
{
    const RunRecord run = project.run(id);
    if (run.state == RunState::Finished)
        throw ValueError("Run " + std::to_string(id) + " is finished", "Start a new run.");
    if (run.state == RunState::Running)
        throw ValueError("Run " + std::to_string(id) + " is running already");
    if (run.epochsDone > 0 && project.checkpoint(id).empty())
        throw StoreError("Run " + std::to_string(id) + " has epochs, but what it would go on from is lost",
                         "Start a new run with the same recipe.");
    project.setRunState(id, RunState::Running);
    Rest rest(pace, stop);
    try {
        const auto work = [&] {
            train(project, run, *session(rest.token()), cache, pace, rest, reporter, listener);
        };
        if (pace.gentle)
            gently(work);
        else
            work();
        project.setRunState(id, RunState::Finished);
    } catch (const Cancelled &) {
        if (rest.resting()) {
            project.setRunState(id, RunState::Queued);
            return project.run(id);
        }
        noteState(project, id, RunState::Paused, {});
        throw;
    } catch (const InputError &reason) { // images or teacher are elsewhere, or others: it can wait for them
        noteState(project, id, RunState::Paused, reason.fullText());
        throw;
    } catch (const WorkerLost &reason) { // so it can for other processes
        noteState(project, id, RunState::Paused, reason.fullText());
        throw;
    } catch (const Error &reason) {
        noteState(project, id, RunState::Failed, reason.fullText());
        throw;
    } catch (const std::exception &reason) {
        noteState(project, id, RunState::Failed, reason.what());
        throw;
    }
    return project.run(id);
}

} // namespace

RunRecord distilRun(Project &project, std::int64_t run, const EmbeddingCache &cache, std::stop_token stop,
                    const Reporter &reporter, const RunListener &listener, const RunPace &pace)
{
    const auto open = [&](const std::stop_token &resting) {
        return openSession(project.settings(), cache, resting, reporter);
    };
    return distilRunOn(open, project, run, cache, std::move(stop), reporter, listener, pace);
}

RunRecord distilRun(Project &project, std::int64_t run, const Session &session, const EmbeddingCache &cache,
                    std::stop_token stop, const Reporter &reporter, const RunListener &listener,
                    const RunPace &pace)
{
    const auto given = [&](const std::stop_token &) {
        return std::shared_ptr<const Session>(std::shared_ptr<const Session>(), &session); // not owned
    };
    return distilRunOn(given, project, run, cache, std::move(stop), reporter, listener, pace);
}

void helpRun(const Project &project, std::int64_t id, const EmbeddingCache &cache, std::stop_token stop,
             const Reporter &reporter, Workers &workers)
{
    /// The first process stores what comes.
    class Listening : public EpochSink
    {
        void epochDone(const EpochReport &) override {}
        void stopped(const std::vector<std::byte> &, std::int64_t) override {}
    };
    workers.meet();
    const RunRecord run = project.run(id);
    const auto session = openSession(project.settings(), cache, stop, reporter);
    const Lesson lesson = lessonOf(project, run, *session, cache, stop, reporter);
    Listening sink;
    distil(run.recipe, agreedOn({}, workers), lesson.input, project.checkpoint(id), sink, std::move(stop),
           reporter, &workers);
}

} // namespace retort
