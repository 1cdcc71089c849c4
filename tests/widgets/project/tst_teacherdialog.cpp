// Choosing a teacher: what is said of a path, and fetching one from a server.
#include "base/files.h"
#include "formats/sha256.h"
#include "httpserver.h"
#include "tinyclip.h"
#include "widgets/project/fetchlistmodel.h"
#include "widgets/project/teacherdialog.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using testsupport::HttpConnection;
using testsupport::HttpRequest;
using testsupport::HttpServer;
namespace fs = std::filesystem;

namespace {

QPushButton *button(const QWidget &widget, const QString &text)
{
    for (QPushButton *one : widget.findChildren<QPushButton *>())
        if (one->text().startsWith(text))
            return one;
    return nullptr;
}

/// All that can be read in it.
QString words(const QWidget &widget)
{
    QStringList all;
    for (const QLabel *label : widget.findChildren<QLabel *>())
        if (label->isVisibleTo(&widget))
            all << label->text();
    return all.join(QLatin1Char('\n'));
}

} // namespace

class TestTeacherDialog : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;

    /// The tiny CLIP's files, offered by a server.
    [[nodiscard]] FetchEntry offered(const HttpServer &server) const
    {
        FetchEntry entry;
        entry.name = "tiny";
        entry.title = "Tiny CLIP";
        entry.maker = "Tests";
        entry.licence = "MIT";
        entry.page = "https://example.org/tiny";
        for (const auto &file : fs::directory_iterator(m_root / "clip")) {
            const std::string name = file.path().filename().string();
            entry.files.push_back(
                {name, {server.url("/" + name)}, fs::file_size(file.path()), sha256(readFile(file.path()))});
        }
        return entry;
    }

private Q_SLOTS:
    void initTestCase()
    {
        testsupport::forgetProxies();
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("retort-tests"));
        QCoreApplication::setApplicationName(QStringLiteral("teacherdialog"));
    }
    void init()
    {
        QSettings().clear();
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = m_dir->path().toStdString();
        testing::writeTinyClip(m_root / "clip");
    }

    void saysWhatAPathIs()
    {
        TeacherDialog dialog({}, m_root / "fetched");
        QPushButton *use = button(dialog, QStringLiteral("Use this teacher"));
        QVERIFY(!use->isEnabled());
        dialog.setPath(QString::fromStdString((m_root / "nowhere").string()));
        QTRY_VERIFY(dialog.settled());
        QVERIFY2(words(dialog).contains(QStringLiteral("is neither a file nor a folder")),
                 qPrintable(words(dialog)));
        QVERIFY(!use->isEnabled());
        dialog.setPath(QString::fromStdString((m_root / "clip").string()));
        QTRY_VERIFY(use->isEnabled());
        QVERIFY2(words(dialog).contains(QStringLiteral("CLIP (Hugging Face folder), safetensors, float32")),
                 qPrintable(words(dialog)));
        QVERIFY2(!words(dialog).contains(QStringLiteral("neither")), qPrintable(words(dialog)));

        QSignalSpy chosen(&dialog, &TeacherDialog::chosen);
        use->click();
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toString(), dialog.path());
        QCOMPARE(TeacherDialog::used(), QStringList{dialog.path()});
    }

    void fetches()
    {
        const HttpServer server([this](const HttpRequest &request, const HttpConnection &to) {
            to.file(request, readTextFile(m_root / "clip" / request.path.substr(1)), "\"one\"");
        });
        FetchEntry start;
        start.name = "weights";
        start.kind = FetchEntry::Kind::Start; // no teacher: not shown
        TeacherDialog dialog({start, offered(server)}, m_root / "fetched");
        const auto *list = dialog.findChild<FetchListModel *>();
        QCOMPARE(list->rowCount(), 1);
        QVERIFY(words(dialog).contains(QStringLiteral("Licence MIT")));
        QPushButton *fetch = button(dialog, QStringLiteral("Fetch"));
        fetch->click();
        QVERIFY(button(dialog, QStringLiteral("Stop"))->isVisibleTo(&dialog));
        QTRY_VERIFY(button(dialog, QStringLiteral("Use this teacher"))->isEnabled());
        QCOMPARE(dialog.path(), QString::fromStdString((m_root / "fetched" / "tiny").string()));
        QCOMPARE(list->state(0), FetchState::There);
        QCOMPARE(fetch->text(), QStringLiteral("Take this one"));
        const std::size_t asked = server.requests().size();
        dialog.setPath({});
        fetch->click(); // it is there: nothing is fetched
        QTRY_VERIFY(button(dialog, QStringLiteral("Use this teacher"))->isEnabled());
        QCOMPARE(server.requests().size(), asked);
    }

    void saysWhyItCannotFetch()
    {
        const HttpServer server(
            [](const HttpRequest &, const HttpConnection &to) { to.answer("404 No", "", ""); });
        TeacherDialog dialog({offered(server)}, m_root / "fetched");
        QPushButton *fetch = button(dialog, QStringLiteral("Fetch"));
        fetch->click();
        QTRY_VERIFY(dialog.settled());
        QVERIFY2(words(dialog).contains(QStringLiteral("there is no such file (HTTP 404)")),
                 qPrintable(words(dialog)));
        QVERIFY(words(dialog).contains(QStringLiteral("by hand")));
        QVERIFY(!fetch->isHidden());
    }

    void stopsAndGoesOn()
    {
        const HttpServer server([this](const HttpRequest &request, const HttpConnection &to) {
            const std::string content = readTextFile(m_root / "clip" / request.path.substr(1));
            if (request.path != "/model.safetensors" || request.from() > 0)
                return to.file(request, content, "\"one\"");
            to.head("200 OK", "ETag: \"one\"\r\nContent-Length: " + std::to_string(content.size()) + "\r\n");
            to.send(content.substr(0, 1000));
            to.stall();
        });
        {
            TeacherDialog dialog({offered(server)}, m_root / "fetched");
            button(dialog, QStringLiteral("Fetch"))->click();
            QTRY_VERIFY(fs::exists(m_root / "fetched/tiny/model.safetensors.part"));
            button(dialog, QStringLiteral("Stop"))->click();
            QTRY_VERIFY(dialog.settled());
            QVERIFY(button(dialog, QStringLiteral("Go on fetching")) != nullptr);
        }
        TeacherDialog dialog({offered(server)}, m_root / "fetched");
        button(dialog, QStringLiteral("Go on fetching"))->click();
        QTRY_VERIFY(button(dialog, QStringLiteral("Use this teacher"))->isEnabled());
    }

    void model()
    {
        const HttpServer server([](const HttpRequest &, const HttpConnection &) {});
        FetchListModel model({offered(server)}, m_root / "fetched");
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.index(0, FetchListModel::NameColumn).data().toString(), QStringLiteral("Tests Tiny CLIP"));
        QCOMPARE(model.index(0, FetchListModel::StateColumn).data().toString(), QString());
        fs::create_directories(m_root / "fetched");
        fs::copy(m_root / "clip", m_root / "fetched/tiny");
        QSignalSpy changed(&model, &FetchListModel::dataChanged);
        model.refresh();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(0, FetchListModel::StateColumn).data().toString(), QStringLiteral("here"));
    }
};

QTEST_MAIN(TestTeacherDialog)
#include "tst_teacherdialog.moc"
