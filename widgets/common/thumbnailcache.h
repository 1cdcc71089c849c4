#pragma once

#include "widgets/common/jobrunner.h"

#include <QCache>
#include <QHash>
#include <QImage>
#include <QPixmap>

#include <memory>
#include <vector>

namespace retort {

class ImageSource;

/// Small pictures of an image source, decoded off the GUI thread and kept by last use. Whoever shows them says
/// with want() which ones are visible; only those are loaded, nearest to the front first, and what scrolled away
/// before its turn is forgotten. One cache a view. GUI thread only.
class ThumbnailCache : public QObject
{
    Q_OBJECT

public:
    explicit ThumbnailCache(QObject *parent = nullptr);

    /// Forgets everything of the source before. May be null.
    void setSource(std::shared_ptr<const ImageSource> source);
    [[nodiscard]] const std::shared_ptr<const ImageSource> &source() const { return m_source; }

    /// Edge of the square that thumbnails are scaled into, in device pixels. Another one forgets everything.
    void setSide(int devicePixels);

    /// Replaces what is wanted: indices into the source that are visible now.
    void want(std::vector<std::int64_t> indices);

    /// Null while it is not there yet or when it cannot be read.
    [[nodiscard]] const QPixmap *thumbnail(std::int64_t index) const;
    /// Why an image has no thumbnail; empty when it has one or is not loaded yet.
    [[nodiscard]] QString failure(std::int64_t index) const { return m_failures.value(index); }
    /// Everything wanted is there.
    [[nodiscard]] bool settled() const { return !m_loading && m_wanted.empty(); }

Q_SIGNALS:
    /// Some of what was wanted arrived.
    void loaded();

private:
    struct Loaded
    {
        std::int64_t index = 0;
        QImage image;
        QString failure;
    };
    void forget();
    void loadNext();
    void take(std::vector<Loaded> batch);

    std::shared_ptr<const ImageSource> m_source;
    int m_side;
    quint64 m_generation = 0; ///< what was loaded for another source or size is dropped
    bool m_loading = false;
    std::vector<std::int64_t> m_wanted; ///< not there yet, first first
    QCache<std::int64_t, QPixmap> m_pixmaps;
    QHash<std::int64_t, QString> m_failures;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
