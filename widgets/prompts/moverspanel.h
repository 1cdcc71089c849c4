#pragma once

#include "widgets/prompts/moversmodel.h"

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;

namespace retort {

class ElidedLabel;
class ImageGrid;
class ImageListModel;
class ImageSource;
class PageStack;

/// Images at the foot of the Prompts page: those that the last edit moved from one class to another, the largest
/// groups first, or others that were asked for (of a confusion), until the next edit or the way back.
class MoversPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MoversPanel(QWidget *parent = nullptr);

    /// Where the images of moves are.
    void setSource(std::shared_ptr<const ImageSource> source);
    /// `labels` as MoversModel takes them.
    void setMoves(std::vector<MoveGroup> moves, const ClassList &classes, std::span<const std::int32_t> labels);
    /// Other images in place of the moves.
    void showImages(const QString &title, std::shared_ptr<const ImageSource> source,
                    std::vector<std::int64_t> images);
    [[nodiscard]] bool settled() const;

private:
    void showMoves();
    void showChosen();

    MoversModel *m_moves;
    std::shared_ptr<const ImageSource> m_source;
    bool m_others = false; ///< images that were asked for are shown
    QLabel *m_title;
    ElidedLabel *m_line; ///< the largest groups, or what became of the moved ones
    QComboBox *m_groups;
    QPushButton *m_back;
    PageStack *m_states;
    ImageListModel *m_images;
    ImageGrid *m_grid;
};

} // namespace retort
