// The Runs page with many runs: opening a project, drawing curves over each other, moving in them, and the table.
// Prints JSON.
#include "store/project.h"
#include "widgets/common/chart.h"
#include "widgets/common/workspace.h"
#include "widgets/runs/curvesview.h"
#include "widgets/runs/runsmodel.h"
#include "widgets/runs/runspage.h"
#include "widgets/runs/runtable.h"
#include "windowbench.h"

#include <QItemSelection>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QWheelEvent>
#include <QWindow>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>

using namespace retort;

namespace {

struct Size
{
    int runs = 1'000;
    int points = 10'000; ///< a run
    int epochs = 4;
    int drawn = 50;
    int rows = 10'000; ///< of the table alone
};

/// Noisy losses that fall, and epochs with hardly any weights: what is measured reads none.
void addEpochs(Project &project, std::int64_t run, const Size &size, std::mt19937 &random)
{
    std::normal_distribution<double> noise(0, 0.1);
    const int steps = size.points / size.epochs;
    for (int e = 0; e < size.epochs; ++e) {
        EpochReport report;
        report.epoch = e + 1;
        for (int s = 1; s <= steps; ++s) {
            const int step = e * steps + s;
            const double loss = 2 * std::exp(-3.0 * step / size.points) + std::abs(noise(random));
            report.steps.push_back({step, loss, 0.5 * loss, 0.3 * loss, 0.2 * loss, 0.1});
        }
        report.mean = report.steps.back();
        report.seconds = 10;
        report.imagesPerSecond = 1000;
        report.heldOutAgreement = 60 + 5.0 * e + noise(random);
        report.evaluation = {{0}, {1.0F}, {1.0F}};
        for (ProxyGraph *graph : {&report.teacherGraph, &report.studentGraph}) {
            graph->samples = 1;
            graph->proxies = 2;
            graph->edges = {{0, 0, 0.5F}, {0, 1, 0.25F}};
            graph->answers = {0};
            graph->confidences = {1.0F};
            graph->proxyCorrelations = Matrix(2, 2);
        }
        report.weights = {{"w", ElementType::F32, {1}, std::vector<std::byte>(4)}};
        project.commitEpoch(run, report, std::nullopt);
    }
}

void makeProject(const std::filesystem::path &file, const Size &size)
{
    const auto project = Project::create(file, ProjectLock::acquire(file));
    DatasetRecord images;
    images.location = "/images";
    images.fingerprint = "00112233445566778899aabbccddeeff";
    images.images = 1000;
    project->setDataset(images);
    project->setTeacher({"0123456789abcdef0123456789abcdef", "/clip", "ViT", true, false});
    project->setClasses({{"cat", {}}, {"ship", {}}});
    Weighting weighting;
    weighting.templates = {{"a photo of a {}.", 1, false}};
    project->setWeighting(weighting);
    std::mt19937 random(1);
    for (int r = 0; r < size.runs; ++r) {
        Recipe recipe;
        recipe.seed = static_cast<std::uint64_t>(r % 5);
        recipe.lr = 0.01 * (1 + r / 5);
        const std::int64_t run = project->addRun({}, recipe);
        addEpochs(*project, run, size, random);
        project->setRunState(run, RunState::Finished);
    }
}

template<typename F>
std::vector<double> frames(QWidget &widget, int count, F move)
{
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        QElapsedTimer clock;
        clock.start();
        move(i);
        widget.repaint();
        times.push_back(bench::since(clock));
    }
    return times;
}

void measureCurves(RunsPage &page, const Size &size)
{
    RunTable &table = *page.findChild<RunTable *>();
    CurvesView &curves = *page.findChild<CurvesView *>();
    curves.tools().setMetrics({CurveMetric::Loss});
    bench::waitFor([&] { return page.settled(); }, 60'000);
    QElapsedTimer clock;
    clock.start();
    table.view()->selectionModel()->select(
        QItemSelection(table.model()->index(1, 0), table.model()->index(size.drawn, 0)),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    bench::waitFor([&] { return curves.settled(); }, 60'000);
    Chart &chart = *curves.charts().front();
    chart.repaint();
    bench::print(QStringLiteral("overlay, from the selection to all curves"), {bench::since(clock)});

    bench::print(QStringLiteral("zoom, a frame"), frames(chart, 100, [&](int i) {
                     const QPointF at(chart.width() / 2.0, chart.height() / 2.0);
                     QWheelEvent event(at, chart.mapToGlobal(at), {}, QPoint(0, i < 50 ? 60 : -60), Qt::NoButton,
                                       Qt::NoModifier, Qt::NoScrollPhase, false);
                     QCoreApplication::sendEvent(&chart, &event);
                 }));
    chart.setZoomX(std::pair(0.2 * size.points, 0.6 * size.points));
    bench::print(QStringLiteral("pan, a frame"), frames(chart, 100, [&](int i) {
                     const double by = 20.0 * i;
                     chart.setZoomX(std::pair(0.2 * size.points + by, 0.6 * size.points + by));
                 }));
    chart.setZoomX(std::nullopt);
    std::vector<double> exact;
    for (int i = 0; i < 10; ++i) {
        clock.restart();
        QPixmap picture(chart.size());
        QPainter painter(&picture);
        chart.paintTo(painter, chart.size());
        painter.end();
        exact.push_back(bench::since(clock));
    }
    bench::print(QStringLiteral("exact picture"), exact);
    bench::waitFor([&] { return curves.settled(); }, 1000);
    chart.repaint();
    bench::print(QStringLiteral("crosshair, a frame"), frames(chart, 200, [&](int i) {
                     const QPointF at(60 + i * (chart.width() - 80) / 200.0, chart.height() / 2.0);
                     QMouseEvent event(QEvent::MouseMove, at, chart.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                                       Qt::NoModifier);
                     QCoreApplication::sendEvent(&chart, &event);
                 }));
    clock.restart();
    curves.tools().setSmoothing(0.9);
    bench::waitFor([&] { return curves.settled(); }, 60'000);
    chart.repaint();
    bench::print(QStringLiteral("smoothing changed"), {bench::since(clock)});
}

void measureTable(const Size &size)
{
    std::vector<RunRecord> runs(static_cast<std::size_t>(size.rows));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        RunRecord &run = runs[i];
        run.id = static_cast<std::int64_t>(i) + 1;
        run.state = i % 3 == 0 ? RunState::Failed : RunState::Finished;
        run.recipe.seed = i % 5;
        run.recipe.lr = 0.001 * static_cast<double>(1 + i / 5);
        run.bestAgreement = 60 + std::fmod(0.37 * static_cast<double>(i), 35);
        run.tags = {"tag " + std::to_string(i % 7)};
    }
    RunTable table;
    table.resize(1200, 300);
    table.show();
    bench::waitFor([&] { return table.windowHandle() && table.windowHandle()->isExposed(); }, 5000);
    QElapsedTimer clock;
    clock.start();
    table.setRuns(runs);
    table.view()->repaint();
    bench::print(QStringLiteral("table, filled"), {bench::since(clock)});
    bench::print(QStringLiteral("table, news of all runs"),
                 frames(*table.view(), 10, [&](int) { table.setRuns(runs); }));
    bench::print(QStringLiteral("table, news of one run"), frames(*table.view(), 100, [&](int i) {
                     RunRecord &run = runs[static_cast<std::size_t>(i) % runs.size()];
                     ++run.epochsDone;
                     table.setRun(run);
                 }));
    QScrollBar *const bar = table.view()->verticalScrollBar();
    bench::print(QStringLiteral("table, scrolled, a frame"), frames(*table.view()->viewport(), 300, [&](int i) {
                     bar->setValue(
                         static_cast<int>((static_cast<qint64>(i) * 7919 * 37) % std::max(1, bar->maximum())));
                 }));
    bench::print(QStringLiteral("table, sorted"), frames(*table.view(), 6, [&](int i) {
                     table.view()->sortByColumn(i % 2 == 0 ? RunsModel::Agreement : RunsModel::Name,
                                                Qt::DescendingOrder);
                 }));
    bench::print(QStringLiteral("table, filtered"), frames(*table.view(), 10, [&](int i) {
                     table.filter()->setText(i % 2 == 0 ? QStringLiteral("agreement > 80 and tag = \"tag 3\"")
                                                        : QString());
                 }));
    bench::print(QStringLiteral("table, grouped"),
                 frames(*table.view(), 6, [&](int i) { table.setGrouped(i % 2 == 0); }));
}

} // namespace

int main(int argc, char *argv[])
{
    const QTemporaryDir folder;
    bench::setUp(folder);
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("project"), QStringLiteral("Made here, and used again where it is there."),
                      QStringLiteral("FILE")});
    Size size;
    bench::readNumbers(parser, application,
                       {{"runs", &size.runs},
                        {"points", &size.points},
                        {"epochs", &size.epochs},
                        {"drawn", &size.drawn},
                        {"rows", &size.rows}});
    size.drawn = std::min(size.drawn, size.runs - 1);
    bench::dress(application);
    std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "bench.retort";
    if (parser.isSet(QStringLiteral("project")))
        file = parser.value(QStringLiteral("project")).toStdString();
    QElapsedTimer clock;
    clock.start();
    if (!std::filesystem::exists(file))
        makeProject(file, size);
    bench::printLine({{QStringLiteral("what"), QStringLiteral("project")},
                      {QStringLiteral("runs"), size.runs},
                      {QStringLiteral("points"), size.points},
                      {QStringLiteral("made_in_s"), bench::since(clock) / 1000},
                      {QStringLiteral("megabytes"), static_cast<double>(std::filesystem::file_size(file)) / 1e6}});

    std::vector<double> opened;
    for (int i = 0; i < 5; ++i) {
        Workspace workspace({});
        RunsPage page(workspace);
        page.resize(1200, 760);
        page.show();
        clock.restart();
        workspace.openProject(file);
        if (!bench::waitFor(
                [&] { return static_cast<int>(workspace.runs().size()) == size.runs && page.settled(); },
                120'000)) {
            std::fprintf(stderr, "the page did not come to rest\n");
            return 1;
        }
        page.repaint();
        opened.push_back(bench::since(clock));
        if (i == 4) {
            bench::print(QStringLiteral("project opened, its table and a run's curves painted"), opened);
            measureCurves(page, size);
        }
    }
    measureTable(size);
    return 0;
}
