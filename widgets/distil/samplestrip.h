#pragma once

#include "widgets/common/thumbnailcache.h"

#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

class QLabel;

namespace retort {

/// A row of held-out images with what teacher and student say about them; as many as fit, twelve at most.
class SampleStrip : public QWidget
{
    Q_OBJECT

public:
    static constexpr int maximum = 12;

    explicit SampleStrip(QWidget *parent = nullptr);

    /// indices: of images in the source. Forgets the answers.
    void setImages(std::shared_ptr<const ImageSource> source, const std::vector<std::int64_t> &indices);
    /// Class indices in the order of the images, -1 = not known (yet); names of the classes.
    void setAnswers(const std::vector<std::int32_t> &teacher, const std::vector<std::int32_t> &student,
                    const QStringList &classes);
    [[nodiscard]] bool settled() const { return m_cache.settled(); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Cell
    {
        QWidget *box = nullptr;
        QLabel *picture = nullptr;
        QLabel *mark = nullptr;
        QLabel *teacher = nullptr;
        QLabel *student = nullptr;
    };
    void place();
    void showPictures();
    void refresh();

    std::vector<Cell> m_cells;
    std::vector<std::int64_t> m_indices;
    std::vector<std::int32_t> m_teacher;
    std::vector<std::int32_t> m_student;
    QStringList m_classes;
    ThumbnailCache m_cache;
};

} // namespace retort
