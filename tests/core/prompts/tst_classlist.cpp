// Class lists: what a person writes into the file, and what is wrong with it.
#include "messages.h"
#include "prompts/classlist.h"

#include <QtTest>

#include <cmath>

using namespace retort;

class TestClassList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesBecomeClasses();
    void mistakesAreNamedWithTheirLine_data();
    void mistakesAreNamedWithTheirLine();
    void listsFromElsewhereAreChecked();
    void aliasLists();
    void noneOfThese();
};

void TestClassList::linesBecomeClasses()
{
    const ClassList classes = parseClassList("\xEF\xBB\xBF# things\r\n\r\n  ship, boat ,vessel\r\n"
                                             "T-shirt/top\n\tFlugzeug, avi\xC3\xB3n\nboat house, boat",
                                             "classes.txt");
    const ClassList expected{{"ship", {"boat", "vessel"}},
                             {"T-shirt/top", {}},
                             {"Flugzeug", {"avi\xC3\xB3n"}},
                             {"boat house", {"boat"}}};
    QVERIFY(classes == expected);
    QVERIFY((classNames(classes) == std::vector<std::string>{"ship", "T-shirt/top", "Flugzeug", "boat house"}));
}

void TestClassList::mistakesAreNamedWithTheirLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QByteArray &text, const char *says) {
        QTest::newRow(name) << text << says;
    };
    row("nothing", "", "c.txt: there are no classes");
    row("comments only", "# a\n# b\n", "there are no classes");
    row("one class", "ship\n", "there is only one class, \"ship\"");
    row("one class, remedy", "ship\n", "at least two classes");
    row("twice", "ship\n\nplane\nship, boat\n",
        "c.txt (line 4): the class name \"ship\" occurs already in line 1");
    row("empty name", "ship\n, boat\n", "c.txt (line 2): has nothing between two commas");
    row("empty alias", "ship\nplane, , jet\n", "(line 2): has nothing between");
    row("comma at the end", "ship,\nplane\n", "(line 1): has nothing between");
    row("alias twice", "ship, boat, boat\nplane\n", "(line 1): names \"boat\" twice");
    row("name as alias", "ship, ship\nplane\n", "(line 1): names \"ship\" twice");
    row("Latin-1", "ship\navi\xF3n\n", "(line 2): is not UTF-8 text");
    row("overlong form", "ship\n\xC0\xAF\n", "(line 2): is not UTF-8 text");
    row("surrogate", "ship\n\xED\xA0\x80\n", "(line 2): is not UTF-8 text");
    row("cut short", "ship\nplane\xE2\x82", "(line 2): is not UTF-8 text");
    row("another kind of file", QByteArray("\x89PNG\r\n\x1A\n\0\0", 10), "(line 1): is not UTF-8 text");
    row("zero bytes", QByteArray("ship\npl\0ane\n", 12), "(line 2): holds a control character");
}

void TestClassList::mistakesAreNamedWithTheirLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    VERIFY_SAYS(messageOf<InputError>([&] { (void)parseClassList(text.toStdString(), "c.txt"); }),
                says.toStdString());
}

void TestClassList::listsFromElsewhereAreChecked()
{
    const auto message = [](const ClassList &classes) {
        return messageOf<ValueError>([&] { validate(classes); });
    };
    validate(ClassList{{"a", {"x"}}, {"b", {"x"}}}); // an ambiguous word is no mistake
    VERIFY_SAYS(message({}), "there are no classes");
    VERIFY_SAYS(message({{"a", {}}}), "only one class, \"a\"");
    VERIFY_SAYS(message({{"a", {}}, {" ", {}}}), "class 2 has no name");
    VERIFY_SAYS(message({{"a", {}}, {"b", {}}, {"a", {}}}), "\"a\" occurs twice\nRename one");
    VERIFY_SAYS(message({{"a", {""}}, {"b", {}}}), "\"a\" has an empty alias");
    VERIFY_SAYS(message({{"a", {"a"}}, {"b", {}}}), "has the alias \"a\" twice");
}

void TestClassList::aliasLists()
{
    const ClassList candidates = parseAliasList("# to try\nship, boat, vessel\n", "a.txt");
    QVERIFY(candidates == (ClassList{{"ship", {"boat", "vessel"}}})); // one class is enough
    VERIFY_SAYS(messageOf<InputError>([] { (void)parseAliasList("ship, boat\nplane\n", "a.txt"); }),
                "names no alias for \"plane\"");
    VERIFY_SAYS(messageOf<InputError>([] { (void)parseAliasList("# none\n", "a.txt"); }), "names no alias");
    VERIFY_SAYS(messageOf<InputError>([] { (void)parseAliasList("a, b\na, c\n", "a.txt"); }),
                "occurs already in line 1");
}

void TestClassList::noneOfThese()
{
    const ClassList marked{{"a", {}}, {"b", {"x"}}, {"other", {}, true}};
    validate(marked);
    ClassList plain = marked;
    plain[2].background = false;
    QVERIFY(sameNames(marked, plain));
    QVERIFY(!sameNames(marked, {{"a", {}}, {"b", {}}, {"other", {}}}));
    VERIFY_SAYS(messageOf<ValueError>([] {
                    validate(ClassList{{"a", {}}, {"other", {}, true}});
                }),
                "beside the background");
    for (const RejectMeasure measure : {RejectMeasure::None, RejectMeasure::Margin, RejectMeasure::Confidence})
        QVERIFY(rejectMeasureFromName(rejectMeasureName(measure)) == measure);
    VERIFY_SAYS(messageOf<ValueError>([] { (void)rejectMeasureFromName("entropy"); }), "none, margin, confidence");
    validate(RejectRule{RejectMeasure::Margin, 1, true});
    for (const double bad : {-0.1, 1.1, std::nan("")})
        VERIFY_SAYS(messageOf<ValueError>([bad] {
                        validate(RejectRule{RejectMeasure::Margin, bad, false});
                    }),
                    "from 0 to 1");
}

QTEST_GUILESS_MAIN(TestClassList)
#include "tst_classlist.moc"
