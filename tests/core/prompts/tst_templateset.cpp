// Template sets: the formats that come in, the shipped sets, mistakes.
#include "messages.h"
#include "prompts/templateset.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <set>

using namespace retort;

class TestTemplateSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainText();
    void jsonOfOtherTools();
    void writtenAsRead();
    void mistakesAreNamedWithTheirPlace_data();
    void mistakesAreNamedWithTheirPlace();
    void filling();
    void shippedSetsAreWhole();
    void missingSetsAreSaid();

private:
    std::filesystem::path written(const char *name, const QByteArray &content)
    {
        const std::filesystem::path file = std::filesystem::path(m_folder.path().toStdString()) / name;
        std::ofstream(file, std::ios::binary) << content.toStdString();
        return file;
    }

    QTemporaryDir m_folder;
};

void TestTemplateSet::plainText()
{
    const TemplateSet set = readTemplateSet(
        written("mine.txt", "# Drawings of all kinds\r\n\r\na sketch of a {}.\r\n{} in ink\n  # not this\n{}\n"));
    QCOMPARE(set.name, std::string("mine"));
    QCOMPARE(set.description, std::string("Drawings of all kinds"));
    QVERIFY((set.templates == std::vector<std::string>{"a sketch of a {}.", "{} in ink", "{}"}));
    QCOMPARE(readTemplateSet(written("brace.txt", "{}, drawn\n")).templates.size(), std::size_t(1));
}

void TestTemplateSet::jsonOfOtherTools()
{
    const TemplateSet list =
        readTemplateSet(written("list.json", R"(["a photo of a {}.", "a {} on \u00e9toffe"])"));
    QCOMPARE(list.name, std::string("list"));
    QCOMPARE(list.templates.at(1), std::string("a {} on \xC3\xA9toffe"));

    const TemplateSet named =
        readTemplateSet(written("benchmark.json", R"({"cars": ["a photo of a {c}.", "my {c}."]})"));
    QCOMPARE(named.name, std::string("cars"));
    QVERIFY((named.templates == std::vector<std::string>{"a photo of a {}.", "my {}."}));
    // Without the ending, by its content.
    QCOMPARE(readTemplateSet(written("benchmark", R"( {"cars": ["a {c}."]})")).name, std::string("cars"));

    const auto several = written("several.json", R"({"cars": ["a {c}."], "pets": ["the {c}", "a {}"]})");
    QCOMPARE(readTemplateSet(several, "pets").templates.size(), std::size_t(2));
    const std::vector<TemplateSet> all = readTemplateSets(several);
    QCOMPARE(all.size(), std::size_t(2));
    QCOMPARE(all[1].name, std::string("pets"));
    QCOMPARE(all[1].templates.size(), std::size_t(2));
    VERIFY_SAYS(messageOf<InputError>([&] { (void)readTemplateSet(several); }), "several sets: cars, pets");
    VERIFY_SAYS(messageOf<InputError>([&] { (void)readTemplateSet(several, "dogs"); }), "It has: cars, pets");
}

void TestTemplateSet::writtenAsRead()
{
    const TemplateSet set{"cars", "Cars of all kinds", {"a photo of a {}.", "{}", "a {} on \xC3\xA9toffe"}};
    const std::filesystem::path folder(m_folder.path().toStdString());
    for (const char *name : {"cars.txt", "cars.json"}) {
        writeTemplateSet(folder / name, set);
        const TemplateSet back = readTemplateSet(folder / name);
        QCOMPARE(back.name, set.name);
        QVERIFY(back.templates == set.templates);
    }
    QCOMPARE(readTemplateSet(folder / "cars.txt").description, set.description);
    // What reads as a comment needs JSON.
    const TemplateSet hash{"hash", {}, {"#{}"}};
    VERIFY_SAYS(messageOf<ValueError>([&] { writeTemplateSet(folder / "hash.txt", hash); }),
                "Save the set as .json");
    QVERIFY(!std::filesystem::exists(folder / "hash.txt"));
    writeTemplateSet(folder / "hash.json", hash);
    QVERIFY(readTemplateSet(folder / "hash.json").templates == hash.templates);
    VERIFY_SAYS(messageOf<ValueError>([&] { writeTemplateSet(folder / "none.txt", {}); }), "no template");
}

void TestTemplateSet::mistakesAreNamedWithTheirPlace_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *file, const QByteArray &content, const char *says) {
        QTest::newRow(name) << file << content << says;
    };
    row("empty", "t.txt", "", "t.txt: holds no template");
    row("no place", "t.txt", "a {}\na photo of a cat\n", "(line 2): the template \"a photo of a cat\" has no {}");
    row("no place, remedy", "t.txt", "a cat\n", "Write {} where the class name goes");
    row("two places", "t.txt", "{} and {}\n", "(line 1): the template \"{} and {}\" has more than one {}");
    row("twice", "t.txt", "a {}\nthe {}\n a {} \n", "(line 3): \"a {}\" is there already, in line 1");
    row("not text", "t.txt", "a {}\n\xFF\xFE\n", "(line 2): is not UTF-8 text");
    row("cut short", "t.json", R"(["a {}", )", "is not valid JSON");
    row("bad UTF-8", "t.json", "[\"a {} \xFF\"]", "is not valid JSON");
    row("no place in JSON", "t.json", R"({"x": ["a {c}", "b"]})",
        "(key \"x\", entry 2): the template \"b\" has no {}");
    row("number", "t.json", R"([1])", "(entry 1): is no text");
    row("no list", "t.json", R"({"x": 3})", "(key \"x\"): is no list of templates");
    row("no list at all", "t.json", "3", "holds no list of templates");
    row("empty list", "t.json", "[]", "holds no template");
    row("twice in JSON", "t.json", R"(["a {}", "a {c}"])", "(entry 2): \"a {}\" is there already, in entry 1");
    row("UTF-16", "t.txt",
        QByteArray("\xFF\xFE"
                   "a\0 \0{\0}\0",
                   10),
        "(line 1): is not UTF-8 text");
    row("long", "t.txt", "{} " + QByteArray(10000, 'a'), "(line 1): the template has 10003 characters");
    row("control character in JSON", "t.json", "[\"a {} \\u0007\"]", "(entry 1): the template holds a control");
    row("100 MB", "t.txt", QByteArray(100'000'000, 'a'), "t.txt");
    row("deep", "t.json", QByteArray(100000, '['), "is nested too deeply");
    row("deep objects", "t.json", R"({"x": {"y": 1}})", "is no list of templates");
    row("deeper objects", "t.json", R"({"x": [{"y": ["a {}"]}]})", "is nested too deeply");
}

void TestTemplateSet::mistakesAreNamedWithTheirPlace()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QString, says);
    const auto path = written(file.toLatin1().constData(), content);
    VERIFY_SAYS(messageOf<InputError>([&] { (void)readTemplateSet(path); }), says.toStdString());
}

void TestTemplateSet::filling()
{
    QCOMPARE(filledTemplate("a photo of a {}.", "ship"), std::string("a photo of a ship."));
    QCOMPARE(filledTemplate("{}", "{}"), std::string("{}"));
    VERIFY_SAYS(messageOf<ValueError>([] { (void)filledTemplate("a photo", "ship"); }), "has no {}");
}

void TestTemplateSet::shippedSetsAreWhole()
{
    const std::vector<TemplateSet> sets = shippedTemplateSets(RETORT_RESOURCES_DIR);
    QCOMPARE(sets.size(), std::size_t(3));
    QCOMPARE(sets[0].name, std::string("everyday"));
    QVERIFY(sets[0].templates.size() >= 15 && sets[0].templates.size() <= 22);
    QCOMPARE(sets[1].name, std::string("media-and-conditions"));
    QVERIFY(sets[1].templates.size() >= 75 && sets[1].templates.size() <= 85);
    QCOMPARE(sets[2].name, std::string("simple"));
    QCOMPARE(sets[2].templates.size(), std::size_t(1));
    for (const TemplateSet &set : sets) {
        QVERIFY2(!set.description.empty(), set.name.c_str());
        for (const std::string &text : set.templates)
            QVERIFY2(text.size() <= 77, text.c_str()); // well within CLIP's 77 tokens
    }
}

void TestTemplateSet::missingSetsAreSaid()
{
    VERIFY_SAYS(messageOf<InputError>([this] { (void)shippedTemplateSets(m_folder.path().toStdString()); }),
                "templates: cannot be read");
    VERIFY_SAYS(messageOf<InputError>([] { (void)readTemplateSet("no-such-file.txt"); }), "no-such-file.txt");
}

QTEST_GUILESS_MAIN(TestTemplateSet)
#include "tst_templateset.moc"
