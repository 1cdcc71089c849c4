#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

namespace retort {

/// A small random generator (xoshiro256**, Blackman and Vigna 2018) whose start is a hash of a
/// key such as {seed, purpose, epoch, image}. Every image of every epoch has a stream of its own,
/// so results never depend on the order in which threads reach it. Same bits on every platform.
/// Satisfies UniformRandomBitGenerator.
class RandomStream
{
public:
    using result_type = std::uint64_t;

    explicit RandomStream(std::initializer_list<std::uint64_t> key);

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    result_type operator()();

    /// In [0, 1), 53 bits.
    double uniform();
    /// In [0, bound), without bias; bound must be at least 1.
    std::uint64_t below(std::uint64_t bound);
    /// Standard normal (Box-Muller).
    double normal();

    /// Fisher-Yates, the same on every platform (std::shuffle is not).
    template<typename T>
    void shuffle(std::vector<T> &items)
    {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
    }

private:
    std::uint64_t m_state[4];
};

/// What a stream is for; keeps streams of one seed apart.
enum class Purpose : std::uint64_t {
    Order = 1,
    Augment = 2,
    Weights = 3,
    Probe = 4,
    Sample = 5,
    Dropout = 6,
    LabelHalf = 7,
    Audit = 8,
    Crop = 9,
    ViewChoice = 10
};

} // namespace retort
