#include "figurepng.h"

#ifdef RETORT_WITH_WINDOW
#include "base/files.h"
#include "widgets/graph/figurepainter.h"

#include <QGuiApplication>
#else
#include "base/error.h"
#endif

namespace retort {

#ifdef RETORT_WITH_WINDOW

void writeFigurePng(const GraphFigure &figure, int width, const std::filesystem::path &file)
{
    // Fonts need an application; this platform needs no display.
    char name[] = "retort-cli";
    char option[] = "-platform";
    char platform[] = "offscreen";
    char *arguments[] = {name, option, platform, nullptr};
    int count = 3;
    const QGuiApplication application(count, arguments);
    writeFileAtomically(file, figurePng(figure, width));
}

#else

void writeFigurePng(const GraphFigure &, int, const std::filesystem::path &)
{
    throw Error("This build has no window, and nothing to draw a PNG with.",
                "Use --format svg, or build with RETORT_GUI=ON.");
}

#endif

} // namespace retort
