"""What is said of repeated measurements: medians with their spread, ratios within a round, growth."""
import math
import statistics


def spread(values):
    """(median, smallest, largest)."""
    return statistics.median(values), min(values), max(values)


def ratios(ours, peers):
    """ours / peers of the rounds that both have ({round: figure}): another program's load hits both alike."""
    return [ours[number] / peers[number] for number in sorted(ours) if peers.get(number)]


def exponent(points):
    """k of the y = a x^k that is nearest to [(x, y)] in logarithms: 1 is linear. None without two sizes above 0."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x, mean_y = (statistics.fmean(values) for values in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def at_the_end(points):
    """The exponent over the last tenfold of sizes, where what is constant weighs least; over more where a step is wider."""
    points = sorted(points)
    if not points:
        return None
    tail = [(x, y) for x, y in points if x >= points[-1][0] / 10]
    return exponent(tail if len(tail) > 1 else points[-2:])


def short(value):
    """A number as one reads it: three digits that count, thousands marked."""
    if value is None:
        return "-"
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    if digits <= 0:
        return f"{round(value, max(digits, -1)):,.0f}"
    return f"{value:.{min(digits, 6)}f}"


def with_spread(values):
    """1,234 (1,200 to 1,260)."""
    if not values:
        return "-"
    middle, low, high = spread(values)
    return short(middle) if len(values) == 1 else f"{short(middle)} ({short(low)} to {short(high)})"


def times_spread(values):
    """2.41 x (2.35 to 2.52)."""
    if not values:
        return "-"
    middle, low, high = spread(values)
    return f"{middle:.2f} x" if len(values) == 1 else f"{middle:.2f} x ({low:.2f} to {high:.2f})"
