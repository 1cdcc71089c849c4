#include "curvesview.h"

#include "base/files.h"
#include "curvehistories.h"
#include "curvepicture.h"
#include "curvetexts.h"
#include "curvetools.h"
#include "runs/groups.h"
#include "widgets/common/chart.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QBuffer>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStackedLayout>

#include <algorithm>
#include <cstring>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t mostRuns = 100; // drawn at once
constexpr int liveMilliseconds = 250; // between two redraws while a run trains
constexpr int twoColumnsFrom = 760;   // pixels
constexpr qsizetype mostTeachers = 4;
constexpr Qt::PenStyle pens[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

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

} // namespace

struct CurvesView::Panel
{
    std::size_t unit = 0;
    Chart *chart = nullptr;
};

CurvesView::CurvesView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_units(curveUnits()),
      m_histories(new CurveHistories(workspace, this)), m_tools(new CurveTools)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_tools);
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
    wireTools();
    follow();
    rebuild();
}

CurvesView::~CurvesView() = default;

void CurvesView::wireTools()
{
    connect(m_tools, &CurveTools::metricsChanged, this, [this] { schedule(0); });
    connect(m_tools, &CurveTools::foldedChanged, this, [this] { schedule(0); });
    connect(m_tools, &CurveTools::xChanged, this, [this] {
        for (const auto &panel : m_panels)
            panel->chart->setZoomX(std::nullopt); // it was of the other axis
        schedule(0);
    });
    connect(m_tools, &CurveTools::smoothingChanged, this, [this] {
        for (const auto &panel : m_panels)
            panel->chart->setSmoothing(m_tools->smoothing());
    });
    connect(m_tools, &CurveTools::logarithmicChanged, this, [this] {
        for (const auto &panel : m_panels)
            panel->chart->setLogarithmic(m_tools->logarithmic());
    });
    connect(m_tools, &CurveTools::saveRequested, this, &CurvesView::chooseFile);
}

void CurvesView::follow()
{
    connect(m_histories, &CurveHistories::read, this, [this] { schedule(0); });
    connect(m_histories, &CurveHistories::advanced, this, [this] { schedule(liveMilliseconds); });
    connect(m_histories, &CurveHistories::failed, this, &CurvesView::failed);
    connect(&m_workspace, &Workspace::runsChanged, this, [this] { schedule(0); }); // names, teachers
    connect(&m_workspace, &Workspace::selfAgreementFound, this, [this] { schedule(0); });
    connect(&m_workspace, &Workspace::projectClosed, this, [this] {
        m_histories->clear();
        setRuns({});
    });
}

bool CurvesView::settled() const
{
    return !m_histories->loading() && !m_rebuild.isActive() && m_writing == 0;
}

void CurvesView::setRuns(const std::vector<std::int64_t> &runs)
{
    const std::vector<std::int64_t> drawn(
        runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(std::min(runs.size(), mostRuns)));
    m_tools->setNote(
        runs.size() > mostRuns
            ? tr("the first %1 of %2").arg(QLocale().toString(mostRuns), QLocale().toString(runs.size()))
            : QString());
    if (drawn == m_histories->runs())
        return;
    m_histories->setRuns(drawn);
    schedule(0);
}

void CurvesView::schedule(int milliseconds)
{
    if (!m_rebuild.isActive() || m_rebuild.remainingTime() > milliseconds)
        m_rebuild.start(milliseconds);
}

std::vector<CurvesView::Subject> CurvesView::subjects() const
{
    std::vector<RunRecord> runs;
    for (const std::int64_t id : m_histories->runs())
        if (const RunRecord *run = m_workspace.run(id); run && m_histories->of(id))
            runs.push_back(*run);
    std::vector<Subject> subjects;
    if (!m_tools->folded()) {
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
    return static_cast<int>(std::find(m_histories->runs().begin(), m_histories->runs().end(), run) -
                            m_histories->runs().begin());
}

void CurvesView::addLines(Panel &panel, const std::vector<Subject> &subjects)
{
    Chart &chart = *panel.chart;
    const bool labelled =
        m_tools->metrics().contains(CurveMetric::Accuracy) &&
        std::any_of(m_histories->runs().begin(), m_histories->runs().end(), [this](std::int64_t run) {
            const RunHistory *history = m_histories->of(run);
            return history && !history->epochs.empty() && history->epochs.front().tuningAccuracy;
        });
    const auto several = std::count_if(m_units[panel.unit].metrics.begin(), m_units[panel.unit].metrics.end(),
                                       [&](CurveMetric metric) {
                                           return m_tools->metrics().contains(metric) &&
                                                  (metric != CurveMetric::Accuracy || labelled);
                                       }) > 1;
    std::set<CurveMetric> drawnMetrics;
    int number = 0; // of the metric in this chart
    for (const CurveMetric metric : m_units[panel.unit].metrics) {
        if (!m_tools->metrics().contains(metric))
            continue;
        for (std::size_t s = 0; s < subjects.size(); ++s) {
            const Subject &subject = subjects[s];
            std::vector<Curve> curves;
            for (const std::int64_t run : subject.runs)
                if (Curve curve = curveOf(*m_histories->of(run), metric, m_tools->x()); !curve.x.empty())
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
    const QString unit = m_units[panel.unit].title;
    const QString only = drawnMetrics.size() == 1 ? metricText(*drawnMetrics.begin()) : unit;
    chart.setTitles(xText(m_tools->x()),
                    drawnMetrics.size() == 1 && panel.unit == 0 ? tr("%1, %").arg(only) : only);
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
    for (const std::int64_t id : m_histories->runs()) {
        const RunRecord *run = panel.unit == 0 ? m_workspace.run(id) : nullptr;
        if (!run)
            continue;
        if (m_tools->metrics().contains(CurveMetric::Accuracy) && run->teacherTuningAccuracy)
            add(tr("teacher of %1").arg(runTitle(*run)), *run->teacherTuningAccuracy);
        // Agreement is held against the teacher's own with itself, which no student can be expected to exceed.
        else if (const SelfAgreement *self = m_tools->metrics().contains(CurveMetric::Agreement)
                                                 ? m_workspace.selfAgreement(id)
                                                 : nullptr) {
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
    for (std::size_t unit = 0; unit < m_units.size(); ++unit) {
        const std::vector<CurveMetric> &metrics = m_units[unit].metrics;
        if (std::none_of(metrics.begin(), metrics.end(),
                         [this](CurveMetric m) { return m_tools->metrics().contains(m); }))
            continue;
        const auto known = std::find_if(m_panels.begin(), m_panels.end(),
                                        [unit](const auto &panel) { return panel && panel->unit == unit; });
        if (known != m_panels.end()) {
            panels.push_back(std::move(*known));
        } else {
            auto panel = std::make_unique<Panel>();
            panel->unit = unit;
            panel->chart = new Chart({}, m_units[unit].title);
            panel->chart->setAccessibleName(tr("Curves: %1").arg(m_units[unit].title));
            panel->chart->setYBounds(std::pair(m_units[unit].low, m_units[unit].high));
            panel->chart->setSmoothing(m_tools->smoothing());
            panel->chart->setLogarithmic(m_tools->logarithmic());
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
        panel.chart->setXUnit(m_tools->x() == CurveX::Seconds ? ChartUnit::Duration
                              : m_tools->x() == CurveX::Wall  ? ChartUnit::Date
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
    if (m_histories->runs().empty())
        m_empty->setText(tr("Choose runs in the table: their curves are drawn here, over each other."));
    else if (m_tools->metrics().empty())
        m_empty->setText(tr("Choose under Metrics what is drawn."));
    else if (!m_histories->loading() && m_drawn.empty())
        m_empty->setText(tr("Nothing has been measured of this yet."));
    const bool empty =
        m_histories->runs().empty() || m_tools->metrics().empty() || (!m_histories->loading() && m_drawn.empty());
    m_stack->setCurrentIndex(empty ? 0 : 1);
    m_tools->setCanSave(!m_drawn.empty());
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
        write(file, [curves = m_drawn, x = m_tools->x()] {
            const std::string text = namedCurvesCsv(curves, x);
            return bytesOf(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
        });
        return;
    }
    if (format == Format::Svg) {
        write(file, [bytes = chartsAsSvg(charts(), tr("Curves"))] { return bytesOf(bytes); });
        return;
    }
    write(file, [image = chartsAsImage(charts())] {
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
