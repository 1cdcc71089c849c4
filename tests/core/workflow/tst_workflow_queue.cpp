// The queue: one run after the other, sweeps that stop early, runs that fail or are killed.
#include "workflowfixture.h"

#include "workflow/queue.h"
#include "workflow/sweepranking.h"
#include "workflow/sweeps.h"

#include <QTest>

#include <thread>

using namespace retort;
using namespace retort::test;

namespace {

/// A project that is open, with its embedding cache.
struct Opened
{
    Place place;
    std::unique_ptr<Project> project;

    explicit Opened(bool labelled = true)
    {
        createProject(labelled ? place.choice("a.retort", place.idx("idx"))
                               : place.choice("a.retort", place.imageFolder("plain", false)),
                      {}, {});
        reopen();
        if (!labelled)
            project->setClasses({{"a", {}}, {"b", {}}, {"c", {}}});
    }
    void reopen()
    {
        project.reset();
        const fs::path file = place.root() / "a.retort";
        project = Project::open(file, ProjectLock::acquire(file));
    }
    std::vector<RunRecord> run(const QueueListener &listener = {}, bool gentle = false) const
    {
        return runQueue(*project, place.cache(), gentle, {}, {}, listener);
    }
};

} // namespace

class TestWorkflowQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAfterTheOther()
    {
        const Opened opened;
        const auto ids = addSeeds(*opened.project, "seeds", tinyRecipe(), 3, {}, {});
        QCOMPARE(opened.project->run(ids[2]).recipe.seed, tinyRecipe().seed + 2);
        opened.project->setQueue({ids[1]});
        opened.project->setRunState(ids[2], RunState::Paused); // held
        std::vector<std::int64_t> started;
        QueueListener listener;
        listener.starting = [&](const RunRecord &run) {
            started.push_back(run.id);
            return RunListener{};
        };
        const std::vector<RunRecord> over = opened.run(listener);
        QCOMPARE(started, (std::vector<std::int64_t>{ids[1], ids[0]}));
        QCOMPARE(over.size(), 2U);
        QCOMPARE(over[0].state, RunState::Finished);
        QCOMPARE(opened.project->run(ids[2]).state, RunState::Paused);
        QVERIFY(opened.run().empty());
    }

    // A run that rests and goes on has the bits of one that never did.
    void restingChangesNothing()
    {
        const Opened opened;
        Recipe recipe = tinyRecipe();
        recipe.epochs = 4;
        const auto ids = addSeeds(*opened.project, {}, recipe, 1, {}, {});
        const auto again = addSeeds(*opened.project, {}, recipe, 1, {}, {});
        const RunRecord whole = distilRun(*opened.project, ids[0], opened.place.cache(), {}, {}, {});
        RunPace pace;
        pace.untilEpoch = 2;
        RunRecord part = distilRun(*opened.project, again[0], opened.place.cache(), {}, {}, {}, pace);
        QCOMPARE(part.state, RunState::Queued);
        QCOMPARE(part.epochsDone, 2);
        pace = {};
        pace.seconds = 1e-9; // one epoch more
        part = distilRun(*opened.project, again[0], opened.place.cache(), {}, {}, {}, pace);
        QCOMPARE(part.state, RunState::Queued);
        QCOMPARE(part.epochsDone, 3);
        part = distilRun(*opened.project, again[0], opened.place.cache(), {}, {}, {});
        QCOMPARE(part.state, RunState::Finished);
        QCOMPARE(part.weightsSha256, whole.weightsSha256);
    }

    void gentlyOnOneThread()
    {
        const Opened opened;
        Recipe recipe = tinyRecipe();
        recipe.threads = 0;
        const auto ids = addSeeds(*opened.project, {}, recipe, 1, {}, {});
        const auto over = opened.run({}, true);
        QCOMPARE(over[0].state, RunState::Finished);
        QCOMPARE(over[0].environment.threads, 1);
    }

    void aFailureDoesNotStopTheOthers()
    {
        const Opened opened;
        Recipe wild = tinyRecipe();
        wild.lr = 100;
        wild.batch = 8;
        wild.epochs = 8;
        const auto wrong = addSeeds(*opened.project, {}, wild, 1, {}, {});
        const auto right = addSeeds(*opened.project, {}, tinyRecipe(), 1, {}, {});
        const auto over = opened.run();
        QCOMPARE(over.size(), 2U);
        QCOMPARE(over[0].id, wrong[0]);
        QCOMPARE(over[0].state, RunState::Failed);
        QVERIFY(!over[0].error.empty());
        QCOMPARE(over[1].id, right[0]);
        QCOMPARE(over[1].state, RunState::Finished);
    }

    // Images that are gone concern every run: the queue waits for them instead of giving up one after the other.
    void missingImagesStopTheQueue()
    {
        Opened opened;
        const auto ids = addSeeds(*opened.project, {}, tinyRecipe(), 2, {}, {});
        fs::rename(opened.place.root() / "idx", opened.place.root() / "away");
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(opened.run()));
        for (const std::int64_t id : ids)
            QCOMPARE(opened.project->run(id).state, RunState::Queued);
        QVERIFY(!opened.project->run(ids[0]).error.empty());
        fs::rename(opened.place.root() / "away", opened.place.root() / "idx");
        QCOMPARE(opened.run().size(), 2U);
        QCOMPARE(opened.project->run(ids[0]).state, RunState::Finished);
    }

    // One run that was made with other images is held, the others go on.
    void aRunOfOtherImagesIsHeld()
    {
        const Opened opened;
        const auto before = addSeeds(*opened.project, {}, tinyRecipe(), 1, {}, {});
        const auto session = openSession(opened.project->settings(), opened.place.cache(), {}, {});
        opened.project->setExcluded({session->training.dataset->images->key(3)});
        const auto after = addSeeds(*opened.project, {}, tinyRecipe(), 1, {}, {});
        const auto over = opened.run();
        QCOMPARE(over.size(), 2U);
        QCOMPARE(over[0].state, RunState::Paused);
        QVERIFY(holds(over[0].error, "excluded"));
        QCOMPARE(over[1].state, RunState::Finished);
        QCOMPARE(over[1].id, after[0]);
        QCOMPARE(over[0].id, before[0]);
    }

    void stoppedBetweenRunsAndWithinOne()
    {
        const Opened opened;
        const auto ids = addSeeds(*opened.project, {}, tinyRecipe(), 2, {}, {});
        std::stop_source stop;
        QueueListener listener;
        listener.starting = [&](const RunRecord &) {
            RunListener heard;
            heard.epoch = [&](const EpochRecord &, const ProxyGraph &) { stop.request_stop(); };
            return heard;
        };
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, runQueue(*opened.project, opened.place.cache(), false, stop.get_token(), {}, listener));
        QCOMPARE(opened.project->run(ids[0]).epochsDone, 1);
        QCOMPARE(nextInQueue(*opened.project, false, {})->run, ids[0]); // its turn stays
        QCOMPARE(opened.project->run(ids[1]).state, RunState::Queued);
    }

    // A run that kills its process each time does not keep the others waiting for ever.
    void interruptedTooOften()
    {
        Opened opened;
        const auto ids = addSeeds(*opened.project, {}, tinyRecipe(), 2, {}, {});
        for (std::int64_t time = 0; time < mostInterruptions; ++time) {
            QCOMPARE(nextInQueue(*opened.project, false, {})->run, ids[0]); // goes on where it was
            opened.project->setRunState(ids[0], RunState::Running);
            opened.reopen();
        }
        QCOMPARE(nextInQueue(*opened.project, false, {})->run, ids[1]);
        QCOMPARE(opened.project->run(ids[0]).state, RunState::Failed);
        QVERIFY(holds(opened.project->run(ids[0]).error, "3 times"));
        opened.project->setRunState(ids[0], RunState::Queued);
        QCOMPARE(opened.project->run(ids[0]).interruptions, 0);
    }

    void aSweepStopsEarly()
    {
        const Opened opened;
        SweepPlan plan;
        plan.base = tinyRecipe();
        plan.base.epochs = 4;
        plan.axes = {sweepAxisFromText("lr=0.000001,0.000002,0.02,0.05")};
        plan.seeds = 2;
        plan.halving = true;
        const AddedSweep added = addSweep(*opened.project, "rates", plan, {}, {});
        QCOMPARE(added.runs.size(), 8U);
        QCOMPARE(opened.project->run(added.runs[1]).name, std::string("lr 0.000001, seed 2"));
        static_cast<void>(opened.run());
        const std::vector<RunRecord> runs = opened.project->runs();
        std::int64_t finished = 0;
        for (const RunRecord &run : runs) {
            QVERIFY2(run.state == RunState::Finished || run.state == RunState::Cancelled,
                     stateName(run.state).c_str());
            if (run.state == RunState::Finished) {
                ++finished;
                QCOMPARE(run.epochsDone, 4);
            } else {
                QVERIFY(run.epochsDone == 1 || run.epochsDone == 2);
                QVERIFY(holds(run.error, "stopped early"));
            }
        }
        QVERIFY(finished >= 2 && finished % 2 == 0);
        const SweepRanking ranking = rankSweep(*opened.project, opened.project->sweeps()[0], runs);
        QCOMPARE(ranking.metric, SweepMetric::Agreement);
        QCOMPARE(ranking.rows.size(), 4U);
        QVERIFY(ranking.rows[0].finished == 2 && ranking.rows[0].deviation);
        QCOMPARE(ranking.waiting, 0);
        for (std::size_t i = 1; i < ranking.rows.size(); ++i)
            if (ranking.rows[i].finished > 0)
                QVERIFY(*ranking.rows[i].mean <= *ranking.rows[i - 1].mean);
        QVERIFY(opened.project->problems({}, {}).empty());
    }

    void weightingsNeedAReferenceOrLabels()
    {
        const Opened opened(false);
        Project &project = *opened.project;
        const Weighting weighting = project.settings().weighting;
        Weighting other = weighting;
        other.templates.resize(1);
        other.templates[0].weight = 1;
        project.setNamedWeightings({{"all", weighting}, {"one", other}});
        SweepPlan plan;
        plan.base = tinyRecipe();
        plan.axes = {sweepAxisFromText("weighting=all,one")};
        const auto error = [&] {
            return errorOf<ValueError>([&] { checkSweep(project.settings(), hasLabels(project), plan); });
        };
        QVERIFY2(holds(error(), "against its own teacher"), error().c_str());
        plan.reference = "other";
        QVERIFY(holds(error(), "not among the weightings"));
        plan.reference = "all";
        QCOMPARE(error(), std::string());
        plan.axes[0].values.push_back("none");
        QVERIFY(holds(error(), "no weighting called \"none\"") && holds(error(), "\"all\", \"one\""));
        plan.axes[0].values.pop_back();
        plan.axes.push_back(sweepAxisFromText("probe_samples=8,16"));
        QVERIFY(holds(error(), "probe_samples"));
        plan.axes.pop_back();

        plan.halving = true;
        const AddedSweep added = addSweep(project, {}, plan, {}, {});
        QVERIFY(project.run(added.runs[0]).weightingId != project.run(added.runs[1]).weightingId);
        static_cast<void>(opened.run());
        const SweepRanking ranking = rankSweep(project, project.sweeps()[0], project.runs());
        QCOMPARE(ranking.metric, SweepMetric::ReferenceAgreement);
        QCOMPARE(ranking.rows.size(), 2U);
        for (const SweepRow &row : ranking.rows)
            QVERIFY(row.mean);

        // With labels they are ranked on those, but nobody is stopped by an agreement with different teachers.
        plan.reference.clear();
        QVERIFY(holds(errorOf<ValueError>([&] { checkSweep(project.settings(), true, plan); }), "stopped early"));
        plan.halving = false;
        checkSweep(project.settings(), true, plan);
        plan.axes = {sweepAxisFromText("lr=0.1,0.2")};
        plan.reference = "all";
        QVERIFY(holds(errorOf<ValueError>([&] { checkSweep(project.settings(), true, plan); }), "in common"));
    }
};

QTEST_GUILESS_MAIN(TestWorkflowQueue)
#include "tst_workflow_queue.moc"
