#include "widgets/runs/notesfield.h"
#include "widgets/runs/rundetails.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>

using namespace retort;

namespace {

RunRecord makeRun(std::int64_t id, const std::string &notes)
{
    RunRecord run;
    run.id = id;
    run.notes = notes;
    return run;
}

} // namespace

class TestRunDetails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tags()
    {
        QCOMPARE(parseTags(QStringLiteral(" a, b,, a ,c d")), (std::vector<std::string>{"a", "b", "c d"}));
        QVERIFY(parseTags(QString()).empty());
        QCOMPARE(parseTags(QStringLiteral("\"lr, warm-up\", x, \"y")),
                 (std::vector<std::string>{"lr, warm-up", "x", "y"}));
        QCOMPARE(tagsText({"a", "b c"}), QStringLiteral("a, b c"));
        for (const std::vector<std::string> &tags : {std::vector<std::string>{"lr, warm-up", "x"},
                                                     {"say \"hi\""},
                                                     {"\"hi\", she said", "\"", "a\"b"},
                                                     {","}})
            QCOMPARE(parseTags(tagsText(tags)), tags);
    }

    // Whatever a tag holds, typing something else leaves it whole.
    void aTagWithACommaStaysOne()
    {
        RunDetails details;
        RunRecord run = makeRun(1, {});
        run.tags = {"lr, warm-up", "x"};
        details.setRun(&run);
        QSignalSpy edited(&details, &RunDetails::edited);
        details.findChild<QLineEdit *>()->setText(QStringLiteral("name"));
        details.setRun(nullptr);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(edited[0][3].value<std::vector<std::string>>(), run.tags);
    }

    void summaryNamesWhatDiffers()
    {
        Recipe recipe;
        recipe.lr = 0.05;
        recipe.flip = false;
        const QString text = recipeSummary(recipe);
        QVERIFY2(text.contains(QStringLiteral("student resnet20")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("lr 0.05")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("flip off")), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("momentum")), qPrintable(text));
    }

    void typingIsToldForTheRunItWasTypedFor()
    {
        RunDetails details;
        details.show();
        const RunRecord first = makeRun(1, "one");
        const RunRecord second = makeRun(2, "two");
        details.setRun(&first);
        QSignalSpy edited(&details, &RunDetails::edited);
        auto *notes = details.findChild<QPlainTextEdit *>();
        QCOMPARE(notes->toPlainText(), QStringLiteral("one"));
        notes->setPlainText(QStringLiteral("one, better"));
        details.setRun(&first); // news of the run while it is typed: nothing is lost
        QCOMPARE(notes->toPlainText(), QStringLiteral("one, better"));
        details.setRun(&second);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(edited[0][0].toLongLong(), 1);
        QCOMPARE(edited[0][2].toString(), QStringLiteral("one, better"));
        QCOMPARE(notes->toPlainText(), QStringLiteral("two"));
        details.setRun(nullptr);
        QCOMPARE(edited.count(), 1); // nothing was typed
        QVERIFY(!details.isEnabled());
    }

    void notesAreShownAsMarkdown()
    {
        RunDetails details;
        details.show();
        const RunRecord run = makeRun(1, "# Title\n**bold** <b>no HTML</b> ![x](file:///etc/hostname)");
        details.setRun(&run);
        auto *field = details.findChild<NotesField *>();
        auto *shown = details.findChild<QTextBrowser *>();
        QVERIFY(!field->editing());
        QVERIFY(shown->toPlainText().startsWith(QStringLiteral("Title")));
        QVERIFY(!shown->toPlainText().contains(QStringLiteral("**")));
        QVERIFY(shown->toPlainText().contains(QStringLiteral("<b>"))); // text from elsewhere stays text
        QTest::keyClick(shown, Qt::Key_Return);
        QVERIFY(field->editing());
        auto *edit = details.findChild<QPlainTextEdit *>();
        QVERIFY(edit->toPlainText().startsWith(QStringLiteral("# Title")));
        edit->setPlainText(QStringLiteral("- a list"));
        QSignalSpy edited(&details, &RunDetails::edited);
        QFocusEvent out(QEvent::FocusOut);
        QCoreApplication::sendEvent(edit, &out);
        QCOMPARE(edited.count(), 1);
        QVERIFY(!field->editing());
        const RunRecord empty = makeRun(2, "");
        details.setRun(&empty);
        QVERIFY(field->editing()); // nothing to show: a place to type
    }

    void aPauseInTypingTells()
    {
        RunDetails details;
        details.show();
        const RunRecord run = makeRun(3, "");
        details.setRun(&run);
        QSignalSpy edited(&details, &RunDetails::edited);
        QTest::keyClicks(details.findChildren<QLineEdit *>().front(), QStringLiteral("best"));
        QTRY_COMPARE(edited.count(), 1);
        QCOMPARE(edited[0][1].toString(), QStringLiteral("best"));
    }
};

QTEST_MAIN(TestRunDetails)
#include "tst_rundetails.moc"
