// Plans of studies: what is read, what is refused and how, which recipe a run gets.
#include "base/error.h"
#include "recipe/study.h"

#include <QtTest>

#include <string>

using namespace retort;

namespace {

/// A plan with one part replaced.
std::string planWith(const std::string &part = {}, const std::string &by = {})
{
    std::string text = R"({
        "title": "T", "about": "A", "images": "somewhere", "from": 0.5, "to": 1, "classes": "c", "teacher": "t",
        "templates": "e", "rule": "zpe-test", "recipe": {"epochs": 7, "lr": 0.3},
        "seeds": {"first": 3, "count": 4},
        "tuning": {"setting": "small", "seeds": {"first": 100, "count": 2}},
        "settings": [{"name": "small", "images": 50, "recipe": {"epochs": 2}},
                     {"name": "two", "classes": ["a", "b"], "balance": [1, 0.25]}],
        "methods": [{"name": "PRG", "recipe": {"edge": 3}, "tune": {"temperature": [1, 2], "flip": [true, false]}},
                    {"name": "KL", "weighted": false, "recipe": {"edge": 0, "pseudo": 0}, "tune": {"lr": [0.1, 0.2, 0.4, 0.8]}}]
    })";
    if (!part.empty()) {
        const std::size_t at = text.find(part);
        Q_ASSERT(at != std::string::npos);
        text.replace(at, part.size(), by);
    }
    return text;
}

std::string refusal(const std::string &part, const std::string &by)
{
    try {
        (void)studyFromJson(planWith(part, by), "plan.json");
    } catch (const InputError &error) {
        return error.fullText();
    }
    return {};
}

} // namespace

class TestStudy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlanIsRead()
    {
        const StudyPlan plan = studyFromJson(planWith(), "plan.json");
        QCOMPARE(plan.images, std::string("somewhere"));
        QCOMPARE(plan.rule, std::string("zpe-test"));
        QCOMPARE(plan.recipe.epochs, 7);
        QCOMPARE(plan.seeds.first, std::uint64_t(3));
        QCOMPARE(plan.tuningSetting, std::string("small"));
        QCOMPARE(plan.settings.size(), std::size_t(2));
        QCOMPARE(plan.settings[1].balance, (std::vector{1.0, 0.25}));
        QVERIFY(plan.methods[0].weighted && !plan.methods[1].weighted);
        const auto points = tuningPoints(plan.methods[0]);
        QCOMPARE(points.size(), std::size_t(4));
        QCOMPARE(points[1], (RecipeChanges{{"temperature", "1"}, {"flip", "false"}}));
    }

    void theLastChangeCounts()
    {
        const StudyPlan plan = studyFromJson(planWith(), "plan.json");
        const Recipe recipe = studyRecipe(plan, plan.settings[0], plan.methods[1], {{"lr", "0.4"}}, 9);
        QCOMPARE(recipe.epochs, 2);       // the setting's
        QCOMPARE(recipe.edgeWeight, 0.0); // the method's
        QCOMPARE(recipe.lr, 0.4);         // what tuning chose, over the study's
        QCOMPARE(recipe.seed, std::uint64_t(9));
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("by");
        QTest::addColumn<QString>("says");
        const auto add = [](const char *name, const char *part, const char *by, const char *says) {
            QTest::newRow(name) << part << by << says;
        };
        add("no JSON", "\"title\"", "title", "is not valid JSON");
        add("unknown key", "\"rule\"", "\"rules\"", "key \"rules\"): is not known");
        add("unknown key of a setting", "\"balance\"", "\"balanced\"",
            "setting 2, key \"balanced\"): is not known");
        add("wrong type", "\"images\": 50", "\"images\": \"many\"", "key \"images\"");
        add("a recipe key there is not", "\"edge\": 3", "\"egde\": 3", "edge");
        add("a recipe that is refused", "\"temperature\": [1, 2]", "\"temperature\": [1, 0]", "temperature");
        add("names twice", "\"name\": \"KL\"", "\"name\": \"PRG\"", "like another one");
        add("unequal budgets", "0.4, 0.8", "0.4", "no fair comparison");
        add("seeds tuned and tested", "\"first\": 100", "\"first\": 5", "seeds of the result");
        add("tuned nowhere", "\"setting\": \"small\"", "\"setting\": \"big\"", "which there is not");
        add("one seed", "\"count\": 4", "\"count\": 1", "one seed");
        add("shares", "[1, 0.25]", "[1, 2]", "shares from 0 to 1");
        add("a whole number out of range", "\"first\": 3", "\"first\": 1e41", "whole number");
        add("an empty range", "\"to\": 1,", "\"to\": 0.5,", "no part of 0 .. 1");
    }
    void mistakesAreNamed()
    {
        QFETCH(QString, part);
        QFETCH(QString, by);
        QFETCH(QString, says);
        const std::string text = refusal(part.toStdString(), by.toStdString());
        QVERIFY2(text.find("plan.json") != std::string::npos && text.find(says.toStdString()) != std::string::npos,
                 text.c_str());
    }

    void deepListsAreRefused()
    {
        const std::string deep = std::string(100'000, '[');
        QVERIFY_THROWS_EXCEPTION(InputError, (void)studyFromJson(deep, "plan.json"));
    }

    void shippedPlansAreValid()
    {
        const std::filesystem::path resources = RETORT_RESOURCES_DIR;
        for (const char *name : {"fashion-mnist", "two-class", "cifar-100"}) {
            const StudyPlan plan = namedStudy(name, resources);
            QVERIFY(plan.seeds.count >= 10);
            QVERIFY(!plan.tuningSetting.empty());
        }
        QVERIFY_THROWS_EXCEPTION(InputError, (void)namedStudy("nothing", resources));
    }
};

QTEST_APPLESS_MAIN(TestStudy)
#include "tst_study.moc"
