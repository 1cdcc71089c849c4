#include "stallprobe.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <chrono>
#include <utility>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

const auto probeEvent = static_cast<QEvent::Type>(QEvent::registerEventType());

struct ProbeEvent : QEvent
{
    ProbeEvent() : QEvent(probeEvent) {}
    const Clock::time_point posted = Clock::now();
};

} // namespace

StallProbe::~StallProbe() = default; // the thread is stopped and joined; Qt drops what it posted

void StallProbe::start()
{
    m_thread = std::jthread([this](const std::stop_token &stop) {
        constexpr std::chrono::milliseconds interval(intervalMilliseconds);
        for (auto next = Clock::now(); !stop.stop_requested();) {
            QCoreApplication::postEvent(this, new ProbeEvent);
            // A thread that got no processor itself does not make up for it with many at once.
            next = std::max(next + interval, Clock::now());
            std::this_thread::sleep_until(next);
        }
    });
}

std::vector<double> StallProbe::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
    QCoreApplication::sendPostedEvents(this, probeEvent);
    std::sort(m_late.begin(), m_late.end());
    return std::exchange(m_late, {});
}

bool StallProbe::event(QEvent *event)
{
    if (event->type() != probeEvent)
        return QObject::event(event);
    const auto posted = static_cast<const ProbeEvent *>(event)->posted;
    m_late.push_back(std::chrono::duration<double, std::milli>(Clock::now() - posted).count());
    return true;
}

} // namespace retort
