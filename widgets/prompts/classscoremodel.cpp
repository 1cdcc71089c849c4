#include "widgets/prompts/classscoremodel.h"

#include "widgets/common/parts.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace retort {

ClassScoreModel::ClassScoreModel(QObject *parent) : QAbstractTableModel(parent) {}

void ClassScoreModel::setPictures(std::shared_ptr<const LivePicture> picture,
                                  std::shared_ptr<const LivePicture> baseline, bool withLabels)
{
    const int before = rowCount();
    const int after = picture ? static_cast<int>(picture->classes.size()) : 0;
    // The same classes with other numbers, many times a second while a bar moves: nothing is rebuilt.
    if (before != after)
        beginResetModel();
    m_picture = std::move(picture);
    m_withLabels = withLabels;
    m_before.clear();
    if (m_picture && baseline && baseline->classes.size() == m_picture->classes.size()) {
        const LogitSummary &then = baseline->score.training;
        m_before = then.classCounts;
        if (m_picture->places) {
            std::fill(m_before.begin(), m_before.end(), 0);
            for (const std::int64_t place : *m_picture->places)
                if (const std::int32_t answer = then.answers[static_cast<std::size_t>(place)]; answer >= 0)
                    ++m_before[static_cast<std::size_t>(answer)];
        }
    }
    m_largest = 1;
    for (const std::int64_t count : m_before)
        m_largest = std::max(m_largest, count);
    if (m_picture)
        for (const std::int64_t count : m_picture->score.training.classCounts)
            m_largest = std::max(m_largest, count);
    if (before != after)
        endResetModel();
    else if (after > 0)
        Q_EMIT dataChanged(index(0, 0), index(after - 1, ColumnCount - 1));
}

int ClassScoreModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_picture ? 0 : static_cast<int>(m_picture->classes.size());
}

int ClassScoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const Proportion *ClassScoreModel::measured(int row, int column) const
{
    if (!m_withLabels || !m_picture->measured)
        return nullptr;
    const ClassFigures &figures = m_picture->measured->figures.classes[static_cast<std::size_t>(row)];
    const Proportion &share = column == RecallColumn ? figures.recall : figures.precision;
    return share.count > 0 ? &share : nullptr;
}

QVariant ClassScoreModel::sorted(int row, int column) const
{
    const auto place = static_cast<std::size_t>(row);
    const std::int64_t count = m_picture->score.training.classCounts[place];
    switch (column) {
    case NameColumn:
        return QString::fromStdString(m_picture->classes[place].name);
    case ImagesColumn:
        return qint64(count);
    case DifferenceColumn:
        return m_before.empty() ? QVariant() : QVariant(qint64(count - m_before[place]));
    case MarginColumn:
        return double(m_picture->meanMargins[place]);
    default: {
        const Proportion *share = measured(row, column);
        return share ? share->percent : -1.0;
    }
    }
}

QVariant ClassScoreModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int row = index.row();
    const auto place = static_cast<std::size_t>(row);
    const std::int64_t count = m_picture->score.training.classCounts[place];
    const auto share = [this](std::int64_t of) {
        return static_cast<double>(of) / static_cast<double>(m_largest);
    };
    switch (role) {
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        if (index.column() == NameColumn)
            return QString::fromStdString(m_picture->classes[place].name);
        if (const Proportion *of = measured(row, index.column()); of && index.column() >= RecallColumn)
            return tr("95 % interval %1 to %2, from %3 labelled images")
                .arg(percentText(of->low), percentText(of->high), groupedNumber(of->count));
        return {};
    case ShareRole:
        return share(count);
    case BaselineShareRole:
        return m_before.empty() ? QVariant() : QVariant(share(m_before[place]));
    case SortRole:
        return sorted(row, index.column());
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case NameColumn:
        return QString::fromStdString(m_picture->classes[place].name);
    case ImagesColumn:
        return groupedNumber(count);
    case DifferenceColumn: {
        if (m_before.empty())
            return {};
        const std::int64_t difference = count - m_before[place];
        const QString digits = groupedNumber(difference < 0 ? -difference : difference);
        return difference == 0 ? digits : (difference > 0 ? QStringLiteral("+") : QStringLiteral("−")) + digits;
    }
    case MarginColumn:
        return count == 0 ? QString() : QLocale().toString(m_picture->meanMargins[place], 'f', 2);
    default: {
        const Proportion *of = measured(row, index.column());
        return of ? QLocale().toString(of->percent, 'f', 1) : QString();
    }
    }
}

QVariant ClassScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == NameColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case DifferenceColumn:
            return tr("Images more or fewer than under the baseline");
        case MarginColumn:
            return tr("How far the two best answers are apart, as a difference of softmax shares, 0 to 1");
        case RecallColumn:
            return tr("Of the labelled images of this class, how many are answered with it, in percent");
        case PrecisionColumn:
            return tr("Of the labelled images that are answered with this class, how many show it, in percent");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("class");
    case ImagesColumn:
        return tr("images");
    case DifferenceColumn:
        return tr("± base");
    case MarginColumn:
        return tr("margin");
    case RecallColumn:
        return tr("recall");
    default:
        return tr("precision");
    }
}

} // namespace retort
