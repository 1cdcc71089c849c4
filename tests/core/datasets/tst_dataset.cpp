#include "base/error.h"
#include "datasets/dataset.h"
#include "datasets/encodedimages.h"
#include "idxfiles.h"
#include "imagefolder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

using namespace retort;
using namespace testsupport;

namespace fs = std::filesystem;

class TestDataset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = m_dir->path().toStdString() + "/data";
        fs::create_directories(m_root);
        qputenv("XDG_CACHE_HOME", (m_dir->path() + QStringLiteral("/cache")).toLocal8Bit());
        m_notes.clear();
    }

    void idxFolder_data()
    {
        QTest::addColumn<bool>("gz");
        QTest::newRow("plain") << false;
        QTest::newRow("gz") << true;
    }
    void idxFolder()
    {
        QFETCH(bool, gz);
        writeIdxPart(m_root, "train", idxPair(50), gz);
        writeIdxPart(m_root, "t10k", idxPair(20, 28, 10, 7), gz);
        const OpenedDataset train = open("train");
        QVERIFY(train.kind == DatasetKind::Idx);
        QCOMPARE(train.images->size(), std::int64_t{50});
        QCOMPARE(train.labels.size(), std::size_t{50});
        QCOMPARE(train.labels[13], 3);
        QVERIFY(train.classNames.empty());
        QCOMPARE(train.images->image(1).height, 28);
        QCOMPARE(train.images->image(1).channels, 1);
        QCOMPARE(train.images->image(7).pixels[0], std::uint8_t{7});
        QCOMPARE(train.labelFile.filename().string(),
                 std::string(gz ? "train-labels-idx1-ubyte.gz" : "train-labels-idx1-ubyte"));
        QCOMPARE(open("test").images->size(), std::int64_t{20});
        QCOMPARE(open("t10k").fingerprint, open("test").fingerprint);
        QVERIFY(open("test").fingerprint != train.fingerprint);
        QCOMPARE(open("").fingerprint, train.fingerprint);
        fs::remove(m_root / (gz ? "t10k-images-idx3-ubyte.gz" : "t10k-images-idx3-ubyte"));
        expect([&] { static_cast<void>(open("test")); }, "has no IDX images of the part \"test\"");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(open("holiday")), ValueError);
    }

    void idxFile()
    {
        const IdxPair pair = idxPair(30);
        writeFileAtomically(m_root / "mine.images.idx3-ubyte", pair.images);
        writeFileAtomically(m_root / "mine.labels.idx1-ubyte.gz", gzipped(pair.labels));
        const OpenedDataset opened = openAt(m_root / "mine.images.idx3-ubyte");
        QCOMPARE(opened.images->size(), std::int64_t{30});
        QCOMPARE(opened.labels.size(), std::size_t{30});
        writeFileAtomically(m_root / "plain", pair.images);
        QVERIFY(openAt(m_root / "plain").labels.empty());
        expect([&] { static_cast<void>(openAt(m_root / "mine.labels.idx1-ubyte.gz")); },
               "holds labels, not images");
        writeFileAtomically(m_root / "wide", idxBytes({1, 1, 20000}, std::vector<std::uint8_t>(20000)));
        expect([&] { static_cast<void>(openAt(m_root / "wide")); }, "side of 20000");
    }

    void labelsMustFit()
    {
        IdxPair pair = idxPair(30);
        pair.labels = idxPair(29).labels;
        writeIdxPart(m_root, "train", pair);
        expect([&] { static_cast<void>(open("train")); },
               "has 29 labels, but train-images-idx3-ubyte has 30 images");
        pair.labels = pair.images;
        writeIdxPart(m_root, "train", pair);
        expect([&] { static_cast<void>(open("train")); }, "holds images where labels were expected");
        pair.labels.clear();
        writeIdxPart(m_root, "train", pair);
        expect([&] { static_cast<void>(open("train")); }, "train-labels-idx1-ubyte (offset 0): is empty");
    }

    // What training sees must not depend on labels: shuffled or gone, keys and fingerprint stay.
    void labelsChangeNothingElse()
    {
        IdxPair pair = idxPair(30);
        writeIdxPart(m_root, "train", pair);
        const OpenedDataset before = open("train");
        std::reverse(pair.labels.begin() + 8, pair.labels.end());
        writeIdxPart(m_root, "train", pair);
        QCOMPARE(open("train").fingerprint, before.fingerprint);
        fs::remove(m_root / "train-labels-idx1-ubyte");
        const OpenedDataset without = open("train");
        QCOMPARE(without.fingerprint, before.fingerprint);
        QVERIFY(without.labels.empty());
        QVERIFY(without.labelFile.empty());
    }

    void rangesShareOutTheImages()
    {
        writeIdxPart(m_root, "train", idxPair(400));
        const OpenedDataset all = open("train");
        const OpenedDataset first = openAt(m_root, "train", {0, 0.5});
        const OpenedDataset second = openAt(m_root, "train", {0.5, 1});
        QCOMPARE(first.images->size() + second.images->size(), std::int64_t{400});
        QVERIFY(first.images->size() > 140 && second.images->size() > 140);
        for (std::int64_t i = 0; i < second.images->size(); ++i) {
            QVERIFY((KeyRange{0.5, 1}.holds(second.images->key(i))));
            // The label still belongs to its image, which carries its number.
            const Image image = second.images->image(i);
            QCOMPARE(second.labels[static_cast<std::size_t>(i)], (image.pixels[0] + 256 * image.pixels[1]) % 10);
        }
        QCOMPARE(second.labels.size(), static_cast<std::size_t>(second.images->size()));
        expect([&] { static_cast<void>(openAt(m_root, "train", {0.5, 0.5})); }, "has no image in the share");
    }

    void classFolders()
    {
        image("cat/b.bmp", 1);
        image("cat/a.BMP", 2);
        image("dog/deep/er/c.bmp", 3);
        image("ant hill/d.bmp", 4);
        image("cat/.hidden.bmp", 5);
        image(".trash/e.bmp", 6);
        writeFileAtomically(m_root / "cat" / "notes.txt", std::string_view("no image"));
        fs::create_directories(m_root / "empty");
        const OpenedDataset opened = open();
        QVERIFY(opened.kind == DatasetKind::ImageFolder);
        QCOMPARE(names(opened),
                 (std::vector<std::string>{"ant hill/d.bmp", "cat/a.BMP", "cat/b.bmp", "dog/deep/er/c.bmp"}));
        QCOMPARE(opened.classNames, (std::vector<std::string>{"ant hill", "cat", "dog"}));
        QCOMPARE(opened.labels, (std::vector<std::int32_t>{0, 1, 1, 2}));
        QVERIFY(opened.unreadable.empty());
        QCOMPARE(opened.images->image(1), sampleImage(8, 6, 2));
        QVERIFY(m_notes.empty());
    }

    // "a" < "a b" < "a/": sub-folders that begin alike must not be counted twice or mixed up.
    void classFoldersThatBeginAlike()
    {
        image("a/x.bmp", 1);
        image("a b/x.bmp", 2);
        image("a.b/x.bmp", 3);
        image("a/sub/y.bmp", 4);
        const OpenedDataset opened = open();
        QCOMPARE(opened.classNames, (std::vector<std::string>{"a", "a b", "a.b"}));
        for (std::int64_t i = 0; i < opened.images->size(); ++i) {
            const std::string name = opened.images->name(i);
            QCOMPARE(opened.classNames[static_cast<std::size_t>(opened.labels[static_cast<std::size_t>(i)])],
                     name.substr(0, name.find('/')));
        }
    }

    void flatAndFoldersAreTheSameImages()
    {
        for (std::uint32_t i = 0; i < 12; ++i) {
            image((i % 2 == 0 ? "one/" : "two/") + std::to_string(i) + ".bmp", i);
            writeBmp(m_root.parent_path() / "flat" / ("x" + std::to_string(12 - i) + ".bmp"),
                     sampleImage(8, 6, i));
        }
        const OpenedDataset folders = open();
        const OpenedDataset flat = openAt(m_root.parent_path() / "flat");
        QCOMPARE(flat.fingerprint, folders.fingerprint);
        QVERIFY(flat.labels.empty());
        QVERIFY(flat.classNames.empty());
    }

    void oddFoldersAreMentioned()
    {
        image("only/a.bmp", 1);
        QCOMPARE(open().classNames.size(), std::size_t{1});
        QVERIFY(noted("\"only\""));
        image("beside.bmp", 2);
        const OpenedDataset mixed = open();
        QCOMPARE(mixed.labels, (std::vector<std::int32_t>{-1, 0}));
        QVERIFY(noted("1 images lie beside"));
    }

    // Folders called train, test and val are parts, not classes; what is measured on is the one with classes in
    // it.
    void partsAreFolders()
    {
        image("train/cat/a.bmp", 1);
        image("train/dog/b.bmp", 2);
        image("val/cat/c.bmp", 3);
        image("test/d.bmp", 4); // as ImageNet's, without labels
        QCOMPARE(names(open("train")), (std::vector<std::string>{"cat/a.bmp", "dog/b.bmp"}));
        QCOMPARE(open("").fingerprint, open("train").fingerprint);
        QCOMPARE(open("train").location, m_root);
        QCOMPARE(open("train").classNames, (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(names(open("test")), (std::vector<std::string>{"cat/c.bmp"}));
        QCOMPARE(names(open("val")), (std::vector<std::string>{"cat/c.bmp"}));
        fs::remove_all(m_root / "val");
        QCOMPARE(names(open("test")), (std::vector<std::string>{"d.bmp"}));
        expect([&] { static_cast<void>(open("val")); }, "has no part \"val\"");
        image("fish/e.bmp", 5); // now they are classes
        QCOMPARE(open("train").images->size(), std::int64_t{4});
    }

    void samplesAreByContentAndSeed()
    {
        for (std::uint32_t i = 0; i < 60; ++i)
            image(std::to_string(i) + ".bmp", i);
        const auto sampled = [&](const char *text, std::uint64_t seed) {
            DatasetChoice choice;
            choice.sample = parseSampling(text, seed);
            return openDataset(m_root, choice, {}, {});
        };
        QCOMPARE(sampled("20", 1).images->size(), std::int64_t{20});
        QCOMPARE(sampled("20", 1).fingerprint, sampled("20", 1).fingerprint);
        QVERIFY(sampled("20", 1).fingerprint != sampled("20", 2).fingerprint);
        QCOMPARE(sampled("100%", 1).fingerprint, open().fingerprint);
        QCOMPARE(sampled("600", 1).fingerprint, open().fingerprint);
        const std::int64_t third = sampled("33.3%", 1).images->size();
        QVERIFY(third > 8 && third < 32);
        for (const char *wrong : {"", "0", "0%", "101%", "-3", "ten", "5 %%", "nan%"})
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(parseSampling(wrong, 0)), ValueError);
        for (const char *text : {"33.3%", "90%", "7%", "0.01%", "5000"})
            QCOMPARE(samplingText(parseSampling(text, 0)), std::string(text));
        const Sampling tiny = parseSampling("1e-30%", 0);
        QVERIFY(parseSampling(samplingText(tiny), 0) == tiny);
    }

    void groupsStayTogether()
    {
        for (std::uint32_t part = 0; part < 40; ++part)
            for (std::uint32_t shot = 0; shot < 3; ++shot)
                image("p" + std::to_string(part) + "_" + std::to_string(shot) + ".bmp", 100 * part + shot);
        image("p0_copy.bmp", 100); // the content of p1_0: joins parts 0 and 1
        DatasetChoice choice;
        choice.grouping = parseGrouping("name:^(p[0-9]+)_");
        const OpenedDataset opened = openDataset(m_root, choice, {}, {});
        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < opened.images->size(); ++i)
            keys.push_back(opened.images->key(i));
        const Split split = splitByContent(keys, 0.3, opened.groupKeys);
        QVERIFY(split.heldOut.size() > 10 && split.heldOut.size() < 80);
        std::map<std::string, std::set<bool>> sides;
        for (const bool out : {false, true}) {
            for (const std::int64_t i : out ? split.heldOut : split.training) {
                const std::string group = opened.groups[static_cast<std::size_t>(i)];
                sides[group == "p1" ? "p0" : group].insert(out);
            }
        }
        QCOMPARE(sides.size(), std::size_t{39});
        for (const auto &[group, side] : sides)
            QVERIFY2(side.size() == 1, group.c_str());
        QCOMPARE(opened.fingerprint, open().fingerprint); // the images are the same
        QVERIFY(open().groupKeys.empty());
        choice.grouping = parseGrouping("name:^(x[0-9]+)_");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(openDataset(m_root, choice, {}, {})), ValueError);
        choice.grouping = parseGrouping("column:part");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(openDataset(m_root, choice, {}, {})), ValueError);
        for (const char *wrong : {"folders", "name:part", "name:(", "column:"})
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(parseGrouping(wrong)), ValueError);
    }

    // Opening believes the header; that the rest is damaged turns out later, and is then remembered. A project
    // knows its data set by either name.
    void damageBehindTheHeaderIsFoundLater()
    {
        image("a.bmp", 1);
        std::vector<std::byte> bytes = pngWithDamagedPixels();
        writeFileAtomically(m_root / "b.png", bytes);
        fs::last_write_time(m_root / "b.png", fs::file_time_type::clock::now() - std::chrono::hours(1));
        const OpenedDataset quick = open();
        QCOMPARE(quick.images->size(), std::int64_t{2});
        QVERIFY(quick.unreadable.empty());
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(quick.images->image(1)), UndecodableImage);
        const OpenedDataset checked = openDataset(m_root, {}, {}, {}, Opening::Thorough);
        QCOMPARE(names(checked), (std::vector<std::string>{"a.bmp"}));
        QCOMPARE(checked.unreadable.front().name, std::string("b.png"));
        QVERIFY(checked.isKnownAs(quick.fingerprint));
        QVERIFY(checked.isKnownAs(checked.fingerprint) && checked.fingerprint != quick.fingerprint);
        const OpenedDataset again = open();
        QCOMPARE(again.fingerprint, checked.fingerprint);
        QVERIFY(again.isKnownAs(quick.fingerprint));
        QVERIFY(noted("1 of 2 images cannot be read"));
    }

    void unreadableImagesAreListed()
    {
        image("good.bmp", 1);
        writeFileAtomically(m_root / "empty.png", std::string_view());
        writeFileAtomically(m_root / "text.jpg", std::string_view("not an image"));
        writeFileAtomically(m_root / "moving.gif", std::string_view("GIF89a"));
        fs::create_symlink(m_root / "nowhere", m_root / "link.png");
        for (int round = 0; round < 2; ++round) { // found out, then remembered
            const OpenedDataset opened = open();
            QCOMPARE(names(opened), (std::vector<std::string>{"good.bmp"}));
            QCOMPARE(opened.unreadable.size(), std::size_t{4});
            QCOMPARE(opened.unreadable[0].name, std::string("empty.png"));
            QCOMPARE(opened.unreadable[0].reason, std::string("is empty (0 bytes)"));
            QVERIFY(opened.unreadable[1].reason.find("broken link") != std::string::npos);
            QVERIFY(opened.unreadable[2].reason.find("GIF") != std::string::npos);
            QVERIFY(opened.unreadable[3].reason.find("is not a PNG") != std::string::npos);
        }
        fs::remove(m_root / "good.bmp");
        expect([&] { static_cast<void>(open()); }, "none of its 4 images can be read");
    }

    void duplicatesAreCounted()
    {
        image("a.bmp", 1);
        image("b.bmp", 1);
        image("c.bmp", 2);
        QCOMPARE(open().duplicates, std::int64_t{1});
    }

    void nothingToOpen()
    {
        expect([&] { static_cast<void>(open()); }, "holds no image");
        writeFileAtomically(m_root / "readme.txt", std::string_view("x"));
        expect([&] { static_cast<void>(open()); }, "1 files of other kinds");
        expect([&] { static_cast<void>(openAt(m_root / "gone")); }, "does not exist");
        image("a.bmp", 1);
        expect([&] { static_cast<void>(openAt(m_root / "a.bmp")); }, "is a single image");
        expect([&] { static_cast<void>(openAt(m_root / "readme.txt")); }, "is not an IDX file");
    }

    void changesAreSeen()
    {
        image("a.bmp", 1);
        image("b.bmp", 2);
        const OpenedDataset before = open();
        image("a.bmp", 3);
        const OpenedDataset after = open();
        QVERIFY(after.fingerprint != before.fingerprint);
        QCOMPARE(after.images->image(0), sampleImage(8, 6, 3));
        // Those who hold the old one are told, not given something else.
        expect([&] { static_cast<void>(before.images->image(0)); }, "has changed");
        fs::remove(m_root / "b.bmp");
        expect([&] { static_cast<void>(before.images->image(1)); }, "b.bmp");
    }

    // The index is believed: a file with the size and time it had is not read again.
    void indexSavesReading()
    {
        image("a.bmp", 1);
        image("b.bmp", 2);
        const OpenedDataset before = open();
        const auto time = fs::last_write_time(m_root / "a.bmp");
        image("a.bmp", 9);
        fs::last_write_time(m_root / "a.bmp", time);
        QCOMPARE(open().fingerprint, before.fingerprint);
        fs::remove_all(m_dir->path().toStdString() + "/cache");
        QVERIFY(open().fingerprint != before.fingerprint);
    }

    void linksInACircleEnd()
    {
        image("sub/a.bmp", 1);
        fs::create_directory_symlink(m_root, m_root / "sub" / "up");
        image("elsewhere/b.bmp", 2);
        fs::create_directory_symlink(m_root / "elsewhere", m_root / "linked");
        const OpenedDataset opened = open();
        QCOMPARE(opened.classNames, (std::vector<std::string>{"elsewhere", "linked", "sub"}));
        QCOMPARE(opened.images->size(), std::int64_t{3});
    }

    void canBeStopped()
    {
        for (std::uint32_t i = 0; i < 20; ++i)
            image(std::to_string(i) + ".bmp", i);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(openDataset(m_root, {}, stop.get_token(), {})), Cancelled);
    }

private:
    void image(const std::string &name, std::uint32_t seed) const
    {
        writeBmp(m_root / name, sampleImage(8, 6, seed));
    }
    OpenedDataset openAt(const fs::path &path, const std::string &part = {}, KeyRange range = {})
    {
        m_notes.clear();
        Reporter reporter;
        reporter.note = [this](const std::string &text) { m_notes += text + "\n"; };
        return openDataset(path, {part, range}, {}, reporter);
    }
    OpenedDataset open(const std::string &part = {}) { return openAt(m_root, part); }
    [[nodiscard]] bool noted(const std::string &text) const { return m_notes.find(text) != std::string::npos; }
    static std::vector<std::string> names(const OpenedDataset &opened)
    {
        std::vector<std::string> all;
        for (std::int64_t i = 0; i < opened.images->size(); ++i)
            all.push_back(opened.images->name(i));
        return all;
    }
    /// 8 x 6 as its header says, and then no zlib data.
    static std::vector<std::byte> pngWithDamagedPixels()
    {
        std::vector<std::byte> out;
        const auto text = [&](std::string_view bytes) {
            for (const char c : bytes)
                out.push_back(static_cast<std::byte>(c));
        };
        text("\x89PNG\r\n\x1A\n");
        putBig32(out, 13);
        text("IHDR");
        putBig32(out, 8);
        putBig32(out, 6);
        text(std::string_view("\x08\x02\0\0\0", 5));
        putBig32(out, 0xFBB0E8F9); // no matter
        putBig32(out, 4);
        text("IDATnone");
        putBig32(out, 0);
        putBig32(out, 0);
        text("IEND");
        putBig32(out, 0xAE426082);
        return out;
    }
    template<typename Call>
    void expect(const Call &call, const std::string &says) const
    {
        try {
            call();
            QFAIL("nothing was thrown");
        } catch (const InputError &e) {
            QVERIFY2(std::string(e.what()).find(says) != std::string::npos, e.what());
            QVERIFY2(std::string(e.what()).find(m_root.string()) != std::string::npos, e.what());
            QVERIFY2(!e.remedy().empty(), e.what());
        }
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
    std::string m_notes;
};

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
