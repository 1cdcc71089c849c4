#pragma once

#include <cstdint>
#include <string>

namespace retort {

/// Rate and time left out of successive progress reports. The rate is that of the last few seconds, so it follows
/// when the work becomes slower, and begins anew with each stage.
class RateMeter
{
public:
    /// `seconds` is any clock that ascends. A new stage, or done going down, begins anew.
    void add(double seconds, const std::string &stage, std::int64_t done, std::int64_t total);

    /// Units a second; 0 while unknown.
    [[nodiscard]] double rate() const { return m_rate; }
    /// -1 while unknown.
    [[nodiscard]] double secondsLeft() const;

private:
    std::string m_stage;
    bool m_started = false;
    double m_lastSeconds = 0;
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
    double m_rate = 0;
};

} // namespace retort
