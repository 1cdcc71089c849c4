#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "teacher/teacher.h"
#include "tinyclip.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>
#include <thread>

using namespace retort;

namespace {

std::vector<std::int64_t> upTo(std::int64_t count)
{
    std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

bool sameBits(std::span<const float> a, std::span<const float> b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

double length(std::span<const float> row)
{
    return std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
}

} // namespace

class TestTeacher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = m_dir.path().toStdString();
        testing::writeTinyClip(m_folder);
        m_teacher = Teacher::open(m_folder);
    }

    void info()
    {
        const TeacherInfo &info = m_teacher->info();
        QCOMPARE(info.id.size(), std::size_t(32));
        QVERIFY(info.path == m_folder);
        QCOMPARE(info.family, std::string("CLIP (Hugging Face folder)"));
        QCOMPARE(info.dimension, std::int64_t(12));
        QCOMPARE(info.contextLength, std::int64_t(24));
        QVERIFY(std::abs(info.logitScale - 14.2848) < 0.01);
        QCOMPARE(info.preprocessing.crop, 16);
        QVERIFY(!info.standIn);
        QVERIFY(info.parameters > 20'000 && info.parameters < 100'000);
    }

    void imagesInOrderAsUnitRows()
    {
        const auto images = testing::noiseImages(70, 16, 16, 3);
        const Matrix all = m_teacher->encodeImages(*images, upTo(70), {}, {});
        QCOMPARE(all.rows(), std::int64_t(70));
        QCOMPARE(all.columns(), std::int64_t(12));
        for (std::int64_t r = 0; r < all.rows(); ++r)
            QVERIFY(std::abs(length(all.row(r)) - 1) < 1e-5);
        QVERIFY(!sameBits(all.row(0), all.row(1)));
        QCOMPARE(m_teacher->encodeImages(*images, {}, {}, {}).rows(), std::int64_t(0));
    }

    void sameBitsInWhateverCompany()
    {
        // Odd sizes too: those take another way through the products of matrices.
        for (const std::int64_t side : {16, 24, 40}) {
            const QTemporaryDir dir;
            ClipConfig config = testing::tinyClipConfig();
            config.imageSize = side;
            testing::writeTinyClip(dir.path().toStdString(), config);
            const auto teacher = Teacher::open(dir.path().toStdString());
            const auto images = testing::noiseImages(300, 20, 20, 1);
            const Matrix all = teacher->encodeImages(*images, upTo(300), {}, {});
            std::vector<std::int64_t> turned = upTo(300);
            std::reverse(turned.begin(), turned.end());
            const Matrix backwards = teacher->encodeImages(*images, turned, {}, {});
            for (std::int64_t i = 0; i < 300; ++i)
                QVERIFY2(sameBits(all.row(i), backwards.row(299 - i)), qPrintable(QString::number(i)));
            for (const std::int64_t i : {0, 1, 31, 150, 299}) {
                const Matrix alone = teacher->encodeImages(*images, std::vector<std::int64_t>{i}, {}, {});
                QVERIFY(sameBits(alone.row(0), all.row(i)));
            }
        }
    }

    void textsInWhateverCompany()
    {
        std::vector<std::string> texts;
        for (int i = 0; i < 60; ++i)
            texts.push_back("a photo of the " + std::string(static_cast<std::size_t>(i % 9), 'x') + " cat " +
                            std::to_string(i));
        texts.push_back(std::string(500, 'q')); // longer than the context
        texts.push_back("");
        const Matrix all = m_teacher->encodeTexts(texts, {}, {});
        QCOMPARE(all.rows(), std::int64_t(texts.size()));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const Matrix alone = m_teacher->encodeTexts(std::span(texts).subspan(i, 1), {}, {});
            QVERIFY(sameBits(alone.row(0), all.row(std::int64_t(i))));
            QVERIFY(std::abs(length(all.row(std::int64_t(i))) - 1) < 1e-5);
        }
        QVERIFY(!sameBits(all.row(0), all.row(1)));
        QCOMPARE(m_teacher->encodeTexts({}, {}, {}).rows(), std::int64_t(0));
    }

    void textsAreNormalised()
    {
        const std::vector<std::string> texts{"A  Photo\tof", "a photo of", "a photo of."};
        const Matrix rows = m_teacher->encodeTexts(texts, {}, {});
        QVERIFY(sameBits(rows.row(0), rows.row(1)));
        QVERIFY(!sameBits(rows.row(1), rows.row(2)));
    }

    void greyIsRepeated()
    {
        const auto grey = testing::noiseImages(3, 16, 16, 1);
        std::vector<std::uint8_t> pixels;
        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < 3; ++i) {
            for (const std::uint8_t value : grey->record(i))
                pixels.insert(pixels.end(), 3, value);
            keys.push_back(grey->key(i));
        }
        const PackedImages rgb(16, 16, 3, pixels, keys);
        QCOMPARE(m_teacher->encodeImages(*grey, upTo(3), {}, {}), m_teacher->encodeImages(rgb, upTo(3), {}, {}));
    }

    void progressAndStop()
    {
        // More than what all threads together do between two reports.
        const std::int64_t total = 3000 * threadsToUse();
        const auto images = testing::noiseImages(static_cast<int>(total), 16, 16, 1);
        std::stop_source source;
        std::int64_t last = 0;
        Reporter reporter;
        reporter.progress = [&](const Progress &p) {
            QCOMPARE(p.total, total);
            QVERIFY(p.done > last && p.done <= p.total);
            last = p.done;
            source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, (void)m_teacher->encodeImages(*images, upTo(total), source.get_token(), reporter));
        QVERIFY(last < total);
        last = 0;
        const Matrix all =
            m_teacher->encodeImages(*images, upTo(total), {}, {[&](const Progress &p) { last = p.done; }, {}});
        QCOMPARE(last, all.rows());
        const std::vector<std::string> texts{"a", "b c"};
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)m_teacher->encodeTexts(texts, source.get_token(), {}));
    }

    void unreadableImageIsNamed()
    {
        class Broken : public ImageSource
        {
        public:
            [[nodiscard]] std::int64_t size() const override { return 400; }
            [[nodiscard]] ContentKey key(std::int64_t) const override { return {}; }
            [[nodiscard]] Image image(std::int64_t index) const override
            {
                if (index == 333)
                    throw InputError("gone.png", {}, "is missing");
                return {16, 16, 1, std::vector<std::uint8_t>(256)};
            }
            [[nodiscard]] std::string name(std::int64_t) const override { return "x"; }
        };
        QVERIFY_THROWS_EXCEPTION(InputError, (void)m_teacher->encodeImages(Broken(), upTo(400), {}, {}));
    }

    void sameBitsOnOneThread()
    {
        const auto images = testing::noiseImages(300, 16, 16, 1);
        const std::vector<std::string> texts{"a", "b c", "a photo of a b", "c"};
        const Matrix imageRows = m_teacher->encodeImages(*images, upTo(300), {}, {});
        const Matrix textRows = m_teacher->encodeTexts(texts, {}, {});
        const ThreadsAtMost one(1);
        QCOMPARE(m_teacher->encodeImages(*images, upTo(300), {}, {}), imageRows);
        QCOMPARE(m_teacher->encodeTexts(texts, {}, {}), textRows);
    }

    void severalThreadsAtOnce()
    {
        const auto images = testing::noiseImages(100, 16, 16, 1);
        const Matrix expected = m_teacher->encodeImages(*images, upTo(100), {}, {});
        Matrix first;
        Matrix second;
        {
            const std::jthread a([&] { first = m_teacher->encodeImages(*images, upTo(100), {}, {}); });
            const std::jthread b([&] { second = m_teacher->encodeImages(*images, upTo(100), {}, {}); });
        }
        QCOMPARE(first, expected);
        QCOMPARE(second, expected);
    }

    void unknownWords()
    {
        QVERIFY(m_teacher->unknownWords("a zeppelin").empty());
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        testing::writeTinyClip(folder);
        writeFileAtomically(folder / "retort_teacher.json",
                            R"({"stand_in": true, "known_words": ["a photo of", "T-shirt", "caf\u00e9"]})");
        const auto standIn = Teacher::open(folder);
        QVERIFY(standIn->info().standIn);
        QCOMPARE(standIn->info().id, m_teacher->info().id); // says nothing about what comes out
        QCOMPARE(standIn->unknownWords("A Photo of 2 zebras, a t-shirt; Cafe\u0301 and ZEBRAS!"),
                 (std::vector<std::string>{"zebras", "and"}));
    }

private:
    QTemporaryDir m_dir;
    std::filesystem::path m_folder;
    std::shared_ptr<const Teacher> m_teacher;
};

QTEST_GUILESS_MAIN(TestTeacher)
#include "tst_teacher.moc"
