#pragma once

#include "neighbours/nearduplicates.h"
#include "widgets/common/jobrunner.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QListView;
class QPushButton;

namespace retort {

class Banner;
class DuplicateGroupsModel;
class ImageGrid;
class ImageListModel;
class PageStack;
class Workspace;
struct Session;

/// Training images that are nearly the same to the teacher, in groups, or that the test images hold too: looked
/// at, and excluded from training but for one of each. Every pair is judged, when asked for.
class DuplicatesView : public QWidget
{
    Q_OBJECT

public:
    explicit DuplicatesView(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Question { Duplicates, Overlap };
    [[nodiscard]] Question question() const;
    void refresh();
    void look();
    void takeGroups(std::vector<DuplicateGroup> groups);
    void takeOverlap(const std::vector<OverlapPair> &pairs);
    void showGroup();
    void refreshActions();
    void exclude(const std::vector<std::int64_t> &images);
    /// Those of some images that are not excluded yet.
    [[nodiscard]] std::vector<std::int64_t> stillIn(const std::vector<std::int64_t> &images) const;

    Workspace &m_workspace;
    std::shared_ptr<const Session> m_session; ///< whose images are shown
    std::vector<std::int64_t> m_superfluous;  ///< what "exclude all" means
    std::vector<std::int64_t> m_ofGroup;      ///< what "exclude all but the first" means
    QComboBox *m_question;
    QDoubleSpinBox *m_least;
    Banner *m_banner;
    PageStack *m_states;
    DuplicateGroupsModel *m_groups;
    QListView *m_list;
    QLabel *m_summary;
    ImageListModel *m_images;
    ImageGrid *m_grid;
    QPushButton *m_excludeGroup;
    QPushButton *m_excludeAll;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
