#include "base/half.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace retort;

class TestHalf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // By the definition: sign, five bits of exponent with 15 added, ten of the fraction.
    void everyHalf()
    {
        for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
            const int exponent = static_cast<int>(bits >> 10 & 31);
            const double fraction = bits & 1023;
            const float value = fromHalf(static_cast<std::uint16_t>(bits));
            const double sign = (bits & 0x8000) != 0 ? -1 : 1;
            if (exponent == 31) {
                QCOMPARE(std::isnan(value), fraction != 0);
                QVERIFY(fraction != 0 || value == sign * std::numeric_limits<float>::infinity());
                QCOMPARE(std::isnan(fromHalf(toHalf(value))), fraction != 0);
            } else {
                const double expected =
                    exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
                QCOMPARE(static_cast<double>(value), sign * expected);
                QCOMPARE(std::signbit(value), sign < 0);
                QCOMPARE(toHalf(value), static_cast<std::uint16_t>(bits));
            }
        }
    }

    // Between two neighbours: the nearer one, in the middle the even one.
    void rounding()
    {
        for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
            const float low = fromHalf(static_cast<std::uint16_t>(bits));
            const float high = fromHalf(static_cast<std::uint16_t>(bits + 1));
            const float middle = (low + high) / 2; // exact
            const auto even = static_cast<std::uint16_t>(bits + (bits & 1));
            QCOMPARE(toHalf(middle), even);
            QCOMPARE(toHalf(-middle), static_cast<std::uint16_t>(even | 0x8000));
            QCOMPARE(toHalf(std::nextafter(middle, low)), static_cast<std::uint16_t>(bits));
            QCOMPARE(toHalf(std::nextafter(middle, high)), static_cast<std::uint16_t>(bits + 1));
        }
        QCOMPARE(toHalf(65519.996F), std::uint16_t{0x7BFF});
        QCOMPARE(toHalf(65520.0F), std::uint16_t{0x7C00});
        QCOMPARE(toHalf(std::numeric_limits<float>::max()), std::uint16_t{0x7C00});
        QCOMPARE(toHalf(std::numeric_limits<float>::denorm_min()), std::uint16_t{0});
    }
};

QTEST_GUILESS_MAIN(TestHalf)
#include "tst_half.moc"
