#include "base/error.h"
#include "datasets/dataset.h"
#include "datasets/manifest.h"
#include "imagefolder.h"

#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace testsupport;

namespace fs = std::filesystem;

class TestManifest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = m_dir->path().toStdString();
        qputenv("XDG_CACHE_HOME", (m_dir->path() + QStringLiteral("/cache")).toLocal8Bit());
    }

    void csv()
    {
        const Manifest manifest = parse("\xEF\xBB\xBFLabel;camera;PATH;split\r\ncat;\"a;b\";x/1.jpg;Train\r\n\r\n"
                                        "\"big \"\"dog\"\"\";2;\"x,2.jpg\";valid");
        QCOMPARE(manifest.entries.size(), std::size_t{2});
        QVERIFY(manifest.hasLabels && manifest.hasSplits && !manifest.hasGroups);
        QCOMPARE(manifest.entries[0].path, std::string("x/1.jpg"));
        QCOMPARE(manifest.entries[0].split, std::string("train"));
        QCOMPARE(manifest.entries[1].path, std::string("x,2.jpg"));
        QCOMPARE(manifest.entries[1].label, std::string("big \"dog\""));
        QCOMPARE(manifest.entries[1].split, std::string("val"));
        QCOMPARE(manifest.entries[1].line, std::int64_t{4});
        QCOMPARE(parse("path\na.jpg").entries.size(), std::size_t{1});
        QCOMPARE(parse("path,camera\na.jpg,7", ManifestFormat::Csv, "Camera").entries[0].group, std::string("7"));
    }

    void jsonLines()
    {
        const Manifest manifest = parse("{\"path\": \"a.jpg\", \"label\": 3, \"group\": \"g\", \"other\": [1]}\n\n"
                                        "{\"path\": \"b.jpg\", \"label\": null}",
                                        ManifestFormat::JsonLines);
        QCOMPARE(manifest.entries[0].label, std::string("3"));
        QCOMPARE(manifest.entries[0].group, std::string("g"));
        QCOMPARE(manifest.entries[1].label, std::string());
        QCOMPARE(manifest.entries[1].line, std::int64_t{3});
    }

    void mistakesAreNamedByLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &text, bool json, const char *says) {
            QTest::newRow(name) << text << json << QString::fromLatin1(says);
        };
        row("no path column", "file,label\na,b", false, "line 1): names no column \"path\"");
        row("empty", "", false, "line 1): names no column");
        row("only a header", "path,label\n", false, "lists no image");
        row("too few fields", "path,label\na.jpg,x\nb.jpg", false, "line 3): has 1 fields");
        row("open quote", "path\n\"a.jpg\nb.jpg", false, "line 2): has a quote that is never closed");
        row("after a quote", "path,label\n\"a\"b,c", false, "line 2): goes on behind a closing quote");
        row("unknown split", "path,split\na.jpg,holiday", false, "line 2): the split \"holiday\"");
        row("empty split", "path,split\na.jpg,", false, "line 2): says no split");
        row("twice", "path\na.jpg\nb.jpg\na.jpg", false, "line 4): names a.jpg again, which line 2");
        row("two columns", "path,label,label\na,b,c", false, "line 1): has two columns called label");
        row("no path", "path,label\n,cat", false, "line 2): has no path");
        row("UTF-16", QByteArray("\xFF\xFEp\0", 4), false, "is UTF-16");
        row("no JSON", "{\"path\": \"a.jpg\"}\n{path: b}", true, "line 2): is no JSON");
        row("a list", "[\"a.jpg\"]", true, "line 1): is no JSON object");
        row("a number too fine", "{\"path\": \"a\", \"label\": 0.5}", true, "\"label\" is neither text");
        row("deep", QByteArray("{\"path\": \"a\", \"x\": ") + QByteArray(100'000, '['), true,
            "line 1): is nested");
        row("split here and there", "{\"path\": \"a\"}\n{\"path\": \"b\", \"split\": \"test\"}", true,
            "line 2): \"split\" is not in every line");
        row("split there and not here", "{\"path\": \"b\", \"split\": \"test\"}\n{\"path\": \"a\"}", true,
            "line 2): \"split\" is not in every line");
    }
    void mistakesAreNamedByLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, json);
        QFETCH(QString, says);
        try {
            static_cast<void>(parse(text.toStdString(), json ? ManifestFormat::JsonLines : ManifestFormat::Csv));
            QFAIL("nothing was thrown");
        } catch (const InputError &e) {
            QVERIFY2(QString::fromUtf8(e.what()).contains(says), e.what());
            QVERIFY(QString::fromUtf8(e.what()).contains("list.csv"));
            QVERIFY(!e.remedy().empty());
        }
    }

    void opensWhatItLists()
    {
        for (std::uint32_t i = 0; i < 6; ++i)
            writeBmp(m_root / "pictures" / (std::to_string(i) + ".bmp"), sampleImage(8, 6, i));
        fs::create_directories(m_root / "lists");
        writeFileAtomically(m_root / "lists" / "all.csv",
                            std::string_view("path,label,split,group,serial\n"
                                             "../pictures/3.bmp,10,train,x,s1\n../pictures/0.bmp,9,train,x,s2\n"
                                             "../pictures/1.bmp,,train,y,s1\n../pictures/9.bmp,9,train,y,s1\n"
                                             "../pictures/2.bmp,9,test,z,s1\n"));
        DatasetChoice choice{"train"};
        const auto open = [&] { return openDataset(m_root / "lists" / "all.csv", choice, {}, {}); };
        OpenedDataset opened = open();
        QVERIFY(opened.kind == DatasetKind::Manifest);
        QCOMPARE(opened.images->size(), std::int64_t{3});
        QCOMPARE(opened.images->name(0), std::string("../pictures/0.bmp"));
        QCOMPARE(opened.images->image(2), sampleImage(8, 6, 3));
        QCOMPARE(opened.classNames, (std::vector<std::string>{"9", "10"})); // numbers by size
        QCOMPARE(opened.labels, (std::vector<std::int32_t>{0, -1, 1}));
        QCOMPARE(opened.groups, (std::vector<std::string>{"x", "y", "x"}));
        QCOMPARE(opened.groupKeys.size(), std::size_t{3});
        QVERIFY(opened.groupKeys[0] == opened.groupKeys[2] && opened.groupKeys[0] != opened.groupKeys[1]);
        QCOMPARE(opened.unreadable.size(), std::size_t{1});
        QCOMPARE(opened.unreadable.front().reason, std::string("does not exist (line 5)"));
        QCOMPARE(opened.parts, (std::vector<std::string>{"test", "train"}));
        choice.grouping = parseGrouping("column:serial");
        QCOMPARE(open().groups, (std::vector<std::string>{"s2", "s1", "s1"}));
        choice.grouping = parseGrouping("none");
        QVERIFY(open().groupKeys.empty());
        choice.part = "test";
        QCOMPARE(open().labels, (std::vector<std::int32_t>{0}));
        choice.part = "val";
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(open()), InputError);
    }

private:
    static Manifest parse(const std::string &text, ManifestFormat format = ManifestFormat::Csv,
                          const std::string &group = {})
    {
        return parseManifest(text, format, "list.csv", group);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
};

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_manifest.moc"
