#pragma once

#include "graph/layout.h"
#include "graph/quadtree.h"

#include <cstdint>
#include <vector>

namespace retort {

/// A layout by forces: proxies and samples push each other away, edges pull their ends together by their share,
/// and a weak pull to the middle keeps all in view. Forces and adaptive speeds as in ForceAtlas2 (Jacomy et al.
/// 2014, doi 10.1371/journal.pone.0098679), repulsion through a quadtree (Barnes and Hut 1986). Starts from the
/// radial layout, has no randomness, and may be looked at or left after any step.
class ForceLayout
{
public:
    static constexpr std::int64_t mostSteps = 160;

    /// Only the topK largest edges of a sample pull (0 = all). `reference` must outlive this. Throws ValueError
    /// for a damaged graph.
    ForceLayout(const ProxyGraph &reference, std::int64_t topK);

    void step();
    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    /// Nothing moves much any more, or enough was done.
    [[nodiscard]] bool settled() const { return m_steps >= mostSteps || m_still; }
    /// As it is now, scaled into the unit circle.
    [[nodiscard]] GraphLayout layout() const;

private:
    struct Spring
    {
        std::uint32_t sample; ///< its node
        std::uint32_t proxy;
        double strength;
    };

    const ProxyGraph &m_graph;
    std::int64_t m_topK;
    std::vector<std::int32_t> m_order;
    std::size_t m_proxies; ///< nodes: first the proxies, then the samples
    std::vector<QuadTree::Body> m_bodies;
    std::vector<Spring> m_springs;
    std::vector<QuadTree::Vector> m_forces;
    std::vector<QuadTree::Vector> m_forcesBefore;
    double m_speed = 1;
    std::int64_t m_steps = 0;
    bool m_still = false;
};

} // namespace retort
