#include "widgets/common/chartscene.h"

#include "widgets/common/theme.h"

#include <QCategoryAxis>
#include <QChart>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr std::size_t thickLines = 12; // more than this are drawn thin
constexpr double markerRadius = 2.5;
constexpr double swatchWidth = 18;

/// Lines in a row where the points are numbers.
template<typename F>
void forEachStretch(const QList<QPointF> &points, const QTransform &place, F draw)
{
    QPolygonF stretch;
    for (const QPointF &point : points) {
        if (std::isfinite(point.y())) {
            stretch.append(place.map(point));
        } else if (!stretch.isEmpty()) {
            draw(stretch);
            stretch.clear();
        }
    }
    if (!stretch.isEmpty())
        draw(stretch);
}

/// Piece by piece: a stroke as a whole is found where it crosses itself, which takes forever in noise.
void drawSolid(QPainter &painter, const QPolygonF &stretch)
{
    QList<QLineF> pieces;
    pieces.reserve(stretch.size());
    for (qsizetype i = 1; i < stretch.size(); ++i)
        pieces.append(QLineF(stretch[i - 1], stretch[i]));
    painter.drawLines(pieces);
}

void drawLine(QPainter &painter, const QList<QPointF> &points, const QTransform &place, const QPen &pen)
{
    painter.setPen(pen);
    forEachStretch(points, place, [&](const QPolygonF &stretch) {
        if (pen.style() == Qt::SolidLine)
            drawSolid(painter, stretch);
        else
            painter.drawPolyline(stretch);
    });
}

void drawBand(QPainter &painter, const DrawnLine &line, const QTransform &place)
{
    if (line.low.isEmpty() || line.low.size() != line.high.size())
        return;
    QColor fill = line.colour;
    fill.setAlphaF(0.18F);
    QPolygonF outline;
    const auto close = [&](qsizetype begin, qsizetype end) {
        outline.clear();
        for (qsizetype i = begin; i < end; ++i)
            outline.append(place.map(line.high[i]));
        for (qsizetype i = end - 1; i >= begin; --i)
            outline.append(place.map(line.low[i]));
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(outline);
        painter.setBrush(Qt::NoBrush);
    };
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= line.low.size(); ++i) {
        const bool hole =
            i == line.low.size() || !std::isfinite(line.low[i].y()) || !std::isfinite(line.high[i].y());
        if (!hole)
            continue;
        if (i > begin)
            close(begin, i);
        begin = i + 1;
    }
}

QPen penOf(const DrawnLine &line, bool thin)
{
    QPen pen(line.colour, thin ? 1 : 2, line.pen, Qt::RoundCap, Qt::RoundJoin);
    if (line.pen != Qt::SolidLine) {
        pen.setCapStyle(Qt::FlatCap);
        if (line.points.size() > 600) // a dashed stroke of noise is only fast at one pixel
            pen = QPen(line.colour, 1, line.pen);
        pen.setCosmetic(pen.width() == 1);
    }
    return pen;
}

void paintLines(QPainter &painter, const ChartContent &content, const QRectF &area, const Theme &theme)
{
    const ChartView &view = content.view;
    QTransform place;
    place.translate(area.left(), area.bottom());
    place.scale(area.width() / (view.right - view.left), -area.height() / (view.high - view.low));
    place.translate(-view.left, -view.low);
    painter.save();
    painter.setClipRect(area.adjusted(-1, -1, 1, 1));
    const bool thin = content.lines.size() > thickLines;
    for (const DrawnLine &line : content.lines)
        drawBand(painter, line, place);
    for (const DrawnLine &line : content.lines)
        drawLine(painter, line.raw, place, QPen(mixed(theme.surface, line.colour, 0.3), 1));
    for (const DrawnLine &line : content.lines) {
        drawLine(painter, line.points, place, penOf(line, thin));
        if (!line.markers)
            continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(line.colour);
        for (const QPointF &point : line.points)
            if (std::isfinite(point.y()))
                painter.drawEllipse(place.map(point), markerRadius, markerRadius);
        painter.setBrush(Qt::NoBrush);
    }
    painter.restore();
}

/// As many names as one line holds, and how many more there are. Returns its height.
double paintLegend(QPainter &painter, const ChartContent &content, double width, const Theme &theme,
                   const QFont &font)
{
    const auto named = std::count_if(content.lines.begin(), content.lines.end(),
                                     [](const DrawnLine &line) { return line.inLegend; });
    if (named < 2)
        return 0;
    const QFontMetricsF metrics(font);
    const double height = std::ceil(metrics.height()) + Theme::space1;
    const auto moreText = [](qsizetype count) {
        return QCoreApplication::translate("retort::Chart", "and %1 more").arg(QLocale().toString(count));
    };
    const double reserve = metrics.horizontalAdvance(moreText(named)) + Theme::space2;
    painter.setFont(font);
    double x = Theme::space3;
    qsizetype shown = 0;
    for (const DrawnLine &line : content.lines) {
        if (!line.inLegend)
            continue;
        const QString name = metrics.elidedText(line.name, Qt::ElideMiddle, 180);
        const double wide = swatchWidth + Theme::space1 + metrics.horizontalAdvance(name);
        if (x + wide + (shown + 1 < named ? reserve : 0) > width) {
            painter.setPen(theme.secondary);
            painter.drawText(QRectF(x, 0, width - x, height), Qt::AlignVCenter, moreText(named - shown));
            break;
        }
        painter.setPen(QPen(line.colour, 2, line.pen, Qt::FlatCap));
        painter.drawLine(QPointF(x, height / 2), QPointF(x + swatchWidth, height / 2));
        painter.setPen(theme.text);
        painter.drawText(QRectF(x + swatchWidth + Theme::space1, 0, wide, height), Qt::AlignVCenter, name);
        x += wide + Theme::space4;
        ++shown;
    }
    return height;
}

} // namespace

ChartScene::ChartScene() : m_chart(new QChart), m_x(new QCategoryAxis(m_chart)), m_y(new QCategoryAxis(m_chart))
{
    m_scene.addItem(m_chart);
    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins(QMargins(0, Theme::space2, Theme::space5, 0)); // room for half a tick label
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->addAxis(m_x, Qt::AlignBottom);
    m_chart->addAxis(m_y, Qt::AlignLeft);
    auto *frame = new QLineSeries(m_chart); // axes have a range only where a series has them
    m_chart->addSeries(frame);
    for (QCategoryAxis *axis : {m_x, m_y}) {
        frame->attachAxis(axis);
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setLineVisible(false);
        axis->setTruncateLabels(false);
    }
    m_x->setGridLineVisible(false);
}

ChartScene::~ChartScene() = default;

void ChartScene::setAxis(QCategoryAxis *axis, const std::vector<ChartTick> &ticks, double from, double to)
{
    for (const QString &label : axis->categoriesLabels())
        axis->remove(label);
    axis->setStartValue(from - (to - from));
    axis->setRange(from, to);
    double last = -std::numeric_limits<double>::infinity();
    for (const ChartTick &tick : ticks) {
        if (tick.place < from || tick.place > to || tick.place <= last)
            continue;
        last = tick.place;
        QString label = tick.text;
        while (axis->categoriesLabels().contains(label)) // each has to be another text
            label += QChar(0x200B);
        axis->append(label, tick.place);
    }
}

QRectF ChartScene::paint(QPainter &painter, const QSizeF &size, const ChartContent &content, const Theme &theme,
                         const QFont &font)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (QCategoryAxis *axis : {m_x, m_y}) {
        axis->setLabelsColor(theme.secondary);
        axis->setTitleBrush(theme.secondary);
        axis->setGridLineColor(theme.border);
        axis->setLabelsFont(font);
        axis->setTitleFont(font);
    }
    m_x->setTitleText(content.xTitle);
    m_y->setTitleText(content.yTitle);
    setAxis(m_x, content.xTicks, content.view.left, content.view.right);
    setAxis(m_y, content.yTicks, content.view.low, content.view.high);
    const double top = paintLegend(painter, content, size.width(), theme, font);
    const QRectF whole(0, 0, size.width(), std::max(1.0, size.height() - top));
    m_chart->resize(whole.size());
    m_scene.setSceneRect(whole);
    m_chart->layout()->invalidate();
    m_chart->layout()->activate();
    QCoreApplication::sendPostedEvents(m_chart, QEvent::LayoutRequest);
    m_scene.render(&painter, whole.translated(0, top), whole, Qt::IgnoreAspectRatio);
    const QRectF area = m_chart->plotArea().translated(0, top);
    paintLines(painter, content, area, theme);
    return area;
}

} // namespace retort
