#pragma once

#include "stallprobe.h"
#include "widgets/common/engine.h"

#include <QElapsedTimer>

#include <functional>

namespace retort {

class Workspace;

/// How long the window keeps a person waiting while it trains: StallProbe from the first step of the first run
/// that trains to the end of one of its epochs, its evaluation, commit and news included.
class UiBench : public QObject
{
    Q_OBJECT

public:
    /// Either `done`, once so many epochs have ended, or `failed` with why they cannot; once, and nothing after.
    UiBench(Workspace &workspace, int epochs, std::function<void(const StallFigures &)> done,
            std::function<void(const QString &)> failed);

private:
    void epochDone();
    void fail(const QString &why);

    const int m_epochs;
    const std::function<void(const StallFigures &)> m_done;
    const std::function<void(const QString &)> m_failed;
    StallProbe m_probe;
    QElapsedTimer m_clock;
    int m_seen = 0;
    bool m_over = false;
};

} // namespace retort
