#include "formats/jsonwhole.h"

#include <QTest>

#include <limits>
#include <nlohmann/json.hpp>

using namespace retort;

class TestJsonWhole : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeNumbers()
    {
        const auto as = [](const char *text) { return wholeFromJson<std::int64_t>(nlohmann::json::parse(text)); };
        QCOMPARE(as("12").value(), 12);
        QCOMPARE(as("-12").value(), -12);
        QCOMPARE(as("12.0").value(), 12);
        QCOMPARE(as("1e3").value(), 1000);
        QCOMPARE(as("9223372036854775807").value(), std::numeric_limits<std::int64_t>::max());
        QCOMPARE(wholeFromJson<std::uint64_t>(nlohmann::json::parse("18446744073709551615")).value(),
                 std::numeric_limits<std::uint64_t>::max());
    }

    void whatIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"1.5", "1.55556e+41", "-1e300", "9007199254740994.0", "9223372036854775808",
                                 "true", "null", "\"12\"", "[12]"})
            QTest::newRow(text) << QByteArray(text);
    }
    void whatIsNone()
    {
        QFETCH(QByteArray, text);
        const nlohmann::json value = nlohmann::json::parse(text.toStdString());
        QVERIFY(!wholeFromJson<std::int64_t>(value));
        std::int64_t kept = 7;
        QVERIFY_THROWS_EXCEPTION(ValueError, readWhole(value, kept));
        QCOMPARE(kept, 7);
    }

    void whatATypeHolds()
    {
        QVERIFY(!wholeFromJson<std::uint64_t>(nlohmann::json(-1)));
        QVERIFY(!wholeFromJson<std::uint64_t>(nlohmann::json(-1.0)));
        QVERIFY(!wholeFromJson<int>(nlohmann::json(std::int64_t{1} << 31)));
        QCOMPARE(wholeFromJson<int>(nlohmann::json((std::int64_t{1} << 31) - 1)).value(),
                 std::numeric_limits<int>::max());
    }
};

QTEST_APPLESS_MAIN(TestJsonWhole)
#include "tst_jsonwhole.moc"
