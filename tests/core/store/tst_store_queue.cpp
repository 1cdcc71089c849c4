#include "projectfixture.h"

#include <QTest>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

class TestStoreQueue : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;
    std::unique_ptr<Project> m_project;

    [[nodiscard]] std::vector<std::int64_t> order() const
    {
        std::vector<std::pair<std::int64_t, std::int64_t>> places;
        for (const RunRecord &run : m_project->runs())
            if (run.place > 0)
                places.emplace_back(run.place, run.id);
        std::sort(places.begin(), places.end());
        std::vector<std::int64_t> ids;
        for (const auto &[place, id] : places)
            ids.push_back(id);
        return ids;
    }

private Q_SLOTS:
    void init()
    {
        m_project.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_folder->path().toStdString()) / "a.retort";
        m_project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*m_project);
    }

    void runsWaitInTheirOrder()
    {
        using Ids = std::vector<std::int64_t>;
        const Ids ids = m_project->addRuns({{"a", {}}, {"b", {}}, {"c", {}}, {"d", {}}});
        QCOMPARE(order(), ids);
        m_project->setQueue({ids[2], ids[0]});
        QCOMPARE(order(), (Ids{ids[2], ids[0], ids[1], ids[3]}));

        m_project->setRunState(ids[2], RunState::Running);
        m_project->setRunState(ids[1], RunState::Paused);
        QCOMPARE(order().size(), 4U);
        m_project->setRunState(ids[2], RunState::Finished);
        m_project->setRunState(ids[0], RunState::Cancelled);
        QCOMPARE(order(), (Ids{ids[1], ids[3]}));
        m_project->setRunState(ids[0], RunState::Queued); // back: at the end
        QCOMPARE(order(), (Ids{ids[1], ids[3], ids[0]}));
        m_project->setRunDeleted(ids[3], true);
        QCOMPARE(order(), (Ids{ids[1], ids[0]}));

        QVERIFY(storeErrorOf([&] { m_project->setQueue({ids[2]}); }).find("not in the queue") !=
                std::string::npos);
        QVERIFY(storeErrorOf([&] { m_project->setQueue({99}); }).find("99") != std::string::npos);
        QVERIFY(!storeErrorOf([&] { m_project->setQueue({ids[1], ids[1]}); }).empty());
        QCOMPARE(order(), (Ids{ids[1], ids[0]}));

        m_project.reset();
        m_project = Project::open(m_file, ProjectLock::acquire(m_file));
        QCOMPARE(order(), (Ids{ids[1], ids[0]}));
    }

    void allRunsOfASweepOrNone()
    {
        Recipe wrong;
        wrong.epochs = 0;
        SweepPlan plan;
        plan.seeds = 2;
        QVERIFY_THROWS_EXCEPTION(ValueError, m_project->addRuns({{"a", {}}, {"b", wrong}}, &plan, "none"));
        QVERIFY_THROWS_EXCEPTION(ValueError,
                                 m_project->addRuns({{"a", {}}, {"b", {}, {nullptr, {{}}, {}}}}, &plan));
        QVERIFY(m_project->runs().empty() && m_project->sweeps().empty());

        const auto ids = m_project->addRuns({{"a", {}}, {"b", {}}}, &plan, "two seeds");
        const std::vector<SweepRecord> sweeps = m_project->sweeps();
        QCOMPARE(sweeps.size(), 1U);
        QCOMPARE(sweeps[0].name, std::string("two seeds"));
        QVERIFY(sweeps[0].plan == plan);
        QCOMPARE(m_project->run(ids[1]).sweepId, sweeps[0].id);
        QCOMPARE(m_project->run(m_project->addRun("alone", {})).sweepId, 0);

        m_project->decideSweep(sweeps[0].id, 1, {{ids[0], "behind"}, {3, "not of this sweep"}});
        QCOMPARE(m_project->sweeps()[0].decided, 1);
        QCOMPARE(m_project->run(ids[0]).state, RunState::Cancelled);
        QCOMPARE(m_project->run(ids[0]).error, std::string("behind"));
        QVERIFY(m_project->run(ids[0]).finishedAt > 0);
        QCOMPARE(order(), (std::vector<std::int64_t>{ids[1], 3}));
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void aRunKeepsItsOwnWeighting()
    {
        const std::int64_t before = m_project->settings().weightingId;
        m_project->setNamedWeightings({{"half", weightingOf(0.5)}});
        const std::int64_t named = m_project->settings().named[0].id;
        const auto ids = m_project->addRuns({{"a", {}, {}, {}, named}, {"b", {}}});
        QCOMPARE(m_project->run(ids[0]).weightingId, named);
        QCOMPARE(m_project->run(ids[1]).weightingId, before);
    }

    // The holder died: found at the next opening, with its place, and counted until an epoch is done.
    void interruptionsAreCounted()
    {
        const std::int64_t id = m_project->addRun("killed", {});
        static_cast<void>(m_project->addRun("next", {}));
        for (int time = 1; time <= 2; ++time) {
            m_project->setRunState(id, RunState::Running);
            m_project.reset();
            m_project = Project::open(m_file, ProjectLock::acquire(m_file));
            QCOMPARE(m_project->run(id).state, RunState::Interrupted);
            QCOMPARE(m_project->run(id).interruptions, time);
            QCOMPARE(order().front(), id);
        }
        m_project->commitEpoch(id, reportOf(1), std::nullopt);
        QCOMPARE(m_project->run(id).interruptions, 0);
    }

    void whenSomebodyLooked()
    {
        QCOMPARE(m_project->seenAt(), 0);
        m_project->setSeen();
        const std::int64_t seen = m_project->seenAt();
        QVERIFY(seen > 1'000'000'000);
        m_project.reset();
        QCOMPARE(Project::open(m_file, nullptr)->seenAt(), seen);
    }
};

QTEST_GUILESS_MAIN(TestStoreQueue)
#include "tst_store_queue.moc"
