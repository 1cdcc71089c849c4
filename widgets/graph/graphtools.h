#pragma once

#include "graph/layout.h"
#include "widgets/graph/graphstage.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QProgressBar;
class QToolButton;

namespace retort {

class GraphSearch;
class Workspace;

/// The head of the graph page: which run, against what, how it is shown and laid out, what the mouse does, search
/// and export.
class GraphTools : public QWidget
{
    Q_OBJECT

public:
    explicit GraphTools(Workspace &workspace, QWidget *parent = nullptr);

    /// Fills the lists of runs from the workspace; the comparison falls back to the teacher when its run is gone.
    void refreshRuns(std::int64_t against);
    void setDisplay(GraphDisplay display);
    /// A force layout on its way; equal numbers hide it.
    void showProgress(qint64 steps, qint64 most);
    [[nodiscard]] GraphSearch &search() { return *m_search; }

Q_SIGNALS:
    void runChosen(qint64 run);
    void againstChosen(qint64 run); ///< 0: its teacher
    void displayChosen(retort::GraphDisplay display);
    void layoutChosen(retort::LayoutKind kind);
    void toolChosen(retort::GraphTool tool);
    void stopSettlingAsked();
    void exportAsked(const QString &format, int width); ///< "png", "svg", "graphml", "csv"; width of a PNG

private:
    QWidget *makeModes();
    QWidget *makeTools();
    QToolButton *makeExport();

    Workspace &m_workspace;
    QComboBox *m_runs;
    QComboBox *m_against;
    QComboBox *m_layouts;
    QButtonGroup *m_modes;
    QButtonGroup *m_mouse;
    QWidget *m_settling;
    QProgressBar *m_progress;
    GraphSearch *m_search;
};

} // namespace retort
