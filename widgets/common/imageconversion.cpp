#include "widgets/common/imageconversion.h"

#include <cstddef>
#include <cstring>

namespace retort {

QImage toQImage(const Image &image)
{
    if (image.height <= 0 || image.width <= 0 || image.pixels.empty())
        return {};
    const bool grey = image.channels == 1;
    QImage result(image.width, image.height, grey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    const std::size_t stride = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    // QImage pads its rows to four bytes.
    for (int row = 0; row < image.height; ++row)
        std::memcpy(result.scanLine(row), image.pixels.data() + static_cast<std::size_t>(row) * stride, stride);
    return result;
}

QImage toThumbnail(const Image &image, int side)
{
    const QImage whole = toQImage(image);
    if (whole.isNull())
        return whole;
    const bool shrinks = whole.width() > side || whole.height() > side;
    return whole.scaled(side, side, Qt::KeepAspectRatio,
                        shrinks ? Qt::SmoothTransformation : Qt::FastTransformation);
}

} // namespace retort
