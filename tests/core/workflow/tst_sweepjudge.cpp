// Successive halving: who is stopped, after which epoch, and who is not.
#include "workflow/awaysummary.h"
#include "workflow/sweepjudge.h"

#include <QtTest>

using namespace retort;

namespace {

SweepRecord sweepOf(std::int64_t seeds = 1)
{
    SweepRecord sweep;
    sweep.id = 1;
    sweep.plan.base.epochs = 8;
    sweep.plan.halving = true;
    sweep.plan.seeds = seeds;
    sweep.plan.axes = {sweepAxisFromText("lr=0.1,0.2,0.3,0.4")};
    return sweep; // rungs 2 and 4
}

std::vector<RunRecord> runsOf(const SweepRecord &sweep, std::int64_t epochs)
{
    std::vector<RunRecord> runs;
    for (const SweepPoint &point : sweepPoints(sweep.plan))
        for (std::int64_t seed = 0; seed < sweep.plan.seeds; ++seed) {
            RunRecord run;
            run.id = static_cast<std::int64_t>(runs.size()) + 1;
            run.recipe = point.recipe;
            run.recipe.seed = static_cast<std::uint64_t>(seed + 1);
            run.state = RunState::Queued;
            run.epochsDone = epochs;
            run.sweepId = sweep.id;
            run.place = run.id;
            runs.push_back(run);
        }
    return runs;
}

/// 50, 60, 70, 80 % for the four runs, or as told.
AgreementAt tens(double step = 10)
{
    return [step](std::int64_t run, std::int64_t) { return 40 + step * static_cast<double>(run); };
}

std::vector<std::int64_t> idsOf(const SweepJudgement &judgement)
{
    std::vector<std::int64_t> ids;
    for (const auto &[id, why] : judgement.stopped)
        ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace

class TestSweepJudge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForAllAtARung()
    {
        const SweepRecord sweep = sweepOf();
        std::vector<RunRecord> runs = runsOf(sweep, 2);
        runs[3].epochsDone = 1;
        SweepJudgement judgement = judgeSweep(sweep, runs, 1000, tens());
        QCOMPARE(judgement.until, 2);
        QCOMPARE(judgement.decided, 0);
        QVERIFY(judgement.stopped.empty());
        // One that is held, or has failed, keeps nobody waiting.
        for (const RunState state : {RunState::Paused, RunState::Failed, RunState::Cancelled}) {
            runs[3].state = state;
            judgement = judgeSweep(sweep, runs, 1000, tens());
            QCOMPARE(judgement.until, 4);
            QCOMPARE(judgement.decided, 1);
        }
    }

    void theSlowerHalfIsStopped()
    {
        SweepRecord sweep = sweepOf();
        std::vector<RunRecord> runs = runsOf(sweep, 2);
        const SweepJudgement first = judgeSweep(sweep, runs, 1000, tens());
        QCOMPARE(first.decided, 1);
        QCOMPARE(first.until, 4);
        QCOMPARE(idsOf(first), (std::vector<std::int64_t>{1, 2}));
        QVERIFY(first.stopped[1].second.find("50.00 % agreement after epoch 2") != std::string::npos);
        QVERIFY(first.stopped[1].second.find("70.00 % to 80.00 %") != std::string::npos);

        // A rung is decided once: the same two go on to the next one.
        sweep.decided = 1;
        runs[0].state = runs[1].state = RunState::Cancelled;
        QVERIFY(judgeSweep(sweep, runs, 1000, tens()).stopped.empty());
        runs[2].epochsDone = runs[3].epochsDone = 4;
        const SweepJudgement second = judgeSweep(sweep, runs, 1000, tens());
        QCOMPARE(idsOf(second), (std::vector<std::int64_t>{3}));
        QCOMPARE(second.decided, 2);
        QCOMPARE(second.until, 0); // the last one to its end
    }

    void onlyWhoIsClearlyBehind()
    {
        const SweepRecord sweep = sweepOf();
        const std::vector<RunRecord> runs = runsOf(sweep, 2);
        // 1 point apart on 100 images is chance; on a million it is not.
        QVERIFY(judgeSweep(sweep, runs, 100, tens(1)).stopped.empty());
        QCOMPARE(judgeSweep(sweep, runs, 1'000'000, tens(1)).stopped.size(), 2U);
        QVERIFY(judgeSweep(sweep, runs, 1'000'000, tens(0)).stopped.empty()); // nobody is behind
    }

    void seedsOfAPointStandTogether()
    {
        const SweepRecord sweep = sweepOf(2);
        const std::vector<RunRecord> runs = runsOf(sweep, 2);
        const SweepJudgement judgement = judgeSweep(sweep, runs, 1000, [](std::int64_t run, std::int64_t) {
            return std::optional(run <= 4 ? 50.0 + static_cast<double>(run % 2) : 70.0 + static_cast<double>(run));
        });
        QCOMPARE(idsOf(judgement), (std::vector<std::int64_t>{1, 2, 3, 4}));
        // Seeds that differ as much as the points do say nothing about the points.
        QVERIFY(judgeSweep(sweep, runs, 1000, [](std::int64_t run, std::int64_t) {
                    return std::optional((run % 2 ? 30.0 : 90.0) + static_cast<double>(run));
                }).stopped.empty());
    }

    void unknownAgreementStopsNobody()
    {
        const SweepRecord sweep = sweepOf();
        const SweepJudgement judgement =
            judgeSweep(sweep, runsOf(sweep, 2), 1000, [](std::int64_t, std::int64_t) { return std::nullopt; });
        QVERIFY(judgement.stopped.empty());
        QCOMPARE(judgement.decided, 1);
    }

    void theTimeIsUp()
    {
        SweepRecord sweep = sweepOf();
        sweep.plan.halving = false;
        sweep.plan.mostSeconds = 60;
        std::vector<RunRecord> runs = runsOf(sweep, 0);
        runs[0].state = RunState::Finished;
        runs[0].trainingSeconds = 59;
        QVERIFY(judgeSweep(sweep, runs, 1000, tens()).stopped.empty());
        runs[1].state = RunState::Interrupted;
        runs[1].trainingSeconds = 2;
        const SweepJudgement judgement = judgeSweep(sweep, runs, 1000, tens());
        QCOMPARE(idsOf(judgement), (std::vector<std::int64_t>{2, 3, 4}));
        QVERIFY(judgement.stopped[0].second.find("61 s") != std::string::npos);
    }

    void whatRanWhileAway()
    {
        const auto run = [](std::int64_t id, RunState state, std::int64_t at, double agreement) {
            RunRecord record;
            record.id = id;
            record.state = state;
            record.finishedAt = at;
            record.bestAgreement = agreement;
            return record;
        };
        std::vector<RunRecord> runs{run(1, RunState::Finished, 50, 81),  run(2, RunState::Finished, 110, 80),
                                    run(3, RunState::Finished, 120, 85), run(4, RunState::Failed, 130, 10),
                                    run(5, RunState::Queued, 0, 0),      run(6, RunState::Interrupted, 0, 0),
                                    run(7, RunState::Cancelled, 140, 60)};
        runs[3].error = "The loss is not finite\nLower lr.";
        runs[4].place = runs[5].place = 1;
        AwaySummary summary = summariseSince(runs, 100);
        QCOMPARE(summary.finished.size(), 2U);
        QCOMPARE(summary.failed.size(), 1U);
        QCOMPARE(summary.interrupted.size(), 1U);
        QVERIFY(summary.stopped.empty()); // a person cancelled it
        QCOMPARE(summary.waiting, 1);
        QVERIFY(summary.best && summary.best->id == 3);
        QVERIFY(summary.bestBefore && summary.bestBefore->id == 1);
        const std::string text = awayText(summary);
        for (const char *part : {"2 runs finished", "best: run 3", "85.00 %", "before: run 1",
                                 "run 4 failed: The loss", "run 6 was interrupted", "1 run waits"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
        QVERIFY(text.find("Lower lr") == std::string::npos);

        runs[1].weightingId = 9; // another teacher: its agreement is with somebody else
        summary = summariseSince(runs, 100);
        QVERIFY(!summary.best && !summary.comparable);
        QVERIFY(awayText(summary).find("not ranked by agreement") != std::string::npos);
        QVERIFY(!summariseSince(runs, 1000).comparable || summariseSince(runs, 1000).finished.empty());
        QCOMPARE(awayText({}), std::string("nothing ran"));
    }
};

QTEST_GUILESS_MAIN(TestSweepJudge)
#include "tst_sweepjudge.moc"
