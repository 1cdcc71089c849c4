#include "widgets/graph/graphoverlay.h"

#include "graph/labels.h"
#include "widgets/common/theme.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace retort {

namespace {

constexpr double widestName = 6 * Theme::space5;
constexpr double widestProxy = Theme::space1 * 1.5;
constexpr double shortestNamedEdge = 2 * Theme::space5;
constexpr std::size_t mostMarks = 10'000; ///< of selected samples

LabelStyle styleOf(const GraphScene &scene, bool onCircle)
{
    return {onCircle, scene.proxies.size() >= turnedNamesFrom, Theme::space3};
}

} // namespace

void GraphOverlay::setClasses(const std::vector<std::string> &classes, const QFont &font)
{
    m_font = font;
    const QFontMetricsF metrics(font);
    m_classes.clear();
    m_fullNames.clear();
    m_widths.clear();
    for (const std::string &name : classes) {
        m_fullNames << QString::fromStdString(name);
        m_classes << metrics.elidedText(m_fullNames.back(), Qt::ElideRight, widestName);
        m_widths.push_back(metrics.horizontalAdvance(m_classes.back()));
    }
    m_placedFor.clear();
}

bool GraphOverlay::onCircle(const GraphScene &scene) const
{
    return std::all_of(scene.proxies.begin(), scene.proxies.end(),
                       [](const GraphPoint &point) { return std::abs(std::hypot(point.x, point.y) - 1) < 1e-3F; });
}

double GraphOverlay::proxyRadius(const GraphScene &scene, const GraphTransform &at)
{
    const double gap =
        2 * std::numbers::pi * at.radius / static_cast<double>(std::max<std::size_t>(1, scene.proxies.size()));
    return std::clamp(gap * 0.4, 1.5, widestProxy);
}

double GraphOverlay::fitRadius(const GraphScene *scene, const QSize &size) const
{
    const QFontMetricsF metrics(m_font);
    const double high = metrics.height();
    const double title = high + Theme::space3;
    const double halfWidth = size.width() / 2.0 - Theme::space2;
    const double halfHeight = (size.height() - title) / 2.0 - Theme::space2;
    double radius = std::min(halfWidth, halfHeight) - Theme::space4;
    if (scene && scene->proxies.size() == m_widths.size()) {
        const LabelStyle style = styleOf(*scene, onCircle(*scene));
        // A name reaches as far as it does at radius 0, plus the radius.
        for (std::size_t i = 0; i < m_widths.size(); ++i) {
            const GraphPoint &place = scene->proxies[i];
            const ProxyLabel label = proxyLabel(place, 0, 0, 0, m_widths[i], high, style);
            const double turn = label.box.degrees * std::numbers::pi / 180;
            const double wide =
                std::abs(label.box.width / 2 * std::cos(turn)) + std::abs(label.box.height / 2 * std::sin(turn));
            const double tall =
                std::abs(label.box.width / 2 * std::sin(turn)) + std::abs(label.box.height / 2 * std::cos(turn));
            if (std::abs(place.x) > 0.05)
                radius = std::min(radius, (halfWidth - wide - std::abs(label.box.x)) / std::abs(place.x));
            if (std::abs(place.y) > 0.05)
                radius = std::min(radius, (halfHeight - tall - std::abs(label.box.y)) / std::abs(place.y));
        }
    }
    return std::max<double>(2 * Theme::space5, radius);
}

void GraphOverlay::placeNames(const GraphScene &scene, double radius)
{
    if (std::abs(radius - m_placedRadius) < 1e-6 && scene.proxies == m_placedFor)
        return;
    m_placedFor = scene.proxies;
    m_placedRadius = radius;
    m_named.assign(scene.proxies.size(), false);
    if (scene.proxies.size() != m_widths.size())
        return;
    // Classes of many samples are named first.
    std::vector<std::size_t> order(m_widths.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<int> weight(m_widths.size(), 0);
    for (const std::int32_t answer : scene.answers)
        ++weight[static_cast<std::size_t>(answer)];
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight[a] > weight[b]; });
    const double high = QFontMetricsF(m_font).height();
    const LabelStyle style = styleOf(scene, onCircle(scene));
    std::vector<LabelBox> boxes;
    for (const std::size_t i : order)
        boxes.push_back(proxyLabel(scene.proxies[i], 0, 0, radius, m_widths[i], high, style).box);
    const std::vector<bool> shown = labelsWithRoom(boxes);
    for (std::size_t i = 0; i < order.size(); ++i)
        m_named[order[i]] = shown[i];
}

void GraphOverlay::paint(QPainter &painter, const GraphScene &scene, const GraphTransform &at, const QSize &size,
                         const Theme &theme)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_font);
    paintSelection(painter, scene, at, theme);
    paintProxies(painter, scene, at, size, theme);
}

void GraphOverlay::paintProxies(QPainter &painter, const GraphScene &scene, const GraphTransform &at,
                                const QSize &size, const Theme &theme)
{
    placeNames(scene, at.radius);
    const double radius = proxyRadius(scene, at);
    const QRectF visible =
        QRectF(QPointF(), QSizeF(size)).adjusted(-widestName, -widestName, widestName, widestName);
    const QFontMetricsF metrics(m_font);
    const LabelStyle style = styleOf(scene, onCircle(scene));
    for (std::size_t proxy = 0; proxy < scene.proxies.size(); ++proxy) {
        const QPointF place = at.map(scene.proxies[proxy]);
        if (!visible.contains(place))
            continue;
        painter.setPen(QPen(theme.surface, 1));
        painter.setBrush(theme.classColour(static_cast<int>(proxy)));
        painter.drawEllipse(place, radius, radius);
        if (!m_named[proxy])
            continue;
        const ProxyLabel label = proxyLabel(scene.proxies[proxy], at.centre.x(), at.centre.y(), at.radius,
                                            m_widths[proxy], metrics.height(), style);
        const double start = label.anchor < 0 ? 0 : label.anchor == 0 ? -m_widths[proxy] / 2 : -m_widths[proxy];
        const QPointF base(start, (metrics.ascent() - metrics.descent()) / 2);
        const QString &name = m_classes[static_cast<qsizetype>(proxy)];
        if (!style.circle) { // among samples: on its own ground, so that it can be read
            QColor ground = theme.surface;
            ground.setAlphaF(0.75F);
            painter.setPen(Qt::NoPen);
            painter.setBrush(ground);
            painter.drawRoundedRect(QRectF(label.box.x - label.box.width / 2 - Theme::space1 / 2.0,
                                           label.box.y - label.box.height / 2, label.box.width + Theme::space1,
                                           label.box.height),
                                    Theme::space1, Theme::space1);
        }
        painter.setPen(theme.text);
        if (label.box.degrees == 0) {
            painter.drawText(QPointF(label.x, label.y) + base, name);
            continue;
        }
        painter.save();
        painter.translate(label.x, label.y);
        painter.rotate(label.box.degrees);
        painter.drawText(base, name);
        painter.restore();
    }
}

void GraphOverlay::paintEdges(QPainter &painter, const GraphScene &scene, const GraphTransform &at,
                              const Theme &theme)
{
    const bool difference = scene.mode == GraphMode::Difference;
    const QPointF place = at.map(scene.samples[static_cast<std::size_t>(selection.front())]);
    const QFontMetricsF metrics(m_font);
    for (const GraphEdge &edge : selectedEdges) {
        const QPointF end = at.map(scene.proxies[static_cast<std::size_t>(edge.proxy)]);
        // A small difference must still be seen to be one.
        const double tone =
            std::copysign(std::max(0.3, std::abs(double(differenceTone(edge.weight)))), edge.weight);
        painter.setPen(
            QPen(difference ? theme.diverging(tone) : theme.text, difference ? Theme::space1 / 2.0 : 1.5));
        painter.drawLine(place, end);
        if (std::hypot(end.x() - place.x(), end.y() - place.y()) < shortestNamedEdge)
            continue; // its value would cover it; the table has all
        // On its own ground, so that it can be read over lines.
        QString value = QLocale().toString(edge.weight, 'f', 2);
        if (difference && edge.weight > 0)
            value.prepend(QLatin1Char('+'));
        const QSizeF size(metrics.horizontalAdvance(value) + Theme::space2, metrics.height());
        const QRectF box(QPointF(place + (end - place) * 0.6) - QPointF(size.width(), size.height()) / 2, size);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.surface);
        painter.drawRoundedRect(box, Theme::space1, Theme::space1);
        painter.setPen(theme.text);
        painter.drawText(box, Qt::AlignCenter, value);
    }
}

void GraphOverlay::paintSelection(QPainter &painter, const GraphScene &scene, const GraphTransform &at,
                                  const Theme &theme)
{
    const auto there = [&](std::int32_t sample) {
        return sample >= 0 && static_cast<std::size_t>(sample) < scene.samples.size();
    };
    if (trail.size() > 1) {
        painter.setPen(QPen(theme.accent, 1, Qt::DotLine));
        for (std::size_t i = 1; i < trail.size(); ++i)
            painter.drawLine(at.map(trail[i - 1]), at.map(trail[i]));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        for (const GraphPoint &point : trail)
            painter.drawEllipse(at.map(point), 1.5, 1.5);
    }
    if (selection.size() == 1 && there(selection.front())) {
        const auto sample = static_cast<std::size_t>(selection.front());
        paintEdges(painter, scene, at, theme);
        painter.setPen(QPen(theme.text, Theme::space1 / 2.0));
        painter.setBrush(theme.classColour(scene.answers[sample]));
        painter.drawEllipse(at.map(scene.samples[sample]), widestProxy, widestProxy);
    } else {
        // One border round them all, and the dots once more on top: rings alone would hide a crowd.
        const std::size_t marks = std::min(selection.size(), mostMarks);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        for (std::size_t i = 0; i < marks; ++i)
            if (there(selection[i]))
                painter.drawEllipse(at.map(scene.samples[static_cast<std::size_t>(selection[i])]), dotRadius() + 2,
                                    dotRadius() + 2);
        painter.setPen(QPen(theme.surface, 0.5));
        for (std::size_t i = 0; i < marks; ++i) {
            if (!there(selection[i]))
                continue;
            const auto sample = static_cast<std::size_t>(selection[i]);
            painter.setBrush(theme.classColour(scene.answers[sample]));
            painter.drawEllipse(at.map(scene.samples[sample]), dotRadius(), dotRadius());
        }
    }
    if (hovered && there(*hovered)) {
        painter.setPen(QPen(theme.text, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at.map(scene.samples[static_cast<std::size_t>(*hovered)]), widestProxy, widestProxy);
    }
}

} // namespace retort
