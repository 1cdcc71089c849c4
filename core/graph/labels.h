#pragma once

#include "graph/layout.h"

#include <span>
#include <string>
#include <vector>

namespace retort {

/// A name on the drawing: a rectangle round its middle, turned.
struct LabelBox
{
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double degrees = 0; ///< clockwise, y down
};

/// A class name at its proxy.
struct ProxyLabel
{
    LabelBox box;
    // Where the text is written: its start (-1), middle (0) or end (1) lies here, in the middle of its height.
    double x = 0;
    double y = 0;
    int anchor = 0;
};

/// How class names stand round their proxies.
struct LabelStyle
{
    bool circle = true;  ///< names point away from the circle's middle; else they stand beside their proxy
    bool turned = false; ///< written outwards, for many classes; none stands on its head
    double gap = 8;      ///< between the proxy's middle and the name
};

/// Where the name of a proxy at `place` goes when the unit circle has this middle and radius.
[[nodiscard]] ProxyLabel proxyLabel(const GraphPoint &place, double middleX, double middleY, double radius,
                                    double width, double height, const LabelStyle &style);

/// So many classes have their names written outwards.
inline constexpr std::size_t turnedNamesFrom = 17;

/// At most so many characters of UTF-8, an ellipsis included.
[[nodiscard]] std::string shortened(const std::string &name, std::size_t characters);

/// Which of the labels can be shown so that none overlaps one before it; the important ones come first.
[[nodiscard]] std::vector<bool> labelsWithRoom(std::span<const LabelBox> labels);

} // namespace retort
