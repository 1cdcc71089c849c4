#include "base/error.h"
#include "datasets/dataset.h"
#include "datasets/encodedimages.h"
#include "datasets/tararchive.h"
#include "idxfiles.h"
#include "imagefolder.h"
#include "tarfile.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <zip.h>

using namespace retort;
using namespace testsupport;

namespace fs = std::filesystem;

namespace {

std::string bmp(std::uint32_t seed)
{
    const std::vector<std::byte> bytes = bmpBytes(sampleImage(8, 6, seed));
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

TarWriter::Options typed(char type)
{
    TarWriter::Options options;
    options.type = type;
    return options;
}

} // namespace

class TestArchives : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = m_dir->path().toStdString();
        qputenv("XDG_CACHE_HOME", (m_dir->path() + QStringLiteral("/cache")).toLocal8Bit());
    }

    void tarIsReadInPlace()
    {
        TarWriter tar;
        tar.add("set/", "", typed('5'));
        tar.add("./set/cat/a.bmp", bmp(1));
        tar.addPax("path", "set/dog/" + std::string(200, 'n') + ".bmp");
        tar.add("short", bmp(2));
        tar.add("././@LongLink", "set/dog/" + std::string(150, 'l') + ".bmp", typed('L'));
        tar.add("cut off", bmp(3));
        TarWriter::Options prefixed;
        prefixed.prefix = "set/cat";
        tar.add("b.bmp", bmp(4), prefixed);
        tar.add("set/cat/._a.bmp", "a Mac's"); // hidden
        tar.add("set/readme.txt", "no image");
        tar.add("./set/cat/a.bmp", bmp(5)); // the last of one name counts
        write("set.tar", tar.finished());
        const OpenedDataset opened = open("set.tar");
        QVERIFY(opened.kind == DatasetKind::Archive);
        QCOMPARE(names(opened),
                 (std::vector<std::string>{"cat/a.bmp", "cat/b.bmp", "dog/" + std::string(150, 'l') + ".bmp",
                                           "dog/" + std::string(200, 'n') + ".bmp"}));
        QCOMPARE(opened.classNames, (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(opened.labels, (std::vector<std::int32_t>{0, 0, 1, 1}));
        QCOMPARE(opened.images->image(0), sampleImage(8, 6, 5));
        QCOMPARE(opened.images->image(2), sampleImage(8, 6, 3));
        QCOMPARE(opened.images->image(3), sampleImage(8, 6, 2));
        QVERIFY(opened.unreadable.empty());
    }

    void archivesAndFoldersAreTheSameImages()
    {
        TarWriter tar;
        for (std::uint32_t i = 0; i < 5; ++i) {
            tar.add("train/c" + std::to_string(i % 2) + "/" + std::to_string(i) + ".bmp", bmp(i));
            tar.add("val/c0/" + std::to_string(i) + ".bmp", bmp(10 + i));
            writeBmp(m_root / "folder" / (std::to_string(i) + ".bmp"), sampleImage(8, 6, i));
        }
        write("parts.tar", tar.finished());
        const OpenedDataset train = open("parts.tar", "train");
        QCOMPARE(train.fingerprint, open("folder").fingerprint);
        QCOMPARE(train.parts, (std::vector<std::string>{"train", "val"}));
        QCOMPARE(names(open("parts.tar", "test")).front(), std::string("c0/0.bmp"));
        QVERIFY(open("parts.tar", "test").fingerprint != train.fingerprint);
        QCOMPARE(open("parts.tar", "train").fingerprint, train.fingerprint); // from the index of its part
    }

    void hostileMembersAreLeftOut()
    {
        TarWriter tar;
        tar.add("good.bmp", bmp(1));
        tar.add("../../etc/evil.bmp", bmp(2));
        tar.add("/tmp/absolute.bmp", bmp(3));
        tar.add("a/../../b.bmp", bmp(4));
        tar.add("symbolic.bmp", "", typed('2'));
        tar.add("hard.bmp", "", typed('1'));
        tar.add("device.bmp", "", typed('3'));
        tar.add("sparse.bmp", bmp(5), typed('S'));
        write("hostile.tar", tar.finished());
        const OpenedDataset opened = open("hostile.tar");
        QCOMPARE(names(opened), (std::vector<std::string>{"good.bmp"}));
        QCOMPARE(opened.unreadable.size(), std::size_t{7});
        const auto reason = [&](const std::string &name) {
            for (const UnreadableImage &image : opened.unreadable)
                if (image.name.find(name) != std::string::npos)
                    return QString::fromStdString(image.reason);
            return QString();
        };
        QVERIFY(reason("evil").contains("leads out of the archive"));
        QVERIFY(reason("b.bmp").contains("leads out of the archive"));
        QVERIFY(reason("absolute").contains("absolute name"));
        QVERIFY(reason("symbolic").contains("link"));
        QVERIFY(reason("hard").contains("link"));
        QVERIFY(reason("device").contains("no regular file"));
        QVERIFY(reason("sparse").contains("sparse"));
    }

    void damagedTarsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const std::string &bytes, const char *says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(says);
        };
        TarWriter good;
        good.add("a.bmp", bmp(1));
        row("cut in content", good.unfinished().substr(0, 600),
            "offset 0): is cut short: a.bmp has 214 bytes, 88 are");
        row("cut in header", good.unfinished() + good.unfinished().substr(0, 100), "is cut short inside a header");
        TarWriter liar = good;
        TarWriter::Options lie;
        lie.claims = 0777777777777;
        liar.add("b.bmp", bmp(2), lie);
        row("claims 64 GiB", liar.finished(), "is cut short: b.bmp has 68719476735 bytes");
        TarWriter shifted = good;
        lie.claims = 3;
        shifted.add("b.bmp", bmp(2) + std::string(2000, 'x'), lie);
        row("claims too little", shifted.finished(), "is damaged: here should be the header");
        TarWriter pax = good;
        pax.add("pax", "99999 path=x\n", typed('x'));
        row("pax length", pax.finished(), "damaged pax header");
        TarWriter text = good;
        text.addPax("size", "twelve");
        row("pax size", text.finished(), "damaged pax header");
    }
    void damagedTarsAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        write("damaged.tar", bytes.toStdString());
        expect("damaged.tar", says.toStdString());
    }

    void packedTarsAreRefusedWithARemedy()
    {
        TarWriter tar;
        tar.add("a.bmp", bmp(1));
        const std::string bytes = tar.finished();
        Bytes plain;
        for (const char c : bytes)
            plain.push_back(static_cast<std::byte>(c));
        writeFileAtomically(m_root / "set.tar.gz", gzipped(plain));
        expect("set.tar.gz", "is packed as a whole", "gunzip --keep");
        write("set.tar.xz", std::string("\xFD"
                                        "7zXZ\0rest",
                                        10));
        expect("set.tar.xz", "is packed as a whole", "unxz");
        write("notes.tar", "not at all");
        expect("notes.tar", "is not an IDX file");
    }

    void zip()
    {
        zipFile([](zip_t *archive) {
            add(archive, "set/cat/a.bmp", bmp(1));
            add(archive, "set/dog/b.bmp", bmp(2));
            add(archive, "set/../../out.bmp", bmp(3));
            const zip_int64_t link = add(archive, "set/link.bmp", "/etc/passwd");
            zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(link), 0, ZIP_OPSYS_UNIX,
                                             static_cast<zip_uint32_t>(S_IFLNK | 0777) << 16);
            add(archive, "set/bomb.png", std::string(std::size_t(80) << 20, '\0'));
        });
        const OpenedDataset opened = open("set.zip");
        QCOMPARE(names(opened), (std::vector<std::string>{"cat/a.bmp", "dog/b.bmp"}));
        QCOMPARE(opened.images->image(1), sampleImage(8, 6, 2));
        QCOMPARE(opened.unreadable.size(), std::size_t{3});
        QVERIFY(opened.unreadable[1].reason.find("more than 100 times") != std::string::npos);
        QVERIFY(opened.unreadable[2].reason.find("link") != std::string::npos);
        QVERIFY(opened.unreadable[0].reason.find("leads out") != std::string::npos);
    }

    // What the directory of a zip promises is compared with what comes out.
    void lyingZip()
    {
        zipFile([](zip_t *archive) {
            add(archive, "a.bmp", bmp(1));
            add(archive, "b.bmp", bmp(2));
        });
        const std::vector<std::byte> bytes = readFile(m_root / "set.zip");
        std::string text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        const std::size_t directory = text.find("PK\x01\x02");
        const std::string whole = text;
        text[directory + 24] = static_cast<char>(text[directory + 24] - 7); // uncompressed size
        write("set.zip", text);
        const OpenedDataset opened = open("set.zip");
        QCOMPARE(names(opened), (std::vector<std::string>{"b.bmp"}));
        QVERIFY2(!opened.unreadable.front().reason.empty(), opened.unreadable.front().reason.c_str());
        text = whole;
        text[40] = static_cast<char>(text[40] ^ 0x55); // in the content of the first
        write("set.zip", text);
        QCOMPARE(names(open("set.zip")), (std::vector<std::string>{"b.bmp"}));
        write("set.zip", whole.substr(0, whole.size() - 10));
        expect("set.zip", "cannot be read as a zip file");
    }

private:
    static zip_int64_t add(zip_t *archive, const char *name, const std::string &content)
    {
        void *copy = std::malloc(content.size());
        std::copy(content.begin(), content.end(), static_cast<char *>(copy));
        return zip_file_add(archive, name, zip_source_buffer(archive, copy, content.size(), 1), 0);
    }
    template<typename Fill>
    void zipFile(const Fill &fill) const
    {
        int code = 0;
        zip_t *archive = zip_open((m_root / "set.zip").c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
        QVERIFY(archive != nullptr);
        fill(archive);
        QCOMPARE(zip_close(archive), 0);
    }
    void write(const std::string &name, const std::string &bytes) const
    {
        writeFileAtomically(m_root / name, std::string_view(bytes));
        fs::last_write_time(m_root / name, fs::file_time_type::clock::now() - std::chrono::hours(++m_hours));
    }
    [[nodiscard]] OpenedDataset open(const std::string &name, const std::string &part = {}) const
    {
        return openDataset(m_root / name, {part}, {}, {});
    }
    static std::vector<std::string> names(const OpenedDataset &opened)
    {
        std::vector<std::string> all;
        for (std::int64_t i = 0; i < opened.images->size(); ++i)
            all.push_back(opened.images->name(i));
        return all;
    }
    void expect(const std::string &name, const std::string &says, const std::string &remedy = {}) const
    {
        try {
            static_cast<void>(open(name));
            QFAIL("nothing was thrown");
        } catch (const InputError &e) {
            QVERIFY2(std::string(e.what()).find(says) != std::string::npos, e.what());
            QVERIFY2(std::string(e.what()).find(name) != std::string::npos, e.what());
            QVERIFY2(!e.remedy().empty() && e.remedy().find(remedy) != std::string::npos, e.remedy().c_str());
        }
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
    mutable int m_hours = 0; ///< so that a file that is written again has another time
};

QTEST_GUILESS_MAIN(TestArchives)
#include "tst_archives.moc"
