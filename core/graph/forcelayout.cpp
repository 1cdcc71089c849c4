#include "graph/forcelayout.h"

#include "graph/edges.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double repulsion = 0.01;
constexpr double gravity = 0.02;
constexpr double tolerance = 1;    ///< ForceAtlas2's tau: how much swinging is accepted
constexpr double stillMove = 2e-4; ///< of the extent, a step's mean move that counts as none
constexpr double startRadius = 10; ///< of the radial layout it begins with

} // namespace

ForceLayout::ForceLayout(const ProxyGraph &reference, std::int64_t topK) : m_graph(reference), m_topK(topK)
{
    const GraphLayout radial = radialLayout(reference, topK);
    const std::vector<GraphPoint> places = samplePlaces(reference, radial, topK);
    m_order = radial.order;
    m_proxies = radial.proxies.size();
    for (const auto *points : {&radial.proxies, &places})
        for (const GraphPoint &point : *points)
            m_bodies.push_back({startRadius * point.x, startRadius * point.y, 1});
    const std::vector<GraphEdge> edges = topEdges(reference, topK);
    const std::vector<float> shares = edgeShares(edges);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const auto sample = static_cast<std::uint32_t>(m_proxies) + static_cast<std::uint32_t>(edges[i].sample);
        const auto proxy = static_cast<std::uint32_t>(edges[i].proxy);
        m_springs.push_back({sample, proxy, shares[i]});
        m_bodies[sample].mass += shares[i];
        m_bodies[proxy].mass += shares[i];
    }
    m_forces.resize(m_bodies.size());
    m_forcesBefore.resize(m_bodies.size());
}

void ForceLayout::step()
{
    m_forcesBefore.swap(m_forces);
    const QuadTree tree(m_bodies);
    for (std::size_t i = 0; i < m_bodies.size(); ++i) {
        const QuadTree::Body &body = m_bodies[i];
        const QuadTree::Vector push = tree.push(i);
        const double distance = std::max(std::hypot(body.x, body.y), 1e-9);
        m_forces[i] = {body.mass * (repulsion * push.x - gravity * body.x / distance),
                       body.mass * (repulsion * push.y - gravity * body.y / distance)};
    }
    for (const Spring &spring : m_springs) {
        const double x = spring.strength * (m_bodies[spring.proxy].x - m_bodies[spring.sample].x);
        const double y = spring.strength * (m_bodies[spring.proxy].y - m_bodies[spring.sample].y);
        m_forces[spring.sample].x += x;
        m_forces[spring.sample].y += y;
        m_forces[spring.proxy].x -= x;
        m_forces[spring.proxy].y -= y;
    }

    // A node that swings to and fro is slowed down, one that goes one way may hurry.
    double swinging = 0;
    double traction = 0;
    for (std::size_t i = 0; i < m_bodies.size(); ++i) {
        const double mass = m_bodies[i].mass;
        swinging += mass * std::hypot(m_forces[i].x - m_forcesBefore[i].x, m_forces[i].y - m_forcesBefore[i].y);
        traction +=
            mass * 0.5 * std::hypot(m_forces[i].x + m_forcesBefore[i].x, m_forces[i].y + m_forcesBefore[i].y);
    }
    const double wanted = swinging > 0 ? tolerance * tolerance * traction / swinging : m_speed;
    m_speed = std::min(wanted, 1.5 * m_speed);

    double moved = 0;
    double extent = 0;
    for (std::size_t i = 0; i < m_bodies.size(); ++i) {
        QuadTree::Body &body = m_bodies[i];
        const QuadTree::Vector &force = m_forces[i];
        const double swing = body.mass * std::hypot(force.x - m_forcesBefore[i].x, force.y - m_forcesBefore[i].y);
        const double length = std::max(std::hypot(force.x, force.y), 1e-12);
        const double speed = std::min(0.1 * m_speed / (1 + m_speed * std::sqrt(swing)), startRadius / length);
        body.x += speed * force.x;
        body.y += speed * force.y;
        moved += speed * length;
        extent = std::max(extent, std::hypot(body.x, body.y));
    }
    ++m_steps;
    m_still = moved / static_cast<double>(m_bodies.size()) < stillMove * extent;
}

GraphLayout ForceLayout::layout() const
{
    GraphLayout result;
    result.kind = LayoutKind::Force;
    result.order = m_order;
    double x = 0;
    double y = 0;
    for (const QuadTree::Body &body : m_bodies) {
        x += body.x / static_cast<double>(m_bodies.size());
        y += body.y / static_cast<double>(m_bodies.size());
    }
    double farthest = 1e-9;
    for (const QuadTree::Body &body : m_bodies)
        farthest = std::max(farthest, std::hypot(body.x - x, body.y - y));
    const auto place = [&](const QuadTree::Body &body) {
        return GraphPoint{static_cast<float>((body.x - x) / farthest),
                          static_cast<float>((body.y - y) / farthest)};
    };
    for (std::size_t i = 0; i < m_proxies; ++i)
        result.proxies.push_back(place(m_bodies[i]));
    // Of the side it was made of, samples lie where the forces put them; the other one's lie as far from there as
    // their proxies' means are apart.
    const std::vector<GraphPoint> means = proxyMeans(m_graph, result.proxies, m_topK);
    for (std::size_t i = 0; i < means.size(); ++i) {
        const GraphPoint point = place(m_bodies[m_proxies + i]);
        result.offsets.push_back({point.x - means[i].x, point.y - means[i].y});
    }
    return result;
}

} // namespace retort
