#pragma once

#include "widgets/common/classlistmodel.h"
#include "widgets/common/jobrunner.h"

#include <QWidget>

class QLineEdit;
class QTableView;
class QToolButton;

namespace retort {

class Banner;
class Workspace;

/// The open project's classes: names and aliases edited in place, added by typing, removed, imported from a text
/// file. Every change goes through Workspace::setClasses, so it can be undone; what makes no sense is refused in
/// place.
class ClassEditor : public QWidget
{
    Q_OBJECT

public:
    explicit ClassEditor(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] ClassListModel &model() { return *m_model; }
    /// "name, alias, alias" a line; read in the background.
    void importFile(const QString &file);
    /// Opens the field of a class's aliases.
    void editAliases(const QString &className);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    [[nodiscard]] int headWidth(int column) const;
    [[nodiscard]] int neededWidth(int column) const;
    void shareWidth();
    void add();
    void removeSelected();
    void chooseFile();

    Workspace &m_workspace;
    ClassListModel *m_model;
    QTableView *m_table;
    QLineEdit *m_input;
    QToolButton *m_remove;
    Banner *m_banner;
    int m_nameWidth = 0;
    int m_aliasWidth = 0;
    JobRunner m_files; // last: its jobs end before the rest goes
};

} // namespace retort
