#pragma once

#include "export/classify.h"

#include <QWidget>

#include <memory>

class QLabel;
class QTableView;

namespace retort {

class ClassSharesModel;
class ImageGrid;
class ImageListModel;

/// New images that a student has answered to.
struct ClassifiedImages
{
    std::int64_t run = 0; ///< whose student it was
    std::shared_ptr<const ImageSource> pictures;
    StudentFile file;
    Classification result;
    NewAgainstOld compared;
};

/// What a student says of new images: how many each class gets, beside those that it was made with, and the ones
/// that are most unlike them as pictures.
class ClassifyPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ClassifyPanel(QWidget *parent = nullptr);

    /// `title` says whose answers these are.
    void show(const QString &title, std::shared_ptr<const ClassifiedImages> images);
    [[nodiscard]] const std::shared_ptr<const ClassifiedImages> &images() const { return m_images; }
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void closeRequested();
    void csvRequested();
    /// To learn from them too.
    void addRequested();

private:
    std::shared_ptr<const ClassifiedImages> m_images;
    QLabel *m_title;
    QLabel *m_facts;
    QLabel *m_unlikeTitle;
    ClassSharesModel *m_shares;
    QTableView *m_table;
    ImageListModel *m_unlike;
    ImageGrid *m_grid;
};

} // namespace retort
