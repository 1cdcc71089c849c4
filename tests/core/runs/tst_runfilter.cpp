#include "runs/filter.h"

#include <QTest>

using namespace retort;

namespace {

/// A finished run with everything that can be asked for.
RunRecord someRun()
{
    RunRecord run;
    run.id = 7;
    run.name = "Größe, warm";
    run.state = RunState::Finished;
    run.recipe.student = "resnet20";
    run.recipe.lr = 0.05;
    run.recipe.seed = 3;
    run.recipe.flip = false;
    run.epochsDone = 12;
    run.bestAgreement = 91.26;
    run.figures = RunFigures();
    run.figures->student.percent = 87.34;
    run.figures->teacher.percent = 89;
    run.trainingSeconds = 750;
    run.tags = {"x", "two \"words\"\nand a line"};
    run.notes = "with colour jitter";
    run.environment.device = "cpu";
    return run;
}

} // namespace

class TestRunFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<bool>("expected");
        const auto add = [](const char *text, bool expected) {
            QTest::addRow("%s", text) << QString::fromUtf8(text) << expected;
        };
        add("", true);
        add("  ", true);
        add("student > 0.87 and recipe.student = \"resnet20\" and tag = \"x\"", true);
        add("student > 0.88", false);
        add("student>87%", true);
        add("student > 87 %", true);
        add("student = resnet20", true);
        add("student = wrn_40_2", false);
        add("student ~ resnet", true);
        add("accuracy = 87.3", true); // as it is shown
        add("accuracy = 87", true);
        add("accuracy = 87.4", false);
        add("accuracy != 87.3", false);
        add("accuracy >= 87.3, accuracy <= 87.3", true);
        add("gap < 2", true);
        add("gap < 1.5", false);
        add("agreement > 90 and agreement < 0.92", true);
        add("time > 12min", true);
        add("time > 12 min", true);
        add("time < 0.2h", false);
        add("time = 12.5min", true);
        add("seed = 3", true);
        add("recipe.seed = 3", true);
        add("recipe.lr = 0.05", true);
        add("recipe.lr > 5e-2", false);
        add("recipe.flip = off", true);
        add("recipe.flip = true", false);
        add("recipe.epochs = 12 epochs = 12", true); // nothing between two says "and"
        add("tag = X", true);
        add("tag != x", false);
        add("tag = 'two \\\"words\\\"\nand a line'", true);
        add("tag ~ words", true);
        add("tag !~ words", false);
        add("tag = y or tag = x", true);
        add("tag = y or tag = z", false);
        add("not tag = y and not (star or failed)", true);
        add("not not tag = x", true);
        add("tag = y or tag = x and seed = 4", false); // "and" binds more
        add("(tag = y or tag = x) and seed = 3", true);
        add("star", false);
        add("star = no", true);
        add("state = finished", true);
        add("FINISHED", true);
        add("jitter", true);
        add("colour jitter", true);
        add("jitter nothing", false);
        add("\"colour jitter\"", true);
        add("\"jitter colour\"", false);
        add("name ~ GRÖSSE", false);
        add("name ~ grÖße", true);
        add("id = 7", true);
        add("error = none", true);
        add("notes != none", true);
        add("accuracy = none", false);
        add("device = cpu", true);
    }

    void matches()
    {
        QFETCH(QString, expression);
        QFETCH(bool, expected);
        QCOMPARE(RunFilter(expression.toStdString()).matches(someRun()), expected);
    }

    void whatIsNotThereIsNoNumber()
    {
        RunRecord run;
        run.id = 2;
        QVERIFY(!RunFilter("accuracy > 0").matches(run));
        QVERIFY(!RunFilter("accuracy < 100").matches(run));
        QVERIFY(!RunFilter("accuracy = 0").matches(run));
        QVERIFY(RunFilter("accuracy != 50").matches(run));
        QVERIFY(RunFilter("accuracy = none").matches(run));
        QVERIFY(RunFilter("tag = none").matches(run));
        QVERIFY(RunFilter("\"run 2\"").matches(run)); // what it is called in the table
    }

    void errorsSayWhere_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<int>("position");
        QTest::addColumn<QString>("part");
        const auto add = [](const char *text, int position, const char *part) {
            QTest::addRow("%s", text) << QString::fromUtf8(text) << position << QString::fromUtf8(part);
        };
        add("accuracy >", 10, "value is missing");
        add("acuracy > 3", 0, "accuracy");
        add("seed = 1 and recipe.epoch = 1", 13, "recipe.epochs");
        add("seed = three", 7, "not a number");
        add("seed = 3%", 7, "not a number");
        add("time > 3 and time < 5 weeks or time > 5weeks", 38, "s, min, h or d");
        add("recipe.flip = maybe", 14, "on or off");
        add("name > b", 5, "text");
        add("accuracy < none", 9, "none");
        add("tag = \"x", 6, "quotes");
        add("(tag = x", 8, "bracket");
        add("tag = x)", 7, ")");
        add("tag = x and", 11, "missing");
        add("and tag = x", 0, "and");
        add("= 3", 0, "=");
        add("!", 0, "!=");
        add("tag = (x)", 6, "value is missing");
        add("größe = 3", 0, "größe");
        add("größe, seed = a", 16, "not a number"); // in bytes: ö and ß are two each
    }

    void errorsSayWhere()
    {
        QFETCH(QString, expression);
        QFETCH(int, position);
        QFETCH(QString, part);
        try {
            const RunFilter filter(expression.toStdString());
            QFAIL("no error");
        } catch (const RunFilterError &error) {
            const QString said = QString::fromStdString(error.fullText());
            QCOMPARE(static_cast<int>(error.position()), position);
            QVERIFY2(said.contains(part), qPrintable(said));
        }
    }

    void hostileText()
    {
        const std::string deep(50'000, '(');
        QVERIFY_EXCEPTION_THROWN(RunFilter{deep}, RunFilterError);
        std::string nots;
        for (int i = 0; i < 10'000; ++i)
            nots += "not ";
        QVERIFY_EXCEPTION_THROWN(RunFilter{nots}, RunFilterError);
        QVERIFY_EXCEPTION_THROWN(RunFilter{std::string(1'000'000, 'a')}, RunFilterError);
        QVERIFY(!RunFilter(std::string(90'000, 'a')).matches(someRun()));
    }

    void anyTagCanBeAskedFor()
    {
        RunRecord run;
        for (const std::string &tag :
             {std::string("a \"b\" \\ 'c'"), std::string("two\nlines"), std::string("none"), std::string("and"),
              std::string(10'000, 'q'), std::string("日本")}) {
            run.tags = {tag};
            QVERIFY(RunFilter("tag = " + quotedForFilter(tag)).matches(run));
            run.tags = {"other"};
            QVERIFY(!RunFilter("tag = " + quotedForFilter(tag)).matches(run));
        }
    }

    void everyFieldCanBeAskedFor()
    {
        for (const std::string &field : runFilterFields())
            QVERIFY(!RunFilter(field + " = none").empty());
    }
};

QTEST_MAIN(TestRunFilter)
#include "tst_runfilter.moc"
