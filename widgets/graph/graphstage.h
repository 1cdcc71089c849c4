#pragma once

#include "widgets/graph/filterbar.h"
#include "widgets/graph/graphsubject.h"
#include "widgets/graph/graphview.h"

#include <QWidget>

#include <memory>
#include <vector>

class QOffscreenSurface;
class QStackedWidget;

namespace retort {

class EpochsView;
class GraphHistory;
class MatrixView;

/// What the page shows.
enum class GraphDisplay { Both, Teacher, Student, Difference, Matrix, Epochs };

/// The views of a frame: both sides with linked camera, hover and selection, one alone, their difference, the
/// matrix of classes, or the epochs beside each other.
class GraphStage : public QWidget
{
    Q_OBJECT

public:
    explicit GraphStage(QWidget *parent = nullptr);
    ~GraphStage() override;

    void setDisplay(GraphDisplay display);
    [[nodiscard]] GraphDisplay display() const { return m_display; }
    /// Null frame: nothing. Samples move to where the new frame has them if `animate`.
    void setSubject(const GraphSubject &subject, bool animate);
    void setFilter(const GraphFilter &filter, const FilteredSamples &filtered);
    void setSelection(const std::vector<std::int32_t> &samples);
    void setHistory(const GraphHistory &history);
    void setTool(GraphTool tool);
    void bringIntoView(std::int32_t sample);
    /// Edges that the views draw of the frame, of one side.
    [[nodiscard]] std::int64_t edgesDrawn() const;
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void sampleClicked(int sample);
    void samplesEnclosed(const std::vector<std::int32_t> &samples);
    void proxyClicked(int proxy);
    void pairClicked(int first, int second); ///< two classes, of a cell of the matrix
    void nothingClicked();
    void stepAsked(int by);
    void epochChosen(qint64 epoch);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void rebuild(bool animate);
    void showSelection();
    void askDriver();

    GraphDisplay m_display = GraphDisplay::Both;
    GraphSubject m_subject;
    GraphFilter m_filter;
    FilteredSamples m_filtered;
    std::vector<std::int32_t> m_selection;
    const GraphHistory *m_history = nullptr;
    std::shared_ptr<const GraphScene> m_leftScene;
    QStackedWidget *m_stack;
    GraphView *m_left;  ///< the teacher, or the only one
    GraphView *m_right; ///< the student
    MatrixView *m_matrix;
    EpochsView *m_epochs;
    std::unique_ptr<QOffscreenSurface> m_surface; ///< while the driver is asked
    bool m_asked = false;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
