#pragma once

#include <QString>

#include <vector>

namespace retort {

/// What numbers along an axis mean.
enum class ChartUnit {
    Number,
    Duration, ///< seconds
    Date      ///< seconds since 1970, UTC; shown in local time
};

/// A mark on an axis.
struct ChartTick
{
    double place = 0; ///< along the axis: the value, on a logarithmic one its log10
    QString text;
};

/// About `count` marks at round values within [from, to]. `whole`: none between whole numbers.
[[nodiscard]] std::vector<ChartTick> chartTicks(double from, double to, int count, ChartUnit unit, bool whole);
/// Marks of a logarithmic axis; from and to are log10: powers of ten with 2 and 5 times them where there is room.
[[nodiscard]] std::vector<ChartTick> logTicks(double from, double to, int count);
/// A value for a person to read, with as many digits as are needed to tell it from one that is `step` away.
[[nodiscard]] QString chartValue(double value, double step, ChartUnit unit);

} // namespace retort
