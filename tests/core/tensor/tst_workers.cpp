// Processes that work together. `tst_workers worker MODE` is one of them; the test starts several.
#include "tensor/batchnorm.h"
#include "tensor/team.h"
#include "tensor/workers.h"
#include "workergroup.h"

#include <QtTest>

#include <cstdio>
#include <string>

using namespace retort;

namespace {

void require(bool holds, const char *what)
{
    if (!holds)
        throw Error(what);
}

/// Sums, rows, answers, texts and meetings.
void exchange(Workers &workers)
{
    const int rank = workers.place().rank;
    const int count = workers.count();
    for (const torch::ScalarType type : {torch::kFloat32, torch::kFloat64}) {
        torch::Tensor values = torch::arange(1000, torch::TensorOptions().dtype(type)) * (rank + 1);
        workers.sum(values);
        require(values.equal(torch::arange(1000, values.options()) * (count * (count + 1) / 2)), "sums are wrong");
    }
    const torch::Tensor whole = torch::arange(7 * 3, torch::kFloat32).view({7, 3});
    const Share own = shareOf(7, workers.place().part());
    require(workers.gather(whole.narrow(0, own.first, own.count), 7).equal(whole), "rows are wrong");
    require(!workers.any(false), "nobody said so");
    require(workers.any(rank == count - 1), "the last one said so");
    require(workers.toldByFirst("text of " + std::to_string(rank)) == "text of 0",
            "the first one's text is wrong");
    require(workers.toldByFirst("").empty(), "an empty text is wrong");
    workers.meet();
}

/// A layer on shares, with the statistics of all, is the layer on the whole.
void normalise(Workers &workers)
{
    const Share own = shareOf(6, workers.place().part());
    for (const torch::ScalarType type : {torch::kFloat32, torch::kFloat64}) {
        auto draw = [&, number = 0](std::vector<std::int64_t> shape) mutable {
            const std::int64_t size = c10::multiply_integers(shape);
            return torch::sin(torch::arange(size, torch::kFloat64) * 1.7 + number++).view(shape).to(type);
        };
        const torch::Tensor images = draw({6, 5, 4, 4}), slope = draw({6, 5, 4, 4});
        const auto values = [&] {
            const torch::TensorOptions options = torch::TensorOptions().dtype(type);
            return NormValues{torch::linspace(0.5, 1.5, 5, options).requires_grad_(),
                              torch::linspace(-1, 1, 5, options).requires_grad_(), torch::zeros({5}, options),
                              torch::ones({5}, options)};
        };
        const auto close = [&](const torch::Tensor &a, const torch::Tensor &b) {
            const double limit = type == torch::kFloat64 ? 1e-13 : 2e-6;
            return (a - b).abs().max().item<double>() < limit;
        };
        const torch::Tensor x = images.clone().requires_grad_();
        const NormValues alone = values();
        const torch::Tensor y = batchNorm(x, alone, true, Activation::Relu);
        y.backward(slope);

        Team team(1, 1, [&](at::Tensor &sums) { workers.sum(sums); });
        const NormValues together = values();
        torch::Tensor part =
            images.narrow(0, own.first, own.count).contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
        torch::Tensor out;
        team.run([&](int) {
            require(inTeam(), "the team does not reach beyond the process");
            out = batchNorm(part, together, true, Activation::Relu);
            out.backward(slope.narrow(0, own.first, own.count));
        });
        require(close(out, y.narrow(0, own.first, own.count)), "outputs differ");
        require(close(part.grad(), x.grad().narrow(0, own.first, own.count)), "gradients of the images differ");
        require(close(together.runningMean, alone.runningMean), "running means differ");
        require(close(together.runningVariance, alone.runningVariance), "running variances differ");
        torch::Tensor weight = together.weight.grad().clone(), bias = together.bias.grad().clone();
        workers.sum(weight);
        workers.sum(bias);
        require(close(weight, alone.weight.grad()) && close(bias, alone.bias.grad()), "gradients differ");
    }
}

/// The first one takes longer than anything else; nobody loses patience with it.
void wait(Workers &workers)
{
    if (workers.isFirst())
        std::this_thread::sleep_for(std::chrono::seconds(3));
    require(!workers.any(false), "nobody said so");
    workers.meet();
}

[[noreturn]] void workForEver(Workers &workers)
{
    torch::Tensor values = torch::ones({100'000});
    while (true) {
        workers.sum(values);
        values.fill_(1);
        if (workers.isFirst())
            std::printf("step\n"), std::fflush(stdout);
    }
}

void leave(Workers &workers)
{
    if (workers.place().rank == 1) {
        workers.leave("its disk is full");
        throw Error("its disk is full");
    }
    workForEver(workers);
}

int work(const std::string &mode)
{
    try {
        Workers workers(launchedPlace().value());
        if (mode == "exchange")
            exchange(workers);
        else if (mode == "normalise")
            normalise(workers);
        else if (mode == "wait")
            wait(workers);
        else if (mode == "leave")
            leave(workers);
        else
            workForEver(workers);
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 3;
    }
}

} // namespace

class WorkersTest : public QObject
{
    Q_OBJECT

    static test::WorkerGroup started(int count, const char *mode)
    {
        return {
            count, QCoreApplication::applicationFilePath(), {QStringLiteral("worker"), QString::fromLatin1(mode)}};
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!Workers::areThere())
            QSKIP("this LibTorch has no Gloo that could be used");
    }

    void theyWorkTogether_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QByteArray>("mode");
        for (const int count : {2, 4})
            for (const char *mode : {"exchange", "normalise", "wait"})
                QTest::addRow("%s of %d", mode, count) << count << QByteArray(mode);
    }
    void theyWorkTogether()
    {
        QFETCH(int, count);
        QFETCH(QByteArray, mode);
        auto group = started(count, mode.constData());
        const QString problems = group.problems();
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }

    void oneIsKilled_data()
    {
        QTest::addColumn<int>("who");
        QTest::addColumn<QString>("name");
        QTest::newRow("the first") << 0 << "process 0 of 4";
        QTest::newRow("another") << 2 << "process 2 of 4";
    }
    void oneIsKilled()
    {
        QFETCH(int, who);
        QFETCH(QString, name);
        auto group = started(4, "for ever");
        QVERIFY(group[0].waitForReadyRead(300'000));
        group[who].kill();
        const QString problems = group.problems(3);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        for (int rank = 0; rank < 4; ++rank)
            if (rank != who)
                QVERIFY2(group.errors(rank).contains(name), qPrintable(group.errors(rank)));
    }

    void oneLeaves()
    {
        auto group = started(3, "leave");
        const QString problems = group.problems(3);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        for (const int rank : {0, 2})
            QVERIFY2(group.errors(rank).contains("process 1 of 3") && group.errors(rank).contains("disk is full"),
                     qPrintable(group.errors(rank)));
    }

    void oneDoesNotCome()
    {
        WorkerPlace place;
        place.count = 2;
        place.localCount = 2;
        place.port = test::freePort();
        QVERIFY_THROWS_EXCEPTION(Error, Workers(place, {}, std::chrono::seconds(1)));
        std::stop_source stop;
        stop.request_stop();
        place.port = test::freePort();
        QVERIFY_THROWS_EXCEPTION(Cancelled, Workers(place, stop.get_token()));
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && std::string(argv[1]) == "worker")
        return work(argv[2]);
    QCoreApplication app(argc, argv);
    WorkersTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_workers.moc"
