#include "widgets/common/ratemeter.h"

#include <cmath>

namespace retort {

namespace {

constexpr double memorySeconds = 4; // how far back the rate looks

} // namespace

void RateMeter::add(double seconds, const std::string &stage, std::int64_t done, std::int64_t total)
{
    if (!m_started || stage != m_stage || done < m_done) {
        m_started = true;
        m_stage = stage;
        m_lastSeconds = seconds;
        m_done = done;
        m_total = total;
        m_rate = 0;
        return;
    }
    m_total = total;
    const double passed = seconds - m_lastSeconds;
    if (passed <= 0 || done == m_done)
        return;
    const double now = static_cast<double>(done - m_done) / passed;
    const double weight = m_rate > 0 ? 1 - std::exp(-passed / memorySeconds) : 1;
    m_rate += weight * (now - m_rate);
    m_lastSeconds = seconds;
    m_done = done;
}

double RateMeter::secondsLeft() const
{
    if (m_rate <= 0 || m_total <= 0)
        return -1;
    return static_cast<double>(m_total - m_done) / m_rate;
}

} // namespace retort
