#pragma once

#include "explainpanel.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace retort {

class PageStack;
class Workspace;
struct JobError;

/// Explains the run that is current: asks student and teacher in the background while it is on screen, and not
/// before.
class ExplainView : public QWidget
{
    Q_OBJECT

public:
    explicit ExplainView(Workspace &workspace, QWidget *parent = nullptr);

    /// 0: none.
    void setRun(std::int64_t run);
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void auditRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// Explains anew, if it is on screen.
    void refresh();
    void explain();
    void showPair(ExplainPair pair, LabelHalf half);
    void chooseHalf(LabelHalf half);
    void askTeacher();
    void showFailure(const JobError &error);
    /// What was found out is of the run and the images that are looked at now.
    [[nodiscard]] bool isNews(std::int64_t run, const std::shared_ptr<const Session> &session) const;

    Workspace &m_workspace;
    PageStack *m_states;
    ExplainPanel *m_panel;
    std::int64_t m_run = 0;
    std::int64_t m_epoch = 0;          ///< that is explained, or about to be
    std::optional<DatasetRole> m_role; ///< as chosen
    ExplainPair m_pair = ExplainPair::StudentTeacher;
    bool m_pairChosen = false;
    bool m_stale = true;
    // The newest job of each kind is under way; older ones are never delivered.
    bool m_explaining = false;
    bool m_counting = false;
    bool m_asking = false;
    std::shared_ptr<const RunExplanation> m_explanation;
};

} // namespace retort
