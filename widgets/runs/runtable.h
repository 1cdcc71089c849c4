#pragma once

#include "store/records.h"

#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <vector>

class QAction;
class QCheckBox;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;

namespace retort {

class ColumnMemory;
class FlowLayout;
class RunsModel;

/// The table of runs with what narrows it: a filter expression, chips for marks, states and tags, seeds in one
/// row, and which columns there are.
class RunTable : public QWidget
{
    Q_OBJECT

public:
    explicit RunTable(QWidget *parent = nullptr);

    void setRuns(const std::vector<RunRecord> &runs);
    /// News of one of them, which changes nothing about the others.
    void setRun(const RunRecord &run);
    /// Makes the run's row the current one, where it is shown.
    void setCurrentRun(std::int64_t run);
    /// Of the selected rows, ascending, each once.
    [[nodiscard]] std::vector<std::int64_t> selectedRuns() const;
    [[nodiscard]] bool grouped() const;
    void setGrouped(bool grouped);
    /// Shows the runs of the current row's recipe below it, or no more.
    [[nodiscard]] QAction *openAction() const { return m_open; }
    /// Shows each selected run's colour, in the order of selectedRuns(); none with a single row.
    void showColours();

    [[nodiscard]] QTableView *view() const { return m_view; }
    [[nodiscard]] RunsModel *model() const { return m_model; }
    [[nodiscard]] QLineEdit *filter() const { return m_filter; }
    /// What is wrong with the filter, as it is shown; empty: nothing.
    [[nodiscard]] QString filterError() const;

Q_SIGNALS:
    void currentRunChanged(qint64 run);
    void selectionChanged();
    void groupedChanged(bool grouped);
    void renamed(qint64 run, const QString &name);
    void starToggled(const std::vector<std::int64_t> &runs);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Chip
    {
        QString text;
        QString expression;
        int kind = 0; ///< chips of one kind are joined by "or"

        bool operator==(const Chip &) const = default;
    };
    QWidget *makeTools();
    void makeView();
    void makeOpenAction();
    void setOpen(const QModelIndex &index, bool open);
    void fillColumnsMenu();
    void showColumn(int column, bool shown);
    void fitHead(int column);
    [[nodiscard]] static QString columnName(int column);
    bool refreshChips(); ///< whether they changed
    void refreshCount();
    void applyFilter();
    void showFilterError();

    RunsModel *m_model;
    QTableView *m_view;
    QLineEdit *m_filter = nullptr;
    QLabel *m_error = nullptr;
    QLabel *m_count = nullptr;
    FlowLayout *m_chipRow = nullptr;
    QCheckBox *m_group = nullptr;
    QMenu *m_columns = nullptr;
    QAction *m_open = nullptr;
    ColumnMemory *m_memory = nullptr;
    QList<Chip> m_chips;
    QStringList m_chosen; ///< expressions of the chips that are on
    QString m_problem;
    bool m_fitted = false; ///< columns are wide enough for their heads
    QTimer m_pause;        ///< typing has stopped for a while
};

} // namespace retort
