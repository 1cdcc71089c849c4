#pragma once

#include "widgets/common/jobrunner.h"
#include "widgets/common/page.h"
#include "widgets/data/datasetfacts.h"

#include <filesystem>
#include <optional>

class QStackedWidget;
class QPushButton;

namespace retort {

class AuditView;
class Banner;
class ClassEditor;
class DuplicatesView;
class ElidedLabel;
class FactsPanel;
class ImageWall;
class LiveScore;
class Workspace;

/// The images of the project: where they lie, what they are, a wall of them, and the names of their classes.
class DataPage : public Page
{
    Q_OBJECT

public:
    explicit DataPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;
    /// "audit": the audit; "duplicates": images that are alike; "": the images.
    void showPart(const QString &part) override;

    /// Opens what lies at `path` and makes it the shown role's data set. Asked for, not done, when a data set that
    /// moved is being looked for and other images lie there.
    void choose(const std::filesystem::path &path);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeWall();
    QWidget *makeSide();
    void setRole(DatasetRole role);
    void refresh();
    void openShown();
    void showFacts(const DatasetFacts &facts);
    void showOpenError(const JobError &error);
    void take(const DatasetRecord &record);
    void chooseFolder();
    void chooseFile();
    void chooseWith(bool folder);
    void takeImagesToShow();

    Workspace &m_workspace;
    LiveScore &m_live;
    DatasetRole m_role = DatasetRole::Training;
    std::optional<DatasetFacts> m_facts; ///< of what is shown
    QString m_shownKey;                  ///< which data set that is, or is being opened
    bool m_missing = false;              ///< the shown data set could not be opened: look for it elsewhere

    QStackedWidget *m_views; ///< the images, the audit, duplicates
    AuditView *m_audit;
    DuplicatesView *m_duplicates;
    Banner *m_banner;
    QPushButton *m_trainingButton;
    QPushButton *m_testButton;
    ElidedLabel *m_location;
    PageStack *m_wallStates;
    ImageWall *m_wall;
    FactsPanel *m_panel;
    ClassEditor *m_classes;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
