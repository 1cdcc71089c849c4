#pragma once

#include "widgets/graph/graphframe.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QTableView;

namespace retort {

class EdgeTableModel;
class ImageSource;
class PageStack;
class ThumbnailCache;

/// The selected sample: its image, what either side answers, and its edges in both graphs.
class SelectionPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SelectionPanel(QWidget *parent = nullptr);

    /// `images` may be null: then `whyNot` stands in the picture's place.
    void setSample(std::shared_ptr<const GraphRun> run, std::shared_ptr<const GraphFrame> frame,
                   std::optional<std::size_t> sample, std::shared_ptr<const ImageSource> images,
                   const QString &whyNot = {});
    [[nodiscard]] bool settled() const;

private:
    void showImage();

    std::int64_t m_image = -1;
    PageStack *m_states;
    QLabel *m_picture;
    QLabel *m_name;
    QLabel *m_teacher;
    QLabel *m_student;
    EdgeTableModel *m_model;
    QTableView *m_table;
    ThumbnailCache *m_thumbnails;
};

} // namespace retort
