#pragma once

#include "widgets/common/jobrunner.h"

#include <QImage>
#include <QWidget>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace retort {

class ImageSource;

/// One image, as large as there is room and as makes it plainer; the next few are loaded while a person looks.
class AuditPicture : public QWidget
{
    Q_OBJECT

public:
    explicit AuditPicture(QWidget *parent = nullptr);

    /// May be null.
    void setSource(std::shared_ptr<const ImageSource> source);
    /// Shows the first, keeps the others ready; none shows nothing.
    void showImages(std::vector<std::int64_t> images);
    /// What is wanted is there.
    [[nodiscard]] bool settled() const { return !m_runner.busy(); }

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Loaded
    {
        QImage image;
        QString failure; ///< why there is no image
    };
    void loadNext();

    std::shared_ptr<const ImageSource> m_source;
    quint64 m_generation = 0; ///< of the source: what was loaded of another is dropped
    bool m_loading = false;
    std::vector<std::int64_t> m_images;
    std::map<std::int64_t, Loaded> m_loaded; ///< of m_images
    JobRunner m_runner;                      // last: its jobs end before the rest goes
};

} // namespace retort
