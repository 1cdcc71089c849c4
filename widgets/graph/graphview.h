#pragma once

#include "widgets/common/jobrunner.h"
#include "widgets/graph/graphoverlay.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPolygonF>
#include <QWidget>

#include <memory>
#include <optional>
#include <string>
#include <vector>

class QTimer;

namespace retort {

class GlCanvas;

/// Zoom and place that views share.
struct GraphCamera
{
    double zoom = 1;
    QPointF pan; ///< in radii of the circle at zoom 1

    bool operator==(const GraphCamera &) const = default;
};

/// What dragging with the mouse does. Shift draws a lasso and Ctrl a rectangle whatever it is.
enum class GraphTool { Move, Lasso, Rectangle };

/// Painter: lines and samples are painted on another thread into a picture that panning and zooming only move.
/// OpenGl: all of it anew each frame, by the graphics card.
enum class GraphDrawing { Painter, OpenGl };

/// One side of the proxy graph, with proxies, names and the selection over it. Repaints when something changed and
/// never else.
class GraphView : public QWidget
{
    Q_OBJECT

public:
    explicit GraphView(QWidget *parent = nullptr);
    ~GraphView() override;

    /// Falls back to the painter when the driver refuses.
    void setDrawing(GraphDrawing drawing);
    [[nodiscard]] GraphDrawing drawing() const { return m_gl ? GraphDrawing::OpenGl : GraphDrawing::Painter; }

    /// Shows a scene; samples move there from where they are if `animate`. Null: nothing.
    void setScene(std::shared_ptr<const GraphScene> scene, bool animate);
    void setClasses(const std::vector<std::string> &classes);
    /// Samples, and of a single one its edges, drawn with their weights, and the way it went.
    void setSelection(std::vector<std::int32_t> samples, std::vector<GraphEdge> edges,
                      std::vector<GraphPoint> trail);
    void setHovered(std::optional<std::int32_t> sample);
    void setCamera(const GraphCamera &camera);
    [[nodiscard]] const GraphCamera &camera() const { return m_camera; }
    /// Moves and zooms so that a place of the scene is in the middle, if it is not in view.
    void bringIntoView(const GraphPoint &point);
    void setTool(GraphTool tool);
    /// "teacher", and what the picture says, for those who do not see it.
    void setTitle(const QString &title, const QString &description);
    /// The picture on screen is the one asked for.
    [[nodiscard]] bool settled() const;
    /// Where the unit circle lies now.
    [[nodiscard]] GraphTransform transform() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cameraChanged(const retort::GraphCamera &camera);
    void sampleClicked(std::size_t sample);
    /// By lasso or rectangle; not those that are filtered away.
    void samplesEnclosed(const std::vector<std::int32_t> &samples);
    void proxyClicked(int proxy);
    void nothingClicked();
    void hovered(std::optional<std::int32_t> sample);
    /// The next or previous sample that stands out, by keyboard.
    void stepAsked(int by);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] double fitRadius() const;
    [[nodiscard]] double way() const;
    void moveCamera(const GraphCamera &camera);
    void zoomAt(const QPointF &place, double factor);
    void repaintAll();
    void repaintOverlay();
    void paintPicture();
    void step();
    void click(const QPointF &place);
    void enclose();
    [[nodiscard]] std::optional<std::int32_t> sampleAt(const QPointF &place) const;
    [[nodiscard]] std::optional<int> proxyAt(const QPointF &place) const;
    void paintBelow(QPainter &painter);
    void paintAbove(QPainter &painter);

    std::shared_ptr<const GraphScene> m_target; ///< where samples are going
    std::shared_ptr<const GraphScene> m_from;   ///< where they come from
    std::shared_ptr<const GraphScene> m_scene;  ///< where they are
    QElapsedTimer m_clock;
    QTimer *m_animation;
    GlCanvas *m_gl = nullptr;

    QImage m_picture;
    GraphTransform m_pictureTransform; ///< of the picture
    bool m_painting = false;
    bool m_dirty = false;

    GraphCamera m_camera;
    GraphOverlay m_overlay;
    QString m_title;
    GraphTool m_tool = GraphTool::Move;
    GraphTool m_dragTool = GraphTool::Move;
    std::optional<QPointF> m_press; ///< where the button went down
    bool m_dragging = false;
    QPolygonF m_outline; ///< of the lasso or the rectangle
    JobRunner m_runner;  // last: its jobs end before the rest goes
};

} // namespace retort
