#include "widgets/common/chart.h"

#include "widgets/common/chartline.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

namespace {

constexpr qsizetype markedPoints = 30; // fewer than this are drawn as points, too
constexpr int settleMilliseconds = 60;
constexpr double quickMilliseconds = 8; // a picture that is made within this is made for each frame
constexpr qsizetype describedLines = 20;

} // namespace

QList<QPointF> decimated(const QList<QPointF> &points, double from, double to, int columns)
{
    if (columns < 1 || !(to > from))
        return points;
    const auto before = [](const QPointF &point, double x) { return point.x() < x; };
    const auto after = [](double x, const QPointF &point) { return x < point.x(); };
    auto first = std::lower_bound(points.begin(), points.end(), from, before);
    auto last = std::upper_bound(first, points.end(), to, after);
    if (last - first <= 2 * static_cast<qsizetype>(columns)) { // the line runs on beyond the edges
        if (first != points.begin())
            --first;
        if (last != points.end())
            ++last;
        return first == points.begin() && last == points.end() ? points : QList<QPointF>(first, last);
    }
    QList<QPointF> result;
    result.reserve(2 * columns + 2);
    if (first != points.begin())
        result.append(*(first - 1));
    const auto less = [](const QPointF &a, const QPointF &b) { // what is not a number is never an extreme
        return std::isnan(b.y()) ? !std::isnan(a.y()) : a.y() < b.y();
    };
    const auto greater = [](const QPointF &a, const QPointF &b) {
        return std::isnan(b.y()) ? !std::isnan(a.y()) : a.y() > b.y();
    };
    for (auto begin = first; begin != last;) {
        const double column = std::floor((begin->x() - from) / (to - from) * columns);
        const double edge = from + (column + 1) * (to - from) / columns;
        const auto end =
            std::upper_bound(begin + 1, last, edge, [](double x, const QPointF &point) { return x <= point.x(); });
        const auto low = std::min_element(begin, end, less);
        const auto high = std::min_element(begin, end, greater);
        result.append(low < high ? *low : *high);
        if (low != high)
            result.append(low < high ? *high : *low);
        begin = end;
    }
    if (last != points.end())
        result.append(*last);
    return result;
}

std::pair<QList<QPointF>, QList<QPointF>> decimatedBand(const QList<QPointF> &low, const QList<QPointF> &high,
                                                        double from, double to, int columns)
{
    if (low.size() != high.size() || low.isEmpty() || columns < 1 || !(to > from))
        return {};
    std::pair<QList<QPointF>, QList<QPointF>> result;
    const double width = (to - from) / columns;
    double edge = -unbounded;
    for (qsizetype i = 0; i < low.size(); ++i) {
        // The neighbours just outside are needed, what lies beyond them is not.
        if (i + 1 < low.size() && low[i + 1].x() < from)
            continue;
        if (i > 0 && low[i - 1].x() > to)
            break;
        if (low[i].x() < edge) { // in the column of the one before
            QPointF &least = result.first.last();
            QPointF &most = result.second.last();
            least.setY(std::fmin(least.y(), low[i].y()));
            most.setY(std::fmax(most.y(), high[i].y()));
            continue;
        }
        result.first.append(low[i]);
        result.second.append(high[i]);
        edge = from + (std::floor((low[i].x() - from) / width) + 1) * width;
    }
    return result;
}

Chart::Chart(const QString &xTitle, const QString &yTitle, QWidget *parent)
    : QWidget(parent), m_xTitle(xTitle), m_yTitle(yTitle)
{
    setMinimumSize(220, 140);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMilliseconds);
    connect(&m_settle, &QTimer::timeout, this, &Chart::redraw);
}

Chart::~Chart() = default;

int Chart::addLine(const QString &name, LineRole role, int classIndex, Qt::PenStyle pen)
{
    Line line;
    line.name = name;
    line.role = role;
    line.classIndex = classIndex;
    line.pen = pen;
    m_lines.push_back(std::move(line));
    schedule();
    return static_cast<int>(m_lines.size()) - 1;
}

void Chart::setPoints(int number, QList<QPointF> points)
{
    Line &line = m_lines.at(static_cast<std::size_t>(number));
    line.points = std::move(points);
    line.smoothen(m_smoothing);
    line.measure();
    schedule();
}

void Chart::appendPoint(int number, const QPointF &point)
{
    Line &line = m_lines.at(static_cast<std::size_t>(number));
    line.points.append(point);
    line.extent.take(point.y());
    line.smoothen(m_smoothing);
    schedule();
}

const QList<QPointF> &Chart::points(int line) const
{
    return m_lines.at(static_cast<std::size_t>(line)).points;
}

void Chart::setBand(int number, QList<QPointF> low, QList<QPointF> high)
{
    Line &line = m_lines.at(static_cast<std::size_t>(number));
    line.low = std::move(low);
    line.high = std::move(high);
    line.smoothen(m_smoothing);
    line.measure();
    schedule();
}

void Chart::setSmoothing(double weight)
{
    if (weight == m_smoothing)
        return;
    m_smoothing = weight;
    for (Line &line : m_lines)
        line.smoothen(weight);
    schedule();
}

void Chart::setTeacherLines(QList<std::pair<QString, double>> lines)
{
    m_teachers = std::move(lines);
    schedule();
}

void Chart::setTeacherLine(const QString &name, std::optional<double> value)
{
    setTeacherLines(value ? QList<std::pair<QString, double>>{{name, *value}}
                          : QList<std::pair<QString, double>>());
}

void Chart::setYRange(std::optional<std::pair<double, double>> range)
{
    m_yRange = range;
    schedule();
}

void Chart::setYBounds(std::optional<std::pair<double, double>> bounds)
{
    m_yBounds = bounds;
    schedule();
}

void Chart::setXMaximum(std::optional<double> maximum)
{
    m_xMaximum = maximum;
    schedule();
}

void Chart::setTitles(const QString &xTitle, const QString &yTitle)
{
    m_xTitle = xTitle;
    m_yTitle = yTitle;
    schedule();
}

void Chart::setXUnit(ChartUnit unit)
{
    m_xUnit = unit;
    schedule();
}

void Chart::setLogarithmic(bool logarithmic)
{
    if (logarithmic == m_logarithmic)
        return;
    m_logarithmic = logarithmic;
    m_zoomY.reset(); // it was of the other scale
    schedule();
}

void Chart::clear()
{
    m_lines.clear();
    setTeacherLines({});
}

double Chart::onAxis(double y) const
{
    if (!m_logarithmic)
        return y;
    return y > 0 ? std::log10(y) : std::numeric_limits<double>::quiet_NaN();
}

const QList<QPointF> &Chart::shown(const Line &line) const
{
    return line.smooth.isEmpty() ? line.points : line.smooth;
}

bool Chart::wholeX() const
{
    return m_xUnit == ChartUnit::Number && std::all_of(m_lines.begin(), m_lines.end(), [](const Line &line) {
               // Points ascend: a broken one at either end or in the middle tells steps and epochs from the rest.
               const QList<QPointF> &points = line.points;
               const auto isWhole = [&points](qsizetype i) { return points[i].x() == std::floor(points[i].x()); };
               return points.isEmpty() || (isWhole(0) && isWhole(points.size() / 2) && isWhole(points.size() - 1));
           });
}

ChartView Chart::whole() const
{
    double left = unbounded;
    double right = -unbounded;
    Extent extent;
    qsizetype longest = 0;
    for (const Line &line : m_lines) {
        longest = std::max(longest, line.points.size());
        if (line.points.isEmpty())
            continue;
        left = std::min(left, line.points.front().x());
        right = std::max(right, line.points.back().x());
        extent.low = std::min(extent.low, line.extent.low);
        extent.high = std::max(extent.high, line.extent.high);
        extent.positive = std::min(extent.positive, line.extent.positive);
    }
    for (const auto &[name, value] : m_teachers)
        extent.take(value);
    if (!(right >= left)) {
        left = 0;
        right = 1;
    }
    right = std::max(right, m_xMaximum.value_or(right));
    if (!(right > left))
        right = left + 1;
    if (longest <= markedPoints) { // a marker at the edge should not be cut in half
        const double pad = 0.015 * (right - left);
        left -= pad;
        right += pad;
    }
    if (m_yRange && !m_logarithmic)
        return {left, right, m_yRange->first, m_yRange->second};
    double low = m_logarithmic ? std::log10(extent.positive) : extent.low;
    double high = m_logarithmic ? std::log10(extent.high) : extent.high;
    if (!(high >= low) || !std::isfinite(low) || !std::isfinite(high)) {
        low = 0;
        high = 1;
    }
    const double pad =
        high > low ? 0.06 * (high - low) : std::max(0.05 * std::abs(high), m_logarithmic ? 0.1 : 0.5);
    double bottom = low - pad;
    double top = high + pad;
    if (m_yBounds) {
        const double edge = 0.015 * (top - bottom); // as for x, above
        const double least = onAxis(m_yBounds->first);
        const double most = onAxis(m_yBounds->second);
        if (low >= least) // else they are wrong, and points are to be seen
            bottom = std::max(bottom, least - edge);
        if (high <= most)
            top = std::min(top, most + edge);
    }
    return {left, right, bottom, top};
}

ChartView Chart::view() const
{
    ChartView view = whole();
    if (m_zoomX)
        std::tie(view.left, view.right) = *m_zoomX;
    if (m_zoomY)
        std::tie(view.low, view.high) = *m_zoomY;
    return view;
}

QColor Chart::colourOf(const Line &line) const
{
    const Theme &theme = Theme::of(this);
    return line.role == LineRole::Student ? theme.student : theme.classColour(line.classIndex);
}

ChartContent Chart::content(double width, double height) const
{
    ChartContent content;
    content.view = view();
    const ChartView &view = content.view;
    content.xTitle = m_xTitle;
    content.yTitle = m_yTitle;
    const int xCount = static_cast<int>(std::clamp(width / (m_xUnit == ChartUnit::Date ? 110 : 90), 2.0, 12.0));
    const int yCount = static_cast<int>(std::clamp(height / 36, 2.0, 10.0));
    content.xTicks = chartTicks(view.left, view.right, xCount, m_xUnit, wholeX());
    content.yTicks = m_logarithmic ? logTicks(view.low, view.high, yCount)
                                   : chartTicks(view.low, view.high, yCount, ChartUnit::Number, false);
    const int columns = std::max(64, static_cast<int>(width * devicePixelRatioF()));
    const auto part = [&](const QList<QPointF> &points) {
        QList<QPointF> drawn = decimated(points, view.left, view.right, columns);
        if (m_logarithmic)
            for (QPointF &point : drawn)
                point.setY(onAxis(point.y()));
        return drawn;
    };
    for (const Line &line : m_lines) {
        DrawnLine drawn;
        drawn.name = line.name;
        drawn.colour = colourOf(line);
        drawn.pen = line.pen;
        drawn.points = part(shown(line));
        if (!line.smooth.isEmpty())
            drawn.raw = part(line.points);
        std::tie(drawn.low, drawn.high) = decimatedBand(line.low, line.high, view.left, view.right, columns);
        for (QList<QPointF> *edge : {&drawn.low, &drawn.high})
            for (QPointF &point : *edge)
                point.setY(onAxis(point.y()));
        drawn.markers = drawn.points.size() <= markedPoints && m_lines.size() <= 12;
        content.lines.push_back(std::move(drawn));
    }
    for (const auto &[name, value] : m_teachers) {
        DrawnLine drawn;
        drawn.name = name;
        drawn.colour = Theme::of(this).teacher;
        drawn.pen = Qt::DashLine;
        drawn.points = {{view.left, onAxis(value)}, {view.right, onAxis(value)}};
        content.lines.push_back(std::move(drawn));
    }
    return content;
}

QList<QPointF> Chart::drawn(int line) const
{
    return content(width(), height()).lines.at(static_cast<std::size_t>(line)).points;
}

void Chart::paintTo(QPainter &painter, const QSizeF &size)
{
    QFont small = font();
    small.setPixelSize(Theme::smallPixels);
    m_scene.paint(painter, size, content(size.width(), size.height()), Theme::of(this), small);
}

void Chart::schedule()
{
    if (m_scheduled)
        return;
    m_scheduled = true;
    QTimer::singleShot(0, this, [this] {
        m_scheduled = false;
        describe();
        redraw();
    });
}

void Chart::redraw()
{
    m_settle.stop();
    if (!isVisible()) {
        m_picture = {}; // made when it is looked at
        return;
    }
    QElapsedTimer clock;
    clock.start();
    const qreal ratio = devicePixelRatioF();
    m_picture = QPixmap((QSizeF(size()) * ratio).toSize());
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    QFont small = font();
    small.setPixelSize(Theme::smallPixels);
    m_area = m_scene.paint(painter, size(), content(width(), height()), Theme::of(this), small);
    m_pictured = view();
    m_cost = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    update();
}

void Chart::changedView()
{
    if (m_cost <= quickMilliseconds)
        redraw();
    else
        m_settle.start();
    update();
}

void Chart::describe()
{
    QStringList description;
    for (const Line &line : m_lines) {
        if (line.points.isEmpty() || description.size() == describedLines)
            continue;
        description.append(tr("%1: %2").arg(line.name, QLocale().toString(line.points.back().y(), 'g', 4)));
    }
    for (const auto &[name, value] : m_teachers)
        description.append(tr("%1: %2").arg(name, QLocale().toString(value, 'g', 4)));
    setAccessibleDescription(description.join(QStringLiteral(", ")));
}

void Chart::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        schedule();
    QWidget::changeEvent(event);
}

void Chart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    schedule();
}

} // namespace retort
