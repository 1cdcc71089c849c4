#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace retort {

class MainWindow;

/// How late the window handles events while a run trains, milliseconds.
struct StallFigures
{
    qint64 probes = 0; ///< one every few milliseconds
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
    double max = 0;
    qint64 overAFrame = 0; ///< probes that waited longer than a frame at 60 a second lasts
    qint64 epochs = 0;
    double seconds = 0;
};

/// Everything behind the frame, as main() sees it: the part of the window that stands on the core and LibTorch. It
/// is loaded as a module after the first frame, because loading LibTorch takes about 0.4 s (Debian 12, 2 cores).
class Engine : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void openProject(const QString &file) = 0;
    /// The main job on the embedded default: makes the demo project, opens it and distils.
    virtual void runDemo(bool quick) = 0;
    /// Nothing is being opened, read, scored or drawn: the window can be photographed.
    [[nodiscard]] virtual bool settled() const = 0;
    /// Calls `done` when the first run that trains has done so many epochs from now, or `failed` when it cannot.
    virtual void measureStalls(int epochs, std::function<void(const StallFigures &)> done,
                               std::function<void(const QString &)> failed) = 0;
};

/// What the module exports under the name `retortEngine`: fills the window with pages and wires it up. The engine
/// must die before the window.
using EngineEntry = Engine *(*)(MainWindow *window);

} // namespace retort
