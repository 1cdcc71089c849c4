#include "formats/sha256.h"
#include "projectfixture.h"

#include <QDateTime>
#include <QTest>

#include <limits>
#include <thread>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

void compareRounded(const std::vector<float> &read, const std::vector<float> &given, float step)
{
    QCOMPARE(read.size(), given.size());
    for (std::size_t i = 0; i < given.size(); ++i)
        QVERIFY(std::abs(read[i] - given[i]) <= 0.51F * step);
}

void compareGraphs(const ProxyGraph &read, const ProxyGraph &given)
{
    QCOMPARE(read.samples, given.samples);
    QCOMPARE(read.proxies, given.proxies);
    QCOMPARE(read.answers, given.answers);
    QCOMPARE(read.confidences, given.confidences);
    QCOMPARE(read.proxyCorrelations, given.proxyCorrelations);
    QCOMPARE(read.edges.size(), given.edges.size());
    for (std::size_t i = 0; i < given.edges.size(); ++i) {
        QCOMPARE(read.edges[i].sample, given.edges[i].sample);
        QCOMPARE(read.edges[i].proxy, given.edges[i].proxy);
        QVERIFY(std::abs(read.edges[i].weight - given.edges[i].weight) <= 0.51F / 32767);
    }
    compareRounded(read.probabilities, given.probabilities, 1.0F / 65535);
    compareRounded(read.margins, given.margins, 1.0F / 65535);
    compareRounded(read.rowMeans, given.rowMeans, 1.0F / 32767);
    compareRounded(read.rowDeviations, given.rowDeviations, 1.0F / 32767);
    compareRounded(read.rowCorrelations, given.rowCorrelations, 1.0F / 32767);
    QCOMPARE(read.nodeKl, given.nodeKl);
    QCOMPARE(read.columnCorrelations, given.columnCorrelations);
}

} // namespace

class TestStoreRuns : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::int64_t m_run = 0;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const fs::path file = fs::path(m_folder->path().toStdString()) / "a.retort";
        m_project = Project::create(file, ProjectLock::acquire(file));
        fill(*m_project);
        m_run = m_project->addRun("run", {});
    }

    void cleanup()
    {
        m_project.reset();
        m_folder.reset();
    }

    void marksAndTimesComeBack()
    {
        QVERIFY(!m_project->run(m_run).starred);
        m_project->setRunStarred(m_run, true);
        QVERIFY(m_project->run(m_run).starred);
        QVERIFY(m_project->runs().front().starred);
        m_project->setRunStarred(m_run, false);
        QVERIFY(!m_project->run(m_run).starred);
        QVERIFY(!storeErrorOf([&] { m_project->setRunStarred(4711, true); }).empty());
        const std::int64_t before = QDateTime::currentSecsSinceEpoch();
        m_project->commitEpoch(m_run, reportOf(1), std::nullopt);
        QVERIFY(m_project->epochs(m_run).front().endedAt >= before);
        QVERIFY(m_project->epochs(m_run).front().endedAt <= QDateTime::currentSecsSinceEpoch());
    }

    void everythingOfAnEpochComesBack()
    {
        QVERIFY(m_project->checkpoint(m_run).empty());
        QVERIFY(m_project->probe(m_run).empty());
        m_project->setProbe(m_run, {7, 5, 1'000'000'000'000});
        for (std::int64_t epoch = 1; epoch <= 4; ++epoch)
            m_project->commitEpoch(m_run, reportOf(epoch, epoch == 2 ? 60 : 50),
                                   80.0 + static_cast<double>(epoch));

        const fs::path file = m_project->file();
        const auto reader = Project::open(file, nullptr);
        QCOMPARE(reader->probe(m_run), (std::vector<std::int64_t>{7, 5, 1'000'000'000'000}));
        for (std::int64_t epoch = 1; epoch <= 4; ++epoch) {
            const EpochReport given = reportOf(epoch);
            QCOMPARE(reader->weights(m_run, epoch), given.weights);
            compareGraphs(reader->teacherGraph(m_run, epoch), given.teacherGraph);
            compareGraphs(reader->studentGraph(m_run, epoch), given.studentGraph);
            const Answers answers = reader->evaluation(m_run, epoch);
            QCOMPARE(answers.classes, given.evaluation.classes);
            QCOMPARE(answers.confidences, given.evaluation.confidences);
            QCOMPARE(answers.margins, given.evaluation.margins);
        }
        QCOMPARE(reader->checkpoint(m_run), reportOf(4).checkpoint); // only the newest
        QCOMPARE(reader->weights(m_run, 0), reportOf(2).weights);    // the best one

        const auto epochs = reader->epochs(m_run);
        QCOMPARE(epochs.size(), 4);
        QCOMPARE(epochs[2].epoch, 3);
        QCOMPARE(epochs[2].mean.step, 9);
        QCOMPARE(epochs[2].mean.loss, 0.5);
        QCOMPARE(epochs[2].mean.nodeLoss, 0.5);
        QCOMPARE(epochs[2].mean.edgeLoss, 0.25);
        QCOMPARE(epochs[2].mean.pseudoLoss, 0.125);
        QCOMPARE(epochs[2].imagesPerSecond, 1003.0);
        QCOMPARE(epochs[2].tuningAccuracy, std::optional(83.0));
        QCOMPARE(epochs[2].summary.edgeCorrelation, 0.5);
        QCOMPARE(epochs[2].summary.columnCorrelation, 0.25);
        QCOMPARE(epochs[2].summary.nodeKl, 0.125);
        QCOMPARE(epochs[2].summary.agreement, 75.0);
        QCOMPARE(epochs[2].summary.meanMargin, 0.0625);

        const auto steps = reader->steps(m_run);
        QCOMPARE(steps.size(), 12);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto step = static_cast<double>(i + 1);
            QCOMPARE(steps[i].step, static_cast<std::int64_t>(i + 1));
            QCOMPARE(static_cast<float>(steps[i].pseudoLoss), static_cast<float>(4.0 / step));
            QCOMPARE(static_cast<float>(steps[i].learningRate), static_cast<float>(0.1 / step));
        }
        QVERIFY(reader->problems({}, {}).empty());
    }

    void figuresAreKeptAndCountAsALook()
    {
        QVERIFY(!m_project->run(m_run).figures && m_project->reportLooks().empty());
        RunFigures figures;
        figures.epoch = 2;
        figures.measuredOn = MeasuredOn::AuditedTrainingImages;
        figures.teacher = {87.5, 80.25, 92.125, 100};
        figures.student = {85, 77, 91, 100};
        m_project->setRunFigures(m_run, figures);
        m_project->addReportLook("prompts");
        figures.student.percent = 86;
        figures.looksBefore = 77; // counted, not believed
        m_project->setRunFigures(m_run, figures);
        const RunFigures kept = *Project::open(m_project->file(), nullptr)->run(m_run).figures;
        QCOMPARE(kept.epoch, 2);
        QVERIFY(kept.reportHalf && kept.measuredOn == MeasuredOn::AuditedTrainingImages);
        QCOMPARE(kept.teacher.low, 80.25);
        QCOMPARE(kept.teacher.high, 92.125);
        QCOMPARE(kept.student.percent, 86.0);
        QCOMPARE(kept.student.count, 100);
        QCOMPARE(kept.looksBefore, 2);
        QVERIFY(kept.measuredAt > 1'700'000'000);
        QCOMPARE(m_project->reportLooks().size(), 3);
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void whatItStartsFromIsKept()
    {
        Recipe recipe;
        recipe.student = "torchscript";
        recipe.module = "net.pt";
        recipe.start = "run:1";
        const auto module = std::make_shared<const std::vector<std::byte>>(1000, std::byte{7});
        const NamedTensors weights = reportOf(1).weights;
        const std::int64_t id = m_project->addRun("started", recipe, {module, weights, {}}, "weights of run 1");
        const auto reader = Project::open(m_project->file(), nullptr);
        const RunStart record = reader->run(id).start;
        QCOMPARE(record.moduleSha256, sha256(*module));
        QCOMPARE(record.weightsSha256, weightsSha256(weights));
        QCOMPARE(record.note, std::string("weights of run 1"));
        const StudentStart start = reader->studentStart(id);
        QVERIFY(*start.module == *module);
        QVERIFY(start.weights == weights);
        QCOMPARE(start.fingerprint, "module " + record.moduleSha256 + ", weights " + record.weightsSha256);
        QVERIFY(reader->run(m_run).start.note.empty());
        QVERIFY(reader->studentStart(m_run).fingerprint.empty());
        // A recipe and what it names go together.
        QVERIFY_THROWS_EXCEPTION(ValueError, m_project->addRun("no module", recipe, {nullptr, weights, {}}));
        QVERIFY_THROWS_EXCEPTION(ValueError, m_project->addRun("no weights", recipe, {module, {}, {}}));
        QVERIFY_THROWS_EXCEPTION(ValueError, m_project->addRun("unasked", {}, {nullptr, weights, {}}));
    }

    void theRecordSumsUp()
    {
        QVERIFY(!m_project->run(m_run).bestAgreement);
        m_project->setRunEnvironment(m_run, {"cpu", "bf16", 2, "retort 0.1.0", 4}, 77.9);
        m_project->setRunState(m_run, RunState::Running);
        m_project->commitEpoch(m_run, reportOf(1, 60), 70.0);
        m_project->commitEpoch(m_run, reportOf(2, 65), 71.0);
        m_project->commitEpoch(m_run, reportOf(3, 65), 72.0);
        m_project->commitEpoch(m_run, reportOf(4, 64), 99.0);
        m_project->setRunState(m_run, RunState::Finished);
        const RunRecord run = m_project->run(m_run);
        QCOMPARE(run.state, RunState::Finished);
        QCOMPARE(run.epochsDone, 4);
        QCOMPARE(run.bestEpoch, 2); // the first of the best, by agreement and never by accuracy
        QCOMPARE(run.bestAgreement, std::optional(65.0));
        QCOMPARE(run.tuningAccuracy, std::optional(71.0));
        QCOMPARE(run.teacherTuningAccuracy, std::optional(77.9));
        QCOMPARE(run.trainingSeconds, 10.0);
        QCOMPARE(run.weightsSha256, weightsSha256(reportOf(4).weights));
        QCOMPARE(run.environment.precision, std::string("bf16"));
        QCOMPARE(run.environment.threads, 2);
        QCOMPARE(run.environment.workers, 4);
        QVERIFY(run.createdAt > 1'700'000'000 && run.startedAt >= run.createdAt &&
                run.finishedAt >= run.startedAt);
        QCOMPARE(run.recipe, Recipe{});
        QCOMPARE(m_project->runs().size(), 1);
    }

    void theBestEpochIsTheLastThatIsNotShownToBeWorse()
    {
        const auto bestOf = [&](const std::vector<double> &agreements, std::int64_t heldOut) {
            const std::int64_t run = m_project->addRun("best", {});
            for (std::size_t i = 0; i < agreements.size(); ++i) {
                EpochReport report = reportOf(static_cast<std::int64_t>(i) + 1, agreements[i]);
                report.heldOutImages = heldOut;
                m_project->commitEpoch(run, report, std::nullopt);
            }
            if (m_project->weights(run, 0) != m_project->weights(run, m_project->run(run).bestEpoch))
                return std::int64_t(-1); // two opinions
            return m_project->run(run).bestEpoch;
        };
        // One standard error of 90 % on 100 images is 3 points, on 10,000 images 0.3.
        QCOMPARE(bestOf({80, 90, 89, 87.1, 86.9}, 100), 4);
        QCOMPARE(bestOf({80, 90, 89.6, 89.8, 87.1}, 10'000), 4);
        QCOMPARE(bestOf({80, 90, 89.6, 89.6, 87.1}, 10'000), 2);
        QCOMPARE(bestOf({80, 100, 100, 99}, 10), 3); // nothing is within zero of it
        QCOMPARE(bestOf({80, 90, 90, 89}, 0), 2);    // as older versions chose
    }

    void testImagesMayBeAskedAfterwardsOnce()
    {
        EpochReport report = reportOf(1);
        const Answers answers = report.evaluation;
        QVERIFY(!answers.classes.empty());
        report.evaluation = {};
        m_project->commitEpoch(m_run, report, std::nullopt);
        m_project->setEvaluation(m_run, 0, answers, 71.5);
        QVERIFY(m_project->evaluation(m_run, 1).classes == answers.classes);
        QCOMPARE(m_project->run(m_run).tuningAccuracy, std::optional(71.5));
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->setEvaluation(m_run, 1, answers, 99.0));
        QCOMPARE(m_project->run(m_run).tuningAccuracy, std::optional(71.5));
        m_project->commitEpoch(m_run, reportOf(2), 60.0); // answered at once
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->setEvaluation(m_run, 2, answers, 99.0));
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->setEvaluation(m_run, 3, answers, 99.0));
    }

    void aRecipeComesBackWhole()
    {
        Recipe recipe;
        recipe.student = "wrn_40_2";
        recipe.lr = 0.1 + 1e-17;
        recipe.temperature = 1.0 / 3;
        recipe.seed = 18'446'744'073'709'551'615ULL;
        recipe.flip = false;
        QCOMPARE(m_project->run(m_project->addRun("other", recipe)).recipe, recipe);
    }

    void epochsWithoutLabelsOrNumbers()
    {
        EpochReport report = reportOf(1, std::numeric_limits<double>::quiet_NaN());
        report.evaluation = {};
        report.summary.nodeKl = std::numeric_limits<double>::infinity();
        m_project->commitEpoch(m_run, report, std::nullopt);
        const EpochRecord epoch = m_project->epochs(m_run).at(0);
        QVERIFY(!epoch.tuningAccuracy);
        QVERIFY(std::isnan(epoch.heldOutAgreement));
        QVERIFY(std::isinf(epoch.summary.nodeKl));
        QVERIFY(m_project->evaluation(m_run, 1).classes.empty());
        QCOMPARE(m_project->run(m_run).bestEpoch, 1);
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void checkpointWithinAnEpoch()
    {
        m_project->commitEpoch(m_run, reportOf(1), std::nullopt);
        const std::vector<std::byte> within(123, std::byte{42});
        m_project->commitCheckpoint(m_run, within, 2);
        QCOMPARE(m_project->checkpoint(m_run), within);
        m_project->commitEpoch(m_run, reportOf(2), std::nullopt);
        QCOMPARE(m_project->checkpoint(m_run), reportOf(2).checkpoint);
    }

    void graphsOfAnOlderVersion()
    {
        // One began a run without what later versions say of samples, a newer one goes on with it.
        EpochReport first = reportOf(1);
        for (ProxyGraph *graph : {&first.teacherGraph, &first.studentGraph}) {
            const ProxyGraph all = *graph;
            *graph = {all.samples, all.proxies,
                      all.edges,   all.proxyCorrelations,
                      all.answers, all.confidences,
                      {},          {},
                      {},          {},
                      {},          {},
                      {}};
            graph->proxyCorrelations.at(0, 2) = 0.3F; // not symmetric: kept as it is
        }
        m_project->commitEpoch(m_run, first, std::nullopt);
        m_project->commitEpoch(m_run, reportOf(2), std::nullopt);
        compareGraphs(m_project->teacherGraph(m_run, 1), first.teacherGraph);
        compareGraphs(m_project->studentGraph(m_run, 1), first.studentGraph);
        compareGraphs(m_project->teacherGraph(m_run, 2), reportOf(2).teacherGraph);
        compareGraphs(m_project->studentGraph(m_run, 2), reportOf(2).studentGraph);
    }

    void aChangedTeacherEdgeWins()
    {
        // The teacher should not change, but if it does, every epoch keeps what it was given.
        EpochReport first = reportOf(1);
        EpochReport second = reportOf(2);
        second.teacherGraph.edges[0].weight = -0.75F;
        second.teacherGraph.answers[0] = 2;
        m_project->commitEpoch(m_run, first, std::nullopt);
        m_project->commitEpoch(m_run, second, std::nullopt);
        compareGraphs(m_project->teacherGraph(m_run, 1), first.teacherGraph);
        compareGraphs(m_project->teacherGraph(m_run, 2), second.teacherGraph);
    }

    void refusesBrokenEpochs()
    {
        EpochReport report = reportOf(1);
        report.teacherGraph.edges.pop_back();
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, report, std::nullopt));
        report = reportOf(1);
        report.studentGraph.edges[0].weight = std::numeric_limits<float>::quiet_NaN();
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, report, std::nullopt));
        report = reportOf(1);
        report.studentGraph.edges[0].proxy = report.teacherGraph.edges[0].proxy = 3;
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, report, std::nullopt));
        for (const auto part : {&ProxyGraph::probabilities, &ProxyGraph::margins, &ProxyGraph::nodeKl}) {
            report = reportOf(1);
            (report.studentGraph.*part)[1] = std::numeric_limits<float>::quiet_NaN();
            QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, report, std::nullopt));
        }
        report = reportOf(1);
        report.studentGraph.probabilities.pop_back();
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, report, std::nullopt));
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, reportOf(2), std::nullopt));
        QVERIFY(m_project->epochs(m_run).empty()); // nothing of them stays
        m_project->commitEpoch(m_run, reportOf(1), std::nullopt);
        QVERIFY_THROWS_EXCEPTION(StoreError, m_project->commitEpoch(m_run, reportOf(1), std::nullopt));
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void namesWhatThereIs()
    {
        QVERIFY(storeErrorOf([&] { static_cast<void>(m_project->run(99)); }).find("runs are: 1.") !=
                std::string::npos);
        QVERIFY(storeErrorOf([&] { static_cast<void>(m_project->weights(m_run, 0)); }).find("no finished epoch") !=
                std::string::npos);
        m_project->commitEpoch(m_run, reportOf(1), std::nullopt);
        m_project->commitEpoch(m_run, reportOf(2), std::nullopt);
        const std::string error = storeErrorOf([&] { static_cast<void>(m_project->studentGraph(m_run, 7)); });
        QVERIFY2(error.find("epochs are 1 to 2") != std::string::npos, error.c_str());
    }

    void deletingIsUndoneUntilTheFileIsClosed()
    {
        m_project->commitEpoch(m_run, reportOf(1, 50, 2'000'000), std::nullopt);
        const std::int64_t other = m_project->addRun("other", {});
        m_project->setRunDeleted(m_run, true);
        QCOMPARE(m_project->runs().size(), 1);
        QVERIFY(!storeErrorOf([&] { static_cast<void>(m_project->run(m_run)); }).empty());
        m_project->setRunDeleted(m_run, false);
        QCOMPARE(m_project->weights(m_run, 1), reportOf(1).weights);
        m_project->setRunDeleted(m_run, true);
        const fs::path file = m_project->file();
        {
            // Another connection of this process closes: not the end yet.
            const auto second = Project::open(file, ProjectLock::acquire(file));
        }
        m_project->setRunDeleted(m_run, false);
        m_project->setRunDeleted(m_run, true);
        const auto size = fs::file_size(file);
        m_project.reset();
        QVERIFY(fs::file_size(file) < size - 1'900'000);
        m_project = Project::open(file, ProjectLock::acquire(file));
        QVERIFY(!storeErrorOf([&] { m_project->setRunDeleted(m_run, false); }).empty());
        QCOMPARE(m_project->run(other).name, std::string("other"));
        QVERIFY(m_project->addRun("third", {}) > other); // numbers are never used again
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void aReaderPollsWhileEpochsAreWritten()
    {
        const fs::path file = m_project->file();
        std::atomic<bool> done = false;
        std::string failure;
        std::jthread reader([&] {
            try {
                const auto project = Project::open(file, nullptr);
                std::int64_t before = 0;
                while (!done) {
                    const std::int64_t now = project->run(m_run).epochsDone;
                    if (now < before)
                        failure = "epochs went back";
                    if (now > 0 && project->weights(m_run, now) != reportOf(now).weights)
                        failure = "half an epoch was seen";
                    before = now;
                }
            } catch (const std::exception &error) {
                failure = error.what();
            }
        });
        for (std::int64_t epoch = 1; epoch <= 30; ++epoch)
            m_project->commitEpoch(m_run, reportOf(epoch), std::nullopt);
        done = true;
        reader.join();
        QCOMPARE(failure, std::string());
    }
};

QTEST_GUILESS_MAIN(TestStoreRuns)
#include "tst_store_runs.moc"
