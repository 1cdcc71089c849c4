#include "graph/quadtree.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace retort {

namespace {

constexpr int levels = 20;          ///< bits a coordinate
constexpr std::uint32_t inLeaf = 6; ///< bodies; fewer cells are quicker than fewer pairs

std::uint64_t spread(std::uint32_t value)
{
    std::uint64_t x = value;
    x = (x | x << 16) & 0x0000FFFF0000FFFFU;
    x = (x | x << 8) & 0x00FF00FF00FF00FFU;
    x = (x | x << 4) & 0x0F0F0F0F0F0F0F0FU;
    x = (x | x << 2) & 0x3333333333333333U;
    x = (x | x << 1) & 0x5555555555555555U;
    return x;
}

} // namespace

QuadTree::QuadTree(std::span<const Body> bodies, double opening) : m_bodies(bodies), m_opening(opening * opening)
{
    if (bodies.empty())
        return;
    double left = std::numeric_limits<double>::max();
    double top = left;
    double right = -left;
    double bottom = -left;
    for (const Body &body : bodies) {
        left = std::min(left, body.x);
        right = std::max(right, body.x);
        top = std::min(top, body.y);
        bottom = std::max(bottom, body.y);
    }
    const double edge = std::max({right - left, bottom - top, 1e-12});
    const double scale = ((1U << levels) - 1) / edge;
    std::vector<std::uint64_t> keys(bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i)
        keys[i] = spread(static_cast<std::uint32_t>((bodies[i].x - left) * scale)) |
                  spread(static_cast<std::uint32_t>((bodies[i].y - top) * scale)) << 1;
    m_order.resize(bodies.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    std::sort(m_order.begin(), m_order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return keys[a] != keys[b] ? keys[a] < keys[b] : a < b; });
    m_keys.resize(bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i)
        m_keys[i] = keys[m_order[i]];
    m_cells.reserve(bodies.size());
    build(0, static_cast<std::uint32_t>(bodies.size()), levels, edge);
}

void QuadTree::build(std::uint32_t first, std::uint32_t last, int level, double edge)
{
    const std::size_t at = m_cells.size();
    m_cells.emplace_back();
    Cell cell;
    cell.edge = edge;
    for (std::uint32_t i = first; i < last; ++i) {
        const Body &body = m_bodies[m_order[i]];
        cell.x += body.mass * body.x;
        cell.y += body.mass * body.y;
        cell.mass += body.mass;
    }
    cell.x /= cell.mass;
    cell.y /= cell.mass;
    if (last - first <= inLeaf || level == 0) {
        cell.first = first;
        cell.last = last;
    } else {
        const int shift = 2 * (level - 1);
        for (std::uint32_t start = first; start < last;) {
            const std::uint64_t quarter = m_keys[start] >> shift;
            std::uint32_t end = start + 1;
            while (end < last && m_keys[end] >> shift == quarter)
                ++end;
            build(start, end, level - 1, edge / 2);
            start = end;
        }
    }
    cell.next = static_cast<std::uint32_t>(m_cells.size());
    m_cells[at] = cell;
}

QuadTree::Vector QuadTree::push(std::size_t body) const
{
    const Body &self = m_bodies[body];
    Vector force;
    const auto add = [&](double x, double y, double mass) {
        const double dx = self.x - x;
        const double dy = self.y - y;
        const double square = dx * dx + dy * dy;
        if (square > 1e-18) {
            force.x += mass * dx / square;
            force.y += mass * dy / square;
        }
    };
    for (std::uint32_t i = 0; i < m_cells.size();) {
        const Cell &cell = m_cells[i];
        const double dx = self.x - cell.x;
        const double dy = self.y - cell.y;
        if (cell.edge * cell.edge < m_opening * (dx * dx + dy * dy)) {
            add(cell.x, cell.y, cell.mass);
            i = cell.next;
            continue;
        }
        for (std::uint32_t k = cell.first; k < cell.last; ++k)
            if (m_order[k] != body)
                add(m_bodies[m_order[k]].x, m_bodies[m_order[k]].y, m_bodies[m_order[k]].mass);
        ++i;
    }
    return force;
}

} // namespace retort
