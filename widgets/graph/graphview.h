#pragma once

#include "widgets/common/jobrunner.h"
#include "widgets/graph/graphpainter.h"

#include <QElapsedTimer>
#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>
#include <string>
#include <vector>

class QTimer;

namespace retort {

/// Zoom and place that views share.
struct GraphCamera
{
    double zoom = 1;
    QPointF pan; ///< in radii of the circle at zoom 1

    bool operator==(const GraphCamera &) const = default;
};

/// One side of the proxy graph. Lines and samples are painted on another thread into a picture that panning and
/// zooming only move; proxies, names and the selection are drawn over it. Repaints when something changed and
/// never else.
class GraphView : public QWidget
{
    Q_OBJECT

public:
    explicit GraphView(QWidget *parent = nullptr);

    /// Shows a scene; samples move there from where they are if `animate`. Null: nothing.
    void setScene(std::shared_ptr<const GraphScene> scene, bool animate);
    void setClasses(const std::vector<std::string> &classes);
    /// A sample, or nothing; its edges are drawn with their weights.
    void setSelection(std::optional<std::size_t> sample, const std::vector<GraphEdge> &edges);
    void setCamera(const GraphCamera &camera);
    /// "teacher", and what the picture says, for those who do not see it.
    void setTitle(const QString &title, const QString &description);
    /// The picture on screen is the one asked for.
    [[nodiscard]] bool settled() const { return !m_painting && !m_dirty; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cameraChanged(const retort::GraphCamera &camera);
    void sampleClicked(std::size_t sample);
    void proxyClicked(int proxy);
    void nothingClicked();
    /// The next or previous sample that stands out, by keyboard.
    void stepAsked(int by);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] GraphTransform transform() const;
    [[nodiscard]] double fitRadius() const;
    void moveCamera(const GraphCamera &camera);
    void zoomAt(const QPointF &place, double factor);
    void schedulePaint();
    void step();
    void click(const QPointF &place);
    void drawProxies(QPainter &painter, const GraphTransform &at) const;
    void drawSelection(QPainter &painter, const GraphTransform &at) const;
    void drawName(QPainter &painter, const GraphTransform &at, int proxy, bool radial) const;

    std::shared_ptr<const GraphScene> m_target; ///< where samples are going
    std::shared_ptr<const GraphScene> m_from;   ///< where they come from
    std::shared_ptr<const GraphScene> m_scene;  ///< where they are
    QElapsedTimer m_clock;
    QTimer *m_animation;

    QImage m_picture;
    GraphTransform m_pictureTransform; ///< of the picture
    bool m_painting = false;
    bool m_dirty = false;

    GraphCamera m_camera;
    QStringList m_classes;
    int m_nameWidth = 0;
    std::optional<std::size_t> m_selected;
    std::vector<GraphEdge> m_selectedEdges;
    QString m_title;
    std::optional<QPointF> m_press; ///< where the button went down
    bool m_panning = false;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
