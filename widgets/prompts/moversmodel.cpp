#include "widgets/prompts/moversmodel.h"

#include "widgets/common/parts.h"

#include <utility>

namespace retort {

MoversModel::MoversModel(QObject *parent) : QAbstractTableModel(parent) {}

void MoversModel::setMoves(std::vector<MoveGroup> moves, const ClassList &classes,
                           std::span<const std::int32_t> labels)
{
    beginResetModel();
    m_moves = std::move(moves);
    m_classes = classes;
    m_labelled = false;
    m_became.clear();
    m_tallies.assign(1, {});
    for (const MoveGroup &group : m_moves) {
        Tally tally;
        std::vector<int> became;
        for (const std::int64_t image : group.images) {
            const auto place = static_cast<std::size_t>(image);
            const std::int32_t label = place < labels.size() ? labels[place] : -1;
            m_labelled = m_labelled || label >= 0;
            became.push_back(label < 0 ? 0 : (label == group.to) - (label == group.from));
            ++tally.images;
            tally.right += became.back() > 0;
            tally.wrong += became.back() < 0;
        }
        m_became.push_back(std::move(became));
        m_tallies.push_back(tally);
        m_tallies.front().images += tally.images;
        m_tallies.front().right += tally.right;
        m_tallies.front().wrong += tally.wrong;
    }
    if (m_moves.empty())
        m_tallies.clear();
    endResetModel();
}

QString MoversModel::move(int row) const
{
    if (row == 0)
        return tr("all");
    const MoveGroup &group = m_moves[static_cast<std::size_t>(row) - 1];
    const auto name = [this](std::int32_t c) {
        return QString::fromStdString(m_classes[static_cast<std::size_t>(c)].name);
    };
    return tr("%1 → %2", "an image moved from one class to another").arg(name(group.from), name(group.to));
}

std::vector<MoversModel::Moved> MoversModel::images(int row) const
{
    std::vector<Moved> result;
    for (std::size_t g = 0; g < m_moves.size(); ++g) {
        const int own = static_cast<int>(g) + 1;
        if (row != 0 && row != own)
            continue;
        for (std::size_t i = 0; i < m_moves[g].images.size(); ++i)
            result.push_back({m_moves[g].images[i], own, m_became[g][i]});
    }
    return result;
}

int MoversModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tallies.size());
}

int MoversModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MoversModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || role != Qt::DisplayRole)
        return {};
    const Tally &of = tally(index.row());
    switch (index.column()) {
    case MoveColumn:
        return QStringLiteral("%1  %2").arg(move(index.row()), groupedNumber(of.images));
    case ImagesColumn:
        return of.images;
    case RightColumn:
        return m_labelled ? QVariant(of.right) : QVariant();
    default:
        return m_labelled ? QVariant(of.wrong) : QVariant();
    }
}

QVariant MoversModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case MoveColumn:
        return tr("move");
    case ImagesColumn:
        return tr("images");
    case RightColumn:
        return tr("became right");
    default:
        return tr("became wrong");
    }
}

} // namespace retort
