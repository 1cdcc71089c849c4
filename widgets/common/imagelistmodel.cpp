#include "widgets/common/imagelistmodel.h"

#include "data/imagesource.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace retort {

ImageListModel::ImageListModel(QObject *parent) : QAbstractListModel(parent) {}

void ImageListModel::setSource(std::shared_ptr<const ImageSource> source)
{
    beginResetModel();
    m_source = std::move(source);
    m_images.reset();
    endResetModel();
}

void ImageListModel::setImages(std::optional<std::vector<std::int64_t>> images)
{
    if (!images && !m_images)
        return;
    beginResetModel();
    m_images = std::move(images);
    if (m_images) {
        const std::int64_t size = m_source ? m_source->size() : 0;
        std::erase_if(*m_images, [size](std::int64_t index) { return index < 0 || index >= size; });
    }
    endResetModel();
}

void ImageListModel::setCaption(Caption caption)
{
    // Cells may change their height; the rows stay what they are.
    Q_EMIT layoutAboutToBeChanged();
    m_caption = std::move(caption);
    Q_EMIT layoutChanged();
}

void ImageListModel::setMark(Mark mark, const QString &word)
{
    m_mark = std::move(mark);
    m_markWord = word;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int ImageListModel::rowOf(std::int64_t image) const
{
    if (!m_images)
        return image >= 0 && image < rowCount() ? static_cast<int>(image) : -1;
    const auto found = std::find(m_images->begin(), m_images->end(), image);
    return found == m_images->end() ? -1 : static_cast<int>(found - m_images->begin());
}

std::int64_t ImageListModel::count() const
{
    if (m_images)
        return static_cast<std::int64_t>(m_images->size());
    return m_source ? m_source->size() : 0;
}

std::int64_t ImageListModel::image(int row) const
{
    return m_images ? (*m_images)[static_cast<std::size_t>(row)] : row;
}

int ImageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0
                            : static_cast<int>(std::min<std::int64_t>(count(), std::numeric_limits<int>::max()));
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const std::int64_t which = image(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return m_caption ? m_caption(which, index.row()) : QString::fromStdString(m_source->name(which));
    case Qt::ToolTipRole: {
        const QString name = QString::fromStdString(m_source->name(which));
        return isMarked(index.row()) ? name + QLatin1Char('\n') + m_markWord : name;
    }
    case Qt::AccessibleTextRole: {
        QString text = QString::fromStdString(m_source->name(which));
        if (m_caption)
            text += QStringLiteral(", ") + m_caption(which, index.row());
        if (isMarked(index.row()))
            text += QStringLiteral(", ") + m_markWord;
        return text;
    }
    case ImageRole:
        return QVariant::fromValue<qint64>(which);
    default:
        return {};
    }
}

} // namespace retort
