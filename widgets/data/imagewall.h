#pragma once

#include "store/records.h"
#include "widgets/common/jobrunner.h"
#include "widgets/data/imagechoice.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTimer;

namespace retort {

class ImageGrid;
class ImageListModel;
class ImageViewer;
class LiveScore;
class Matrix;
class Workspace;
struct LivePicture;
struct OpenedDataset;

/// The images of one data set as a wall: searched by words or by an image, sorted by the teacher's answers, one of
/// them large, and some of them excluded from training.
class ImageWall : public QWidget
{
    Q_OBJECT

public:
    explicit ImageWall(Workspace &workspace, QWidget *parent = nullptr);

    /// Null: nothing.
    void setDataset(DatasetRole role, std::shared_ptr<const OpenedDataset> dataset);
    /// Only these, until the person takes that away.
    void showOnly(std::vector<std::int64_t> images, const QString &why);
    /// Back from a single image.
    void showAll();
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    /// Something happened to images: told in place, with a way back.
    void told(const QString &text, bool canUndo);
    /// The person wants to say what these show.
    void auditAsked(const std::vector<std::int64_t> &images);

private:
    /// What the images are ranked by; nothing: not ranked.
    struct Query
    {
        QString text;
        std::int64_t like = -1; ///< an image
        [[nodiscard]] bool empty() const { return text.isEmpty() && like < 0; }
    };
    QWidget *makeFilters();
    QWidget *makeActions();
    void refresh();
    void refreshAnswers();
    void refreshParts();
    void refreshActions();
    void arrange();
    void take(std::optional<std::vector<std::int64_t>> images, std::vector<float> cosines);
    void setCaptions();
    void refreshSource();
    void open();
    void step(int by);
    void showViewer(int row);
    void searchAlike();
    void exclude();
    [[nodiscard]] std::vector<std::int64_t> selected() const;
    /// The answers of the shown role to all its images; null where there are none of just these images.
    [[nodiscard]] const LogitSummary *answers() const;
    [[nodiscard]] std::shared_ptr<const Matrix> embeddings() const;

    Workspace &m_workspace;
    LiveScore &m_live;
    DatasetRole m_role = DatasetRole::Training;
    std::shared_ptr<const OpenedDataset> m_dataset;
    std::shared_ptr<const LivePicture> m_picture; ///< whose answers are shown
    std::shared_ptr<const ImageSource> m_seen;    ///< the images as the teacher sees them
    std::shared_ptr<const std::vector<ImagePart>> m_parts = std::make_shared<std::vector<ImagePart>>();
    std::vector<float> m_cosines; ///< of what is shown, where it is ranked
    ImageChoice m_choice;
    Query m_query;

    QStackedWidget *m_views; ///< the wall, one image
    ImageListModel *m_images;
    ImageGrid *m_grid;
    ImageViewer *m_viewer;
    QLineEdit *m_search;
    QTimer *m_typing; ///< since the last letter
    QPushButton *m_only;
    QComboBox *m_answer;
    QComboBox *m_part;
    QComboBox *m_order;
    QCheckBox *m_showAnswers;
    QCheckBox *m_showSeen;
    QLabel *m_count;
    QLabel *m_note;
    QLabel *m_chosen;
    QAction *m_open;
    QAction *m_alike;
    QAction *m_audit;
    QAction *m_exclude;
    bool m_excludes = true; ///< what m_exclude does: else it takes back
    JobRunner m_runner;     // last: its jobs end before the rest goes
};

} // namespace retort
