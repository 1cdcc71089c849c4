// The built window as a person starts it, without a display: what the unit tests of its parts cannot see.

#include "workflowfixture.h"

#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

struct Ended
{
    int status = -1;
    QByteArray out;
    QByteArray err;
};

Ended runWindow(const QStringList &arguments, const Place &place)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("OMP_WAIT_POLICY"), QStringLiteral("passive"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    for (const char *name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"})
        environment.insert(QString::fromLatin1(name), QString::fromStdString((place.root() / name).string()));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(RETORT_WINDOW), arguments);
    Ended ended;
    if (process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit)
        ended.status = process.exitCode();
    ended.out = process.readAllStandardOutput();
    ended.err = process.readAllStandardError();
    return ended;
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAndEndsCleanly()
    {
        const Ended ended = runWindow({QStringLiteral("--bench-startup")}, m_place);
        QVERIFY2(ended.status == 0, ended.err.constData());
        const QJsonObject said = QJsonDocument::fromJson(ended.out).object();
        QVERIFY2(said[QStringLiteral("first_frame_ms")].toDouble() > 0, ended.out.constData());
        QVERIFY2(said[QStringLiteral("engine_ms")].toDouble() > said[QStringLiteral("first_frame_ms")].toDouble(),
                 ended.out.constData());
    }

    void everyPageOpensAProject_data()
    {
        QTest::addColumn<QString>("page");
        for (const char *page : {"project", "data", "prompts", "distil", "runs", "graph"})
            QTest::newRow(page) << QString::fromLatin1(page);
    }

    void everyPageOpensAProject()
    {
        QFETCH(QString, page);
        const fs::path file = m_place.root() / "a.retort";
        if (!fs::exists(file))
            createProject(m_place.choice("a.retort", m_place.idx("idx")), {}, {});
        const QString picture = QString::fromStdString((m_place.root() / "picture.png").string());
        const Ended ended = runWindow({QString::fromStdString(file.string()), QStringLiteral("--page"), page,
                                       QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("--size"),
                                       QStringLiteral("1000x700"), QStringLiteral("--screenshot"), picture},
                                      m_place);
        QVERIFY2(ended.status == 0, ended.err.constData());
        const QImage image(picture);
        QCOMPARE(image.size(), QSize(1000, 700));
        QVERIFY(image.pixelColor(999, 699).lightness() < 64); // dark, as asked
        QVERIFY(QFile::remove(picture));
    }

    void oddArgumentsAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("page") << QStringList{QStringLiteral("--page"), QStringLiteral("nowhere")};
        QTest::newRow("theme") << QStringList{QStringLiteral("--theme"), QStringLiteral("pink")};
        QTest::newRow("size") << QStringList{QStringLiteral("--size"), QStringLiteral("big")};
        QTest::newRow("demo and file") << QStringList{QStringLiteral("--demo"), QStringLiteral("a.retort")};
        QTest::newRow("bench what") << QStringList{QStringLiteral("--bench-ui"), QStringLiteral("2")};
        QTest::newRow("bench nothing") << QStringList{QStringLiteral("--demo"), QStringLiteral("--bench-ui"),
                                                      QStringLiteral("0")};
        QTest::newRow("quick what") << QStringList{QStringLiteral("--quick")};
        QTest::newRow("files") << QStringList{QStringLiteral("a.retort"), QStringLiteral("b.retort")};
    }

    void oddArgumentsAreRefused()
    {
        QFETCH(QStringList, arguments);
        const Ended ended = runWindow(arguments, m_place);
        QCOMPARE(ended.status, 2);
        QVERIFY(!ended.err.isEmpty());
    }

private:
    Place m_place;
};

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_window.moc"
