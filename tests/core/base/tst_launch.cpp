// What launchers say in the environment, and how work is divided.
#include "base/error.h"
#include "base/launch.h"

#include <QtTest>

#include <map>

using namespace retort;

namespace {

using Environment = std::map<std::string, std::string>;

std::optional<WorkerPlace> placeIn(const Environment &environment)
{
    return launchedPlace([&](const char *name) -> const char * {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
}

std::string refusal(const Environment &environment)
{
    try {
        static_cast<void>(placeIn(environment));
    } catch (const ValueError &error) {
        return error.fullText();
    }
    return {};
}

Environment with(Environment environment, const std::string &name, const std::string &value)
{
    environment[name] = value;
    return environment;
}

Environment without(Environment environment, const std::string &name)
{
    environment.erase(name);
    return environment;
}

const Environment torchrun{{"RANK", "5"},
                           {"WORLD_SIZE", "8"},
                           {"LOCAL_RANK", "1"},
                           {"MASTER_PORT", "29400"},
                           {"LOCAL_WORLD_SIZE", "4"},
                           {"MASTER_ADDR", "node-a"}};
const Environment slurm{{"SLURM_PROCID", "3"},
                        {"SLURM_STEP_ID", "1"},
                        {"SLURM_STEP_NUM_TASKS", "4"},
                        {"SLURM_NTASKS", "16"},
                        {"SLURM_LOCALID", "1"},
                        {"SLURM_STEP_TASKS_PER_NODE", "2(x2)"},
                        {"SLURM_JOB_ID", "123456"},
                        {"SLURM_STEP_NODELIST", "gpu[07-08]"},
                        {"SLURM_JOB_NODELIST", "gpu[01-08]"}};

} // namespace

class LaunchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nobodyStartedIt()
    {
        QVERIFY(!placeIn({}));
        QVERIFY(!placeIn({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
        QVERIFY(!placeIn({{"MASTER_ADDR", "node-a"}}));
        // A batch script without srun: the variables speak of the job.
        QVERIFY(!placeIn(without(slurm, "SLURM_STEP_ID")));
        Environment alone = with(with(slurm, "SLURM_STEP_NUM_TASKS", "1"), "SLURM_PROCID", "0");
        QVERIFY(!placeIn(with(alone, "SLURM_LOCALID", "0")));
    }

    void torchrunDid()
    {
        const WorkerPlace place = placeIn(torchrun).value();
        QCOMPARE(place.rank, 5);
        QCOMPARE(place.count, 8);
        QCOMPARE(place.localRank, 1);
        QCOMPARE(place.localCount, 4);
        QCOMPARE(place.host, std::string("node-a"));
        QCOMPARE(place.port, 29400);
        QVERIFY(!place.isFirst());
        // torchrun's own store is there already.
        QCOMPARE(placeIn(with(torchrun, "TORCHELASTIC_USE_AGENT_STORE", "True"))->port, 29401);
        QCOMPARE(
            placeIn(with(with(torchrun, "TORCHELASTIC_USE_AGENT_STORE", "True"), "MASTER_PORT", "65535"))->port,
            65534);
        // Within a job of Slurm's, too.
        Environment both = torchrun;
        both.insert(slurm.begin(), slurm.end());
        QCOMPARE(placeIn(both)->rank, 5);
    }

    void srunDid()
    {
        const WorkerPlace place = placeIn(slurm).value();
        QCOMPARE(place.rank, 3);
        QCOMPARE(place.count, 4);
        QCOMPARE(place.localRank, 1);
        QCOMPARE(place.localCount, 2);
        QCOMPARE(place.host, std::string("gpu07"));
        QCOMPARE(place.port, 15000 + 123457 % 15000);
        QCOMPARE(placeIn(without(slurm, "SLURM_STEP_NUM_TASKS"))->count, 16);
        QCOMPARE(placeIn(without(slurm, "SLURM_STEP_NODELIST"))->host, std::string("gpu01"));
        const Environment told = with(with(slurm, "MASTER_ADDR", "10.0.0.7"), "MASTER_PORT", "4000");
        QCOMPARE(placeIn(told)->host, std::string("10.0.0.7"));
        QCOMPARE(placeIn(told)->port, 4000);
    }

    void whatMakesNoSenseIsNamed()
    {
        QVERIFY(refusal(without(torchrun, "RANK")).find("RANK is missing") != std::string::npos);
        QVERIFY(refusal(without(torchrun, "MASTER_ADDR")).find("MASTER_ADDR is missing") != std::string::npos);
        QVERIFY(refusal(with(torchrun, "RANK", "8")).find("RANK is \"8\"; accepted: 0 to 7") != std::string::npos);
        QVERIFY(refusal(with(torchrun, "MASTER_PORT", "http")).find("MASTER_PORT is \"http\"") !=
                std::string::npos);
        QVERIFY(refusal(with(slurm, "SLURM_PROCID", "-1")).find("srun") != std::string::npos);
    }

    void firstHosts()
    {
        QCOMPARE(firstHost("node7"), std::string("node7"));
        QCOMPARE(firstHost("node7,node9"), std::string("node7"));
        QCOMPARE(firstHost("rack1-[03-07,9],gpu2"), std::string("rack1-03"));
        QCOMPARE(firstHost("r[1,3]n[04-05].local"), std::string("r1n04.local"));
        QCOMPARE(firstHost("node[3"), std::string("node3")); // cut short
        QCOMPARE(firstHost(""), std::string());
    }

    void sharesFollowOneAnother()
    {
        for (const std::int64_t total : {0, 1, 7, 16, 129}) {
            for (const std::int64_t of : {1, 2, 5}) {
                std::int64_t next = 0;
                for (std::int64_t number = 0; number < of; ++number) {
                    const Share share = shareOf(total, {number, of});
                    QCOMPARE(share.first, next);
                    QVERIFY(share.count >= total / of && share.count <= total / of + 1);
                    next += share.count;
                }
                QCOMPARE(next, total);
            }
        }
    }
};

QTEST_GUILESS_MAIN(LaunchTest)
#include "tst_launch.moc"
