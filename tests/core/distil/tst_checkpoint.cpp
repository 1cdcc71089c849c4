// Checkpoints: everything comes back, and nothing damaged gets in.
#include "base/error.h"
#include "distil/checkpoint.h"

#include <QtTest>

#include <cstring>

using namespace retort;

namespace {

Checkpoint sample()
{
    Checkpoint checkpoint;
    checkpoint.identity = {{"lr", "0.1"}, {"seed", "1"}};
    checkpoint.position = {3, 2, 57, 1.5, {{56, 2.5, 1.0, 0.5, 1.0, 0.01}, {57, 2.4, 0.9, 0.5, 1.0, 0.009}}};
    NamedTensor tensor{"values", ElementType::F32, {2, 3}, std::vector<std::byte>(24)};
    for (std::size_t i = 0; i < tensor.bytes.size(); ++i)
        tensor.bytes[i] = static_cast<std::byte>(i * 7);
    checkpoint.tensors = {tensor, {"count", ElementType::I64, {}, std::vector<std::byte>(8)}};
    return checkpoint;
}

/// The message of the Error, or nothing.
std::string refusal(const std::vector<std::byte> &bytes)
{
    try {
        static_cast<void>(decodeCheckpoint(bytes));
    } catch (const Error &error) {
        return error.fullText();
    }
    return {};
}

} // namespace

class CheckpointTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBack()
    {
        const Checkpoint before = sample();
        const Checkpoint after = decodeCheckpoint(encodeCheckpoint(before));
        QVERIFY(after.identity == before.identity);
        QVERIFY(after.tensors == before.tensors);
        QCOMPARE(after.position.epoch, before.position.epoch);
        QCOMPARE(after.position.batch, before.position.batch);
        QCOMPARE(after.position.step, before.position.step);
        QCOMPARE(after.position.seconds, before.position.seconds);
        QCOMPARE(after.position.steps.size(), std::size_t(2));
        QCOMPARE(after.position.steps[1].loss, 2.4);
        QCOMPARE(after.position.steps[1].learningRate, 0.009);
    }

    void anyChangedByteIsSeen()
    {
        const std::vector<std::byte> good = encodeCheckpoint(sample());
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::vector<std::byte> bad = good;
            bad[i] ^= std::byte{0x10};
            QVERIFY2(!refusal(bad).empty(), qPrintable(QString::number(i)));
        }
    }

    void anyShorteningIsSeen()
    {
        const std::vector<std::byte> good = encodeCheckpoint(sample());
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY2(!refusal({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}).empty(),
                     qPrintable(QString::number(size)));
    }

    void messagesSayWhatToDo()
    {
        std::vector<std::byte> bytes = encodeCheckpoint(sample());
        bytes[bytes.size() / 2] ^= std::byte{1};
        QVERIFY(refusal(bytes).find("checksum") != std::string::npos);
        QVERIFY(refusal(bytes).find("Start the run anew") != std::string::npos);
        std::vector<std::byte> foreign(100, std::byte{'x'});
        QVERIFY(refusal(foreign).find("not a checkpoint") != std::string::npos);
        bytes = encodeCheckpoint(sample());
        bytes[8] = std::byte{9};
        QVERIFY(refusal(bytes).find("version 9") != std::string::npos);
    }

    void liesAboutSizesAreSeen() // with a checksum that fits
    {
        Checkpoint lying = sample();
        lying.tensors[0].shape = {1000, 1000};
        QVERIFY(refusal(encodeCheckpoint(lying)).find("values") != std::string::npos);
        lying.tensors[0].shape = {std::int64_t(1) << 62, std::int64_t(1) << 62};
        QVERIFY(refusal(encodeCheckpoint(lying)).find("impossible") != std::string::npos);
        lying.tensors[0].shape = {-1};
        QVERIFY(refusal(encodeCheckpoint(lying)).find("impossible") != std::string::npos);
    }

    void otherRunsAreNamed()
    {
        const Checkpoint checkpoint = sample();
        requireSameRun(checkpoint.identity, checkpoint);
        try {
            requireSameRun({{"lr", "0.2"}, {"seed", "1"}}, checkpoint);
            QFAIL("was accepted");
        } catch (const Error &error) {
            QVERIFY(std::string(error.what()).find("lr is 0.2 here and was 0.1") != std::string::npos);
        }
        QVERIFY_THROWS_EXCEPTION(Error, requireSameRun({{"lr", "0.1"}}, checkpoint));
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "tst_checkpoint.moc"
