#include "widgets/data/auditpicture.h"

#include "base/error.h"
#include "data/imagesource.h"
#include "widgets/common/imageconversion.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int smallest = 160;
constexpr int largest = 1536;         // device pixels kept of an image: more says no more to a person
constexpr double mostEnlarged = 12.0; // a tiny image is recognised by its shape, not by the size of its pixels

} // namespace

AuditPicture::AuditPicture(QWidget *parent) : QWidget(parent), m_runner(QStringLiteral("audit picture"))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void AuditPicture::setSource(std::shared_ptr<const ImageSource> source)
{
    ++m_generation;
    m_loading = false;
    m_source = std::move(source);
    m_images.clear();
    m_loaded.clear();
    update();
}

void AuditPicture::showImages(std::vector<std::int64_t> images)
{
    m_images = std::move(images);
    std::erase_if(m_loaded, [this](const auto &entry) {
        return std::find(m_images.begin(), m_images.end(), entry.first) == m_images.end();
    });
    loadNext();
    update();
}

QSize AuditPicture::minimumSizeHint() const
{
    return {smallest, smallest};
}

void AuditPicture::loadNext()
{
    const auto next = std::find_if(m_images.begin(), m_images.end(),
                                   [this](std::int64_t image) { return !m_loaded.contains(image); });
    if (m_loading || !m_source || next == m_images.end())
        return;
    m_loading = true;
    m_runner.submit<Loaded>(
        tr("loading an image"), {}, this,
        [source = m_source, image = *next](std::stop_token, const Reporter &) {
            try {
                QImage whole = toQImage(source->image(image));
                if (std::max(whole.width(), whole.height()) > largest)
                    whole = whole.scaled(largest, largest, Qt::KeepAspectRatio, Qt::SmoothTransformation);
                const QString failure = whole.isNull() ? tr("The image is empty.") : QString();
                return Loaded{std::move(whole), failure};
            } catch (const Error &error) {
                return Loaded{{}, QString::fromStdString(error.fullText())};
            }
        },
        [this, generation = m_generation, image = *next](Loaded loaded) {
            if (generation != m_generation)
                return;
            m_loading = false;
            m_loaded[image] = std::move(loaded);
            if (!m_images.empty() && image == m_images.front())
                update();
            loadNext();
        });
}

void AuditPicture::paintEvent(QPaintEvent *)
{
    if (m_images.empty())
        return;
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto found = m_loaded.find(m_images.front());
    if (found != m_loaded.end() && !found->second.image.isNull()) {
        const QImage &image = found->second.image;
        QSizeF fits = QSizeF(image.size()).scaled(QSizeF(size()), Qt::KeepAspectRatio);
        if (fits.width() > mostEnlarged * image.width())
            fits = QSizeF(image.size()) * mostEnlarged;
        QRectF place({}, fits);
        place.moveCenter(QRectF(rect()).center());
        QPainterPath rounded;
        rounded.addRoundedRect(place, Theme::radius, Theme::radius);
        painter.setClipPath(rounded);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(place, image);
        return;
    }
    const int side = std::min(width(), height());
    const QRectF square((width() - side) / 2, (height() - side) / 2, side, side);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(square, Theme::radius, Theme::radius);
    if (found != m_loaded.end()) {
        painter.setPen(theme.text);
        painter.drawText(square.adjusted(Theme::space5, Theme::space5, -Theme::space5, -Theme::space5),
                         Qt::AlignCenter | Qt::TextWordWrap, found->second.failure);
    }
}

} // namespace retort
