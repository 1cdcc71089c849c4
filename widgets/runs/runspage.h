#pragma once

#include "widgets/common/page.h"

#include <filesystem>
#include <vector>

class QAction;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace retort {

class Banner;
class ClassifyPanel;
class CurvesView;
class DifferencesView;
class ExplainView;
class RunDetails;
class RunTable;
struct JobError;
class Workspace;

/// All runs in a table; below it the curves of those that are selected, and the current one's notes and what can
/// be done with it. Images that are dropped on the page are classified by the current run's student.
class RunsPage : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;
    /// "explain".
    void showPart(const QString &part) override;

    /// Files and folders.
    void classifyPaths(const std::vector<std::filesystem::path> &paths);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    /// A way to take a run away: one entry of the menu.
    struct Takeaway
    {
        QString text, toolTip, format, extension, filter;
    };
    [[nodiscard]] static QList<Takeaway> takeaways();
    QPushButton *makeExportButton();
    QWidget *makeTop();
    QWidget *makeBottom();
    QAction *addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                        void (RunsPage::*run)());
    void refresh();
    void refreshActions();
    void refreshRun(qint64 id);
    void selectCurrent();
    void showSelected();
    void resume();
    void remove();
    void rename();
    void star();
    void toggleStars(const std::vector<std::int64_t> &runs);
    void exportAs(const Takeaway &what);
    void showError(const JobError &error);
    void chooseImages();
    void saveAnswers();
    void addClassified();
    /// Whether there is a student to export or to ask.
    [[nodiscard]] bool hasStudent() const;
    void showGraph();

    Workspace &m_workspace;
    Banner *m_banner;
    RunTable *m_table = nullptr;
    CurvesView *m_curves = nullptr;
    RunDetails *m_details = nullptr;
    QAction *m_resume = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_star = nullptr;
    QAction *m_classify = nullptr;
    QList<QAction *> m_exports;
    QPushButton *m_exportButton = nullptr;
    QStackedWidget *m_bottom = nullptr; ///< views of the run, or what new images are
    QTabWidget *m_views = nullptr;
    ExplainView *m_explain = nullptr;
    DifferencesView *m_differences = nullptr;
    ClassifyPanel *m_classified = nullptr;
    QAction *m_graph = nullptr;
    int m_undoIndex = -1; ///< of the undo stack while the banner offers to undo a deletion
    int m_working = 0;    ///< exports and classifications under way
};

} // namespace retort
