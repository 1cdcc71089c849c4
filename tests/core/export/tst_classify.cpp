// Pictures from anywhere, a student's answers to them, and new images beside old ones.
#include "base/error.h"
#include "base/files.h"
#include "export/classify.h"
#include "export/exportedstudent.h"
#include "exportfixture.h"
#include "imagefolder.h"
#include "images/encode.h"

#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

/// Answers by the mean colour of a square: red, green or blue.
class ColourStudent : public ExportedStudent
{
public:
    explicit ColourStudent(StudentFile file) : ExportedStudent(std::move(file)) {}
    Matrix logits(std::span<const std::uint8_t> pixels, std::int64_t count) override
    {
        ++calls;
        Matrix logits(count, 3);
        const std::size_t record = pixels.size() / static_cast<std::size_t>(count);
        for (std::int64_t i = 0; i < count; ++i)
            for (std::size_t at = 0; at < record; ++at)
                logits.at(i, static_cast<std::int64_t>(at % 3)) +=
                    static_cast<float>(pixels[static_cast<std::size_t>(i) * record + at]) / 255 /
                    static_cast<float>(record / 3) * 4;
        return logits;
    }
    int calls = 0;
};

/// Pictures made as they are asked for.
class MadePictures : public ImageSource
{
public:
    MadePictures(std::int64_t count, std::function<Image(std::int64_t)> make)
        : m_count(count), m_make(std::move(make))
    {}
    [[nodiscard]] std::int64_t size() const override { return m_count; }
    [[nodiscard]] ContentKey key(std::int64_t) const override { return {}; }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_make(index); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }

private:
    std::int64_t m_count;
    std::function<Image(std::int64_t)> m_make;
};

Image plain(int height, int width, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Image image{height, width, 3, {}};
    for (int i = 0; i < height * width; ++i)
        image.pixels.insert(image.pixels.end(), {red, green, blue});
    return image;
}

} // namespace

class TestClassify : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path m_root = m_folder.path().toStdString();

private Q_SLOTS:
    void initTestCase()
    {
        fs::create_directories(m_root / "deep" / "deeper");
        writeFileAtomically(m_root / "deep" / "red.png", encodePng(plain(40, 20, 255, 0, 0)));
        writeFileAtomically(m_root / "deep" / "deeper" / "green.png", encodePng(plain(20, 40, 0, 255, 0)));
        writeFileAtomically(m_root / "deep" / "deeper" / "broken.png", std::string_view("not really"));
        writeFileAtomically(m_root / "deep" / ".hidden.png", encodePng(plain(4, 4, 0, 0, 0)));
        writeFileAtomically(m_root / "grey.png", encodePng(Image{8, 8, 1, std::vector<std::uint8_t>(64, 50)}));
    }

    void foldersAndFiles()
    {
        const auto pictures = findPictures({m_root / "deep", m_root / "grey.png"}, {}, {});
        QCOMPARE(pictures->size(), 4);
        ColourStudent student(fileOf("resnet20", 16));
        const Classification result = classify(student, *pictures, {}, {}, {});
        QCOMPARE(result.names.size(), 3);
        QCOMPARE(result.unreadable.size(), 1);
        QVERIFY(result.unreadable[0].name.find("broken.png") != std::string::npos);
        QCOMPARE(result.names[0], (m_root / "deep" / "deeper" / "green.png").string());
        QCOMPARE(result.answers.classes[0], 1);
        QCOMPARE(result.names[1], (m_root / "deep" / "red.png").string());
        QCOMPARE(result.answers.classes[1], 0);
        QCOMPARE(result.pictures, (std::vector<std::int64_t>{1, 2, 3})); // the broken one is passed over
        QVERIFY(result.answers.margins[2] < 1e-3F);                      // grey is all colours
        QVERIFY(result.energies[2] < result.energies[0]);
        QVERIFY(result.seconds > 0);
    }

    void whatIsNoPicture()
    {
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(findPictures({}, {}, {})));
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(findPictures({m_root / "none.png"}, {}, {})));
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(findPictures({m_root / "none"}, {}, {})));
        fs::create_directories(m_root / "empty");
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(findPictures({m_root / "empty"}, {}, {})));
    }

    void theViewIsObeyed()
    {
        StudentFile file = fileOf("resnet20", 16);
        // Left half red, right half green.
        Image halves = plain(20, 40, 255, 0, 0);
        for (int y = 0; y < 20; ++y)
            for (int x = 20; x < 40; ++x) {
                halves.pixels[static_cast<std::size_t>((y * 40 + x) * 3)] = 0;
                halves.pixels[static_cast<std::size_t>((y * 40 + x) * 3 + 1)] = 255;
            }
        const MadePictures pictures(1, [halves](std::int64_t) { return halves; });
        file.view = {Fit::Crop, {0, 0, 50, 100, true}};
        ColourStudent left(file);
        QCOMPARE(classify(left, pictures, {}, {}, {}).answers.classes[0], 0);
        file.view = {Fit::Squash, {50, 0, 50, 100, true}};
        ColourStudent right(file);
        QCOMPARE(classify(right, pictures, {}, {}, {}).answers.classes[0], 1);
    }

    void thresholds()
    {
        StudentFile file = fileOf("resnet20", 16);
        file.rejectThreshold = 0.5;
        ColourStudent student(file);
        const auto pictures = findPictures({m_root / "deep" / "red.png", m_root / "grey.png"}, {}, {});
        const Classification own = classify(student, *pictures, {}, {}, {});
        QVERIFY(!own.rejected(0) && own.rejected(1));
        const Classification none = classify(student, *pictures, 0.0, {}, {});
        QVERIFY(!none.rejected(0) && !none.rejected(1));
        const Classification all = classify(student, *pictures, 1.0, {}, {});
        QVERIFY(all.rejected(0) && all.rejected(1));
        const QString csv = QString::fromStdString(classificationCsv(own, file.classes));
        const QStringList lines = csv.split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[1].contains(QStringLiteral(",cat,0.9")));
        QVERIFY(lines[2].contains(QStringLiteral("grey.png,,0.3")));
    }

    void namesInCsv()
    {
        Classification result;
        result.names = {"a \"b\", c.png"};
        result.answers = {{1}, {0.5F}, {0.25F}};
        QCOMPARE(
            classificationCsv(result, {"x", "y, z"}),
            std::string("image,class,confidence,margin\r\n\"a \"\"b\"\", c.png\",\"y, z\",0.500000,0.250000\r\n"));
    }

    void inBlocksAndStopped()
    {
        ColourStudent student(fileOf("resnet20", 32));
        const MadePictures pictures(
            1200, [](std::int64_t i) { return i % 3 == 0 ? plain(2, 2, 0, 0, 255) : plain(9, 5, 255, 0, 0); });
        std::vector<std::int64_t> reports;
        Reporter reporter;
        reporter.progress = [&](const Progress &p) { reports.push_back(p.done); };
        const Classification result = classify(student, pictures, {}, {}, reporter);
        QCOMPARE(student.calls, 3);
        QCOMPARE(reports.back(), 1200);
        for (std::size_t i = 0; i < 1200; ++i)
            QCOMPARE(result.answers.classes[i], i % 3 == 0 ? 2 : 0);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 static_cast<void>(classify(student, pictures, {}, stop.get_token(), {})));
    }

    void newAgainstOld()
    {
        StudentFile file = fileOf("resnet20", 16);
        Classification result;
        for (int i = 0; i < 100; ++i) {
            result.names.push_back(std::to_string(i));
            result.answers.classes.push_back(i < 80 ? 0 : 1);
            result.answers.confidences.push_back(static_cast<float>(i) / 100);
            result.answers.margins.push_back(0.25F);
            result.energies.push_back(static_cast<float>((i * 37) % 100));
        }
        NewAgainstOld compared = compareWithReference(result, file, 3);
        QCOMPARE(compared.oldImages, 0); // the file says nothing
        QCOMPARE(compared.mostUnlike, (std::vector<std::int64_t>{0, 73, 46}));
        file.reference.images = 200;
        file.reference.classCounts = {100, 100, 0};
        for (int q = 0; q <= 100; ++q)
            file.reference.confidences.push_back(0.5 + 0.005 * q);
        file.reference.meanMargin = 0.75;
        compared = compareWithReference(result, file, 200);
        QCOMPARE(compared.oldImages, 200);
        QCOMPARE(compared.newShares[0], 80.0);
        QCOMPARE(compared.oldShares[0], 50.0);
        QVERIFY(std::abs(compared.sharesMoved - 30) < 1e-9);
        QCOMPARE(compared.oldConfidence, 0.75);
        QVERIFY(std::abs(compared.newConfidence - 0.5) < 1e-6);
        QVERIFY(std::abs(compared.newMargin - 0.25) < 1e-6);
        QVERIFY(std::abs(compared.unsure - 53) < 1.1); // those below 0.525
        QCOMPARE(compared.mostUnlike.size(), 100);
    }

    void filesOfEitherKind()
    {
        const StudentFile file = fileOf("resnet20", 32);
        const fs::path path = m_root / "student.safetensors";
        writeSafetensors(path, usedWeights("resnet20", 3), metadataOf(file));
        QCOMPARE(openStudent(path)->file(), file);
        const auto refusal = [&](const NamedTensors &weights, const Metadata &metadata) {
            writeSafetensors(path, weights, metadata);
            try {
                static_cast<void>(openStudent(path));
            } catch (const InputError &error) {
                return error.fullText();
            }
            return std::string();
        };
        const auto says = [](const std::string &text, const char *what) {
            return text.find(what) != std::string::npos;
        };
        QVERIFY(says(refusal(usedWeights("resnet20", 3), {}), "\"student\""));
        QVERIFY(says(refusal(usedWeights("resnet20", 4), metadataOf(file)), "do not fit the student"));
        for (const auto &[key, value, what] :
             {std::tuple{"classes", "[1, 2]", "classes"}, std::tuple{"classes", "[\"one\"]", "names 1 classes"},
              std::tuple{"input_size", "0", "input_size"}, std::tuple{"input_size", "many", "student.safetensors"},
              std::tuple{"preprocessing", R"({"fit": "bend"})", "bend"},
              std::tuple{"preprocessing", "[]", "preprocessing"},
              std::tuple{"reject_threshold", "1.5", "reject_threshold"},
              std::tuple{"reference", "{}", "reference"}, std::tuple{"student", "resnet9000", "resnet9000"}}) {
            Metadata metadata = metadataOf(file);
            metadata[key] = value;
            const std::string text = refusal(usedWeights("resnet20", 3), metadata);
            QVERIFY2(says(text, what), (std::string(key) + ": " + text).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestClassify)
#include "tst_classify.moc"
