#include "widgets/common/thumbnailcache.h"

#include "base/error.h"
#include "data/imagesource.h"
#include "widgets/common/imageconversion.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace retort {

namespace {

constexpr int bytesKept = 64 << 20;
constexpr int smallestSide = 16;
// A batch ends after this long, so that what became visible meanwhile has its turn soon.
constexpr auto batchTime = std::chrono::milliseconds(30);

} // namespace

ThumbnailCache::ThumbnailCache(QObject *parent)
    : QObject(parent), m_side(smallestSide), m_pixmaps(bytesKept), m_runner(QStringLiteral("thumbnails"))
{}

void ThumbnailCache::setSource(std::shared_ptr<const ImageSource> source)
{
    if (source == m_source)
        return;
    m_source = std::move(source);
    forget();
}

void ThumbnailCache::setSide(int devicePixels)
{
    devicePixels = std::max(devicePixels, smallestSide);
    if (devicePixels == m_side)
        return;
    m_side = devicePixels;
    forget();
}

void ThumbnailCache::forget()
{
    ++m_generation;
    m_loading = false;
    m_wanted.clear();
    m_pixmaps.clear();
    m_failures.clear();
    m_runner.cancelAll();
}

void ThumbnailCache::want(std::vector<std::int64_t> indices)
{
    std::erase_if(indices,
                  [this](std::int64_t index) { return m_pixmaps.contains(index) || m_failures.contains(index); });
    m_wanted = std::move(indices);
    loadNext();
}

const QPixmap *ThumbnailCache::thumbnail(std::int64_t index) const
{
    return m_pixmaps.object(index);
}

void ThumbnailCache::loadNext()
{
    if (m_loading || m_wanted.empty() || !m_source)
        return;
    m_loading = true;
    const auto work = [source = m_source, side = m_side, wanted = m_wanted](std::stop_token stop,
                                                                            const Reporter &) {
        const auto end = std::chrono::steady_clock::now() + batchTime;
        std::vector<Loaded> batch;
        for (const std::int64_t index : wanted) {
            throwIfStopped(stop);
            Loaded one{index, {}, {}};
            try {
                one.image = toThumbnail(source->image(index), side);
            } catch (const Error &error) {
                one.failure = QString::fromStdString(error.fullText());
            }
            batch.push_back(std::move(one));
            if (std::chrono::steady_clock::now() > end)
                break;
        }
        return batch;
    };
    m_runner.submit<std::vector<Loaded>>(
        tr("loading thumbnails"), {}, this, work,
        [this, generation = m_generation](std::vector<Loaded> batch) {
            if (generation == m_generation)
                take(std::move(batch));
        },
        [this, generation = m_generation](const JobError &) {
            if (generation == m_generation)
                m_loading = false;
        });
}

void ThumbnailCache::take(std::vector<Loaded> batch)
{
    m_loading = false;
    for (Loaded &one : batch) {
        std::erase(m_wanted, one.index);
        if (one.image.isNull()) {
            m_failures.insert(one.index, one.failure.isEmpty() ? tr("The image is empty.") : one.failure);
            continue;
        }
        const auto cost = one.image.sizeInBytes();
        m_pixmaps.insert(one.index, new QPixmap(QPixmap::fromImage(std::move(one.image))), cost);
    }
    Q_EMIT loaded();
    loadNext();
}

} // namespace retort
