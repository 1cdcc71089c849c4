// Sweeps: which runs a plan has, and what it refuses by name.
#include "base/error.h"
#include "recipe/sweep.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace retort;

namespace {

template<typename F>
QString errorOf(F f)
{
    try {
        f();
    } catch (const ValueError &error) {
        return QString::fromStdString(error.fullText());
    } catch (const InputError &error) {
        return QStringLiteral("InputError: ") + QString::fromStdString(error.fullText());
    }
    return {};
}

SweepPlan planOf(const std::vector<std::string> &axes)
{
    SweepPlan plan;
    for (const std::string &text : axes)
        plan.axes.push_back(sweepAxisFromText(text));
    return plan;
}

} // namespace

class TestSweep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesByName()
    {
        const Recipe recipe = changed({}, {{"lr", "0.05"}, {"student", "resnet18"}, {"flip", "false"}});
        QCOMPARE(recipe.lr, 0.05);
        QCOMPARE(recipe.student, std::string("resnet18"));
        QVERIFY(!recipe.flip);
        QCOMPARE(recipe.epochs, Recipe{}.epochs);
        QCOMPARE(recipeValue(recipe, "lr"), std::string("0.05"));
        QCOMPARE(recipeValue(recipe, "flip"), std::string("false"));
        QCOMPARE(recipeValue(recipe, "temperature"), std::string("1"));
        QCOMPARE(recipeValue(recipe, "epochs"), std::to_string(recipe.epochs));
        QCOMPARE(recipeValue(recipe, "student"), std::string("resnet18"));
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *key, const char *value, const char *says) {
            QTest::newRow(name) << QString::fromLatin1(key) << QString::fromUtf8(value)
                                << QString::fromLatin1(says);
        };
        row("unknown", "learning", "1", "no key \"learning\"");
        row("nearest", "optimizer", "sgd", "Did you mean \"optimiser\"?");
        row("several are as near", "note", "1", "\"node\" or \"lr\"");
        row("no number", "lr", "fast", "a number was expected");
        row("nothing", "lr", "", "a number was expected");
        row("a list", "lr", "[1]", "a number was expected");
        row("null", "epochs", "null", "a whole number was expected");
        row("no whole number", "epochs", "2.5", "a whole number was expected");
        row("out of range", "epochs", "0", "epochs");
        row("unknown choice", "student", "resnet7", "resnet7");
        row("a quote", "lr", "0.1\"", "a number was expected");
    }
    void mistakesAreNamed()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const QString, says);
        const QString error = errorOf([&] {
            static_cast<void>(changed({}, {{key.toStdString(), value.toStdString()}}));
        });
        if (key == QStringLiteral("note"))
            QVERIFY2(error.contains(QStringLiteral("Did you mean \"node\"")), qPrintable(error));
        else
            QVERIFY2(error.contains(says), qPrintable(error));
        QVERIFY(!error.startsWith(QStringLiteral("InputError")));
    }

    void axesAsTheyAreWritten()
    {
        QCOMPARE(sweepAxisFromText("lr=0.05, 0.1,0.2").values, (std::vector<std::string>{"0.05", "0.1", "0.2"}));
        const SweepAxis range = sweepAxisFromText("lr=log:0.01..0.3");
        QVERIFY(range.values.empty() && range.logarithmic);
        QCOMPARE(range.from, 0.01);
        QCOMPARE(range.to, 0.3);
        QCOMPARE(sweepAxisFromText("weighting=a..b,c").values, (std::vector<std::string>{"a..b", "c"}));
        for (const char *wrong : {"lr", "=1", "lr=", "lr=1,,2", "lr=1,", "lr=a..b", "lr=..2"})
            QVERIFY2(!errorOf([&] { static_cast<void>(sweepAxisFromText(wrong)); }).isEmpty(), wrong);
    }

    void allCombinationsInOrder()
    {
        SweepPlan plan = planOf({"lr=0.05,0.1,0.2", "temperature=1,2"});
        plan.base.epochs = 3;
        const std::vector<SweepPoint> points = sweepPoints(plan);
        QCOMPARE(points.size(), 6U);
        QCOMPARE(points[0].name, std::string("lr 0.05, temperature 1"));
        QCOMPARE(points[1].name, std::string("lr 0.05, temperature 2"));
        QCOMPARE(points[5].recipe.lr, 0.2);
        QCOMPARE(points[5].recipe.temperature, 2.0);
        QCOMPARE(points[5].recipe.epochs, 3);
        QCOMPARE(sweepPoints({}).size(), 1U); // seeds alone
    }

    void drawnAtRandom()
    {
        SweepPlan plan = planOf({"lr=log:0.001..0.1", "epochs=2..9", "student=resnet20,resnet18"});
        plan.base.warmupEpochs = 1;
        plan.draws = 40;
        const std::vector<SweepPoint> points = sweepPoints(plan);
        QCOMPARE(points.size(), 40U);
        std::set<std::string> names;
        int low = 0;
        for (const SweepPoint &point : points) {
            names.insert(point.name);
            QVERIFY(point.recipe.lr >= 0.001 && point.recipe.lr <= 0.1);
            QVERIFY(point.recipe.epochs >= 2 && point.recipe.epochs <= 9);
            low += point.recipe.lr < 0.01 ? 1 : 0;
        }
        QCOMPARE(names.size(), 40U);
        QVERIFY(low > 8 && low < 32); // half of them, by the logarithm
        QCOMPARE(sweepPoints(plan)[7].name, points[7].name);
        plan.drawSeed = 2;
        QVERIFY(sweepPoints(plan)[7].name != points[7].name);
        SweepPlan few = planOf({"epochs=2..4"});
        few.draws = 9;
        QVERIFY(errorOf([&] { static_cast<void>(sweepPoints(few)); }).contains(QStringLiteral("can be drawn")));
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("axes");
        QTest::addColumn<int>("draws");
        QTest::addColumn<bool>("halving");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown key") << QStringList{QStringLiteral("temprature=1,2")} << 0 << false
                                     << QStringLiteral("Did you mean \"temperature\"?");
        QTest::newRow("unknown key of a range")
            << QStringList{QStringLiteral("lrate=0.1..0.2")} << 3 << false << QStringLiteral("no key \"lrate\"");
        QTest::newRow("wrong value") << QStringList{QStringLiteral("lr=0.1,fast")} << 0 << false
                                     << QStringLiteral("a number was expected");
        QTest::newRow("value twice") << QStringList{QStringLiteral("lr=0.1,0.1")} << 0 << false
                                     << QStringLiteral("a value twice");
        QTest::newRow("key twice") << QStringList{QStringLiteral("lr=0.1"), QStringLiteral("lr=0.2")} << 0 << false
                                   << QStringLiteral("is there twice");
        QTest::newRow("seed") << QStringList{QStringLiteral("seed=1,2")} << 0 << false
                              << QStringLiteral("how many seeds");
        QTest::newRow("range of a grid")
            << QStringList{QStringLiteral("lr=0.1..0.2")} << 0 << false << QStringLiteral("drawn at random");
        QTest::newRow("falling range") << QStringList{QStringLiteral("lr=0.2..0.1")} << 3 << false
                                       << QStringLiteral("must rise");
        QTest::newRow("logarithm of 0") << QStringList{QStringLiteral("weight_decay=log:0..0.1")} << 3 << false
                                        << QStringLiteral("starts above 0");
        QTest::newRow("more draws than points") << QStringList{QStringLiteral("lr=0.1,0.2")} << 3 << false
                                                << QStringLiteral("3 points are to be drawn of 2");
        QTest::newRow("nothing to draw") << QStringList{} << 3 << false << QStringLiteral("no key varies");
        QTest::newRow("values that do not fit")
            << QStringList{QStringLiteral("warmup_epochs=1,50")} << 0 << false << QStringLiteral("warmup_epochs");
        QTest::newRow("epochs on the way")
            << QStringList{QStringLiteral("epochs=4,8")} << 0 << true << QStringLiteral("cannot vary \"epochs\"");
        QStringList many;
        for (const char *axis : {"lr", "temperature", "node", "edge", "pseudo"})
            many << QString::fromLatin1(axis) + QStringLiteral("=1,2,3,4,5,6,7");
        QTest::newRow("too many runs") << many << 0 << false << QStringLiteral("at most 10000");
    }
    void refusals()
    {
        QFETCH(const QStringList, axes);
        QFETCH(const int, draws);
        QFETCH(const bool, halving);
        QFETCH(const QString, says);
        SweepPlan plan;
        for (const QString &axis : axes)
            plan.axes.push_back(sweepAxisFromText(axis.toStdString()));
        plan.draws = draws;
        plan.halving = halving;
        const QString error = errorOf([&] { static_cast<void>(sweepPoints(plan)); });
        QVERIFY2(error.contains(says), qPrintable(error));
    }

    void rungs()
    {
        SweepPlan plan = planOf({"lr=0.1,0.2,0.3", "temperature=1,2,4"});
        plan.base.epochs = 12;
        QVERIFY(sweepRungs(plan).empty()); // not asked for
        plan.halving = true;
        QCOMPARE(sweepRungs(plan), (std::vector<std::int64_t>{2, 3, 6}));
        plan.base.warmupEpochs = 2; // a rate that still rises says nothing
        QCOMPARE(sweepRungs(plan), (std::vector<std::int64_t>{3, 6}));
        plan.axes.push_back(sweepAxisFromText("warmup_epochs=1,4"));
        QCOMPARE(sweepRungs(plan), (std::vector<std::int64_t>{6}));
        plan.base.epochs = 1;
        plan.base.warmupEpochs = 0;
        QVERIFY(sweepRungs(plan).empty());
        SweepPlan one;
        one.halving = true;
        QVERIFY(sweepRungs(one).empty()); // nothing to choose from
    }

    void thereAndBackAsJson()
    {
        SweepPlan plan = planOf({"lr=log:0.01..0.3", "student=resnet20,resnet18", "weighting=\"a\" b,c"});
        plan.base.epochs = 7;
        plan.seeds = 3;
        plan.draws = 2;
        plan.drawSeed = 18446744073709551615U;
        plan.mostSeconds = 90.5;
        plan.halving = true;
        plan.reference = std::string("c"); // an assigned literal makes g++ 12 warn of nothing
        QVERIFY(sweepPlanFromJson(toJson(plan), "plan") == plan);
        for (const char *wrong : {"", "{}", "[]", "{\"base\": 1}"})
            QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(sweepPlanFromJson(wrong, "plan")));
    }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
