// Augmentation by tensor operators makes what the plain code makes.
#include "base/error.h"
#include "distil/tensoraugmentation.h"

#include <QTest>

#include <cstring>

using namespace retort;

class TestTensorAugmentation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameBytes_data()
    {
        QTest::addColumn<int>("padding");
        QTest::addColumn<bool>("flip");
        QTest::addColumn<double>("jitter");
        QTest::addColumn<double>("resized");
        QTest::newRow("nothing") << 0 << false << 0.0 << 0.0;
        QTest::newRow("crop") << 4 << false << 0.0 << 0.0;
        QTest::newRow("flip") << 0 << true << 0.0 << 0.0;
        QTest::newRow("jitter") << 0 << false << 0.4 << 0.0;
        QTest::newRow("strongest jitter") << 0 << false << 1.0 << 0.0;
        QTest::newRow("resized") << 0 << false << 0.0 << 0.2;
        QTest::newRow("tiny cuts") << 0 << false << 0.0 << 0.001;
        QTest::newRow("all") << 3 << true << 0.5 << 0.3;
    }

    void sameBytes()
    {
        QFETCH(int, padding);
        QFETCH(bool, flip);
        QFETCH(double, jitter);
        QFETCH(double, resized);
        const Augmentation how{padding, flip, jitter, resized};
        for (const int channels : {1, 3}) {
            constexpr int count = 64;
            constexpr int height = 21;
            constexpr int width = 17;
            constexpr std::size_t record = std::size_t(height) * width;
            RandomStream pixels{1};
            const torch::Tensor images = torch::empty({count, height, width, channels}, torch::kUInt8);
            for (std::int64_t i = 0; i < images.numel(); ++i)
                images.data_ptr<std::uint8_t>()[i] = static_cast<std::uint8_t>(pixels());
            Augmenter augmenter(how, height, width, channels);
            const torch::Tensor expected = torch::empty_like(images);
            std::vector<AugmentationDraw> draws;
            for (std::size_t i = 0; i < count; ++i) {
                RandomStream stream{2, i};
                draws.push_back(augmenter.draw(stream));
                const std::size_t at = i * record * static_cast<std::size_t>(channels);
                augmenter.apply(images.data_ptr<std::uint8_t>() + at, draws.back(),
                                expected.data_ptr<std::uint8_t>() + at);
            }
            const torch::Tensor made = augmented(images, how, draws);
            QCOMPARE(made.scalar_type(), torch::kUInt8);
            QVERIFY2(torch::equal(made, expected),
                     qPrintable(QStringLiteral("%1 of %2 bytes differ")
                                    .arg(made.ne(expected).sum().item<std::int64_t>())
                                    .arg(made.numel())));
        }
    }
};

QTEST_APPLESS_MAIN(TestTensorAugmentation)
#include "tst_tensoraugmentation.moc"
