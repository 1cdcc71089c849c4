#pragma once

#include <QAbstractListModel>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace retort {

class ImageSource;

/// Images of a source, all of them or some in an order of one's own, one a row. Costs nothing a row, so a million
/// is fine. Display text is the caption, or the name where there is none.
class ImageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { ImageRole = Qt::UserRole + 1 }; ///< qint64: index into the source

    /// A line below an image; `row` is the place in this model.
    using Caption = std::function<QString(std::int64_t image, int row)>;

    /// Images that are set apart: shown dimmed, and named so.
    using Mark = std::function<bool(std::int64_t image)>;

    explicit ImageListModel(QObject *parent = nullptr);

    /// All images of the source, in its order. May be null.
    void setSource(std::shared_ptr<const ImageSource> source);
    /// Only these, in this order; nothing = all. Indices out of range are left out.
    void setImages(std::optional<std::vector<std::int64_t>> images);
    void setCaption(Caption caption);
    /// `word` is what marked images are ("excluded from training").
    void setMark(Mark mark, const QString &word);

    [[nodiscard]] const std::shared_ptr<const ImageSource> &source() const { return m_source; }
    [[nodiscard]] bool hasCaptions() const { return static_cast<bool>(m_caption); }
    [[nodiscard]] std::int64_t image(int row) const;
    [[nodiscard]] bool isMarked(int row) const { return m_mark && m_mark(image(row)); }
    /// -1 = not there.
    [[nodiscard]] int rowOf(std::int64_t image) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] std::int64_t count() const;

    std::shared_ptr<const ImageSource> m_source;
    std::optional<std::vector<std::int64_t>> m_images;
    Caption m_caption;
    Mark m_mark;
    QString m_markWord;
};

} // namespace retort
