#pragma once

#include "widgets/graph/graphpainter.h"

#include <QOpenGLBuffer>
#include <QOpenGLShaderProgram>
#include <QOpenGLVertexArrayObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace retort {

/// Draws lines, bundles and samples of a scene with OpenGL (3.3 or ES 3.0): one instanced call a kind. Places of
/// two scenes lie in its buffers, so that a move between epochs costs one number a frame. Everything with its
/// context current.
class GlScene
{
public:
    GlScene() = default;
    ~GlScene();
    GlScene(const GlScene &) = delete;
    GlScene &operator=(const GlScene &) = delete;

    /// Compiles the shaders; false with the reason in error() when the driver refuses.
    [[nodiscard]] bool initialise();
    [[nodiscard]] const QString &error() const { return m_error; }

    /// What to draw: on the way from `from` (null: no way) to `to`.
    void setScene(std::shared_ptr<const GraphScene> from, std::shared_ptr<const GraphScene> to,
                  const Theme &theme);
    /// t: how far on the way, 0 .. 1. mostLines: level of detail. Size in logical pixels.
    void paint(const GraphTransform &at, const QSize &size, double pixelRatio, double t, std::size_t mostLines,
               const Theme &theme);

private:
    struct Instances
    {
        QOpenGLBuffer buffer;
        QOpenGLVertexArrayObject array;
        int count = 0;
    };
    bool compile(QOpenGLShaderProgram &program, const char *vertex, const char *fragment);
    void uploadDots(const Theme &theme);
    void uploadCurves(const SceneDetail &detail, const Theme &theme);
    void setView(QOpenGLShaderProgram &program, const GraphTransform &at, const QSize &size, double pixelRatio,
                 double t);

    QString m_error;
    QOpenGLShaderProgram m_dotProgram;
    QOpenGLShaderProgram m_curveProgram;
    Instances m_dots;
    Instances m_curves;
    std::shared_ptr<const GraphScene> m_from;
    std::shared_ptr<const GraphScene> m_to;
    SceneDetail m_detail; ///< of the curves that are uploaded
    bool m_curvesStale = true;
    int m_curveSteps = 1;
};

} // namespace retort
