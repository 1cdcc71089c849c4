#include "widgets/prompts/classscoremodel.h"

#include "widgets/common/parts.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace retort {

ClassScoreModel::ClassScoreModel(QObject *parent) : QAbstractTableModel(parent) {}

void ClassScoreModel::setPictures(std::shared_ptr<const LivePicture> picture,
                                  std::shared_ptr<const LivePicture> baseline)
{
    if (baseline && picture && baseline->classes.size() != picture->classes.size())
        baseline.reset();
    const int before = rowCount();
    const int after = picture ? static_cast<int>(picture->classes.size()) : 0;
    // The same classes with other numbers, many times a second while a bar moves: nothing is rebuilt.
    if (before != after)
        beginResetModel();
    m_picture = std::move(picture);
    m_baseline = std::move(baseline);
    m_largest = 1;
    for (const auto &one : {m_picture, m_baseline})
        if (one)
            for (const std::int64_t count : one->score.training.classCounts)
                m_largest = std::max(m_largest, count);
    if (before != after)
        endResetModel();
    else if (after > 0)
        Q_EMIT dataChanged(index(0, 0), index(after - 1, ColumnCount - 1));
}

std::int64_t ClassScoreModel::images(const LivePicture &picture, int row) const
{
    return picture.score.training.classCounts[static_cast<std::size_t>(row)];
}

int ClassScoreModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_picture ? 0 : static_cast<int>(m_picture->classes.size());
}

int ClassScoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassScoreModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int row = index.row();
    const std::int64_t count = images(*m_picture, row);
    const auto share = [this](std::int64_t of) {
        return static_cast<double>(of) / static_cast<double>(m_largest);
    };
    switch (role) {
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        if (index.column() == NameColumn)
            return QString::fromStdString(m_picture->classes[static_cast<std::size_t>(row)].name);
        return {};
    case ShareRole:
        return share(count);
    case BaselineShareRole:
        return m_baseline ? QVariant(share(images(*m_baseline, row))) : QVariant();
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case NameColumn:
        return QString::fromStdString(m_picture->classes[static_cast<std::size_t>(row)].name);
    case ImagesColumn:
        return groupedNumber(count);
    case DifferenceColumn: {
        if (!m_baseline)
            return {};
        const std::int64_t difference = count - images(*m_baseline, row);
        const QString digits = groupedNumber(difference < 0 ? -difference : difference);
        return difference == 0 ? digits : (difference > 0 ? QStringLiteral("+") : QStringLiteral("−")) + digits;
    }
    default:
        return count == 0 ? QString()
                          : QLocale().toString(m_picture->meanMargins[static_cast<std::size_t>(row)], 'f', 2);
    }
}

QVariant ClassScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole && section == MarginColumn)
        return tr("How far the two best answers are apart, as a difference of softmax shares, 0 to 1");
    if (role == Qt::ToolTipRole && section == DifferenceColumn)
        return tr("Images more or fewer than under the baseline");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("class");
    case ImagesColumn:
        return tr("images");
    case DifferenceColumn:
        return tr("± base");
    default:
        return tr("margin");
    }
}

} // namespace retort
