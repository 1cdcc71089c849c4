#include "widgets/common/theme.h"

#include "base/palette.h"

#include <QFile>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

Rgb toRgb(const QColor &colour)
{
    return {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
            static_cast<std::uint8_t>(colour.blue())};
}

QColor toColour(Rgb rgb)
{
    return {rgb.red, rgb.green, rgb.blue};
}

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
    return toColour(classRgb(index, dark));
}

QColor Theme::diverging(double value) const
{
    return toColour(divergingRgb(value, toRgb(dark ? raised : surface), dark));
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
    const auto [darker, lighter] = std::minmax({luminance(toRgb(a)), luminance(toRgb(b))});
    return (lighter + 0.05) / (darker + 0.05);
}

QColor mixed(const QColor &from, const QColor &to, double t)
{
    return toColour(mixedRgb(toRgb(from), toRgb(to), t));
}

} // namespace retort
