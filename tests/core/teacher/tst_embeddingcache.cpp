#include "base/error.h"
#include "base/files.h"
#include "base/half.h"
#include "teacher/embeddingcache.h"
#include "tinyclip.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

using namespace retort;

namespace {

namespace fs = std::filesystem;

/// Counts what the teacher looks at.
class Counting : public ImageSource
{
public:
    explicit Counting(std::shared_ptr<const ImageSource> images) : m_images(std::move(images)) {}

    [[nodiscard]] std::int64_t size() const override { return m_images->size(); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_images->key(index); }
    [[nodiscard]] Image image(std::int64_t index) const override
    {
        ++seen;
        return m_images->image(index);
    }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_images->name(index); }

    mutable std::atomic<int> seen{0};

private:
    std::shared_ptr<const ImageSource> m_images;
};

/// Takes its time after the first block.
class Slow : public Counting
{
public:
    using Counting::Counting;
    [[nodiscard]] Image image(std::int64_t index) const override
    {
        if (seen > 150)
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        return Counting::image(index);
    }
};

/// Some of another source's images, in an order of their own.
class Selection : public ImageSource
{
public:
    Selection(std::shared_ptr<const ImageSource> images, std::vector<std::int64_t> indices)
        : m_images(std::move(images)), m_indices(std::move(indices))
    {}

    [[nodiscard]] std::int64_t size() const override { return std::int64_t(m_indices.size()); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_images->key(m_indices[index]); }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_images->image(m_indices[index]); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_images->name(m_indices[index]); }

private:
    std::shared_ptr<const ImageSource> m_images;
    std::vector<std::int64_t> m_indices;
};

class Viewed : public Counting
{
public:
    Viewed(std::shared_ptr<const ImageSource> images, ImageView view) : Counting(std::move(images)), m_view(view)
    {}
    [[nodiscard]] ImageView view() const override { return m_view; }

private:
    ImageView m_view;
};

constexpr std::size_t headerBytes = 4096;
constexpr std::size_t recordBytes = 16 + 16 + 12 * sizeof(float);

} // namespace

class TestEmbeddingCache : public QObject
{
    Q_OBJECT

public:
    static constexpr std::int64_t count = 300;

private Q_SLOTS:
    void initTestCase()
    {
        testing::writeTinyClip(m_teacherDir.path().toStdString());
        m_teacher = Teacher::open(m_teacherDir.path().toStdString());
        m_images = testing::noiseImages(count, 16, 16, 1);
        const QTemporaryDir fresh;
        m_expected = *run(fresh.path().toStdString()).embeddings;
    }

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void secondTimeFromTheFile()
    {
        const Counting first(m_images);
        const auto made = EmbeddingCache(folder()).embed(*m_teacher, first, {}, {});
        QCOMPARE(made.fromCache, std::int64_t(0));
        QCOMPARE(first.seen.load(), int(count));
        QCOMPARE(*made.embeddings, m_expected);
        const Counting second(m_images);
        const auto read = EmbeddingCache(folder()).embed(*m_teacher, second, {}, {});
        QCOMPARE(read.fromCache, count);
        QCOMPARE(second.seen.load(), 0);
        QCOMPARE(*read.embeddings, m_expected);
        QCOMPARE(fs::file_size(file()), headerBytes + count * recordBytes);
    }

    void newImagesCostOnlyThemselves()
    {
        const Selection some(m_images, {5, 3, 200});
        const auto first = EmbeddingCache(folder()).embed(*m_teacher, some, {}, {});
        QVERIFY(std::ranges::equal(first.embeddings->row(2), m_expected.row(200)));
        const Counting all(m_images);
        const auto second = EmbeddingCache(folder()).embed(*m_teacher, all, {}, {});
        QCOMPARE(second.fromCache, std::int64_t(3));
        QCOMPARE(all.seen.load(), int(count) - 3);
        QCOMPARE(*second.embeddings, m_expected);
    }

    void copiesAreEmbeddedOnce()
    {
        const auto twice = std::make_shared<Selection>(m_images, std::vector<std::int64_t>{7, 8, 7, 7, 9});
        const Counting counting(twice);
        const auto result = EmbeddingCache(folder()).embed(*m_teacher, counting, {}, {});
        QCOMPARE(counting.seen.load(), 3);
        QCOMPARE(fs::file_size(file()), headerBytes + 3 * recordBytes);
        for (const std::int64_t r : {0, 2, 3})
            QVERIFY(std::ranges::equal(result.embeddings->row(r), m_expected.row(7)));
        QVERIFY(std::ranges::equal(result.embeddings->row(4), m_expected.row(9)));
    }

    // Half the space, in a file of its own; the numbers are the rounded ones from the start.
    void halves()
    {
        run(folder());
        const auto rounded = [&](bool again) {
            const Counting images(m_images);
            const auto result = EmbeddingCache(folder()).embed(*m_teacher, images, {}, {}, true);
            QCOMPARE(result.fromCache, again ? count : 0);
            QCOMPARE(images.seen.load(), again ? 0 : int(count));
            for (std::int64_t i = 0; i < count; ++i)
                for (std::int64_t d = 0; d < 12; ++d)
                    QCOMPARE(result.embeddings->at(i, d), fromHalf(toHalf(m_expected.at(i, d))));
        };
        rounded(false);
        rounded(true);
        std::vector<std::size_t> sizes;
        for (const auto &entry : fs::directory_iterator(folder()))
            sizes.push_back(fs::file_size(entry.path()));
        std::ranges::sort(sizes);
        QCOMPARE(sizes, (std::vector<std::size_t>{headerBytes + count * (32 + 12 * 2),
                                                  headerBytes + count * recordBytes}));
        QCOMPARE(run(folder()).fromCache, count);
    }

    void shardsFillOneCache()
    {
        const EmbeddingCache cache(folder());
        std::int64_t all = 0;
        for (std::int64_t number = 1; number <= 3; ++number) {
            const Counting images(m_images);
            const auto filled = cache.fill(*m_teacher, images, {number, 3}, {}, {});
            QVERIFY(filled.images > count / 6); // a third, about
            QCOMPARE(filled.fromCache, std::int64_t(0));
            QCOMPARE(images.seen.load(), int(filled.images));
            all += filled.images;
            QCOMPARE(cache.fill(*m_teacher, images, {number, 3}, {}, {}).fromCache, filled.images);
            QCOMPARE(images.seen.load(), int(filled.images));
        }
        QCOMPARE(all, count);
        const auto whole = run(folder());
        QCOMPARE(whole.fromCache, count);
        QCOMPARE(*whole.embeddings, m_expected);
    }

    // Shards of other machines: their folders are joined, what is damaged or there already is left out.
    void foldersAreJoined()
    {
        const fs::path elsewhere = fs::path(m_dir->path().toStdString()) / "other";
        const EmbeddingCache other(elsewhere);
        const EmbeddingCache cache(folder());
        const auto first = cache.fill(*m_teacher, *m_images, {1, 2}, {}, {});
        const auto second = other.fill(*m_teacher, *m_images, {2, 2}, {}, {});
        (void)other.fill(*m_teacher, Selection(m_images, {0, 1, 2, 3, 4, 5, 6, 7}), {1, 2}, {}, {});
        const fs::path file = fs::directory_iterator(elsewhere)->path();
        std::vector<std::byte> bytes = readFile(file);
        bytes[headerBytes + recordBytes + 40] ^= std::byte{1};
        writeFileAtomically(file, bytes);
        QCOMPARE(cache.join(other, *m_teacher, {}), second.images - 1);
        QCOMPARE(cache.join(other, *m_teacher, {}), std::int64_t(0));
        QCOMPARE(cache.join(cache, *m_teacher, {}), std::int64_t(0));
        const auto whole = run(folder());
        QCOMPARE(whole.fromCache, first.images + second.images - 1);
        QCOMPARE(*whole.embeddings, m_expected);
        // Of this teacher and this view, or not at all.
        QVERIFY_THROWS_EXCEPTION(InputError, (void)cache.join(other, *m_teacher, {Fit::Squash, {}}));
        QVERIFY_THROWS_EXCEPTION(InputError, (void)cache.join(EmbeddingCache(elsewhere / "no"), *m_teacher, {}));
    }

    void fillNeedsAPlace()
    {
        writeFileAtomically(folder(), std::string_view("a file where the folder should be"));
        QVERIFY_THROWS_EXCEPTION(Error,
                                 (void)EmbeddingCache(folder()).fill(*m_teacher, *m_images, {1, 2}, {}, {}));
    }

    void withoutAFolderNothingIsKept()
    {
        const Counting images(m_images);
        for (int round = 1; round <= 2; ++round) {
            const auto result = EmbeddingCache(fs::path()).embed(*m_teacher, images, {}, {});
            QCOMPARE(images.seen.load(), round * int(count));
            QCOMPARE(*result.embeddings, m_expected);
        }
    }

    void tornTail()
    {
        run(folder());
        for (const std::size_t lost : {std::size_t(1), recordBytes - 1, recordBytes + 17}) {
            fs::resize_file(file(), headerBytes + count * recordBytes - lost);
            const auto result = run(folder());
            QCOMPARE(result.fromCache, count - std::int64_t(1 + lost / recordBytes));
            QCOMPARE(*result.embeddings, m_expected);
            QCOMPARE(fs::file_size(file()), headerBytes + count * recordBytes);
        }
    }

    void damagedRecords()
    {
        run(folder());
        // A key, a checksum, a value, and a whole page of zeros (as after a power cut).
        std::vector<std::byte> bytes = readFile(file());
        bytes[headerBytes + 3 * recordBytes + 20] ^= std::byte{4};
        bytes[headerBytes + 5 * recordBytes] ^= std::byte{1};
        bytes[headerBytes + 9 * recordBytes + 40] ^= std::byte{0x80};
        std::fill_n(bytes.begin() + headerBytes + 20 * recordBytes, 2 * recordBytes, std::byte{0});
        write(bytes);
        const auto result = run(folder());
        QCOMPARE(result.fromCache, count - 5);
        QCOMPARE(*result.embeddings, m_expected);
        QCOMPARE(run(folder()).fromCache, count); // the new records count
    }

    void damagedHeader()
    {
        run(folder());
        std::vector<std::byte> bytes = readFile(file());
        bytes[30] ^= std::byte{1};
        write(bytes);
        QCOMPARE(*run(folder()).embeddings, m_expected);
        QCOMPARE(run(folder()).fromCache, count);
        fs::resize_file(file(), 100); // killed while the header was written
        QCOMPARE(*run(folder()).embeddings, m_expected);
        QCOMPARE(run(folder()).fromCache, count);
        fs::resize_file(file(), 0);
        QCOMPARE(run(folder()).fromCache, std::int64_t(0));
        QCOMPARE(run(folder()).fromCache, count);
    }

    void safeToDelete()
    {
        run(folder());
        fs::remove_all(folder());
        QCOMPARE(run(folder()).fromCache, std::int64_t(0));
        // Also while it is in use.
        fs::remove_all(folder());
        Reporter reporter;
        bool removed = false;
        reporter.progress = [&](const Progress &) {
            if (!removed)
                fs::remove(file());
            removed = true;
        };
        const auto result = EmbeddingCache(folder()).embed(*m_teacher, *m_images, {}, reporter);
        QVERIFY(removed);
        QCOMPARE(*result.embeddings, m_expected);
        QCOMPARE(run(folder()).fromCache, count);
    }

    void otherTeachersDoNotMix()
    {
        run(folder());
        const QTemporaryDir dir;
        testing::writeTinyClip(dir.path().toStdString(), testing::tinyClipConfig(), 2);
        const auto other = Teacher::open(dir.path().toStdString());
        const auto result = EmbeddingCache(folder()).embed(*other, *m_images, {}, {});
        QCOMPARE(result.fromCache, std::int64_t(0));
        QVERIFY(*result.embeddings != m_expected);
        QCOMPARE(run(folder()).fromCache, count);
    }

    // The same images looked at otherwise have other embeddings, in a file of their own.
    void viewsDoNotMix()
    {
        run(folder());
        const Viewed part(m_images, {Fit::Letterbox, parseRegion("0,0,8,16")});
        const auto result = EmbeddingCache(folder()).embed(*m_teacher, part, {}, {});
        QCOMPARE(result.fromCache, std::int64_t(0));
        QVERIFY(*result.embeddings != m_expected);
        QCOMPARE(EmbeddingCache(folder()).embed(*m_teacher, part, {}, {}).fromCache, count);
        QCOMPARE(run(folder()).fromCache, count);
        QCOMPARE(EmbeddingCache(folder()).embed(*m_teacher, Viewed(m_images, {}), {}, {}).fromCache, count);
    }

    void stopKeepsWhatIsDone()
    {
        std::stop_source source;
        Reporter reporter;
        std::int64_t total = 0;
        reporter.progress = [&](const Progress &p) {
            total = p.total;
            if (p.done >= 200)
                source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, (void)EmbeddingCache(folder()).embed(*m_teacher, *m_images, source.get_token(), reporter));
        QCOMPARE(total, count);
        const auto result = run(folder());
        QVERIFY(result.fromCache >= 128);
        QCOMPARE(*result.embeddings, m_expected);
    }

    void killed()
    {
        // Another process embeds the same images, slowly; it is killed when its first block is on the disk.
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(),
                      {"--embed-slowly", m_teacherDir.path(), QString::fromStdString(folder().string())});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(folder()) && !file().empty() && fs::file_size(file()) > headerBytes,
                                 60000);
        process.kill();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        const auto result = run(folder());
        QVERIFY(result.fromCache >= 100 && result.fromCache < count);
        QCOMPARE(*result.embeddings, m_expected);
        QCOMPARE(run(folder()).fromCache, count);
    }

    void severalAtOnce()
    {
        std::vector<EmbeddingCache::Result> results(3);
        {
            std::vector<std::jthread> threads;
            for (EmbeddingCache::Result &result : results)
                threads.emplace_back([&] { result = run(folder()); });
        }
        for (const EmbeddingCache::Result &result : results)
            QCOMPARE(*result.embeddings, m_expected);
        QCOMPARE((fs::file_size(file()) - headerBytes) % recordBytes, std::size_t(0));
        QCOMPARE(run(folder()).fromCache, count);
    }

    void unusableFolderIsNoFailure()
    {
        writeFileAtomically(folder(), std::string_view("a file where the folder should be"));
        std::string said;
        const auto result = EmbeddingCache(folder()).embed(*m_teacher, *m_images, {},
                                                           {{}, [&](const std::string &text) { said = text; }});
        QCOMPARE(*result.embeddings, m_expected);
        QVERIFY2(said.find("embedding cache") != std::string::npos, said.c_str());
    }

    void nothingToDo()
    {
        const Selection none(m_images, {});
        const auto result = EmbeddingCache(folder()).embed(*m_teacher, none, {}, {});
        QCOMPARE(result.embeddings->rows(), std::int64_t(0));
        QCOMPARE(result.embeddings->columns(), std::int64_t(12));
    }

private:
    [[nodiscard]] fs::path folder() const { return fs::path(m_dir->path().toStdString()) / "cache"; }

    [[nodiscard]] fs::path file() const
    {
        const fs::directory_iterator entries(folder());
        return entries == fs::directory_iterator() ? fs::path() : entries->path();
    }

    void write(const std::vector<std::byte> &bytes) const
    {
        std::ofstream stream(file(), std::ios::binary | std::ios::trunc);
        stream.write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
    }

    EmbeddingCache::Result run(const fs::path &where) const
    {
        return EmbeddingCache(where).embed(*m_teacher, *m_images, {}, {});
    }

    QTemporaryDir m_teacherDir;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::shared_ptr<const Teacher> m_teacher;
    std::shared_ptr<const PackedImages> m_images;
    Matrix m_expected;
};

int main(int argc, char *argv[])
{
    if (argc == 4 && std::string(argv[1]) == "--embed-slowly") {
        const Slow images(testing::noiseImages(int(TestEmbeddingCache::count), 16, 16, 1));
        (void)EmbeddingCache(argv[3]).embed(*Teacher::open(argv[2]), images, {}, {});
        return 0;
    }
    QCoreApplication application(argc, argv);
    TestEmbeddingCache test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_embeddingcache.moc"
