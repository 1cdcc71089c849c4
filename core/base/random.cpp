#include "base/random.h"

#include <cmath>
#include <numbers>

namespace retort {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): spreads a key over the whole state.
std::uint64_t mix(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

std::uint64_t rotateLeft(std::uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

} // namespace

RandomStream::RandomStream(std::initializer_list<std::uint64_t> key)
{
    std::uint64_t h = 0x52455452'54524F54ULL;
    for (const std::uint64_t word : key)
        h = mix(h ^ mix(word));
    for (std::uint64_t &word : m_state) {
        h = mix(h);
        word = h;
    }
}

RandomStream::result_type RandomStream::operator()()
{
    const std::uint64_t result = rotateLeft(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = rotateLeft(m_state[3], 45);
    return result;
}

double RandomStream::uniform()
{
    return static_cast<double>((*this)() >> 11) * 0x1.0p-53;
}

std::uint64_t RandomStream::below(std::uint64_t bound)
{
    // Values above the largest multiple of bound are drawn again, so that none is favoured.
    const std::uint64_t limit = max() - max() % bound;
    std::uint64_t value = (*this)();
    while (value >= limit)
        value = (*this)();
    return value % bound;
}

double RandomStream::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

} // namespace retort
