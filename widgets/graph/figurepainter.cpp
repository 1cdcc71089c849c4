#include "widgets/graph/figurepainter.h"

#include "base/error.h"

#include <QBuffer>
#include <QFont>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace retort {

namespace {

QColor colourOf(const FigureShape &shape)
{
    QColor colour(shape.colour.red, shape.colour.green, shape.colour.blue);
    colour.setAlphaF(shape.opacity);
    return colour;
}

void paintText(QPainter &painter, const FigureShape &shape)
{
    QFont font(QStringLiteral("sans-serif"));
    font.setStyleHint(QFont::SansSerif);
    font.setWeight(shape.bold ? QFont::DemiBold : QFont::Normal);
    // Laid out large, so that widths are those of the outlines at any size of the image.
    constexpr int layoutPixels = 100;
    font.setPixelSize(layoutPixels);
    const QString text = QString::fromStdString(shape.text);
    const QFontMetricsF metrics(font);
    const double wide = metrics.horizontalAdvance(text);
    painter.save();
    painter.translate(shape.x, shape.y);
    painter.rotate(shape.degrees);
    painter.scale(shape.size / layoutPixels, shape.size / layoutPixels);
    painter.setFont(font);
    painter.setPen(colourOf(shape));
    const double start = shape.anchor < 0 ? 0 : shape.anchor == 0 ? -wide / 2 : -wide;
    painter.drawText(QPointF(start, 0.35 * layoutPixels), text);
    painter.restore();
}

void paintShape(QPainter &painter, const FigureShape &shape)
{
    const QColor colour = colourOf(shape);
    switch (shape.kind) {
    case FigureShape::Kind::Curve: {
        QPainterPath path(QPointF(shape.x, shape.y));
        path.quadTo(shape.x2, shape.y2, shape.x3, shape.y3);
        painter.strokePath(path, QPen(colour, shape.size));
        break;
    }
    case FigureShape::Kind::Disc:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(shape.x, shape.y), shape.size, shape.size);
        break;
    case FigureShape::Kind::Ring:
        painter.setPen(QPen(colour, shape.x2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(shape.x, shape.y), shape.size, shape.size);
        break;
    case FigureShape::Kind::Rectangle:
        painter.fillRect(QRectF(shape.x, shape.y, shape.x2, shape.y2), colour);
        break;
    case FigureShape::Kind::Text:
        paintText(painter, shape);
        break;
    }
}

} // namespace

void paintFigure(QPainter &painter, const GraphFigure &figure)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const FigureShape &shape : figure.shapes)
        paintShape(painter, shape);
}

QImage figureImage(const GraphFigure &figure, int width)
{
    const double scale = width / figure.width;
    QImage image(width, static_cast<int>(std::ceil(figure.height * scale)), QImage::Format_RGB32);
    if (image.isNull())
        return image;
    // Its resolution goes with it: at twice the width, twice the dots an inch.
    const int dotsPerMetre = static_cast<int>(std::lround(96 / 0.0254 * scale));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    image.fill(Qt::white); // the last line may be half a pixel high
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintFigure(painter, figure);
    return image;
}

std::string figurePng(const GraphFigure &figure, int width)
{
    const QImage image = figureImage(figure, width);
    QBuffer buffer;
    if (image.isNull() || !buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        throw ValueError("A picture " + std::to_string(width) + " pixels wide could not be made.",
                         "Choose a smaller width.");
    return buffer.data().toStdString();
}

} // namespace retort
