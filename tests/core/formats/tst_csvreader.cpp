// CSV as spreadsheets write it, and fields that come back as they were. What is refused is tested with manifests.
#include "base/csvfield.h"
#include "base/error.h"
#include "formats/csvreader.h"

#include <QTest>

#include <limits>

using namespace retort;

class TestCsvReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsAndLines()
    {
        const std::string name = "a.csv";
        CsvReader reader("\xEF\xBB\xBFKey;class\r\n1;\"a\nb\"\r\n\r\n2;c", name, "example");
        QCOMPARE(*reader.column("key"), std::size_t(0));
        QCOMPARE(*reader.column("CLASS"), std::size_t(1));
        QVERIFY(!reader.column("image"));
        std::vector<std::string> fields;
        QVERIFY(reader.next(fields));
        QCOMPARE(fields[1], std::string("a\nb"));
        QCOMPARE(reader.line(), 2);
        QVERIFY(reader.next(fields));
        QCOMPARE(fields, (std::vector<std::string>{"2", "c"}));
        QCOMPARE(reader.line(), 5); // a quoted field had two lines, and one was empty
        QVERIFY(!reader.next(fields));
    }

    void twoColumnsOfOneName()
    {
        const std::string name = "a.csv";
        const CsvReader reader("key,Key\n", name, "example");
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(reader.column("key")));
    }

    void fieldsComeBack()
    {
        const std::string name = "a.csv";
        const std::vector<std::string> texts{"",   "plain", "with, comma", "\"quoted\"", "two\r\nlines", ";",
                                             "\t", "ä"};
        std::string text = "a,b,c,d,e,f,g,h\r\n";
        for (std::size_t i = 0; i < texts.size(); ++i)
            text += csvField(texts[i]) + (i + 1 < texts.size() ? "," : "\r\n");
        CsvReader reader(text, name, "example");
        std::vector<std::string> fields;
        QVERIFY(reader.next(fields));
        QCOMPARE(fields, texts);
        QCOMPARE(csvField("plain"), std::string("plain"));
        QCOMPARE(csvField(0.1), std::string("0.1"));
        QCOMPARE(std::stod(csvField(1.0 / 3)), 1.0 / 3);
        QCOMPARE(csvField(std::numeric_limits<double>::quiet_NaN()), std::string());
        QCOMPARE(csvField(std::numeric_limits<double>::infinity()), std::string());
    }
};

QTEST_GUILESS_MAIN(TestCsvReader)
#include "tst_csvreader.moc"
