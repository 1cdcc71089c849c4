#pragma once

#include "widgets/common/page.h"
#include "widgets/graph/graphscene.h"

#include <memory>
#include <optional>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace retort {

class Banner;
class EpochBar;
class GraphLoader;
class GraphView;
struct JobError;
class SelectionPanel;
class Workspace;

/// Teacher's and student's proxy graphs of a run, epoch by epoch, side by side with linked places, view and
/// selection.
class GraphPage : public Page
{
    Q_OBJECT

public:
    explicit GraphPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;
    /// A sample's number or its image's name, or a class, which becomes the filter. False when there is none.
    bool search(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum class Layout { SideBySide, Teacher, Student, Difference };

    QWidget *makeTools();
    QWidget *makeViews();
    void refreshRuns();
    void refreshRun();
    void loadRun();
    void showFrame(const std::shared_ptr<const GraphFrame> &frame);
    void showError(const JobError &error);
    void rebuildScenes(bool animate);
    void select(std::optional<std::size_t> sample);
    void stepSelection(int by);
    void refreshSelection();
    [[nodiscard]] GraphFilter filter() const;
    [[nodiscard]] Layout layoutMode() const;

    Workspace &m_workspace;
    GraphLoader *m_loader;
    std::shared_ptr<const GraphFrame> m_frame;
    std::optional<std::size_t> m_selected;
    bool m_stale = true; ///< to be looked at when the page is shown

    QComboBox *m_runs;
    QButtonGroup *m_modes;
    QComboBox *m_classFilter;
    QCheckBox *m_disagreements;
    QSpinBox *m_edges;
    QLineEdit *m_search;
    QLabel *m_shown;
    Banner *m_banner;
    GraphView *m_left;  ///< the teacher, or the only one
    GraphView *m_right; ///< the student
    SelectionPanel *m_selection;
    EpochBar *m_epochs;
};

} // namespace retort
