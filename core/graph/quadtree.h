#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// Repulsion between many bodies in the plane: far groups count as one body at their centre of mass (Barnes and
/// Hut 1986, doi 10.1038/324446a0). Depends on the bodies and their order alone.
class QuadTree
{
public:
    struct Body
    {
        double x = 0;
        double y = 0;
        double mass = 1;
    };
    struct Vector
    {
        double x = 0;
        double y = 0;
    };

    /// `opening`: a group counts as one body when its edge is less than so much of its distance; 0 is exact.
    explicit QuadTree(std::span<const Body> bodies, double opening = 1.2);

    /// The sum over all other bodies of mass / distance, pointing away from them. Bodies at one place do not push
    /// each other.
    [[nodiscard]] Vector push(std::size_t body) const;

private:
    struct Cell
    {
        double x = 0; ///< centre of mass
        double y = 0;
        double mass = 0;
        double edge = 0;
        std::uint32_t next = 0; ///< the cell to go on with when this one counts as a whole
        std::uint32_t first = 0;
        std::uint32_t last = 0; ///< of m_order; a leaf when first < last
    };
    void build(std::uint32_t first, std::uint32_t last, int level, double edge);

    std::span<const Body> m_bodies;
    double m_opening;
    std::vector<std::uint64_t> m_keys;  ///< Morton code, in order
    std::vector<std::uint32_t> m_order; ///< bodies by Morton code
    std::vector<Cell> m_cells;          ///< depth first
};

} // namespace retort
