#pragma once

#include "prompts/classlist.h"
#include "widgets/prompts/moves.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;

namespace retort {

class ElidedLabel;
class ImageGrid;
class ImageListModel;
class ImageSource;
class PageStack;

/// The images that the last edit moved from one class to another, the largest groups first.
class MoversPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MoversPanel(QWidget *parent = nullptr);

    void setSource(std::shared_ptr<const ImageSource> source);
    void setMoves(std::vector<MoveGroup> moves, const ClassList &classes);
    [[nodiscard]] bool settled() const;

private:
    [[nodiscard]] QString moveText(const MoveGroup &group) const;
    void showChosen();

    std::vector<MoveGroup> m_moves;
    ClassList m_classes;
    QLabel *m_title;
    ElidedLabel *m_line; ///< the largest groups
    QComboBox *m_groups;
    PageStack *m_states;
    ImageListModel *m_images;
    ImageGrid *m_grid;
};

} // namespace retort
