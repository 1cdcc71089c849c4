#include "curvesview.h"

#include "base/files.h"
#include "runs/groups.h"
#include "widgets/common/chart.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QBuffer>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSlider>
#include <QStackedLayout>
#include <QSvgGenerator>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t readAtOnce = 8; // runs; what is there is drawn before the next are read
constexpr std::size_t mostRuns = 100; // drawn at once
constexpr std::size_t keptRuns = 64;  // beside those that are shown
constexpr int liveMilliseconds = 250; // between two redraws while a run trains
constexpr int twoColumnsFrom = 760;   // pixels
constexpr qsizetype mostTeachers = 4;
constexpr double smoothingSteps = 100;
constexpr Qt::PenStyle pens[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

/// Metrics of one unit share a chart.
struct Unit
{
    std::vector<CurveMetric> metrics;
    const char *title;
};

const std::array<Unit, 7> &units()
{
    using enum CurveMetric;
    static const std::array<Unit, 7> all{{
        {{Agreement, Accuracy, ProbeAgreement}, QT_TRANSLATE_NOOP("retort::CurvesView", "images, %")},
        {{Loss, NodeLoss, EdgeLoss, PseudoLoss}, QT_TRANSLATE_NOOP("retort::CurvesView", "loss")},
        {{LearningRate}, QT_TRANSLATE_NOOP("retort::CurvesView", "learning rate")},
        {{ImagesPerSecond}, QT_TRANSLATE_NOOP("retort::CurvesView", "images/s")},
        {{EdgeCorrelation, ColumnCorrelation}, QT_TRANSLATE_NOOP("retort::CurvesView", "correlation")},
        {{NodeKl}, QT_TRANSLATE_NOOP("retort::CurvesView", "node KL, nats")},
        {{MeanMargin}, QT_TRANSLATE_NOOP("retort::CurvesView", "mean margin")},
    }};
    return all;
}

QList<QPointF> pointsOf(const std::vector<double> &x, const std::vector<double> &y)
{
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
        points.append({x[i], y[i]});
    return points;
}

std::vector<std::byte> bytesOf(const QByteArray &array)
{
    std::vector<std::byte> bytes(static_cast<std::size_t>(array.size()));
    if (!bytes.empty())
        std::memcpy(bytes.data(), array.constData(), bytes.size());
    return bytes;
}

std::set<CurveMetric> rememberedMetrics()
{
    std::set<CurveMetric> metrics;
    const QStringList names = QSettings().value(QStringLiteral("runs/metrics")).toStringList();
    for (const CurveMetric metric : curveMetrics())
        if (names.contains(QString::fromStdString(curveMetricName(metric))))
            metrics.insert(metric);
    if (metrics.empty())
        metrics = {CurveMetric::Agreement, CurveMetric::Accuracy, CurveMetric::Loss};
    return metrics;
}

} // namespace

QString metricText(CurveMetric metric)
{
    switch (metric) {
    case CurveMetric::Agreement:
        return CurvesView::tr("agreement with the teacher");
    case CurveMetric::Accuracy:
        return CurvesView::tr("accuracy, tuning half");
    case CurveMetric::Loss:
        return CurvesView::tr("loss");
    case CurveMetric::NodeLoss:
        return CurvesView::tr("node loss");
    case CurveMetric::EdgeLoss:
        return CurvesView::tr("edge loss");
    case CurveMetric::PseudoLoss:
        return CurvesView::tr("pseudo-label loss");
    case CurveMetric::LearningRate:
        return CurvesView::tr("learning rate");
    case CurveMetric::ImagesPerSecond:
        return CurvesView::tr("images per second");
    case CurveMetric::EdgeCorrelation:
        return CurvesView::tr("correlation of edges");
    case CurveMetric::ColumnCorrelation:
        return CurvesView::tr("correlation of columns");
    case CurveMetric::NodeKl:
        return CurvesView::tr("node KL");
    case CurveMetric::ProbeAgreement:
        return CurvesView::tr("agreement, probe images");
    case CurveMetric::MeanMargin:
        return CurvesView::tr("mean margin");
    }
    return {};
}

namespace {

QString xText(CurveX x)
{
    switch (x) {
    case CurveX::Step:
        return CurvesView::tr("step");
    case CurveX::Epoch:
        return CurvesView::tr("epoch");
    case CurveX::Seconds:
        return CurvesView::tr("training time");
    case CurveX::Wall:
        return CurvesView::tr("date and time");
    }
    return {};
}

} // namespace

struct CurvesView::Panel
{
    std::size_t unit = 0;
    Chart *chart = nullptr;
};

CurvesView::CurvesView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_metrics(rememberedMetrics())
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(makeTools());
    m_stack = new QStackedLayout;
    layout->addLayout(m_stack, 1);
    m_empty = secondaryLabel(tr("Choose runs in the table: their curves are drawn here, over each other."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_empty);
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *panels = new QWidget;
    m_grid = new QGridLayout(panels);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::space3);
    m_scroll->setWidget(panels);
    m_stack->addWidget(m_scroll);
    m_rebuild.setSingleShot(true);
    connect(&m_rebuild, &QTimer::timeout, this, &CurvesView::rebuild);
    follow();
    rebuild();
}

CurvesView::~CurvesView() = default;

QWidget *CurvesView::makeTools()
{
    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space2);
    m_metricsButton = new QPushButton(tr("Metrics"));
    m_metricsMenu = new QMenu(m_metricsButton);
    m_metricsButton->setMenu(m_metricsMenu);
    fillMetricsMenu();
    row->addWidget(m_metricsButton);

    m_xBox = new QComboBox;
    m_xBox->setAccessibleName(tr("Horizontal axis"));
    m_xBox->addItem(tr("by step"), static_cast<int>(CurveX::Step));
    m_xBox->addItem(tr("by epoch"), static_cast<int>(CurveX::Epoch));
    m_xBox->addItem(tr("by training time"), static_cast<int>(CurveX::Seconds));
    m_xBox->addItem(tr("by date and time"), static_cast<int>(CurveX::Wall));
    connect(m_xBox, &QComboBox::activated, this,
            [this] { setX(static_cast<CurveX>(m_xBox->currentData().toInt())); });
    row->addWidget(m_xBox);

    auto *label = new QLabel(tr("Smooth"));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, static_cast<int>(smoothingSteps) - 1);
    m_smoothing->setFixedWidth(90);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Moving average; the values as they are stay faint behind it."));
    label->setBuddy(m_smoothing);
    row->addSpacing(Theme::space1);
    row->addWidget(label);
    row->addWidget(m_smoothing);
    connect(m_smoothing, &QSlider::valueChanged, this,
            [this](int value) { setSmoothing(value / smoothingSteps); });

    m_logarithmic = new QCheckBox(tr("Log"));
    m_logarithmic->setToolTip(tr("Logarithmic vertical axis"));
    connect(m_logarithmic, &QCheckBox::toggled, this, &CurvesView::setLogarithmic);
    row->addWidget(m_logarithmic);
    m_fold = new QCheckBox(tr("Fold seeds"));
    m_fold->setToolTip(
        tr("Runs that differ in their seed alone: their mean, and a band from smallest to largest"));
    connect(m_fold, &QCheckBox::toggled, this, &CurvesView::setFolded);
    row->addWidget(m_fold);
    m_cut = new QLabel;
    row->addWidget(m_cut);
    row->addStretch();

    m_export = new QPushButton(tr("Save"));
    auto *menu = new QMenu(m_export);
    menu->addAction(tr("Picture as PNG…"), this, [this] { chooseFile(Format::Png); });
    menu->addAction(tr("Picture as SVG…"), this, [this] { chooseFile(Format::Svg); });
    menu->addAction(tr("Values as CSV…"), this, [this] { chooseFile(Format::Csv); });
    m_export->setMenu(menu);
    m_export->setAccessibleName(tr("Save curves"));
    row->addWidget(m_export);

    const QSettings settings; // all read before the first is set, which writes them all
    m_x = static_cast<CurveX>(std::clamp(settings.value(QStringLiteral("runs/x"), 0).toInt(), 0, 3));
    const int smoothing = settings.value(QStringLiteral("runs/smoothing"), 0).toInt();
    const bool logarithmic = settings.value(QStringLiteral("runs/logarithmic"), false).toBool();
    const bool folded = settings.value(QStringLiteral("runs/fold"), false).toBool();
    m_xBox->setCurrentIndex(m_xBox->findData(static_cast<int>(m_x)));
    m_smoothing->setValue(smoothing);
    m_logarithmic->setChecked(logarithmic);
    m_fold->setChecked(folded);
    return tools;
}

void CurvesView::fillMetricsMenu()
{
    m_metricsMenu->clear();
    for (const CurveMetric metric : curveMetrics()) {
        QAction *action = m_metricsMenu->addAction(metricText(metric));
        action->setCheckable(true);
        action->setChecked(m_metrics.contains(metric));
        connect(action, &QAction::toggled, this, [this, metric](bool on) {
            std::set<CurveMetric> metrics = m_metrics;
            if (on)
                metrics.insert(metric);
            else
                metrics.erase(metric);
            setMetrics(metrics);
        });
    }
}

void CurvesView::remember() const
{
    QSettings settings;
    QStringList names;
    for (const CurveMetric metric : m_metrics)
        names.append(QString::fromStdString(curveMetricName(metric)));
    settings.setValue(QStringLiteral("runs/metrics"), names);
    settings.setValue(QStringLiteral("runs/x"), static_cast<int>(m_x));
    settings.setValue(QStringLiteral("runs/smoothing"), m_smoothing->value());
    settings.setValue(QStringLiteral("runs/logarithmic"), m_logarithmic->isChecked());
    settings.setValue(QStringLiteral("runs/fold"), m_fold->isChecked());
}

void CurvesView::follow()
{
    connect(&m_workspace, &Workspace::runStepped, this, [this](qint64 run, const StepMetrics &step) {
        const auto found = m_read.find(run);
        if (found == m_read.end())
            return;
        std::vector<StepMetrics> &steps = found->second->history.steps;
        while (!steps.empty() && steps.back().step >= step.step) // resumed from before what is on screen
            steps.pop_back();
        steps.push_back(step);
        schedule(liveMilliseconds);
    });
    connect(&m_workspace, &Workspace::runEpochDone, this, [this](qint64 run, const EpochRecord &epoch) {
        const auto found = m_read.find(run);
        if (found == m_read.end())
            return;
        std::vector<EpochRecord> &epochs = found->second->history.epochs;
        std::erase_if(epochs, [&epoch](const EpochRecord &old) { return old.epoch >= epoch.epoch; });
        epochs.push_back(epoch);
        found->second->epochs = epoch.epoch;
        schedule(liveMilliseconds);
    });
    connect(&m_workspace, &Workspace::runsChanged, this, [this] {
        for (const std::int64_t id : m_runs) {
            const RunRecord *run = m_workspace.run(id);
            const auto found = m_read.find(id);
            if (run && found != m_read.end() && id != m_workspace.activeRun() &&
                found->second->epochs != run->epochsDone)
                m_read.erase(found); // it went on without being heard
        }
        readMissing();
        schedule(0); // names, teachers
    });
    connect(&m_workspace, &Workspace::selfAgreementFound, this, [this] { schedule(0); });
    connect(&m_workspace, &Workspace::projectClosed, this, [this] {
        m_read.clear();
        setRuns({});
    });
}

void CurvesView::setRuns(const std::vector<std::int64_t> &runs)
{
    const std::vector<std::int64_t> drawn(
        runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(std::min(runs.size(), mostRuns)));
    m_cut->setText(
        runs.size() > mostRuns
            ? tr("the first %1 of %2").arg(QLocale().toString(mostRuns), QLocale().toString(runs.size()))
            : QString());
    if (drawn == m_runs)
        return;
    m_runs = drawn;
    for (auto each = m_read.begin(); m_read.size() > keptRuns + m_runs.size() && each != m_read.end();) {
        if (std::find(m_runs.begin(), m_runs.end(), each->first) == m_runs.end())
            each = m_read.erase(each);
        else
            ++each;
    }
    readMissing();
    schedule(0);
}

void CurvesView::readMissing()
{
    std::vector<std::int64_t> missing;
    for (const std::int64_t id : m_runs)
        if (!m_read.contains(id) && m_workspace.run(id) && missing.size() < readAtOnce)
            missing.push_back(id);
    if (missing.empty()) {
        m_loading = false;
        return;
    }
    m_loading = true;
    m_workspace.query<ReadRuns>(
        QStringLiteral("compared-curves"), this,
        [missing](const Project &project) {
            ReadRuns read;
            for (const std::int64_t id : missing) {
                auto &entry = read[id] = std::make_shared<Read>();
                try {
                    entry->history = {project.epochs(id), project.steps(id), project.run(id).startedAt};
                } catch (const DamagedProject &) {
                    throw;
                } catch (const StoreError &) { // one run that cannot be read takes no other's curves away
                    entry->history = {};
                }
                entry->epochs = static_cast<std::int64_t>(entry->history.epochs.size());
            }
            return read;
        },
        [this](ReadRuns read) {
            for (auto &[id, entry] : read) {
                if (const RunRecord *run = m_workspace.run(id)) // read before what is known now: no second reading
                    entry->epochs = std::max(entry->epochs, run->epochsDone);
                m_read.insert_or_assign(id, std::move(entry));
            }
            schedule(0);
            readMissing();
        },
        [this](const JobError &error) {
            m_loading = false;
            if (!error.cancelled)
                Q_EMIT failed(error);
        });
}

void CurvesView::schedule(int milliseconds)
{
    if (!m_rebuild.isActive() || m_rebuild.remainingTime() > milliseconds)
        m_rebuild.start(milliseconds);
}

void CurvesView::setMetrics(const std::set<CurveMetric> &metrics)
{
    if (metrics == m_metrics)
        return;
    m_metrics = metrics;
    const QList<QAction *> actions = m_metricsMenu->actions();
    for (std::size_t i = 0; i < curveMetrics().size(); ++i)
        actions[static_cast<qsizetype>(i)]->setChecked(m_metrics.contains(curveMetrics()[i]));
    remember();
    schedule(0);
}

void CurvesView::setX(CurveX x)
{
    if (x == m_x)
        return;
    m_x = x;
    m_xBox->setCurrentIndex(m_xBox->findData(static_cast<int>(x)));
    for (const auto &panel : m_panels)
        panel->chart->setZoomX(std::nullopt); // it was of the other axis
    remember();
    schedule(0);
}

void CurvesView::setSmoothing(double weight)
{
    m_smoothing->setValue(static_cast<int>(std::lround(weight * smoothingSteps)));
    for (const auto &panel : m_panels)
        panel->chart->setSmoothing(m_smoothing->value() / smoothingSteps);
    remember();
}

void CurvesView::setLogarithmic(bool logarithmic)
{
    m_logarithmic->setChecked(logarithmic);
    for (const auto &panel : m_panels)
        panel->chart->setLogarithmic(logarithmic);
    remember();
}

void CurvesView::setFolded(bool folded)
{
    m_fold->setChecked(folded);
    remember();
    schedule(0);
}

std::vector<CurvesView::Subject> CurvesView::subjects() const
{
    std::vector<RunRecord> runs;
    for (const std::int64_t id : m_runs)
        if (const RunRecord *run = m_workspace.run(id); run && m_read.contains(id))
            runs.push_back(*run);
    std::vector<Subject> subjects;
    if (!m_fold->isChecked()) {
        for (const RunRecord &run : runs)
            subjects.push_back({runTitle(run), {run.id}});
        return subjects;
    }
    for (const RunGroup &group : groupBySeeds(runs)) {
        Subject subject;
        for (const std::size_t place : group.runs)
            subject.runs.push_back(runs[place].id);
        subject.name = runTitle(runs[group.runs.front()]);
        if (group.runs.size() > 1)
            subject.name = tr("%1, %n seed(s)", nullptr, static_cast<int>(group.runs.size())).arg(subject.name);
        subjects.push_back(std::move(subject));
    }
    return subjects;
}

int CurvesView::colourOf(std::int64_t run) const
{
    return static_cast<int>(std::find(m_runs.begin(), m_runs.end(), run) - m_runs.begin());
}

void CurvesView::addLines(Panel &panel, const std::vector<Subject> &subjects)
{
    Chart &chart = *panel.chart;
    const bool labelled = m_metrics.contains(CurveMetric::Accuracy) &&
                          std::any_of(m_runs.begin(), m_runs.end(), [this](std::int64_t run) {
                              const auto read = m_read.find(run);
                              return read != m_read.end() && !read->second->history.epochs.empty() &&
                                     read->second->history.epochs.front().tuningAccuracy;
                          });
    const auto several =
        std::count_if(units()[panel.unit].metrics.begin(), units()[panel.unit].metrics.end(),
                      [&](CurveMetric metric) {
                          return m_metrics.contains(metric) && (metric != CurveMetric::Accuracy || labelled);
                      }) > 1;
    std::set<CurveMetric> drawnMetrics;
    int number = 0; // of the metric in this chart
    for (const CurveMetric metric : units()[panel.unit].metrics) {
        if (!m_metrics.contains(metric))
            continue;
        for (std::size_t s = 0; s < subjects.size(); ++s) {
            const Subject &subject = subjects[s];
            std::vector<Curve> curves;
            for (const std::int64_t run : subject.runs)
                if (Curve curve = curveOf(m_read.at(run)->history, metric, m_x); !curve.x.empty())
                    curves.push_back(std::move(curve));
            if (curves.empty())
                continue;
            const bool alone = subjects.size() == 1;
            const QString name = alone     ? metricText(metric)
                                 : several ? tr("%1: %2", "run and metric").arg(subject.name, metricText(metric))
                                           : subject.name;
            // One run: a colour a metric, the student's for what it is judged by. Several: a colour a run.
            const bool judged = metric == CurveMetric::Accuracy || (metric == CurveMetric::Agreement && !labelled);
            const int line = chart.addLine(name, alone && judged ? LineRole::Student : LineRole::Class,
                                           alone ? number : colourOf(subject.runs.front()),
                                           alone ? Qt::SolidLine : pens[std::min(number, 3)]);
            NamedCurve drawn{subject.name.toStdString(), curveMetricName(metric), {}, {}, {}};
            if (curves.size() > 1) {
                CurveBand band = bandOver(curves);
                chart.setBand(line, pointsOf(band.x, band.low), pointsOf(band.x, band.high));
                drawn.curve = {std::move(band.x), std::move(band.mean)};
                drawn.low = std::move(band.low);
                drawn.high = std::move(band.high);
            } else {
                drawn.curve = std::move(curves.front());
            }
            chart.setPoints(line, pointsOf(drawn.curve.x, drawn.curve.y));
            m_drawn.push_back(std::move(drawn));
            drawnMetrics.insert(metric);
        }
        ++number;
    }
    const QString unit = tr(units()[panel.unit].title);
    const QString only = drawnMetrics.size() == 1 ? metricText(*drawnMetrics.begin()) : unit;
    chart.setTitles(xText(m_x), drawnMetrics.size() == 1 && panel.unit == 0 ? tr("%1, %").arg(only) : only);
}

void CurvesView::addTeachers(Panel &panel)
{
    QList<std::pair<QString, double>> teachers;
    bool labelledOnly = true;
    const auto add = [&](const QString &name, double value) {
        if (teachers.size() < mostTeachers &&
            std::none_of(teachers.begin(), teachers.end(),
                         [value](const auto &known) { return known.second == value; }))
            teachers.append({name, value});
    };
    for (const std::int64_t id : m_runs) {
        const RunRecord *run = panel.unit == 0 ? m_workspace.run(id) : nullptr;
        if (!run)
            continue;
        if (m_metrics.contains(CurveMetric::Accuracy) && run->teacherTuningAccuracy)
            add(tr("teacher of %1").arg(runTitle(*run)), *run->teacherTuningAccuracy);
        // Agreement is held against the teacher's own with itself, which no student can be expected to exceed.
        else if (const SelfAgreement *self =
                     m_metrics.contains(CurveMetric::Agreement) ? m_workspace.selfAgreement(id) : nullptr) {
            add(tr("teacher of %1 with itself").arg(runTitle(*run)), self->share.percent);
            labelledOnly = false;
        }
    }
    if (teachers.size() == 1)
        teachers.front().first = labelledOnly ? tr("teacher") : tr("teacher with itself");
    panel.chart->setTeacherLines(teachers);
}

void CurvesView::rebuild()
{
    const std::vector<Subject> all = subjects();
    m_drawn.clear();
    std::vector<std::unique_ptr<Panel>> panels;
    for (std::size_t unit = 0; unit < units().size(); ++unit) {
        const std::vector<CurveMetric> &metrics = units()[unit].metrics;
        if (std::none_of(metrics.begin(), metrics.end(), [this](CurveMetric m) { return m_metrics.contains(m); }))
            continue;
        const auto known = std::find_if(m_panels.begin(), m_panels.end(),
                                        [unit](const auto &panel) { return panel && panel->unit == unit; });
        if (known != m_panels.end()) {
            panels.push_back(std::move(*known));
        } else {
            auto panel = std::make_unique<Panel>();
            panel->unit = unit;
            panel->chart = new Chart({}, tr(units()[unit].title));
            panel->chart->setAccessibleName(tr("Curves: %1").arg(tr(units()[unit].title)));
            panel->chart->setSmoothing(m_smoothing->value() / smoothingSteps);
            panel->chart->setLogarithmic(m_logarithmic->isChecked());
            connect(panel->chart, &Chart::zoomedX, this, [this](std::optional<std::pair<double, double>> range) {
                for (const auto &each : m_panels)
                    each->chart->setZoomX(range);
            });
            connect(panel->chart, &Chart::pointed, this, [this](std::optional<double> x) {
                for (const auto &each : m_panels)
                    each->chart->setPointer(x);
            });
            panels.push_back(std::move(panel));
        }
        Panel &panel = *panels.back();
        panel.chart->clear();
        panel.chart->setXUnit(m_x == CurveX::Seconds ? ChartUnit::Duration
                              : m_x == CurveX::Wall  ? ChartUnit::Date
                                                     : ChartUnit::Number);
        addLines(panel, all);
        addTeachers(panel);
    }
    const bool sameCharts =
        panels.size() == m_panels.size() &&
        std::none_of(m_panels.begin(), m_panels.end(), [](const auto &p) { return p != nullptr; });
    for (const auto &gone : m_panels)
        if (gone)
            gone->chart->deleteLater();
    m_panels = std::move(panels);
    if (!sameCharts)
        arrange();
    if (m_runs.empty())
        m_empty->setText(tr("Choose runs in the table: their curves are drawn here, over each other."));
    else if (m_metrics.empty())
        m_empty->setText(tr("Choose under Metrics what is drawn."));
    else if (!m_loading && m_drawn.empty())
        m_empty->setText(tr("Nothing has been measured of this yet."));
    const bool empty = m_runs.empty() || m_metrics.empty() || (!m_loading && m_drawn.empty());
    m_stack->setCurrentIndex(empty ? 0 : 1);
    m_export->setEnabled(!m_drawn.empty());
}

std::vector<Chart *> CurvesView::charts() const
{
    std::vector<Chart *> charts;
    for (const auto &panel : m_panels)
        charts.push_back(panel->chart);
    return charts;
}

void CurvesView::arrange()
{
    const int columns = width() >= twoColumnsFrom && m_panels.size() > 1 ? 2 : 1;
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        const auto place = static_cast<int>(i);
        const bool widest = place % columns == 0 && i + 1 == m_panels.size();
        m_grid->addWidget(m_panels[i]->chart, place / columns, place % columns, 1, widest ? columns : 1);
    }
}

void CurvesView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void CurvesView::chooseFile(Format format)
{
    static const std::pair<const char *, const char *> kinds[] = {
        {"png", QT_TR_NOOP("Picture (*.png)")},
        {"svg", QT_TR_NOOP("Scalable picture (*.svg)")},
        {"csv", QT_TR_NOOP("Comma-separated values (*.csv)")}};
    const auto &[extension, filter] = kinds[static_cast<int>(format)];
    const QDir folder = QFileInfo(QString::fromStdString(m_workspace.file().string())).dir();
    QString file = QFileDialog::getSaveFileName(
        this, tr("Save curves"), folder.filePath(QStringLiteral("curves.") + QLatin1String(extension)),
        tr(filter));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty())
        file += QLatin1Char('.') + QLatin1String(extension);
    exportTo(file, format);
}

void CurvesView::exportTo(const QString &file, Format format)
{
    if (format == Format::Csv) {
        write(file, [curves = m_drawn, x = m_x] {
            const std::string text = namedCurvesCsv(curves, x);
            return bytesOf(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
        });
        return;
    }
    constexpr int gap = Theme::space4;
    QSize size(0, gap);
    for (const auto &panel : m_panels) {
        const QSize chart = panel->chart->size().expandedTo({640, 280});
        size = {std::max(size.width(), chart.width() + 2 * gap), size.height() + chart.height() + gap};
    }
    const auto paint = [&](QPainter &painter) {
        painter.fillRect(QRect(QPoint(), size), Theme::of(this).surface);
        painter.translate(gap, gap);
        for (const auto &panel : m_panels) {
            const int height = panel->chart->size().expandedTo({640, 280}).height();
            painter.save();
            panel->chart->paintTo(painter, QSizeF(size.width() - 2 * gap, height));
            painter.restore();
            painter.translate(0, height + gap);
        }
    };
    if (format == Format::Svg) {
        QBuffer buffer;
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        generator.setTitle(tr("Curves"));
        QPainter painter(&generator);
        paint(painter);
        painter.end();
        write(file, [bytes = buffer.data()] { return bytesOf(bytes); });
        return;
    }
    constexpr int scale = 2;
    QImage image(size * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    paint(painter);
    painter.end();
    write(file, [image] {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        return bytesOf(bytes);
    });
}

void CurvesView::write(const QString &file, std::function<std::vector<std::byte>()> make)
{
    ++m_writing;
    m_workspace.interactive().submit<bool>(
        tr("Saving curves"), {}, this,
        [make = std::move(make), to = file.toStdString()](std::stop_token, const Reporter &) {
            writeFileAtomically(to, make());
            return true;
        },
        [this, file](bool) {
            --m_writing;
            Q_EMIT written(file);
        },
        [this](const JobError &error) {
            --m_writing;
            if (!error.cancelled)
                Q_EMIT failed(error);
        });
}

} // namespace retort
