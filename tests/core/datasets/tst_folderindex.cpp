#include "base/files.h"
#include "data/split.h"
#include "datasets/folderindex.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace retort;

namespace {

constexpr std::int64_t now = 1'700'000'000'000'000'000;
constexpr std::int64_t second = 1'000'000'000;

FoundFile file(const std::string &name, std::int64_t age = 100 * second)
{
    return {name, 1000, now - age, 0};
}

std::optional<IndexEntry> entry(std::uint8_t number, const std::string &problem = {})
{
    IndexEntry out;
    out.key.bytes[3] = number;
    out.problem = problem;
    return out;
}

void save(const FolderIndex &index, const std::vector<FoundFile> &files,
          const std::vector<std::optional<IndexEntry>> &entries, std::int64_t at)
{
    index.save(
        files, [&](std::size_t i) { return entries[i] ? &*entries[i] : nullptr; }, at);
}

} // namespace

class TestFolderIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_cache = m_dir->path() + QStringLiteral("/cache");
        m_folder = m_dir->path().toStdString();
        qputenv("XDG_CACHE_HOME", m_cache.toLocal8Bit());
    }

    void remembers()
    {
        const std::vector<FoundFile> files{file("a/1.png"), file("new\nline\tname.png"), file("bad.png")};
        save(FolderIndex(m_folder), files, {entry(1), entry(2), entry(3, "is cut short")}, now);
        const FolderIndex index(m_folder);
        QCOMPARE(index.size(), std::size_t{3});
        QVERIFY(index.find(files[0]).has_value());
        QCOMPARE(int(index.find(files[0])->key.bytes[3]), 1);
        QVERIFY(index.find(files[0])->problem.empty());
        QCOMPARE(int(index.find(files[1])->key.bytes[3]), 2);
        QCOMPARE(index.find(files[2])->problem, std::string("is cut short"));
        QVERIFY(!index.find(file("c.png")));
    }

    // Whatever the order in which files are saved and asked for.
    void anyOrder()
    {
        std::vector<FoundFile> files;
        std::vector<std::optional<IndexEntry>> entries;
        for (int i = 0; i < 200; ++i) {
            files.push_back(file(std::to_string(i * 37 % 200) + ".png"));
            entries.push_back(entry(static_cast<std::uint8_t>(i)));
        }
        save(FolderIndex(m_folder), files, entries, now);
        const FolderIndex index(m_folder);
        for (int round = 0; round < 3; ++round) {
            for (std::size_t i = 0; i < files.size(); ++i) {
                const auto found = index.find(files[i]);
                QVERIFY(found);
                QCOMPARE(int(found->key.bytes[3]), static_cast<int>(entries[i]->key.bytes[3]));
            }
            std::ranges::reverse(files);
            std::ranges::reverse(entries);
            QVERIFY(!index.find(file("unknown.png")));
        }
    }

    void remembersWhoJudged()
    {
        const std::vector<FoundFile> files{file("header.png"), file("decoded.png")};
        std::vector<std::optional<IndexEntry>> entries{entry(1), entry(2)};
        entries[1]->decoded = true;
        save(FolderIndex(m_folder), files, entries, now);
        QVERIFY(!FolderIndex(m_folder).find(files[0])->decoded);
        QVERIFY(FolderIndex(m_folder).find(files[1])->decoded);
        QCOMPARE(FolderIndex(m_folder, "test").size(), std::size_t{0}); // parts are kept apart
        save(FolderIndex(m_folder, "test"), {files[0]}, {entries[0]}, now);
        QCOMPARE(FolderIndex(m_folder).size(), std::size_t{2});
    }

    // Indices of the time when every file was decoded at first sight: what was found readable has been decoded.
    void readsItsFormerSelf()
    {
        const std::vector<FoundFile> files{file("good.png"), file("bad.png")};
        save(FolderIndex(m_folder), {}, {}, now); // for the file's name
        std::string body;
        const auto put = [&](const auto &value) {
            body.append(reinterpret_cast<const char *>(&value), sizeof value);
        };
        for (const FoundFile &one : files) {
            put(static_cast<std::uint32_t>(one.name.size()));
            body += one.name;
            put(one.size);
            put(one.modified);
            put(ContentKey{});
            const std::string problem = one.name == "bad.png" ? "is cut short" : "";
            put(static_cast<std::uint32_t>(problem.size()));
            body += problem;
        }
        const ContentKey sum = contentKey({reinterpret_cast<const std::uint8_t *>(body.data()), body.size()});
        std::string text = "retort folder index 1\n";
        text.append(reinterpret_cast<const char *>(sum.bytes.data()), sum.bytes.size());
        const std::filesystem::directory_iterator entries(m_cache.toStdString() + "/retort/index");
        writeFileAtomically(entries->path(), std::string_view(text + body));
        const FolderIndex index(m_folder);
        QCOMPARE(index.size(), std::size_t{2});
        QVERIFY(index.find(files[0])->decoded);
        QVERIFY(!index.find(files[1])->decoded);
        QCOMPARE(index.find(files[1])->problem, std::string("is cut short"));
    }

    void changedFilesAreUnknown()
    {
        const FoundFile known = file("a.png");
        save(FolderIndex(m_folder), {known}, {entry(1)}, now);
        const FolderIndex index(m_folder);
        FoundFile larger = known;
        ++larger.size;
        FoundFile later = known;
        ++later.modified;
        QVERIFY(index.find(known).has_value());
        QVERIFY(!index.find(larger));
        QVERIFY(!index.find(later));
    }

    void freshAndUnreadFilesAreNotRemembered()
    {
        const std::vector<FoundFile> files{file("old.png", 3 * second), file("fresh.png", second),
                                           file("future.png", -5), file("unread.png")};
        save(FolderIndex(m_folder), files, {entry(1), entry(2), entry(3), std::nullopt}, now);
        const FolderIndex index(m_folder);
        QVERIFY(index.find(files[0]).has_value());
        QVERIFY(!index.find(files[1]));
        QVERIFY(!index.find(files[2]));
        QVERIFY(!index.find(files[3]));
    }

    void foldersAreApart()
    {
        const FoundFile known = file("a.png");
        save(FolderIndex(m_folder), {known}, {entry(1)}, now);
        QVERIFY(!FolderIndex(m_folder / "other").find(known));
        QVERIFY(FolderIndex(m_folder / "." / "").find(known).has_value()); // the same folder, written otherwise
    }

    void damageIsAsIfThereWereNone()
    {
        const FoundFile known = file("a.png");
        save(FolderIndex(m_folder), {known}, {entry(1)}, now);
        const auto stored = std::filesystem::directory_iterator(m_cache.toStdString() + "/retort/index")->path();
        const std::string whole = readTextFile(stored);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
            writeFileAtomically(stored, std::string_view(damaged));
            QVERIFY(!FolderIndex(m_folder).find(known));
            writeFileAtomically(stored, std::string_view(whole).substr(0, at));
            QVERIFY(!FolderIndex(m_folder).find(known));
        }
        writeFileAtomically(stored, std::string_view(whole));
        QVERIFY(FolderIndex(m_folder).find(known).has_value());
    }

    void withoutACacheFolderNothingIsRemembered()
    {
        const QByteArray home = qgetenv("HOME");
        qunsetenv("XDG_CACHE_HOME");
        qunsetenv("HOME");
        const FoundFile known = file("a.png");
        save(FolderIndex(m_folder), {known}, {entry(1)}, now);
        QVERIFY(!FolderIndex(m_folder).find(known));
        qputenv("HOME", home);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_cache;
    std::filesystem::path m_folder;
};

QTEST_GUILESS_MAIN(TestFolderIndex)
#include "tst_folderindex.moc"
