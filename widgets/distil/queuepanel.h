#pragma once

#include "workflow/sweepranking.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace retort {

class QueueModel;
class SweepModel;
class Workspace;

/// The runs that wait, to be moved, held back and taken out; and how the points of a sweep compare. Hidden while
/// there is neither.
class QueuePanel : public QWidget
{
    Q_OBJECT

public:
    explicit QueuePanel(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const { return !m_reading; }

Q_SIGNALS:
    void hasContentChanged(bool hasContent);

private:
    QWidget *makeQueue();
    QWidget *makeRanking();
    QWidget *makeNotices();
    QAction *addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                        void (QueuePanel::*run)());
    void refresh();
    void refreshRun(qint64 id);
    void refreshActions();
    void readRankings();
    void fillChoice();
    void showChosen();
    [[nodiscard]] std::vector<std::int64_t> selected() const;
    void moveUp();
    void moveDown();
    void moveToFront();
    void hold();
    void takeOut();

    Workspace &m_workspace;
    QueueModel *m_model;
    SweepModel *m_ranking;
    std::shared_ptr<const std::vector<SweepRanking>> m_rankings; ///< never null
    std::optional<qint64> m_chosen; ///< sweep that somebody wants to see, 0 = the queue
    bool m_reading = false;
    bool m_readAgain = false;
    QComboBox *m_choice;
    QLabel *m_status;
    QCheckBox *m_gentle;
    QPushButton *m_go;
    QStackedWidget *m_stack;
    QTableView *m_table = nullptr;
    QTableView *m_points = nullptr;
    QAction *m_up = nullptr;
    QAction *m_down = nullptr;
    QAction *m_front = nullptr;
    QAction *m_hold = nullptr;
    QAction *m_takeOut = nullptr;
};

} // namespace retort
