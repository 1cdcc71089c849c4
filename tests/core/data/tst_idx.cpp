#include "base/error.h"
#include "data/gzip.h"
#include "data/idx.h"
#include "idxfiles.h"

#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace testsupport;

class TestIdx : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsImagesAndLabels()
    {
        const IdxPair pair = idxPair(3, 5);
        const IdxArray images = readIdx(pair.images, "images");
        QVERIFY(images.isImages());
        QCOMPARE(images.dims, (std::vector<std::int64_t>{3, 5, 5}));
        QCOMPARE(images.values.size(), std::size_t{75});
        QCOMPARE(images.values[50], std::uint8_t{2}); // the third image's number
        const IdxArray labels = readIdx(pair.labels, "labels");
        QVERIFY(!labels.isImages());
        QCOMPARE(labels.values, (std::vector<std::uint8_t>{0, 1, 2}));
    }

    void badBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const Bytes &bytes, const char *place, const char *says) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                              static_cast<qsizetype>(bytes.size()))
                                << QString::fromLatin1(place) << QString::fromLatin1(says);
        };
        const auto part = [](Bytes bytes, std::size_t count) {
            bytes.resize(count);
            return bytes;
        };
        const auto changed = [](Bytes bytes, std::size_t at, int value) {
            bytes[at] = static_cast<std::byte>(value);
            return bytes;
        };
        const Bytes good = idxPair(2, 4).images;
        row("empty", {}, "offset 0", "is empty");
        row("wrong magic", changed(good, 0, 'P'), "offset 0", "not an IDX file");
        row("wrong second byte", changed(good, 1, 1), "offset 0", "not an IDX file");
        row("one byte", part(good, 1), "offset 1", "cut short");
        row("no sizes", part(good, 4), "offset 4", "cut short");
        row("half a size", part(good, 14), "offset 14", "cut short");
        row("floats", changed(good, 2, 0x0D), "offset 2", "0x0D");
        row("two dimensions", changed(good, 3, 2), "offset 3", "2 dimensions");
        row("many dimensions", changed(good, 3, 255), "offset 3", "255 dimensions");
        row("no image", idxBytes({0, 4, 4}, {}), "offset 4", "is 0");
        row("no column", idxBytes({1, 4, 0}, {}), "offset 12", "is 0");
        row("data cut short", part(good, good.size() - 1), "offset 47", "promises 32 bytes");
        row("no data", part(good, 16), "offset 16", "0 are there");
        row("data go on", part(good, good.size() + 1), "offset 48", "goes on");
        row("oversized", idxBytes({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, {}), "offset 8", "4 GiB");
        row("oversized at once", idxBytes({0xFFFFFFFF, 28, 28}, {1}), "offset 8", "4 GiB");
        row("claims 4 GB", idxBytes({0xFFFFFFFF}, {1}), "offset 9", "cut short");
    }

    void badBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, place);
        QFETCH(QString, says);
        const auto *first = reinterpret_cast<const std::byte *>(bytes.constData());
        const Bytes content(first, first + bytes.size());
        expect([&] { static_cast<void>(readIdx(content, "some.idx")); }, "some.idx", place, says);
        // The same, packed.
        const std::filesystem::path file = m_dir.path().toStdString() + "/bad.gz";
        writeFileAtomically(file, gzipped(content));
        expect([&] { static_cast<void>(readIdxFile(file)); }, "bad.gz", place, says);
    }

    void gzIsToldByContent()
    {
        const IdxPair pair = idxPair(40, 28);
        const std::filesystem::path folder = m_dir.path().toStdString();
        writeFileAtomically(folder / "plain.gz", pair.images);
        writeFileAtomically(folder / "packed", gzipped(pair.images));
        const IdxArray direct = readIdx(pair.images, "x");
        QCOMPARE(readIdxFile(folder / "plain.gz").values, direct.values);
        QCOMPARE(readIdxFile(folder / "packed").values, direct.values);
    }

    void gzOfSeveralMembers()
    {
        const IdxPair pair = idxPair(4, 6);
        const std::ptrdiff_t half = 40;
        Bytes file = gzipped({pair.images.begin(), pair.images.begin() + half});
        const Bytes rest = gzipped({pair.images.begin() + half, pair.images.end()});
        file.insert(file.end(), rest.begin(), rest.end());
        QCOMPARE(gunzip(file, "x", 1 << 20), pair.images);
    }

    void gzCutShort()
    {
        const Bytes whole = gzipped(idxPair(40, 28).images);
        const std::filesystem::path file = m_dir.path().toStdString() + "/short.gz";
        for (const std::size_t size : {std::size_t{3}, std::size_t{12}, std::size_t{20}, whole.size() / 2,
                                       whole.size() - 9, whole.size() - 1}) {
            writeFileAtomically(file, std::span(whole).first(size));
            expect([&] { static_cast<void>(readIdxFile(file)); }, "short.gz",
                   QStringLiteral("offset %1").arg(size), QStringLiteral("gzip file is cut short"));
        }
    }

    void gzDamaged()
    {
        Bytes whole = gzipped(idxPair(40, 28).images);
        whole[5000] ^= std::byte{1};
        const std::filesystem::path file = m_dir.path().toStdString() + "/damaged.gz";
        writeFileAtomically(file, whole);
        expect([&] { static_cast<void>(readIdxFile(file)); }, "damaged.gz", QStringLiteral("offset"),
               QStringLiteral("damaged"));
        Bytes longer = gzipped(idxPair(2, 4).images);
        longer.push_back(std::byte{'x'});
        writeFileAtomically(file, longer);
        expect([&] { static_cast<void>(readIdxFile(file)); }, "damaged.gz", QStringLiteral("offset"),
               QStringLiteral("the file goes on"));
    }

    // A file that would unpack to far more than its header says is not unpacked to its end.
    void gzUnpacksNoMoreThanPromised()
    {
        Bytes content = idxPair(2, 4).images;
        content.resize(std::size_t(3) << 20);
        const Bytes packed = gzipped(content);
        QCOMPARE(gunzip(packed, "x", 100).size(), std::size_t{100});
        const std::filesystem::path file = m_dir.path().toStdString() + "/bomb.gz";
        writeFileAtomically(file, packed);
        expect([&] { static_cast<void>(readIdxFile(file)); }, "bomb.gz", QStringLiteral("offset 48"),
               QStringLiteral("goes on"));
    }

private:
    template<typename Call>
    static void expect(const Call &call, const char *file, const QString &place, const QString &says)
    {
        try {
            call();
            QFAIL("nothing was thrown");
        } catch (const InputError &e) {
            const QString text = QString::fromStdString(e.what());
            QVERIFY2(text.contains(QString::fromLatin1(file)) && text.contains(QLatin1Char('(') + place) &&
                         text.contains(says),
                     qPrintable(text));
            QVERIFY2(!e.remedy().empty(), qPrintable(text));
        }
    }

    QTemporaryDir m_dir;
};

QTEST_GUILESS_MAIN(TestIdx)
#include "tst_idx.moc"
