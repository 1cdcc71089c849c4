// Whatever the way of the images to the device, training sees the same bytes.
#include "distil/deviceimages.h"
#include "distil/pixeltensor.h"
#include "distilfixture.h"

#include <QTest>

using namespace retort;

class TestDeviceImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameBatchesOnEveryWay()
    {
        const DistilInput input = smallInput(5, 60);
        Augmentation how;
        how.cropPadding = 4;
        how.flip = true;
        how.colourJitter = 0.4;
        how.randomResizedCrop = 0.5;
        for (const std::int64_t firstBatch : {0, 2}) {
            BatchLoader expected(input.images, epochOrder(countTo(60), 3, 2), 16, how, 3, 2, firstBatch);
            std::vector<Batch> batches;
            while (std::optional<Batch> batch = expected.next())
                batches.push_back(std::move(*batch));
            QCOMPARE(batches.size(), std::size_t(3 - firstBatch));
            for (const auto way :
                 {DeviceImages::Way::Plain, DeviceImages::Way::Copied, DeviceImages::Way::Resident}) {
                const DeviceImages images(input.images, torch::kCPU, way);
                DeviceLoader loader(images, epochOrder(countTo(60), 3, 2), 16, how, 3, 2, firstBatch);
                QCOMPARE(loader.batches(), std::int64_t(3));
                for (const Batch &batch : batches) {
                    const std::optional<DeviceBatch> made = loader.next();
                    QVERIFY(made);
                    QCOMPARE(made->indices, batch.indices);
                    QCOMPARE(made->bytes.sizes(), (torch::IntArrayRef{16, 32, 32, 3}));
                    QCOMPARE(made->bytes.numel(), std::int64_t(batch.pixels.size()));
                    const torch::Tensor flat = made->bytes.contiguous();
                    QVERIFY(std::equal(batch.pixels.begin(), batch.pixels.end(), flat.data_ptr<std::uint8_t>()));
                }
                QVERIFY(!loader.next());
            }
        }
    }

    void smallerImagesAreAverages()
    {
        constexpr std::int64_t from = 32;
        const torch::Tensor bytes = torch::randint(0, 256, {3, from, from, 1}, torch::kUInt8);
        QVERIFY(resizedBytes(bytes, from).is_same(bytes));
        for (const std::int64_t to : {16, 20, 28}) {
            // Along each axis a triangle over what a pixel covers and half of that on both sides.
            const double scale = static_cast<double>(from) / static_cast<double>(to);
            const torch::Tensor weights = torch::zeros({to, from}, torch::kFloat64);
            for (std::int64_t i = 0; i < to; ++i)
                for (std::int64_t j = 0; j < from; ++j)
                    weights[i][j] = std::max(0.0, 1 - std::abs((static_cast<double>(j) + 0.5) -
                                                               (static_cast<double>(i) + 0.5) * scale) /
                                                          scale);
            const torch::Tensor shares = weights / weights.sum(1, true);
            const torch::Tensor wanted = shares.matmul(bytes.squeeze(3).to(torch::kFloat64)).matmul(shares.t());
            const torch::Tensor smaller = resizedBytes(bytes, to);
            QCOMPARE(smaller.sizes(), torch::IntArrayRef({3, to, to, 1}));
            QVERIFY((smaller.squeeze(3).to(torch::kFloat64) - wanted).abs().max().item<double>() < 0.51);
        }
    }

    void theProcessorUsesThemWhereTheyAre()
    {
        const DistilInput input = smallInput(5, 60);
        QVERIFY(DeviceImages::wayFor(*input.images, torch::kCPU) == DeviceImages::Way::Plain);
    }
};

QTEST_APPLESS_MAIN(TestDeviceImages)
#include "tst_deviceimages.moc"
