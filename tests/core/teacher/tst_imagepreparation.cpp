#include "base/error.h"
#include "teacher/imagepreparation.h"

#include <QTest>

#include <vector>

using namespace retort;

namespace {

ImagePreparation parse(const std::string &json, std::int64_t imageSize = 28)
{
    return parseImagePreparation(json, "folder/preprocessor_config.json", imageSize);
}

} // namespace

class TestImagePreparation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreClips()
    {
        const ImagePreparation read = parse("{}", 224);
        QCOMPARE(read.how.resize, 224);
        QCOMPARE(read.how.crop, 224);
        QVERIFY(read.how.resampling == Resampling::Bicubic);
        QCOMPARE(read.how.mean[0], 0.48145466F);
        QCOMPARE(read.how.standardDeviation[2], 0.27577711F);
        QVERIFY(!read.squash);
    }

    void sizesInAllSpellings()
    {
        const ImagePreparation numbers = parse(R"({"size": 32, "crop_size": 28, "resample": 2})");
        QCOMPARE(numbers.how.resize, 32);
        QCOMPARE(numbers.how.crop, 28);
        QVERIFY(numbers.how.resampling == Resampling::Bilinear);
        QVERIFY(!numbers.squash);
        const ImagePreparation named =
            parse(R"({"size": {"shortest_edge": 32}, "crop_size": {"height": 28, "width": 28}, "resample": 0})");
        QCOMPARE(named.how.resize, 32);
        QCOMPARE(named.how.crop, 28);
        QVERIFY(named.how.resampling == Resampling::Nearest);
        const ImagePreparation square = parse(R"({"size": {"height": 28, "width": 28}, "do_center_crop": false})");
        QCOMPARE(square.how.crop, 28);
        QVERIFY(square.squash);
    }

    void nestedInAProcessor()
    {
        const ImagePreparation read =
            parse(R"({"image_processor": {"size": 30, "crop_size": 28}, "processor_class": "x"})");
        QCOMPARE(read.how.resize, 30);
    }

    void flagsAndFactorsChangeMeanAndDeviation()
    {
        const std::string sizes = R"("size": 28, "crop_size": 28)";
        const ImagePreparation raw = parse("{" + sizes + R"(, "do_normalize": false})");
        QCOMPARE(raw.how.mean[1], 0.0F);
        QCOMPARE(raw.how.standardDeviation[1], 1.0F);
        // (x / 127.5 - 1) / 1 = (x / 255 - 0.5) / 0.5
        const ImagePreparation half =
            parse("{" + sizes +
                  R"(, "rescale_factor": 0.00784313725490196, "image_mean": [1, 1, 1], "image_std": [1, 1, 1]})");
        QVERIFY(std::abs(half.how.mean[0] - 0.5F) < 1e-6F);
        QVERIFY(std::abs(half.how.standardDeviation[0] - 0.5F) < 1e-6F);
        const ImagePreparation bytes =
            parse("{" + sizes + R"(, "do_rescale": false, "image_mean": [51, 0, 0], "image_std": [255, 1, 1]})");
        QVERIFY(std::abs(bytes.how.mean[0] - 0.2F) < 1e-6F);
        QVERIFY(std::abs(bytes.how.standardDeviation[0] - 1.0F) < 1e-6F);
    }

    void squashDoesNotCut()
    {
        // Left half black, right half white, twice as wide as high: squashed, both halves are there in full.
        Image image{4, 8, 1, std::vector<std::uint8_t>(32, 0)};
        for (std::size_t i = 0; i < 32; ++i)
            image.pixels[i] = i % 8 >= 4 ? 255 : 0;
        ImagePreparation preparation;
        preparation.how.resize = preparation.how.crop = 4;
        preparation.how.resampling = Resampling::Nearest;
        preparation.squash = true;
        std::vector<float> planes(3 * 16);
        preparation.prepare(image, planes.data());
        QCOMPARE(std::vector<float>(planes.begin(), planes.begin() + 4), (std::vector<float>{0, 0, 1, 1}));
    }

    void roundTrip()
    {
        Preprocessing how;
        how.resize = 30;
        how.crop = 28;
        how.resampling = Resampling::Bilinear;
        how.mean = {0.1F, 0.2F, 0.3F};
        how.standardDeviation = {0.4F, 0.5F, 0.6F};
        QCOMPARE(parse(imagePreparationToJson(how)).how.fingerprint(), how.fingerprint());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("said");
        QTest::newRow("no JSON") << "{"
                                 << "JSON";
        QTest::newRow("lanczos") << R"({"size": 28, "crop_size": 28, "resample": 1})"
                                 << "resample";
        QTest::newRow("not square") << R"({"size": 28, "crop_size": {"height": 28, "width": 14}})"
                                    << "crop_size";
        QTest::newRow("unknown size") << R"({"size": {"longest_edge": 28}, "crop_size": 28})"
                                      << "\"size\"";
        QTest::newRow("another tower's size") << R"({"size": 32, "crop_size": 32})"
                                              << "takes 28";
        QTest::newRow("no resize") << R"({"size": 28, "crop_size": 28, "do_resize": false})"
                                   << "do_resize";
        QTest::newRow("no crop") << R"({"size": 28, "do_center_crop": false})"
                                 << "do_center_crop";
        QTest::newRow("two means") << R"({"size": 28, "crop_size": 28, "image_mean": [0, 0]})"
                                   << "image_mean";
        QTest::newRow("zero deviation") << R"({"size": 28, "crop_size": 28, "image_std": [1, 0, 1]})"
                                        << "image_std";
        QTest::newRow("zero factor") << R"({"size": 28, "crop_size": 28, "rescale_factor": 0})"
                                     << "rescale_factor";
        QTest::newRow("negative size") << R"({"size": -28, "crop_size": 28})"
                                       << "\"size\"";
    }

    void refuses()
    {
        QFETCH(QString, json);
        QFETCH(QString, said);
        try {
            (void)parse(json.toStdString());
            QFAIL("was accepted");
        } catch (const InputError &error) {
            const QString text = QString::fromStdString(error.fullText());
            QVERIFY2(text.contains("preprocessor_config.json") && text.contains(said), qPrintable(text));
            QVERIFY(!error.remedy().empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestImagePreparation)
#include "tst_imagepreparation.moc"
