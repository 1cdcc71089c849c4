#include "widgets/common/chartaxis.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace retort {

namespace {

constexpr double minute = 60;
constexpr double hour = 3600;
constexpr double day = 86400;
constexpr int mostTicks = 200; // whatever is asked for

// 1, 2 or 5 times a power of ten, so that about `count` of them fill the span.
double niceStep(double span, int count)
{
    const double raw = span / std::max(count, 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double ratio = raw / power;
    return power * (ratio <= 1 + 1e-9 ? 1 : ratio <= 2 + 1e-9 ? 2 : ratio <= 5 + 1e-9 ? 5 : 10);
}

double niceTimeStep(double span, int count)
{
    constexpr std::array steps{1.0,        2.0,        5.0,         10.0,        15.0,        30.0,   minute,
                               2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,   2 * hour,
                               3 * hour,   6 * hour,   12 * hour,   day,         2 * day,     7 * day};
    const double raw = span / std::max(count, 1);
    if (raw < 1)
        return niceStep(span, count);
    if (raw > steps.back())
        return day * niceStep(span / day, count);
    return *std::lower_bound(steps.begin(), steps.end(), raw);
}

QString durationMark(double seconds, double step)
{
    const auto text = [](double value, const char *unit) {
        return QCoreApplication::translate("retort::Chart", unit).arg(QLocale().toString(value, 'g', 6));
    };
    if (step >= day)
        return text(seconds / day, QT_TRANSLATE_NOOP("retort::Chart", "%1 d"));
    if (step >= 30 * minute)
        return text(seconds / hour, QT_TRANSLATE_NOOP("retort::Chart", "%1 h"));
    if (step >= 30)
        return text(seconds / minute, QT_TRANSLATE_NOOP("retort::Chart", "%1 min"));
    return text(seconds, QT_TRANSLATE_NOOP("retort::Chart", "%1 s"));
}

QString dateMark(double seconds, double step)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::llround(seconds * 1000)));
    const QLocale locale;
    if (step >= day)
        return locale.toString(at.date(), QLocale::ShortFormat);
    const QString time = step < minute ? locale.toString(at.time(), QStringLiteral("HH:mm:ss"))
                                       : at.time().toString(QStringLiteral("HH:mm"));
    return step >= hour ? locale.toString(at.date(), QStringLiteral("d MMM ")) + time : time;
}

} // namespace

QString chartValue(double value, double step, ChartUnit unit)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    if (unit == ChartUnit::Duration)
        return durationMark(value, step);
    if (unit == ChartUnit::Date)
        return dateMark(value, step);
    if (!(step > 0))
        return QLocale().toString(value, 'g', 4);
    if (value != 0 && (std::abs(value) >= 1e7 || step < 1e-4))
        return QLocale().toString(
            value, 'g', std::clamp(static_cast<int>(std::ceil(std::log10(std::abs(value) / step))), 1, 12));
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
    return QLocale().toString(value, 'f', decimals);
}

std::vector<ChartTick> chartTicks(double from, double to, int count, ChartUnit unit, bool whole)
{
    if (!(to > from) || !std::isfinite(from) || !std::isfinite(to))
        return {};
    double step = unit == ChartUnit::Number ? niceStep(to - from, count) : niceTimeStep(to - from, count);
    if (whole && unit == ChartUnit::Number)
        step = std::max(1.0, std::round(step));
    // Midnight is a round time here, not in Greenwich.
    const double offset =
        unit == ChartUnit::Date
            ? QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::clamp(from, -1e11, 1e11))).offsetFromUtc()
            : 0;
    std::vector<ChartTick> ticks;
    const double first = std::ceil((from + offset) / step - 1e-9);
    for (int i = 0; i < mostTicks; ++i) {
        const double value = (first + i) * step - offset;
        if (value > to + step * 1e-9)
            break;
        ticks.push_back({value, chartValue(value, step, unit)});
    }
    return ticks;
}

std::vector<ChartTick> logTicks(double from, double to, int count)
{
    if (!(to > from) || !std::isfinite(from) || !std::isfinite(to))
        return {};
    const auto text = [](double exponent, double factor) {
        const double value = factor * std::pow(10.0, exponent);
        return exponent >= -4 && exponent < 6 ? QLocale().toString(value, 'g', 6)
                                              : QLocale().toString(value, 'e', 0);
    };
    std::vector<ChartTick> ticks;
    const double decades = to - from;
    if (decades < 0.7) { // less than one power of ten: round values of the stretch itself
        for (const ChartTick &tick :
             chartTicks(std::pow(10.0, from), std::pow(10.0, to), count, ChartUnit::Number, false))
            if (tick.place > 0)
                ticks.push_back({std::log10(tick.place), tick.text});
        return ticks;
    }
    const int every = std::max(1, static_cast<int>(std::ceil(decades / std::max(count, 1))));
    const bool between = every == 1 && 3 * decades <= count + 1;
    for (double exponent = std::floor(from); exponent <= to && ticks.size() < mostTicks; ++exponent) {
        if (std::fmod(exponent, every) != 0)
            continue;
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double place = exponent + std::log10(factor);
            if ((factor == 1 || between) && place >= from - 1e-9 && place <= to + 1e-9)
                ticks.push_back({place, text(exponent, factor)});
        }
    }
    return ticks;
}

} // namespace retort
