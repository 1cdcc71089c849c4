"""Charts of growth as SVG: both axes logarithmic, readable on light and on dark paper."""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 460, 320  # of one panel
LEFT, RIGHT, TOP, BOTTOM = 62, 150, 34, 44
COLOURS = [("#1f6fb4", "#6cb2eb"), ("#c2511b", "#f2965e"), ("#2a8a4a", "#6fcf8f"), ("#8a4fb0", "#c79be6"),
           ("#a07800", "#e0bb4a"), ("#b03060", "#f08fb0"), ("#4d6b70", "#9cc4ca"), ("#6b6b2a", "#c8c878")]
GAP = 13  # between two names beside the lines


def style():
    light = "".join(f".s{i}{{stroke:{a}}}.f{i}{{fill:{a}}}" for i, (a, _) in enumerate(COLOURS))
    dark = "".join(f".s{i}{{stroke:{b}}}.f{i}{{fill:{b}}}" for i, (_, b) in enumerate(COLOURS))
    return ("<style>text{font:11px sans-serif;fill:#333}.axis{stroke:#888;fill:none}.grid{stroke:#888;stroke-opacity:.25;fill:none}"
            ".guide{stroke:#888;fill:none;stroke-dasharray:4 4}.line{fill:none;stroke-width:1.8}" + light +
            "@media(prefers-color-scheme:dark){text{fill:#ddd}" + dark + "}</style>")


def decades(values):
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def power(exponent):
    return f"{10 ** exponent:,}" if 0 <= exponent <= 6 else f"{10.0 ** exponent:g}"


def apart(places, bottom):
    """Heights of names near those wished for, in their order, none over another and none below the bottom."""
    result = {}
    last = -math.inf
    for name, wished in sorted(places.items(), key=lambda item: item[1]):
        last = result[name] = max(wished, last + GAP)
    for name in reversed(list(result)):
        bottom = result[name] = min(result[name], bottom)
        bottom -= GAP
    return result


def panel(title, across, series, at):
    """One chart; series is [(name, [(x, y)])], at its left edge."""
    series = [(name, sorted((x, y) for x, y in points if x > 0 and y > 0)) for name, points in series]
    xs = [x for _, points in series for x, _ in points]
    ys = [y for _, points in series for _, y in points]
    if not xs:
        return ""
    (x0, x1), (y0, y1) = decades(xs), decades(ys)
    place_x = lambda x: at + LEFT + (math.log10(x) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)
    place_y = lambda y: HEIGHT - BOTTOM - (math.log10(y) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)
    right, top, bottom = at + WIDTH - RIGHT, TOP, HEIGHT - BOTTOM
    out = [f'<text x="{at + LEFT}" y="18" font-weight="bold">{escape(title)}</text>']
    for d in range(x0, x1 + 1):
        x = place_x(10.0 ** d)
        out.append(f'<path class="grid" d="M{x:.1f} {top}V{bottom}"/>'
                   f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="middle">{power(d)}</text>')
    for d in range(y0, y1 + 1):
        y = place_y(10.0 ** d)
        out.append(f'<path class="grid" d="M{at + LEFT} {y:.1f}H{right}"/>'
                   f'<text x="{at + LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{power(d)}</text>')
    out.append(f'<path class="axis" d="M{at + LEFT} {top}V{bottom}H{right}"/>'
               f'<text x="{(at + LEFT + right) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>')
    rise = min(x1 - x0, y1 - y0)  # what would be linear, from the lower left corner
    out.append(f'<path class="guide" d="M{place_x(10.0 ** x0):.1f} {place_y(10.0 ** y0):.1f}'
               f'L{place_x(10.0 ** (x0 + rise)):.1f} {place_y(10.0 ** (y0 + rise)):.1f}"/>')
    names = apart({i: place_y(points[-1][1]) for i, (_, points) in enumerate(series) if points}, bottom)
    for i, (name, points) in enumerate(series):
        if not points:
            continue
        colour = i % len(COLOURS)
        corners = " ".join(f"{place_x(x):.1f},{place_y(y):.1f}" for x, y in points)
        out.append(f'<polyline class="line s{colour}" points="{corners}"/>')
        out += [f'<circle class="f{colour}" cx="{place_x(x):.1f}" cy="{place_y(y):.1f}" r="2.6"/>' for x, y in points]
        out.append(f'<text class="f{colour}" x="{right + 6}" y="{names[i] + 4:.1f}">{escape(name)}</text>')
    return "".join(out)


def chart(across, panels):
    """An SVG with its panels [(title, series)] side by side; dashed: what is linear."""
    body = "".join(panel(title, across, series, i * WIDTH) for i, (title, series) in enumerate(panels))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" '
            f'width="{WIDTH * len(panels)}" height="{HEIGHT}">{style()}{body}</svg>\n')
