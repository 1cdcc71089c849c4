#pragma once

#include "widgets/graph/glscene.h"

#include <QOpenGLWidget>

#include <functional>
#include <memory>
#include <optional>

class QOffscreenSurface;
class QPainter;

namespace retort {

/// What an OpenGL driver says of itself.
struct GlDriver
{
    QString renderer;      ///< "llvmpipe (LLVM 15.0.6, 256 bits)"
    bool usable = false;   ///< 3.3 or ES 3.0: instancing
    bool hardware = false; ///< no rasteriser on the processor, beside which QPainter is as quick
};

/// Asks the driver through a context of its own; takes some 100 ms, on any thread. `surface` was made (and
/// created) on the GUI thread.
[[nodiscard]] GlDriver askGlDriver(QOffscreenSurface &surface);
/// The format that contexts are asked for.
[[nodiscard]] QSurfaceFormat glFormat();

/// A graph view's picture by OpenGL: what it is told to draw, with QPainter things below and above. Takes no
/// mouse.
class GlCanvas : public QOpenGLWidget
{
    Q_OBJECT

public:
    explicit GlCanvas(QWidget *parent);
    ~GlCanvas() override;

    struct Frame
    {
        GraphTransform at;
        double way = 1; ///< from the scene before to this one
        std::size_t mostLines = 0;
    };
    /// Called in each frame.
    std::function<Frame()> frame;
    std::function<void(QPainter &)> paintBelow;
    std::function<void(QPainter &)> paintAbove;

    void setScene(std::shared_ptr<const GraphScene> from, std::shared_ptr<const GraphScene> to);

Q_SIGNALS:
    /// The driver refuses; the canvas stays empty.
    void failed(const QString &reason);

protected:
    void initializeGL() override;
    void paintGL() override;
    void changeEvent(QEvent *event) override;

private:
    void letGo();

    std::unique_ptr<GlScene> m_scene;
    std::shared_ptr<const GraphScene> m_from;
    std::shared_ptr<const GraphScene> m_to;
    bool m_stale = false;
};

} // namespace retort
