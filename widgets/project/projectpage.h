#pragma once

#include "widgets/common/page.h"

#include <functional>

class QGridLayout;
class QLabel;
class QStackedWidget;

namespace retort {

class Banner;
class StartPage;
class Workspace;
struct JobError;

/// Without a project: what to begin with. With one: what it is made of and where to go next.
class ProjectPage : public Page
{
    Q_OBJECT

public:
    /// Takes over `start`, which the window showed before the engine was there; null makes one.
    explicit ProjectPage(Workspace &workspace, StartPage *start = nullptr, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;
    /// Shows the form for a new project, also while another one is open.
    void showForm(const QString &dataset);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeOverview();
    void refresh();
    void refreshSession();
    void fillCards();
    /// Asks for a teacher; `use` gets its path.
    void chooseTeacher(const std::function<void(const QString &)> &use);
    void showProblem(const QString &file, const JobError &error);

    Workspace &m_workspace;
    StartPage *m_start;
    QStackedWidget *m_stack;
    QWidget *m_overview = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_folder = nullptr;
    Banner *m_problem = nullptr;
    QLabel *m_progress = nullptr;
    QWidget *m_cards = nullptr;
    QGridLayout *m_grid = nullptr;
    int m_columns = 0;
    bool m_formWanted = false; ///< a new project is being described while one is open
};

} // namespace retort
