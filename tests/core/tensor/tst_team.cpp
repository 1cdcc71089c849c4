// A team: everybody works, sums add up in order, failures let everybody go, normalisation sees the whole batch.
#include "tensor/batchnorm.h"
#include "tensor/memorypool.h"
#include "tensor/team.h"

#include <QtTest>

#include <stdexcept>

using namespace retort;

class TeamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everybodyWorks()
    {
        for (const int members : {1, 2, 5}) {
            Team team(members, 1);
            QCOMPARE(team.members(), members);
            std::vector<int> done(static_cast<std::size_t>(members), 0);
            for (int round = 0; round < 50; ++round)
                team.run([&](int member) {
                    if (teamMember() == member && inTeam() == (members > 1))
                        ++done[static_cast<std::size_t>(member)];
                });
            QVERIFY(done == std::vector<int>(static_cast<std::size_t>(members), 50));
        }
        QVERIFY(!inTeam());
        QCOMPARE(teamMember(), 0);
    }

    void sums()
    {
        Team team(3, 1);
        std::vector<std::vector<double>> results(3);
        for (int round = 0; round < 20; ++round) {
            team.run([&](int member) {
                for (int i = 0; i < 30; ++i) {
                    std::vector<double> values{double(member), double(i * member), 0.1 * member};
                    sumOverTeam(values);
                    results[static_cast<std::size_t>(member)] = values;
                    if (values[0] != 3.0 || values[1] != 3.0 * i)
                        throw std::runtime_error("wrong sum");
                }
            });
            QVERIFY(results[0] == results[1] && results[1] == results[2]);
        }
        std::vector<double> alone{7.0};
        sumOverTeam(alone);
        QCOMPARE(alone[0], 7.0);
    }

    void aFailureLetsEverybodyGo()
    {
        Team team(3, 1);
        for (int who = 0; who < 3; ++who) {
            QVERIFY_THROWS_EXCEPTION(std::out_of_range, team.run([&](int member) {
                if (member == who)
                    throw std::out_of_range("mine");
                std::vector<double> values{1.0};
                sumOverTeam(values); // will never take place
            }));
            std::vector<double> total{0.0}; // and the team is as good as before
            team.run([&](int member) {
                std::vector<double> values{1.0};
                sumOverTeam(values);
                if (member == 0)
                    total = values;
            });
            QCOMPARE(total[0], 3.0);
        }
    }

    void membersShareThePool()
    {
        TensorMemoryPool pool;
        Team team(2, 1);
        team.run([](int member) {
            if (member == 1)
                static_cast<void>(torch::ones({1 << 20}).sum().item<float>());
        });
        QVERIFY(pool.peakBytes() >= std::size_t(4) << 20);
    }

    void normalisationSeesTheWholeBatch_data()
    {
        QTest::addColumn<int>("activation");
        QTest::newRow("ReLU") << int(Activation::Relu);
        QTest::newRow("hard swish") << int(Activation::HardSwish);
        QTest::newRow("SiLU") << int(Activation::Silu);
    }
    void normalisationSeesTheWholeBatch()
    {
        QFETCH(int, activation);
        const auto which = static_cast<Activation>(activation);
        constexpr std::int64_t channels = 24;
        torch::manual_seed(1);
        const auto layout = torch::MemoryFormat::ChannelsLast;
        const torch::Tensor x = (torch::randn({7, channels, 4, 6}) * 2 + 20).contiguous(layout);
        const torch::Tensor dy = torch::randn({7, channels, 4, 6}).contiguous(layout);
        const auto values = [] {
            torch::manual_seed(2);
            NormValues v{torch::rand({channels}) + 0.5, torch::randn({channels}), torch::zeros({channels}),
                         torch::ones({channels})};
            v.weight.requires_grad_();
            v.bias.requires_grad_();
            return v;
        };
        const NormValues alone = values();
        const torch::Tensor whole = x.clone().requires_grad_();
        const torch::Tensor y = batchNorm(whole, alone, true, which);
        y.backward(dy);

        NormValues shares[2] = {values(), values()};
        torch::Tensor inputs[2] = {x.narrow(0, 0, 3).clone().requires_grad_(),
                                   x.narrow(0, 3, 4).contiguous().requires_grad_()}; // torch's own layout too
        torch::Tensor outputs[2];
        Team team(2, 1);
        team.run([&](int member) { outputs[member] = batchNorm(inputs[member], shares[member], true, which); });
        team.run(
            [&](int member) { outputs[member].backward(member == 0 ? dy.narrow(0, 0, 3) : dy.narrow(0, 3, 4)); });
        const auto close = [](const torch::Tensor &a, const torch::Tensor &b) {
            return torch::allclose(a, b, 1e-4, 1e-5);
        };
        QVERIFY(close(torch::cat({outputs[0], outputs[1]}).detach(), y.detach()));
        QVERIFY(close(torch::cat({inputs[0].grad(), inputs[1].grad()}), whole.grad()));
        QVERIFY(close(shares[0].weight.grad() + shares[1].weight.grad(), alone.weight.grad()));
        QVERIFY(close(shares[0].bias.grad() + shares[1].bias.grad(), alone.bias.grad()));
        QVERIFY(close(shares[0].runningMean, alone.runningMean));
        QVERIFY(close(shares[0].runningVariance, alone.runningVariance));
        QVERIFY(torch::equal(shares[1].runningMean, torch::zeros({channels}))); // member 0 keeps them
    }

    void aFailureInBackwardLetsEverybodyGo() // through torch's engine
    {
        const torch::Tensor x = torch::randn({2, 16, 4, 4}).contiguous(torch::MemoryFormat::ChannelsLast);
        const NormValues v{torch::ones({16}).requires_grad_(), torch::zeros({16}).requires_grad_(),
                           torch::zeros({16}), torch::ones({16})};
        torch::Tensor outputs[2];
        Team team(2, 1);
        team.run([&](int member) { outputs[member] = batchNorm(x, v, true, Activation::None); });
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, team.run([&](int member) {
            if (member == 1)
                throw std::runtime_error("mine");
            outputs[0].sum().backward();
        }));
    }
};

QTEST_GUILESS_MAIN(TeamTest)
#include "tst_team.moc"
