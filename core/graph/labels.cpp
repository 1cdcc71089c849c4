#include "graph/labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace retort {

namespace {

struct Axis
{
    double x;
    double y;
};

struct Turned
{
    const LabelBox &box;
    Axis along; ///< unit vectors of its sides
    Axis across;
    double reach; ///< half its diagonal

    explicit Turned(const LabelBox &label)
        : box(label), along{std::cos(label.degrees * std::numbers::pi / 180),
                            std::sin(label.degrees * std::numbers::pi / 180)},
          across{-along.y, along.x}, reach(std::hypot(label.width, label.height) / 2)
    {}

    /// Half its length when seen along an axis.
    [[nodiscard]] double half(const Axis &axis) const
    {
        return (std::abs(axis.x * along.x + axis.y * along.y) * box.width +
                std::abs(axis.x * across.x + axis.y * across.y) * box.height) /
               2;
    }
};

/// Two rectangles are apart when the side of one of them separates them.
bool overlap(const Turned &a, const Turned &b)
{
    const double dx = b.box.x - a.box.x;
    const double dy = b.box.y - a.box.y;
    if (dx * dx + dy * dy >= (a.reach + b.reach) * (a.reach + b.reach))
        return false;
    const std::array<Axis, 4> axes{a.along, a.across, b.along, b.across};
    return std::none_of(axes.begin(), axes.end(), [&](const Axis &axis) {
        return std::abs(axis.x * dx + axis.y * dy) >= a.half(axis) + b.half(axis);
    });
}

} // namespace

ProxyLabel proxyLabel(const GraphPoint &place, double middleX, double middleY, double radius, double width,
                      double height, const LabelStyle &style)
{
    const double x = middleX + radius * place.x;
    const double y = middleY + radius * place.y;
    ProxyLabel label;
    label.box.width = width;
    label.box.height = height;
    const double distance = std::hypot(place.x, place.y);
    double dx = place.x < 0 ? -1 : 1;
    double dy = 0;
    if (style.circle && distance > 1e-6) {
        dx = place.x / distance;
        dy = place.y / distance;
    }
    if (style.circle && style.turned) {
        const bool left = dx < -1e-6;
        const double degrees = std::atan2(dy, dx) * 180 / std::numbers::pi;
        label.box.degrees = left ? degrees + 180 : degrees;
        label.x = x + dx * style.gap;
        label.y = y + dy * style.gap;
        label.anchor = left ? 1 : -1;
        label.box.x = label.x + dx * width / 2;
        label.box.y = label.y + dy * width / 2;
        return label;
    }
    // A name above or below stands over the middle, one at the side begins or ends at its proxy.
    label.anchor = dx > 0.35 ? -1 : dx < -0.35 ? 1 : 0;
    label.x = x + dx * style.gap;
    label.y = y + dy * (style.gap + height / 2);
    label.box.x = label.x - label.anchor * width / 2;
    label.box.y = label.y;
    return label;
}

std::string shortened(const std::string &name, std::size_t characters)
{
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    if (static_cast<std::size_t>(std::count_if(name.begin(), name.end(), starts)) <= characters)
        return name;
    std::size_t end = 0;
    for (std::size_t seen = 0; end < name.size(); ++end)
        if (starts(name[end]) && ++seen >= characters)
            break;
    return name.substr(0, end) + "\xE2\x80\xA6";
}

std::vector<bool> labelsWithRoom(std::span<const LabelBox> labels)
{
    std::vector<bool> shown;
    std::vector<Turned> placed;
    for (const LabelBox &label : labels) {
        const Turned turned(label);
        const bool room = std::none_of(placed.begin(), placed.end(),
                                       [&](const Turned &other) { return overlap(turned, other); });
        shown.push_back(room);
        if (room)
            placed.push_back(turned);
    }
    return shown;
}

} // namespace retort
