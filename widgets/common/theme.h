#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QWidget;

namespace retort {

/// The tokens of the look: every colour and size of the window comes from here or from the style sheet template
/// that is filled from here. A pure function of the palette, so nothing has to be told when light turns to dark:
/// ask Theme::of(this) wherever something is painted.
struct Theme
{
    bool dark = false;
    QColor window;  ///< behind everything
    QColor surface; ///< panels, tables, inputs
    QColor raised;  ///< cards, menus, pop-ups (with a border)
    QColor border;  ///< borders and dividers
    QColor text;
    QColor secondary; ///< text that matters less; still 4.5 : 1
    QColor disabled;
    QColor accent;     ///< the one: selection, focus, primary button
    QColor accentText; ///< on accent
    // For marks, lines and icons; the words beside them use `text`.
    QColor good;
    QColor warning;
    QColor bad;
    QColor teacher; ///< violet, everywhere
    QColor student; ///< orange, everywhere

    // Pixels at 100 %; Qt scales them.
    static constexpr int space1 = 4;
    static constexpr int space2 = 8;
    static constexpr int space3 = 12;
    static constexpr int space4 = 16;
    static constexpr int space5 = 24;
    static constexpr int radius = 6;
    static constexpr int fontPixels = 13;
    static constexpr int smallPixels = 11;
    static constexpr int titlePixels = 18;
    static constexpr int iconPixels = 20;
    static constexpr int railWidth = 72;

    [[nodiscard]] static const Theme &lightTheme();
    [[nodiscard]] static const Theme &darkTheme();
    /// By the lightness of the window colour.
    [[nodiscard]] static const Theme &of(const QPalette &palette);
    [[nodiscard]] static const Theme &of(const QWidget *widget);

    /// Okabe-Ito first, then hues that are evenly far apart; lightness fits the theme. Never the only mark of a
    /// class.
    [[nodiscard]] QColor classColour(int index) const;
    /// A difference: -1 blue, 0 surface, 1 orange; clamped. Safe for colour-blind eyes.
    [[nodiscard]] QColor diverging(double value) const;

    [[nodiscard]] QPalette palette() const;
    /// The template resources/style/retort.qss with @tokens replaced.
    [[nodiscard]] QString styleSheet() const;
};

/// WCAG 2 contrast ratio, 1 .. 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);
/// In OKLab (Ottosson 2020); t is clamped to 0 .. 1.
[[nodiscard]] QColor mixed(const QColor &from, const QColor &to, double t);

} // namespace retort
