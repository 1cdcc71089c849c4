#pragma once

#include "widgets/common/page.h"

class QAction;
class QLineEdit;
class QPushButton;
class QTableView;

namespace retort {

class Banner;
class RunCurves;
class RunDetails;
class RunsModel;
class RunsOrder;
class Workspace;

/// All runs in a table; below it the chosen one's curves, notes and what can be done with it.
class RunsPage : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;

private:
    QWidget *makeTop();
    QWidget *makeBottom();
    QAction *addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                        void (RunsPage::*run)());
    void refresh();
    void refreshActions();
    void selectCurrent();
    void resume();
    void remove();
    void exportModel();
    void exportCurves();
    void exportAs(const QString &format, const QString &extension, const QString &filter);
    void showGraph();

    Workspace &m_workspace;
    RunsModel *m_model;
    RunsOrder *m_order;
    Banner *m_banner;
    QTableView *m_table = nullptr;
    QLineEdit *m_filter = nullptr;
    RunCurves *m_curves = nullptr;
    RunDetails *m_details = nullptr;
    QAction *m_resume = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_exportModel = nullptr;
    QAction *m_exportCurves = nullptr;
    QAction *m_graph = nullptr;
    int m_undoIndex = -1; ///< of the undo stack while the banner offers to undo a deletion
    bool m_exporting = false;
};

} // namespace retort
