// How long a frame of the graph takes while it is panned and zoomed, in the real widget on a real (or virtual)
// display.
//     xvfb-run -s '-screen 0 1600x1000x24' bench_graphframes --samples 10000 --classes 100 --top-k 5
// One JSON object on stdout. "opengl" says which renderer drew: a software one says nothing about a graphics card.

#include "graph/syntheticgraphs.h"
#include "widgets/graph/glcanvas.h"
#include "widgets/graph/graphview.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QOffscreenSurface>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace retort;

namespace {

double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("samples"), QStringLiteral("So many samples."), QStringLiteral("N"),
          QStringLiteral("10000")},
         {QStringLiteral("classes"), QStringLiteral("So many classes."), QStringLiteral("N"),
          QStringLiteral("100")},
         {QStringLiteral("top-k"), QStringLiteral("Edges a sample and side."), QStringLiteral("N"),
          QStringLiteral("10")},
         {QStringLiteral("edges"), QStringLiteral("Edges drawn a sample."), QStringLiteral("N"),
          QStringLiteral("10")},
         {QStringLiteral("frames"), QStringLiteral("So many frames."), QStringLiteral("N"), QStringLiteral("300")},
         {QStringLiteral("width"), QStringLiteral("Of the view."), QStringLiteral("N"), QStringLiteral("1200")},
         {QStringLiteral("height"), QStringLiteral("Of the view."), QStringLiteral("N"), QStringLiteral("900")},
         {QStringLiteral("opengl"), QStringLiteral("Draw with OpenGL, whatever the driver.")}});
    parser.process(application);
    const auto number = [&](const char *name) { return parser.value(QLatin1String(name)).toInt(); };

    ProbeComparison graphs = syntheticGraphs({number("samples"), number("classes"), number("top-k"), 0.9, 1});
    auto layout = std::make_shared<const GraphLayout>(radialLayout(graphs.teacher, number("top-k")));
    const auto frame =
        makeFrame(1, std::move(graphs.teacher), std::move(graphs.student), std::move(layout), number("top-k"));
    const auto scene = makeScene(*frame, GraphMode::Student, {}, {number("edges"), 0});
    std::vector<std::string> names;
    for (int i = 0; i < number("classes"); ++i)
        names.push_back("class " + std::to_string(i));

    QOffscreenSurface surface;
    surface.setFormat(glFormat());
    surface.create();
    const GlDriver driver = surface.isValid() ? askGlDriver(surface) : GlDriver();
    GraphView view;
    view.resize(number("width"), number("height"));
    view.setDrawing(parser.isSet(QStringLiteral("opengl")) ? GraphDrawing::OpenGl : GraphDrawing::Painter);
    view.setClasses(names);
    view.setScene(scene, false);
    view.show();
    QElapsedTimer clock;
    clock.start();
    while ((!view.settled() || clock.elapsed() < 1000) && clock.elapsed() < 20'000)
        application.processEvents(QEventLoop::WaitForMoreEvents, 50);
    if (parser.isSet(QStringLiteral("opengl")) && view.drawing() != GraphDrawing::OpenGl) {
        std::fprintf(stderr, "There is no OpenGL 3.3 here (%s).\n", qPrintable(driver.renderer));
        return 1;
    }

    std::vector<double> times;
    const int frames = number("frames");
    for (int i = 0; i < frames; ++i) {
        // First round about, then in and out.
        const double t = 2 * M_PI * i / frames;
        const double zoom = i < frames / 2 ? 1 : 1 + 5 * std::pow(std::sin(t), 2);
        view.setCamera({zoom, QPointF(0.4 * std::sin(3 * t), 0.3 * std::cos(2 * t)) * zoom});
        clock.restart();
        view.repaint();
        application.processEvents();
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    // How long the sharp picture follows behind when it rests.
    clock.restart();
    while (!view.settled() && clock.elapsed() < 20'000)
        application.processEvents(QEventLoop::WaitForMoreEvents, 50);
    const double behind = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    std::printf("{\"samples\": %d, \"classes\": %d, \"edges\": %zu, \"drawing\": \"%s\", \"renderer\": \"%s\", "
                "\"hardware\": %s, \"frames\": %d, \"frame_p50_ms\": %.2f, \"frame_p95_ms\": %.2f, "
                "\"frame_max_ms\": %.2f, \"picture_behind_ms\": %.1f}\n",
                number("samples"), number("classes"), scene->lines.size(),
                view.drawing() == GraphDrawing::OpenGl ? "opengl" : "painter", qPrintable(driver.renderer),
                driver.hardware ? "true" : "false", frames, percentile(times, 0.5), percentile(times, 0.95),
                percentile(times, 1), behind);
    return 0;
}
