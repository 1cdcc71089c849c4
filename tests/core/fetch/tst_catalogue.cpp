#include "base/error.h"
#include "base/files.h"
#include "fetch/catalogue.h"
#include "fetch/fetchmodel.h"
#include "formats/sha256.h"
#include "httpserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <map>

using namespace retort;
namespace fs = std::filesystem;

namespace {

std::string problemOf(const std::string &json)
{
    try {
        (void)parseFetchList(json, "list.json");
    } catch (const InputError &error) {
        return error.fullText();
    }
    return {};
}

std::string hashOf(const std::string &text)
{
    return sha256(std::as_bytes(std::span(text.data(), text.size())));
}

const char *const sound =
    "{\"entries\": [{\"name\": \"one\", \"kind\": \"teacher\", \"title\": \"t\", \"maker\": \"m\", "
    "\"aliases\": [\"two\"], \"licence\": \"MIT\", \"page\": \"p\", \"files\": [{\"name\": \"f.pt\", "
    "\"urls\": [\"https://h/f\"], \"bytes\": 5, \"sha256\": \"01234567\"}]}]}";

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shipped()
    {
        const std::vector<FetchEntry> list = shippedFetchList(RETORT_RESOURCES_DIR);
        QVERIFY(list.size() >= 10);
        for (const FetchEntry &entry : list) {
            for (const WantedFile &file : entry.files) {
                // The makers' addresses name what they hold.
                for (const std::string &url : file.urls) {
                    if (url.find("openaipublic") != std::string::npos)
                        QVERIFY2(url.find("/" + file.sha256 + "/") != std::string::npos, url.c_str());
                    if (url.find("download.pytorch.org") != std::string::npos)
                        QVERIFY2(url.find("-" + file.sha256.substr(0, 8) + ".") != std::string::npos, url.c_str());
                }
                // Weights are always pinned; only a configuration may not be.
                QVERIFY2(!file.sha256.empty() || fs::path(file.name).extension() == ".json", file.name.c_str());
            }
        }
        const FetchEntry *found = findEntry(list, "vit-b/32");
        QVERIFY(found && found->name == "openai-vit-b-32" && found->bytes() == 353976522U &&
                findEntry(list, "mobilenet_v2")->bytes() == 0);
        QVERIFY(findEntry(list, "openai-vit-b-32") == found);
        QVERIFY(findEntry(list, "RESNET18")->kind == FetchEntry::Kind::Start);
        QVERIFY(findEntry(list, "nothing") == nullptr);
        QCOMPARE(findEntry(list, "laion2b-vit-h-14")->unpinned(),
                 std::vector<std::string>{"open_clip_config.json"});
    }

    void damaged_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("said");
        QTest::newRow("fine") << ""
                              << ""
                              << "";
        QTest::newRow("no https") << "https://h/f"
                                  << "http://h/f"
                                  << "not https";
        QTest::newRow("folder") << "\"f.pt\""
                                << "\"../f.pt\""
                                << "no plain file name";
        QTest::newRow("hash") << "01234567"
                              << "0123456"
                              << "8 to 64";
        QTest::newRow("hash letters") << "01234567"
                                      << "0123456G"
                                      << "8 to 64";
        QTest::newRow("bytes") << "\"bytes\": 5"
                               << "\"bytes\": 0"
                               << "bytes";
        QTest::newRow("kind") << "\"teacher\""
                              << "\"pupil\""
                              << "pupil";
        QTest::newRow("name") << "\"one\""
                              << "\"a/b\""
                              << "no plain name";
        QTest::newRow("no licence") << "\"licence\""
                                    << "\"license\""
                                    << "licence";
        QTest::newRow("twice") << "[\"two\"]"
                               << "[\"ONE\"]"
                               << "twice";
        QTest::newRow("alias") << "[\"two\"]"
                               << "\"two\""
                               << "list of texts";
        QTest::newRow("no list") << "\"entries\""
                                 << "\"entry\""
                                 << "must be a list";
    }
    void damaged()
    {
        QFETCH(QString, change);
        QFETCH(QString, to);
        QFETCH(QString, said);
        QString json = QString::fromUtf8(sound);
        if (!change.isEmpty()) {
            QVERIFY(json.contains(change));
            json.replace(change, to);
        }
        const std::string problem = problemOf(json.toStdString());
        QVERIFY2(said.isEmpty() ? problem.empty() : QString::fromStdString(problem).contains(said),
                 problem.c_str());
    }

    void fetchesAll()
    {
        testsupport::forgetProxies();
        const std::map<std::string, std::string> files{{"/a", "small"}, {"/b", std::string(5000, 'b')}};
        const testsupport::HttpServer server(
            [&](const auto &request, const auto &to) { to.file(request, files.at(request.path), "\"e\""); });
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        FetchEntry entry;
        entry.name = "both";
        entry.files = {{"weights.bin", {server.url("/b")}, 5000, hashOf(files.at("/b"))},
                       {"config.json", {server.url("/a")}, 5, hashOf(files.at("/a"))}};
        QVERIFY(fetchState(entry, folder) == FetchState::Missing);
        const FetchedModel model = fetchModel(entry, folder, {}, {}, {});
        QCOMPARE(model.path, folder / "both");
        QCOMPARE(model.files.size(), std::size_t(2));
        QCOMPARE(server.requests().at(0).path, std::string("/a")); // the small one first
        QVERIFY(fetchState(entry, folder) == FetchState::There);
        fs::remove(folder / "both/weights.bin");
        QVERIFY(fetchState(entry, folder) == FetchState::Partly);
        entry.files.resize(1);
        QCOMPARE(fetchedPath(entry, folder), folder / "both/weights.bin");
        writeFileAtomically(folder / "both/weights.bin.part", "bb");
        QVERIFY(fetchState(entry, folder) == FetchState::Partly);
    }

    void fromAnAddress()
    {
        const FetchEntry entry = entryForUrl("https://host/x/ViT-B-32.pt?d=1", "", "");
        QCOMPARE(entry.name, std::string("ViT-B-32"));
        QCOMPARE(entry.files.at(0).name, std::string("ViT-B-32.pt"));
        QCOMPARE(entryForUrl("https://host/x/m.pt", "mine", "").name, std::string("mine"));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)entryForUrl("https://host/x/m.pt", "../mine", ""));
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
