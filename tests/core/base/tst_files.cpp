#include "base/bytestext.h"
#include "base/error.h"
#include "base/files.h"
#include "base/userdatafolder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

using namespace retort;

class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->path().toStdString() + "/file";
    }

    void readsWhatWasWritten()
    {
        const std::string text("a\0b\nc", 5);
        writeFileAtomically(m_file, std::string_view(text));
        QCOMPARE(readTextFile(m_file), text);
        QCOMPARE(readFile(m_file).size(), text.size());
        const MappedFile mapped(m_file);
        QCOMPARE(mapped.bytes().size(), text.size());
        QVERIFY(std::memcmp(mapped.bytes().data(), text.data(), text.size()) == 0);
        struct stat info
        {};
        QCOMPARE(::stat(m_file.c_str(), &info), 0);
        QVERIFY((info.st_mode & 0400) != 0);
    }

    void replacesWhole()
    {
        writeFileAtomically(m_file, std::string_view("a long first text"));
        writeFileAtomically(m_file, std::string_view("short"));
        QCOMPARE(readTextFile(m_file), std::string("short"));
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files).size(), 1); // no temporary file is left
    }

    void emptyFile()
    {
        writeFileAtomically(m_file, std::string_view());
        QVERIFY(readFile(m_file).empty());
        QVERIFY(MappedFile(m_file).bytes().empty());
    }

    void mappingMoves()
    {
        writeFileAtomically(m_file, std::string_view("12"));
        MappedFile first(m_file);
        const MappedFile second(std::move(first));
        QCOMPARE(second.bytes().size(), std::size_t{2});
    }

    void missingFileIsNamed()
    {
        try {
            static_cast<void>(readFile(m_file));
            QFAIL("read a file that does not exist");
        } catch (const InputError &e) {
            QVERIFY(std::string(e.what()).find(m_file.string()) != std::string::npos);
            QVERIFY(!e.remedy().empty());
        }
        QVERIFY_EXCEPTION_THROWN(MappedFile{m_file}, InputError);
    }

    /// Nobody writes into it: reading would wait for ever.
    void pipesAndDevicesAreRefused()
    {
        QCOMPARE(::mkfifo(m_file.c_str(), 0600), 0);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(readFile(m_file)), InputError);
        QVERIFY_EXCEPTION_THROWN(MappedFile{m_file}, InputError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(readFile("/dev/zero")), InputError);
    }

    void folderIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(readFile(m_file.parent_path())), InputError);
    }

    void tooLargeIsRefused()
    {
        writeFileAtomically(m_file, std::string_view("12345"));
        QCOMPARE(readFile(m_file, 5).size(), std::size_t{5});
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(readFile(m_file, 4)), InputError);
    }

    void unwritablePlaceIsNamed()
    {
        const std::filesystem::path file = m_file.parent_path() / "no" / "such" / "folder";
        try {
            writeFileAtomically(file, std::string_view("x"));
            QFAIL("wrote into a folder that does not exist");
        } catch (const Error &e) {
            QVERIFY(std::string(e.what()).find(file.string()) != std::string::npos);
        }
    }

    void bytesAsAPersonSaysThem()
    {
        QCOMPARE(bytesText(0), std::string("0 bytes"));
        QCOMPARE(bytesText(999), std::string("999 bytes"));
        QCOMPARE(bytesText(1000), std::string("1.0 KB"));
        QCOMPARE(bytesText(9949), std::string("9.9 KB"));
        QCOMPARE(bytesText(353976522), std::string("354 MB"));
        QCOMPARE(bytesText(999'900'000), std::string("1.0 GB"));
        QCOMPARE(bytesText(~std::uint64_t(0)), std::string("18 EB"));
    }

    void foldersFollowTheEnvironment()
    {
        const QByteArray cache = qgetenv("XDG_CACHE_HOME");
        const QByteArray home = qgetenv("HOME");
        qputenv("XDG_CACHE_HOME", "/some/cache");
        QCOMPARE(userCacheFolder(), std::filesystem::path("/some/cache/retort"));
        const QByteArray data = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", "/some/data");
        QCOMPARE(userDataFolder(), std::filesystem::path("/some/data/retort"));
        qunsetenv("XDG_DATA_HOME");
        qputenv("XDG_CACHE_HOME", "relative"); // to be ignored, says the specification
        qputenv("HOME", "/home/me");
        QCOMPARE(userCacheFolder(), std::filesystem::path("/home/me/.cache/retort"));
        QCOMPARE(userDataFolder(), std::filesystem::path("/home/me/.local/share/retort"));
        qunsetenv("XDG_CACHE_HOME");
        qunsetenv("HOME");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(userCacheFolder()), Error);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(userDataFolder()), Error);
        qputenv("XDG_DATA_HOME", data);
        qputenv("XDG_CACHE_HOME", cache);
        qputenv("HOME", home);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
