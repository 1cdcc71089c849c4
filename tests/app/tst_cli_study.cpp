// Studies as somebody at a terminal uses them: killed in the middle, gone on with, written as a page.
#include "cliplace.h"

#include <QTest>

namespace fs = std::filesystem;

class TestCliStudy : public QObject
{
    Q_OBJECT

    CliPlace m_place;

private Q_SLOTS:
    void initTestCase()
    {
        m_place.write(QStringLiteral("resources/classes/ten.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
        m_place.write(QStringLiteral("resources/studies/shipped.json"), "{}");
        m_place.write(QStringLiteral("plan.json"), R"({
            "title": "Small", "about": "A try.", "images": "idx", "classes": "ten", "teacher": "clip",
            "templates": "everyday", "recipe": {"epochs": 2, "batch": 32, "held_out": 0.2, "threads": 1},
            "seeds": {"first": 1, "count": 2}, "settings": [{"name": "all", "about": "All images."}],
            "methods": [{"name": "PRG", "about": "all terms"},
                        {"name": "KL", "about": "nodes", "recipe": {"edge": 0, "pseudo": 0}}]})");
    }

    void aKilledStudyGoesOn()
    {
        QProcess process;
        m_place.prepare(process, {"study", "plan.json", "--jobs", "1", "--json"});
        process.start();
        QVERIFY(process.waitForReadyRead(60'000)); // the first run has ended
        process.kill();
        QVERIFY(process.waitForFinished());
        const Outcome rest = m_place.run("study plan.json --json --report out.md");
        QVERIFY2(rest.code == 0, qPrintable(rest.err));
        QVERIFY(rest.lines().size() <= 4); // at most three runs were left, and the last line
        const QJsonObject last = rest.lines().last();
        QCOMPARE(last[QStringLiteral("runs_finished")].toInt(), 4);
        QCOMPARE(last[QStringLiteral("runs_planned")].toInt(), 4);
        const QJsonObject cell = last[QStringLiteral("cells")].toArray()[0].toObject();
        QVERIFY(keysMissing(cell, {"setting", "method", "seed", "run", "student_accuracy", "teacher_accuracy",
                                   "agreement"})
                    .isEmpty());
        QVERIFY(fs::exists(m_place.file("plan.retort")));
        for (const char *name : {"out.md", "out/all.svg", "out/runs.csv"})
            QVERIFY2(fs::exists(m_place.file(name)), name);
        const Outcome again = m_place.run("study plan.json");
        QVERIFY(again.code == 0 && again.out.contains(QStringLiteral("### all")));
        QVERIFY(!again.out.contains(QStringLiteral("of 4  "))); // nothing was left to run
    }

    void mistakesAreNamed()
    {
        QCOMPARE(m_place.run("study").code, 2);
        const Outcome none = m_place.run("study nothing.json");
        QVERIFY(none.code == 1 && none.err.contains(QStringLiteral("neither a file nor a shipped study")));
        m_place.write(QStringLiteral("broken.json"), "{\"title\": 3}");
        const Outcome broken = m_place.run("study broken.json");
        QVERIFY(broken.code == 1 && broken.err.contains(QStringLiteral("broken.json")) &&
                broken.err.contains(QStringLiteral("title")));
        const Outcome other = m_place.run("study plan.json --images nowhere --project other.retort");
        QVERIFY(other.code == 1 && other.err.contains(QStringLiteral("nowhere")));
        QVERIFY(!fs::exists(m_place.file("other.retort")));
    }
};

QTEST_GUILESS_MAIN(TestCliStudy)
#include "tst_cli_study.moc"
