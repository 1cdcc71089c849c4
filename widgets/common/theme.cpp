#include "widgets/common/theme.h"

#include <QFile>
#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace retort {

namespace {

struct Lab
{
    double lightness = 0;
    double a = 0;
    double b = 0;
};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double gamma(double channel)
{
    channel = std::clamp(channel, 0.0, 1.0);
    return channel <= 0.0031308 ? channel * 12.92 : 1.055 * std::pow(channel, 1 / 2.4) - 0.055;
}

// OKLab, Ottosson 2020, with the matrices of its publication.
Lab toLab(const QColor &colour)
{
    const double r = linear(colour.redF());
    const double g = linear(colour.greenF());
    const double b = linear(colour.blueF());
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QColor fromLab(const Lab &lab)
{
    const double l = std::pow(lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    const double m = std::pow(lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    const double s = std::pow(lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
    const auto channel = [](double value) { return static_cast<float>(gamma(value)); };
    return QColor::fromRgbF(channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                            channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                            channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

// Okabe and Ito's palette without black, which is the text.
constexpr std::array<QRgb, 7> okabeIto = {0xFF0072B2, 0xFFE69F00, 0xFF009E73, 0xFFCC79A7,
                                          0xFF56B4E9, 0xFFD55E00, 0xFFF0E442};

Theme makeLight()
{
    Theme theme;
    theme.window = QColor(0xF6, 0xF7, 0xF9);
    theme.surface = QColor(0xFF, 0xFF, 0xFF);
    theme.raised = QColor(0xFF, 0xFF, 0xFF);
    theme.border = QColor(0xDD, 0xE1, 0xE7);
    theme.text = QColor(0x1B, 0x1F, 0x24);
    theme.secondary = QColor(0x5B, 0x64, 0x70);
    theme.disabled = QColor(0x9A, 0xA3, 0xAE);
    theme.accent = QColor(0x2F, 0x6F, 0xDE);
    theme.accentText = QColor(0xFF, 0xFF, 0xFF);
    theme.good = QColor(0x1E, 0x8A, 0x5A);
    theme.warning = QColor(0xB7, 0x79, 0x1F);
    theme.bad = QColor(0xC9, 0x3A, 0x3A);
    theme.teacher = QColor(0x7A, 0x4F, 0xD0);
    theme.student = QColor(0xE0, 0x7B, 0x1F);
    return theme;
}

Theme makeDark()
{
    Theme theme;
    theme.dark = true;
    theme.window = QColor(0x15, 0x17, 0x1B);
    theme.surface = QColor(0x1C, 0x1F, 0x24);
    theme.raised = QColor(0x23, 0x27, 0x2E);
    theme.border = QColor(0x33, 0x39, 0x41);
    theme.text = QColor(0xE8, 0xEB, 0xEF);
    theme.secondary = QColor(0xA3, 0xAC, 0xB8);
    theme.disabled = QColor(0x66, 0x70, 0x80);
    theme.accent = QColor(0x6A, 0xA1, 0xFF);
    theme.accentText = QColor(0x0E, 0x11, 0x16);
    theme.good = QColor(0x4C, 0xC3, 0x8A);
    theme.warning = QColor(0xE0, 0xA9, 0x3B);
    theme.bad = QColor(0xF0, 0x71, 0x71);
    theme.teacher = QColor(0xB0, 0x8C, 0xFF);
    theme.student = QColor(0xFF, 0xA2, 0x4D);
    return theme;
}

} // namespace

const Theme &Theme::lightTheme()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &Theme::of(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128 ? darkTheme() : lightTheme();
}

const Theme &Theme::of(const QWidget *widget)
{
    return of(widget->palette());
}

QColor Theme::classColour(int index) const
{
    index = std::max(index, 0);
    const int listed = static_cast<int>(okabeIto.size());
    Lab lab;
    if (index < listed) {
        lab = toLab(QColor::fromRgb(okabeIto[static_cast<std::size_t>(index)]));
    } else {
        // Steps of the golden angle never repeat a hue and keep any number of them far apart.
        const double angle = 2.399963229728653 * (index - listed) + 0.35;
        const double shade = (index - listed) / 12 % 2 == 0 ? 0.66 : 0.56;
        lab = {shade, 0.12 * std::cos(angle), 0.12 * std::sin(angle)};
    }
    lab.lightness = dark ? std::clamp(lab.lightness + 0.08, 0.64, 0.90) : std::clamp(lab.lightness, 0.45, 0.74);
    return fromLab(lab);
}

QColor Theme::diverging(double value) const
{
    const QColor blue = dark ? QColor(0x4F, 0xA3, 0xE0) : QColor(0x1F, 0x6F, 0xB5);
    const QColor orange = dark ? QColor(0xF0, 0x8A, 0x2C) : QColor(0xD9, 0x71, 0x0F);
    const QColor middle = dark ? raised : surface;
    return value < 0 ? mixed(middle, blue, -value) : mixed(middle, orange, value);
}

QPalette Theme::palette() const
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &colour) {
        palette.setColor(role, colour);
    };
    set(QPalette::Window, window);
    set(QPalette::WindowText, text);
    set(QPalette::Base, surface);
    set(QPalette::AlternateBase, mixed(surface, window, 0.5));
    set(QPalette::Text, text);
    set(QPalette::PlaceholderText, secondary);
    set(QPalette::Button, surface);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, bad);
    set(QPalette::ToolTipBase, raised);
    set(QPalette::ToolTipText, text);
    set(QPalette::Highlight, accent);
    set(QPalette::HighlightedText, accentText);
    set(QPalette::Link, accent);
    set(QPalette::LinkVisited, accent);
    set(QPalette::Light, raised);
    set(QPalette::Midlight, border);
    set(QPalette::Mid, border);
    set(QPalette::Dark, border);
    set(QPalette::Shadow, dark ? QColor(Qt::black) : disabled);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::ToolTipText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, disabled);
    return palette;
}

QString Theme::styleSheet() const
{
    QFile file(QStringLiteral(":/style/retort.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const auto pixels = [](int value) { return QString::number(value); };
    const std::pair<const char *, QString> tokens[] = {
        // A name comes before any other that begins with it.
        {"@accentHover", mixed(accent, text, 0.10).name()},
        {"@accentPressed", mixed(accent, text, 0.20).name()},
        {"@accentText", accentText.name()},
        {"@accent", accent.name()},
        {"@window", window.name()},
        {"@surface", surface.name()},
        {"@raised", raised.name()},
        {"@border", border.name()},
        {"@text", text.name()},
        {"@secondary", secondary.name()},
        {"@selection", mixed(surface, accent, dark ? 0.22 : 0.13).name()},
        {"@disabled", disabled.name()},
        {"@good", good.name()},
        {"@warning", warning.name()},
        {"@bad", bad.name()},
        {"@hover", mixed(surface, text, 0.05).name()},
        {"@pressed", mixed(surface, text, 0.10).name()},
        {"@scroll", mixed(surface, text, 0.25).name()},
        {"@mode", dark ? QStringLiteral("dark") : QStringLiteral("light")},
        {"@space1", pixels(space1)},
        {"@space2", pixels(space2)},
        {"@space3", pixels(space3)},
        {"@space4", pixels(space4)},
        {"@space5", pixels(space5)},
        {"@radius", pixels(radius)},
        {"@titlePixels", pixels(titlePixels)},
        {"@smallPixels", pixels(smallPixels)},
    };
    for (const auto &[name, value] : tokens)
        sheet.replace(QLatin1String(name), value);
    return sheet;
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

QColor mixed(const QColor &from, const QColor &to, double t)
{
    t = std::clamp(t, 0.0, 1.0);
    if (t == 0.0)
        return from;
    if (t == 1.0)
        return to;
    const Lab a = toLab(from);
    const Lab b = toLab(to);
    const auto between = [t](double x, double y) { return x + (y - x) * t; };
    return fromLab({between(a.lightness, b.lightness), between(a.a, b.a), between(a.b, b.b)});
}

} // namespace retort
