// Whatever the way of the images to the device, training sees the same bytes.
#include "distil/deviceimages.h"
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

    void theProcessorUsesThemWhereTheyAre()
    {
        const DistilInput input = smallInput(5, 60);
        QVERIFY(DeviceImages::wayFor(*input.images, torch::kCPU) == DeviceImages::Way::Plain);
    }
};

QTEST_APPLESS_MAIN(TestDeviceImages)
#include "tst_deviceimages.moc"
