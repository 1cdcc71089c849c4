#pragma once

#include <QObject>

#include <thread>
#include <vector>

namespace retort {

/// How late the event loop of this object's thread is. A thread of its own posts an event every few milliseconds,
/// however long the ones before have waited, so that one long stall counts as often as it would keep a person
/// waiting; a timer of the loop itself would count it once.
class StallProbe : public QObject
{
    Q_OBJECT

public:
    static constexpr int intervalMilliseconds = 4;

    StallProbe() = default;
    ~StallProbe() override;

    void start(); ///< once
    /// From being posted to being handled, milliseconds a probe, ascending. What was posted and not handled yet is
    /// counted as late as it is now.
    [[nodiscard]] std::vector<double> stop();

protected:
    bool event(QEvent *event) override;

private:
    std::vector<double> m_late;
    std::jthread m_thread; // last: its function uses this object
};

} // namespace retort
