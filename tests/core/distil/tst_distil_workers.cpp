// Processes that share each batch learn what one process learns. `tst_distil_workers worker CASE FILE` is one of
// them: the first writes what came of it to FILE.
#include "distil/checkpoint.h"
#include "distilfixture.h"
#include "tensor/workers.h"
#include "workergroup.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <thread>

using namespace retort;

namespace {

/// What both sides of a comparison run.
struct Case
{
    Recipe recipe;
    RunEnvironment environment{"cpu", "fp32", 1, "test"};
    DistilInput input;
};

Case caseNamed(const std::string &name)
{
    Case result;
    Recipe &recipe = result.recipe;
    recipe = smallRecipe();
    recipe.batch = 18; // no multiple of four
    recipe.epochs = 25;
    recipe.warmupEpochs = 1;
    recipe.lr = 0.01;
    // Everything that learns beside the student takes part, and losses that read parameters.
    recipe.featureWeight = 0.5;
    recipe.pseudoMargin = 0.05;
    if (name.find("map") != std::string::npos)
        recipe.studentProxies = "teacher";
    if (name.find("one step") != std::string::npos) {
        recipe.epochs = 1;
        recipe.batch = 40;
        recipe.lr = 5e-4; // as the first step of a warm-up has
    }
    if (name.find("apart") != std::string::npos) {
        recipe.syncNorm = recipe.syncLoss = false;
        recipe.epochs = 2;
    }
    if (name.find("short") != std::string::npos)
        recipe.epochs = 2;
    if (name.find("team") != std::string::npos) {
        result.environment.threads = 2;
        recipe.batch = 96; // for each process a share that two threads share
        recipe.epochs = 1;
        recipe.lr = 5e-4;
    }
    if (name.find("double") != std::string::npos)
        result.environment.precision = "fp64";
    result.input = smallInput(5, name.find("team") != std::string::npos ? 130 : 60);
    result.input.evaluation = smallInput(5, 17).images;
    return result;
}

const char *const stopHere = "stop"; ///< in a case's name: process 1 is asked to stop in the middle

/// The last checkpoint, after the losses of all steps.
std::vector<std::byte> encoded(const Recorder &run)
{
    std::vector<std::byte> bytes(run.steps.size() * sizeof(double) + 8);
    const std::uint64_t count = run.steps.size();
    std::memcpy(bytes.data(), &count, 8);
    for (std::size_t i = 0; i < run.steps.size(); ++i)
        std::memcpy(bytes.data() + 8 + i * 8, &run.steps[i].loss, 8);
    const std::vector<std::byte> &checkpoint =
        run.checkpoint.empty() ? run.epochs.back().checkpoint : run.checkpoint;
    bytes.insert(bytes.end(), checkpoint.begin(), checkpoint.end());
    return bytes;
}

struct Outcome
{
    std::vector<double> losses;
    std::vector<std::byte> bytes; ///< of the checkpoint
    Checkpoint checkpoint;
};

Outcome decoded(const std::vector<std::byte> &bytes)
{
    Outcome outcome;
    std::uint64_t count = 0;
    std::memcpy(&count, bytes.data(), 8);
    outcome.losses.resize(count);
    std::memcpy(outcome.losses.data(), bytes.data() + 8, count * 8);
    outcome.bytes.assign(bytes.begin() + 8 + static_cast<std::ptrdiff_t>(count) * 8, bytes.end());
    outcome.checkpoint = decodeCheckpoint(outcome.bytes);
    return outcome;
}

std::vector<std::byte> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    const auto *begin = reinterpret_cast<const std::byte *>(bytes.constData());
    return {begin, begin + bytes.size()};
}

int work(const std::string &name, const std::string &file)
{
    try {
        Workers workers(launchedPlace().value());
        Case run = caseNamed(name);
        run.environment.workers = workers.count();
        if (name == "other images" && workers.place().rank == 1)
            run.input = smallInput(5, 59);
        if (name == "too many")
            run.recipe.batch = 1;
        Recorder recorder;
        if (name.find(stopHere) != std::string::npos && workers.place().rank == 1)
            recorder.stopAfter = 3;
        if (name == "for ever") {
            run.recipe.epochs = 100'000;
            recorder.onStep = [&] {
                if (workers.isFirst() && recorder.steps.size() == 5)
                    std::printf("five steps\n"), std::fflush(stdout);
            };
        }
        const std::vector<std::byte> before = contentOf(QString::fromStdString(file));
        const std::vector<std::byte> checkpoint = before.empty() ? before : decoded(before).bytes;
        workers.meet(); // before the first writes there
        try {
            distil(run.recipe, run.environment, run.input, checkpoint, recorder, recorder.stop.get_token(), {},
                   &workers);
        } catch (const Cancelled &) {
            if (recorder.checkpoint.empty())
                throw;
        } catch (const WorkerLost &) {
            throw;
        } catch (const Error &error) {
            workers.leave(error.what());
            throw;
        }
        if (workers.isFirst()) {
            const std::vector<std::byte> bytes = encoded(recorder);
            std::ofstream(file, std::ios::binary)
                .write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        }
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 3;
    }
}

/// The largest difference of two tensors' values, beside the largest value where that is above 1; infinite where
/// they are not alike.
double difference(const NamedTensor &a, const NamedTensor &b)
{
    if (a.name != b.name || a.type != b.type || a.bytes.size() != b.bytes.size())
        return INFINITY;
    double largest = 0;
    double scale = 1;
    const auto compare = [&](auto zero) {
        auto x = zero, y = zero;
        for (std::size_t at = 0; at < a.bytes.size(); at += sizeof zero) {
            std::memcpy(&x, a.bytes.data() + at, sizeof zero);
            std::memcpy(&y, b.bytes.data() + at, sizeof zero);
            largest = std::max(largest, std::abs(static_cast<double>(x) - static_cast<double>(y)));
            scale = std::max(scale, std::abs(static_cast<double>(x)));
        }
    };
    if (a.type == ElementType::F64)
        compare(double(0));
    else if (a.type == ElementType::F32)
        compare(float(0));
    else
        largest = a.bytes == b.bytes ? 0 : INFINITY;
    return largest / scale;
}

} // namespace

class DistilWorkersTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] QString file() const { return m_folder.filePath(QStringLiteral("outcome")); }

    [[nodiscard]] test::WorkerGroup started(int count, const QString &name) const
    {
        return {count, QCoreApplication::applicationFilePath(), {QStringLiteral("worker"), name, file()}};
    }

    void learn(int count, const QString &name, Outcome &outcome)
    {
        auto group = started(count, name);
        const QString problems = group.problems();
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        outcome = decoded(contentOf(file()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!Workers::areThere())
            QSKIP("this LibTorch has no Gloo that could be used");
    }
    void init() { QFile::remove(file()); }

    void theyLearnWhatOneLearns_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("steps");
        QTest::addColumn<double>("limit");
        for (const int count : {2, 4}) {
            QTest::addRow("%d, double, 50 steps", count) << count << "double" << 50 << 1e-9;
            QTest::addRow("%d, double, a map of proxies", count) << count << "double map" << 50 << 1e-9;
            QTest::addRow("%d, float, one step", count) << count << "one step" << 1 << 1e-5;
        }
        QTest::newRow("2, float, one step of teams") << 2 << "team" << 1 << 1e-5;
    }
    void theyLearnWhatOneLearns()
    {
        QFETCH(int, count);
        QFETCH(QString, name);
        QFETCH(int, steps);
        QFETCH(double, limit);
        Outcome together;
        learn(count, name, together);
        if (QTest::currentTestFailed())
            return;
        const Case run = caseNamed(name.toStdString());
        const Outcome alone = decoded(encoded(finished(run.recipe, run.input, run.environment)));
        QCOMPARE(alone.losses.size(), std::size_t(steps));
        QCOMPARE(together.losses.size(), std::size_t(steps));
        for (std::size_t i = 0; i < alone.losses.size(); ++i)
            QVERIFY2(std::abs(alone.losses[i] - together.losses[i]) < limit * alone.losses[i],
                     qPrintable(QString::number(alone.losses[i] - together.losses[i])));
        QCOMPARE(together.checkpoint.tensors.size(), alone.checkpoint.tensors.size());
        double largest = 0;
        std::string where;
        for (std::size_t i = 0; i < alone.checkpoint.tensors.size(); ++i) {
            // A rounding decides whether a ReLU passes what is next to nothing, and then a gradient on or off.
            if (limit > 1e-6 && alone.checkpoint.tensors[i].name == "optimiser.first")
                continue;
            const double here = difference(alone.checkpoint.tensors[i], together.checkpoint.tensors[i]);
            if (here >= largest)
                where = alone.checkpoint.tensors[i].name;
            largest = std::max(largest, here);
        }
        qInfo("largest difference of parameters, optimiser and running values: %.2e, in %s", largest,
              where.c_str());
        QVERIFY(largest < limit);
    }

    // Stopped by one of them in the middle and started again, they end with the same bits as without.
    void theyGoOn_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("as one") << "short, stop";
        QTest::newRow("apart") << "apart, stop";
    }
    void theyGoOn()
    {
        QFETCH(QString, name);
        QString whole = name;
        whole.remove(", stop");
        Outcome without, stopped, after;
        learn(2, whole, without);
        QFile::remove(file());
        learn(2, name, stopped);
        learn(2, whole, after);
        if (QTest::currentTestFailed())
            return;
        QVERIFY(after.checkpoint.identity == without.checkpoint.identity);
        QCOMPARE(after.checkpoint.tensors.size(), without.checkpoint.tensors.size());
        for (std::size_t i = 0; i < without.checkpoint.tensors.size(); ++i)
            QCOMPARE(difference(after.checkpoint.tensors[i], without.checkpoint.tensors[i]), 0.0);
    }

    void differentInputsAreRefused()
    {
        auto group = started(2, "other images");
        const QString problems = group.problems(3);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY2(group.errors(1).contains("for process 1 the set of images is 59 images"),
                 qPrintable(group.errors(1)));
        QVERIFY2(group.errors(0).contains("process 1 of 2") && group.errors(0).contains("59 images"),
                 qPrintable(group.errors(0)));
    }

    void batchesTooSmallToShareAreRefused()
    {
        auto group = started(2, "too many");
        const QString problems = group.problems(3);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY2(group.errors(0).contains("batches of 1 images cannot be shared by 2"),
                 qPrintable(group.errors(0)));
    }

    void oneIsKilled()
    {
        auto group = started(2, "for ever");
        QVERIFY(group[0].waitForReadyRead(300'000));
        group[1].kill();
        const QString problems = group.problems(3);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY2(group.errors(0).contains("process 1 of 2"), qPrintable(group.errors(0)));
    }
};

int main(int argc, char **argv)
{
    if (argc == 4 && std::string(argv[1]) == "worker")
        return work(argv[2], argv[3]);
    QCoreApplication app(argc, argv);
    DistilWorkersTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_distil_workers.moc"
