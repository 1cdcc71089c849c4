#include "curvepicture.h"

#include "widgets/common/chart.h"
#include "widgets/common/theme.h"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>

#include <algorithm>

namespace retort {

namespace {

constexpr int gap = Theme::space4;
constexpr QSize smallest(640, 280); // of a chart
constexpr int scale = 2;

QSize sizeOf(const std::vector<Chart *> &charts)
{
    QSize size(0, gap);
    for (const Chart *chart : charts) {
        const QSize each = chart->size().expandedTo(smallest);
        size = {std::max(size.width(), each.width() + 2 * gap), size.height() + each.height() + gap};
    }
    return size;
}

void paint(QPainter &painter, const std::vector<Chart *> &charts)
{
    const QSize size = sizeOf(charts);
    if (!charts.empty())
        painter.fillRect(QRect(QPoint(), size), Theme::of(charts.front()).surface);
    painter.translate(gap, gap);
    for (Chart *chart : charts) {
        const int height = chart->size().expandedTo(smallest).height();
        painter.save();
        chart->paintTo(painter, QSizeF(size.width() - 2 * gap, height));
        painter.restore();
        painter.translate(0, height + gap);
    }
}

} // namespace

QByteArray chartsAsSvg(const std::vector<Chart *> &charts, const QString &title)
{
    const QSize size = sizeOf(charts);
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(), size));
    generator.setTitle(title);
    QPainter painter(&generator);
    paint(painter, charts);
    painter.end();
    return buffer.data();
}

QImage chartsAsImage(const std::vector<Chart *> &charts)
{
    QImage image(sizeOf(charts) * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    paint(painter, charts);
    painter.end();
    return image;
}

} // namespace retort
