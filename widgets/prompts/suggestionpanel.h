#pragma once

#include "widgets/prompts/suggestionmodel.h"

#include "widgets/common/jobrunner.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QTableView;

namespace retort {

class LiveScore;
class PageStack;
class Workspace;

/// Suggestions for the weighting as it is, looked for when asked. Each can be tried and taken back with one click;
/// nothing changes before that.
class SuggestionPanel : public QWidget
{
    Q_OBJECT

public:
    SuggestionPanel(Workspace &workspace, LiveScore &live, QWidget *parent = nullptr);

    void look();
    /// Tries the aliases of a file, a class a line: name, alias, alias.
    void lookWithAliases(const QString &file);
    /// Gives way: somebody edits.
    void stop();
    /// What is in force now.
    void setCurrent(const Weighting &weighting, const ClassList &classes);
    [[nodiscard]] SuggestionModel &model() { return *m_model; }
    /// Tries a row, or takes it back.
    void act(int row);
    [[nodiscard]] bool settled() const { return m_job == 0; }

Q_SIGNALS:
    void muteAsked(const QString &text, bool muted);
    /// This class should get an alias that only a person can know.
    void aliasWanted(const QString &className);

private:
    void start(const ClassList &candidates);
    void chooseFile();

    Workspace &m_workspace;
    LiveScore &m_live;
    SuggestionModel *m_model;
    QComboBox *m_criterion;
    QPushButton *m_look;
    QTableView *m_table;
    PageStack *m_states;
    JobRunner::JobId m_job = 0;
    JobRunner m_files; // last: its jobs end before the rest goes
};

} // namespace retort
