// A server that does what servers do on bad days, and what a download makes of it.

#include "base/error.h"
#include "base/files.h"
#include "fetch/download.h"
#include "formats/sha256.h"
#include "httpserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <sys/resource.h>

using namespace retort;
using testsupport::HttpConnection;
using testsupport::HttpRequest;
using testsupport::HttpServer;
namespace fs = std::filesystem;

namespace {

std::string contentOf(std::size_t bytes, unsigned seed = 7)
{
    std::string content;
    unsigned value = seed;
    while (content.size() < bytes) {
        value = value * 1664525U + 1013904223U;
        content.push_back(static_cast<char>(value >> 24));
    }
    return content;
}

std::string hashOf(const std::string &content)
{
    return sha256(std::as_bytes(std::span(content.data(), content.size())));
}

bool holds(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

template<typename F>
std::string errorOf(F f)
{
    try {
        f();
    } catch (const Error &error) {
        return error.fullText();
    }
    return {};
}

const std::string content = contentOf(300'000);
const std::string etag = "\"one\"";

} // namespace

class TestDownload : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;

    static DownloadLimits quick()
    {
        DownloadLimits limits;
        limits.pause = std::chrono::milliseconds(1);
        limits.stall = std::chrono::milliseconds(300);
        limits.connect = std::chrono::milliseconds(300);
        limits.tries = 3;
        return limits;
    }

    static WantedFile wanted(std::vector<std::string> urls, bool sized = true, bool hashed = true)
    {
        WantedFile file{"model.bin", std::move(urls), {}, {}};
        if (sized)
            file.bytes = content.size();
        if (hashed)
            file.sha256 = hashOf(content);
        return file;
    }

    DownloadedFile get(const WantedFile &file, std::stop_token stop = {}, const Reporter &reporter = {}) const
    {
        return download(file, m_folder, quick(), std::move(stop), reporter);
    }

    [[nodiscard]] std::string onDisk() const { return readTextFile(m_folder / "model.bin"); }
    /// Nothing but the file itself, or nothing at all.
    [[nodiscard]] bool tidy(bool file) const
    {
        std::size_t entries = 0;
        if (fs::exists(m_folder))
            for (const auto &entry : fs::directory_iterator(m_folder)) {
                (void)entry;
                ++entries;
            }
        return entries == (file ? 1U : 0U) && fs::exists(m_folder / "model.bin") == file;
    }

    /// Leaves a part of an earlier attempt: the first bytes of `content`, or others.
    void leavePart(const std::string &bytes, const std::string &url, const std::string &mark) const
    {
        fs::create_directories(m_folder);
        writeFileAtomically(m_folder / "model.bin.part", bytes);
        std::string quoted = mark;
        for (std::size_t at = 0; (at = quoted.find('"', at)) != std::string::npos; at += 2)
            quoted.insert(at, "\\");
        writeFileAtomically(m_folder / "model.bin.part.json",
                            "{\"url\": \"" + url + "\", \"validator\": \"" + quoted +
                                "\", \"bytes\": " + std::to_string(content.size()) + "}");
    }

private Q_SLOTS:
    void initTestCase() { testsupport::forgetProxies(); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = fs::path(m_dir->path().toStdString()) / "models";
    }

    void wholeAtOnce()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, etag); });
        std::vector<Progress> told;
        Reporter reporter;
        reporter.progress = [&](const Progress &p) { told.push_back(p); };
        const DownloadedFile file = get(wanted({server.url("/model.bin")}), {}, reporter);
        QCOMPARE(onDisk(), content);
        QVERIFY(tidy(true));
        QCOMPARE(file.bytes, std::uint64_t(content.size()));
        QCOMPARE(file.sha256, hashOf(content));
        QVERIFY(!file.wasThere && file.resumedAt == 0);
        QVERIFY(!told.empty());
        QCOMPARE(told.front().unit, std::string("bytes"));
        QCOMPARE(told.front().total, std::int64_t(content.size()));
        QCOMPARE(told.back().done, std::int64_t(content.size()));

        // Again: it is there, no request.
        QVERIFY(get(wanted({server.url("/model.bin")})).wasThere);
        QCOMPARE(server.requests().size(), std::size_t(1));
    }

    void nothingKnown()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, etag); });
        QCOMPARE(get(wanted({server.url("/model.bin")}, false, false)).sha256, hashOf(content));
        WantedFile begun = wanted({server.url("/model.bin")}, false, false);
        begun.name = "other.bin";
        begun.sha256 = hashOf(content).substr(0, 8); // as torchvision names its files
        QCOMPARE(get(begun).bytes, std::uint64_t(content.size()));
        begun.name = "third.bin";
        begun.sha256 = "00000000";
        QVERIFY(holds(errorOf([&] { (void)get(begun); }), "its SHA-256 is " + hashOf(content) + ", not 00000000"));
    }

    /// The connection ends early, each time a little later; each request goes on where the last one ended.
    void truncated()
    {
        const HttpServer server([](const HttpRequest &request, const HttpConnection &to) {
            const std::size_t from = request.from();
            const std::size_t some = std::min<std::size_t>(content.size() - from, 80'000);
            to.head(from > 0 ? "206 Partial Content" : "200 OK",
                    "ETag: " + etag + "\r\nContent-Range: bytes " + std::to_string(from) + "-" +
                        std::to_string(content.size() - 1) + "/" + std::to_string(content.size()) +
                        "\r\nContent-Length: " + std::to_string(content.size() - from) + "\r\n");
            to.send(std::string_view(content).substr(from, some));
        });
        QCOMPARE(get(wanted({server.url("/model.bin")})).bytes, std::uint64_t(content.size()));
        QCOMPARE(onDisk(), content);
        QVERIFY(tidy(true));
        const auto requests = server.requests();
        QCOMPARE(requests.size(), std::size_t(4));
        QCOMPARE(requests[1].header("if-range"), etag);
        QCOMPARE(requests[3].from(), std::size_t(240'000));
    }

    /// It never gives more than its first bytes: an end, and the part is kept.
    void truncatedForEver()
    {
        const HttpServer server([](const HttpRequest &request, const HttpConnection &to) {
            to.head(request.from() > 0 ? "206 Partial Content" : "200 OK",
                    "Content-Range: bytes " + std::to_string(request.from()) +
                        "-299999/300000\r\nContent-Length: " + std::to_string(content.size() - request.from()) +
                        "\r\n");
            if (request.from() == 0)
                to.send(content.substr(0, 1000));
        });
        const std::string error = errorOf([&] { (void)get(wanted({server.url("/model.bin")})); });
        QVERIFY2(holds(error, "the connection ended before the file was whole") &&
                     holds(error, "1.0 KB are kept") && holds(error, (m_folder / "model.bin").string()) &&
                     holds(error, server.url("/model.bin")),
                 error.c_str());
        QCOMPARE(fs::file_size(m_folder / "model.bin.part"), std::uintmax_t(1000));
        QVERIFY(!fs::exists(m_folder / "model.bin"));
    }

    void resumesLater()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, etag); });
        leavePart(content.substr(0, 123'456), server.url("/model.bin"), etag);
        const DownloadedFile file = get(wanted({server.url("/model.bin")}, false, false));
        QCOMPARE(file.resumedAt, std::uint64_t(123'456));
        QCOMPARE(file.sha256, hashOf(content));
        QCOMPARE(onDisk(), content);
        QCOMPARE(server.requests().at(0).from(), std::size_t(123'456));
    }

    /// All of it had come when the process ended: no request at all.
    void onlyTheCheckWasMissing()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, etag); });
        leavePart(content, server.url("/model.bin"), etag);
        QCOMPARE(get(wanted({server.url("/model.bin")})).bytes, std::uint64_t(content.size()));
        QVERIFY(server.requests().empty());
        QVERIFY(tidy(true));
    }

    /// The part of an earlier attempt is of another file: noticed by the hash, fetched anew once.
    void partOfAnotherFile()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, ""); });
        leavePart(contentOf(5000, 99), "https://elsewhere/model.bin", "");
        const DownloadedFile file = get(wanted({server.url("/model.bin")}));
        QCOMPARE(onDisk(), content);
        QCOMPARE(file.resumedAt, std::uint64_t(0));
        QCOMPARE(server.requests().size(), std::size_t(2));
    }

    /// Without a hash and a mark nobody can tell whether the rest fits.
    void noMarkNoResume()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, ""); });
        leavePart(content.substr(0, 5000), server.url("/model.bin"), "");
        QCOMPARE(get(wanted({server.url("/model.bin")}, true, false)).resumedAt, std::uint64_t(0));
        QCOMPARE(server.requests().at(0).from(), std::size_t(0));
        QCOMPARE(onDisk(), content);
    }

    /// The file is replaced while it is fetched. `honest` servers look at If-Range, others do not.
    void changesMidway_data()
    {
        QTest::addColumn<bool>("honest");
        QTest::newRow("whole file on If-Range") << true;
        QTest::newRow("206 with another ETag") << false;
    }
    void changesMidway()
    {
        QFETCH(bool, honest);
        const std::string newer = contentOf(content.size(), 23);
        std::atomic<int> count{0};
        const HttpServer server([&](const HttpRequest &request, const HttpConnection &to) {
            if (count++ == 0) {
                to.head("200 OK", "ETag: " + etag + "\r\nContent-Length: 300000\r\n");
                to.send(content.substr(0, 70'000));
                return;
            }
            HttpRequest asked = request;
            if (!honest)
                asked.headers.erase("if-range");
            to.file(asked, newer, "\"two\"");
        });
        WantedFile file = wanted({server.url("/model.bin")}, true, false);
        QCOMPARE(get(file).sha256, hashOf(newer));
        QCOMPARE(onDisk(), newer);
    }

    void changesEachTime()
    {
        std::atomic<unsigned> count{0};
        const HttpServer server([&](const HttpRequest &, const HttpConnection &to) {
            const unsigned n = ++count;
            to.head("200 OK", "ETag: \"" + std::to_string(n) + "\"\r\nContent-Length: 300000\r\n");
            to.send(contentOf(n * 10'000, n));
        });
        const std::string error = errorOf([&] { (void)get(wanted({server.url("/model.bin")}, true, false)); });
        QVERIFY2(holds(error, "could not be fetched"), error.c_str());
        QVERIFY(count < 10);
    }

    /// Range is ignored: the whole file comes, and is taken from its beginning.
    void wholeForARange()
    {
        const HttpServer server(
            [](const HttpRequest &, const HttpConnection &to) { to.answer("200 OK", "", content); });
        leavePart(content.substr(0, 5000), server.url("/model.bin"), etag);
        QCOMPARE(get(wanted({server.url("/model.bin")})).resumedAt, std::uint64_t(0));
        QCOMPARE(onDisk(), content);
        QCOMPARE(server.requests().size(), std::size_t(1));
    }

    void otherRangeThanAsked()
    {
        const HttpServer server([](const HttpRequest &request, const HttpConnection &to) {
            if (request.from() > 0)
                to.answer("206 Partial Content", "Content-Range: bytes 10-299999/300000\r\n", content.substr(10));
            else
                to.answer("200 OK", "", content);
        });
        leavePart(content.substr(0, 5000), server.url("/model.bin"), etag);
        QCOMPARE(get(wanted({server.url("/model.bin")})).bytes, std::uint64_t(content.size()));
        QCOMPARE(onDisk(), content);
    }

    void rangeBeyondTheEnd()
    {
        const HttpServer server([](const HttpRequest &request, const HttpConnection &to) {
            if (request.from() > 0)
                to.answer("416 Range Not Satisfiable", "Content-Range: bytes */300000\r\n", "");
            else
                to.answer("200 OK", "", content);
        });
        leavePart(content.substr(0, 5000), server.url("/model.bin"), etag);
        QCOMPARE(get(wanted({server.url("/model.bin")})).bytes, std::uint64_t(content.size()));
    }

    void failures_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("said");
        QTest::addColumn<int>("requests");
        QTest::newRow("404") << "404"
                             << "there is no such file (HTTP 404)" << 1;
        QTest::newRow("403") << "403"
                             << "does not give it to everybody" << 1;
        QTest::newRow("503") << "503"
                             << "HTTP 503" << 3;
        QTest::newRow("closes") << "closes"
                                << "closed the connection without an answer" << 3;
        QTest::newRow("no http") << "no http"
                                 << "the connection broke" << 3;
        QTest::newRow("stalls") << "stalls"
                                << "nothing came for too long" << 3;
        QTest::newRow("stalls before the head") << "silent"
                                                << "nothing came for too long" << 3;
        QTest::newRow("redirect loop") << "loop"
                                       << "redirects more than 5 times" << 6;
        QTest::newRow("redirect to a file") << "file"
                                            << "not https" << 1;
        QTest::newRow("wrong hash") << "hash"
                                    << "gives another file: its SHA-256 is" << 1;
        QTest::newRow("too short, by its own word") << "short"
                                                    << "offers 10 bytes, not the 300000" << 1;
        QTest::newRow("too long, by its own word") << "long"
                                                   << "offers 300001 bytes, not the 300000" << 1;
        QTest::newRow("endless") << "endless"
                                 << "gives more than the 300000 bytes" << 1;
        QTest::newRow("length longer than what comes") << "lie"
                                                       << "before the file was whole" << 3;
        QTest::newRow("web page") << "page"
                                  << "gives a web page" << 1;
        QTest::newRow("packed") << "packed"
                                << "gives the file packed (gzip)" << 1;
    }
    void failures()
    {
        QFETCH(QString, kind);
        QFETCH(QString, said);
        QFETCH(int, requests);
        const std::string what = kind.toStdString();
        const HttpServer server([what](const HttpRequest &request, const HttpConnection &to) {
            if (what == "404" || what == "403" || what == "503")
                to.answer(what + " No", "", "no");
            else if (what == "no http")
                to.send("220 mail here\r\n");
            else if (what == "stalls") {
                to.head("200 OK", "Content-Length: 300000\r\n");
                to.stall();
            } else if (what == "silent")
                to.stall();
            else if (what == "loop")
                to.answer("302 Found", "Location: " + request.path + "x\r\n", "");
            else if (what == "file")
                to.answer("302 Found", "Location: file:///etc/passwd\r\n", "");
            else if (what == "hash")
                to.answer("200 OK", "", contentOf(content.size(), 99));
            else if (what == "short" || what == "long")
                to.answer("200 OK", "", contentOf(what == "short" ? 10 : 300'001));
            else if (what == "endless") {
                to.head("200 OK", "");
                for (int i = 0; i < 40; ++i)
                    to.send(contentOf(20'000));
            } else if (what == "lie")
                to.head("200 OK", "Content-Length: 300000\r\n");
            else if (what == "page")
                to.answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", content);
            else if (what == "packed")
                to.answer("200 OK", "Content-Encoding: gzip\r\n", content);
        });
        const std::string error = errorOf([&] { (void)get(wanted({server.url("/model.bin")})); });
        QVERIFY2(holds(error, said.toStdString()) && holds(error, "by hand"), error.c_str());
        QVERIFY(tidy(false));
        QCOMPARE(server.requests().size(), std::size_t(requests));

        // A good mirror behind it makes up for everything.
        const HttpServer mirror([](const auto &request, const auto &to) { to.file(request, content, etag); });
        QCOMPARE(get(wanted({server.url("/model.bin"), mirror.url("/m")})).url, mirror.url("/m"));
        QCOMPARE(onDisk(), content);
    }

    /// What the first mirror gave before it broke counts at the second, for the hash is known.
    void mirrorGoesOn()
    {
        const HttpServer first([](const HttpRequest &request, const HttpConnection &to) {
            if (request.from() > 0)
                return;
            to.head("200 OK", "ETag: " + etag + "\r\nContent-Length: 300000\r\n");
            to.send(content.substr(0, 200'000));
        });
        const HttpServer second([](const auto &request, const auto &to) { to.file(request, content, "\"b\""); });
        QCOMPARE(get(wanted({first.url("/a"), second.url("/b")})).sha256, hashOf(content));
        QCOMPARE(second.requests().at(0).from(), std::size_t(200'000));
    }

    void nobodyThere()
    {
        WantedFile file = wanted({"http://127.0.0.1:9/model.bin", "http://user:secret@127.0.0.1:9/b"});
        const std::string error = errorOf([&] { (void)get(file); });
        QVERIFY2(holds(error, "\n  http://127.0.0.1:9/model.bin: no connection to the server"), error.c_str());
        QVERIFY2(holds(error, "\n  http://127.0.0.1:9/b: ") && !holds(error, "secret"), error.c_str());
        QVERIFY(tidy(false));
        file.urls = {"https://no-such-host.invalid/model.bin"};
        QVERIFY2(holds(errorOf([&] { (void)get(file); }), "no-such-host.invalid/model.bin: "), "");
        file.urls = {"ftp://127.0.0.1/model.bin"};
        QVERIFY(holds(errorOf([&] { (void)get(file); }), "is no http or https address"));
    }

    /// Over plain http from elsewhere only what the hash proves.
    void plainHttp()
    {
        WantedFile file = wanted({"http://no-such-host.invalid/model.bin"}, true, false);
        QVERIFY(holds(errorOf([&] { (void)get(file); }), "is not encrypted (http), and no SHA-256"));
        file.sha256 = hashOf(content).substr(0, 8);
        QVERIFY(holds(errorOf([&] { (void)get(file); }), "is not encrypted (http), and no SHA-256"));
        file.sha256 = hashOf(content);
        QVERIFY(!holds(errorOf([&] { (void)get(file); }), "is not encrypted"));
    }

    void proxyFromTheEnvironment()
    {
        const HttpServer proxy([](const auto &request, const auto &to) { to.file(request, content, etag); });
        qputenv("http_proxy", QByteArray::fromStdString(proxy.url("")));
        const DownloadedFile file = get(wanted({"http://no-such-host.invalid/model.bin"}));
        qunsetenv("http_proxy");
        QCOMPARE(file.sha256, hashOf(content));
        QCOMPARE(proxy.requests().at(0).path, std::string("http://no-such-host.invalid/model.bin"));
    }

    void somethingElseIsThere()
    {
        fs::create_directories(m_folder);
        writeFileAtomically(m_folder / "model.bin", "mine");
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, etag); });
        QVERIFY(holds(errorOf([&] { (void)get(wanted({server.url("/m")})); }), "it has 4 bytes, not 300000"));
        QVERIFY(holds(errorOf([&] { (void)get(wanted({server.url("/m")}, false)); }), "its SHA-256 is"));
        QCOMPARE(onDisk(), std::string("mine"));
        QVERIFY(server.requests().empty());
    }

    /// Put there by hand: checked and taken.
    void byHand()
    {
        fs::create_directories(m_folder);
        writeFileAtomically(m_folder / "model.bin", content);
        QVERIFY(get(wanted({"https://no-such-host.invalid/m"})).wasThere);
    }

    void cancelled()
    {
        std::stop_source stop;
        const HttpServer server([&](const HttpRequest &, const HttpConnection &to) {
            to.head("200 OK", "ETag: " + etag + "\r\nContent-Length: 300000\r\n");
            to.send(content.substr(0, 100'000));
            to.stall();
        });
        DownloadLimits patient = quick();
        patient.stall = std::chrono::hours(1);
        Reporter reporter;
        reporter.progress = [&](const Progress &p) {
            if (p.done == 100'000)
                stop.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, (void)download(wanted({server.url("/m")}), m_folder, patient, stop.get_token(), reporter));
        QCOMPARE(fs::file_size(m_folder / "model.bin.part"), std::uintmax_t(100'000));
        const HttpServer again([](const auto &request, const auto &to) { to.file(request, content, etag); });
        QCOMPARE(get(wanted({again.url("/m")})).resumedAt, std::uint64_t(100'000));
    }

    /// Also while it waits before another try.
    void cancelledWhileWaiting()
    {
        std::stop_source stop;
        const HttpServer server([&](const HttpRequest &, const HttpConnection &to) {
            to.answer("503 Busy", "", "");
            stop.request_stop();
        });
        DownloadLimits patient = quick();
        patient.pause = std::chrono::hours(1);
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, (void)download(wanted({server.url("/m")}), m_folder, patient, stop.get_token(), {}));
        QVERIFY(tidy(false));
    }

    /// As on a full disk: the kernel takes no byte beyond a limit.
    void diskFull()
    {
        const HttpServer server([](const auto &request, const auto &to) { to.file(request, content, etag); });
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit small = before;
        small.rlim_cur = 50'000;
        std::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &small);
        const std::string error = errorOf([&] { (void)get(wanted({server.url("/m")})); });
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY2(holds(error, "model.bin.part: cannot be written: ") && holds(error, "is kept"), error.c_str());
        QVERIFY(!fs::exists(m_folder / "model.bin"));
        QVERIFY(get(wanted({server.url("/m")})).resumedAt > 0);
        QCOMPARE(onDisk(), content);
    }

    void tooLargeForTheDisk()
    {
        const HttpServer server([](const HttpRequest &, const HttpConnection &to) {
            to.head("200 OK", "Content-Length: 1152921504606846975\r\n");
            to.send("x");
            to.stall();
        });
        const std::string error = errorOf([&] { (void)get(wanted({server.url("/m")}, false, false)); });
        QVERIFY2(holds(error, "1.2 EB are needed"), error.c_str());
    }

    void folderThatCannotBe()
    {
        writeFileAtomically(m_folder, "a file");
        const std::string error = errorOf([&] { (void)get(wanted({"https://no-such-host.invalid/m"})); });
        QVERIFY2(holds(error, m_folder.string() + ": cannot be made"), error.c_str());
    }

    void oneAtATime()
    {
        leavePart("x", "", "");
        const int fd = ::open((m_folder / "model.bin.part").c_str(), O_RDWR);
        QCOMPARE(::flock(fd, LOCK_EX), 0);
        QVERIFY(holds(errorOf([&] { (void)get(wanted({"https://no-such-host.invalid/m"})); }),
                      "is being fetched by another process"));
        ::close(fd);
    }

    void names()
    {
        QCOMPARE(fileNameOf("https://host/a/b/ViT-B-32.pt?download=true#x"), std::string("ViT-B-32.pt"));
        for (const char *url : {"https://host", "https://host/", "ftp://host/a", "model.pt", "https://host/.."})
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)fileNameOf(url));
        WantedFile file = wanted({"https://no-such-host.invalid/m"});
        for (const char *name : {"", "../x", ".x", "a/b"}) {
            file.name = name;
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)get(file));
        }
        file = wanted({"https://no-such-host.invalid/m"});
        for (const char *hash : {"abc", "GHIJKLMN", "ABCDEF01"}) {
            file.sha256 = hash;
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)get(file));
        }
    }
};

QTEST_GUILESS_MAIN(TestDownload)
#include "tst_download.moc"
