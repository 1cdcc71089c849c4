#pragma once

#include <QByteArray>
#include <QImage>

#include <vector>

namespace retort {

class Chart;

/// Charts below each other as they are shown, on the surface of their theme: as an SVG file.
[[nodiscard]] QByteArray chartsAsSvg(const std::vector<Chart *> &charts, const QString &title);
/// The same as pixels, two a unit of length.
[[nodiscard]] QImage chartsAsImage(const std::vector<Chart *> &charts);

} // namespace retort
