#pragma once

#include "widgets/common/jobrunner.h"
#include "widgets/data/auditresults.h"
#include "workflow/audit.h"

#include <QWidget>

#include <memory>
#include <vector>

class QPushButton;
class QStackedWidget;

namespace retort {

class AuditAsker;
class AuditStart;
class Banner;
class LiveScore;
class PageStack;
class Workspace;

/// The audit of the project's images: draw some at random, say what each shows with one key, see what that says of
/// the teacher. Everything is stored at once, so a person stops and goes on when they like.
class AuditView : public QWidget
{
    Q_OBJECT

public:
    explicit AuditView(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const;
    /// Asks about these images of a role instead of drawn ones, until the person goes back to those.
    void askAbout(DatasetRole role, std::vector<std::int64_t> images);
    /// Reads a CSV file of answers; what cannot be taken is told, and the rest offered.
    void importFile(const QString &file);
    void exportFile(const QString &file);

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum class Part { Start, Ask, Results };
    struct Opened;

    QWidget *makeHeader();
    void setRole(DatasetRole role);
    void leaveSelection();
    void refresh();
    void openQueue();
    void take(const Opened &opened);
    void showNotes();
    void auditChanged();
    void showPart(Part part);
    void updateHeader();
    void draw();
    void answer(const AuditAnswer &answer);
    void chooseImport();
    void chooseExport();
    void measure();
    /// The teacher's answers to the shown images; null while there are none.
    [[nodiscard]] const std::vector<std::int32_t> *teacherAnswers() const;

    Workspace &m_workspace;
    LiveScore &m_live;
    DatasetRole m_role = DatasetRole::Training;
    bool m_roleChosen = false;
    std::vector<std::int64_t> m_selection; ///< what is asked about; empty: what was drawn
    Part m_part = Part::Start;
    AuditQueue m_queue;
    std::shared_ptr<const OpenedDataset> m_dataset; ///< null until it is open
    ClassList m_classes;
    bool m_reportShown = false;
    bool m_answering = false; ///< the change that comes is this view's own

    QPushButton *m_trainingButton;
    QPushButton *m_testButton;
    QPushButton *m_askButton;
    QPushButton *m_resultsButton;
    QPushButton *m_moreButton;
    QPushButton *m_importButton;
    QPushButton *m_exportButton;
    QPushButton *m_selectionButton;
    Banner *m_banner;
    PageStack *m_states;
    QStackedWidget *m_parts;
    AuditStart *m_start;
    AuditAsker *m_asker;
    AuditResults *m_results;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
