#include "queuemodel.h"

#include "widgets/common/runtext.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <algorithm>

namespace retort {

namespace {

const QString mimeType = QStringLiteral("application/x-retort-queue");

bool isRightAligned(int column)
{
    return column == QueueModel::Seed || column == QueueModel::Sweep;
}

QString shown(const RunRecord &run, int column)
{
    switch (column) {
    case QueueModel::Name:
        return runTitle(run);
    case QueueModel::State:
        // "Queued" says too little among runs that all are.
        return run.state == RunState::Queued   ? QueueModel::tr("waits")
               : run.state == RunState::Paused ? QueueModel::tr("held back")
                                               : stateText(run.state);
    case QueueModel::Epochs:
        return QueueModel::tr("%1 of %2").arg(run.epochsDone).arg(run.recipe.epochs);
    case QueueModel::Seed:
        return QString::number(run.recipe.seed);
    case QueueModel::Sweep:
        return run.sweepId > 0 ? QString::number(run.sweepId) : QString();
    default:
        return {};
    }
}

bool sameRuns(const std::vector<RunRecord> &a, const std::vector<RunRecord> &b)
{
    return a.size() == b.size() &&
           std::is_permutation(a.begin(), a.end(), b.begin(),
                               [](const RunRecord &x, const RunRecord &y) { return x.id == y.id; });
}

} // namespace

QueueModel::QueueModel(QObject *parent) : QAbstractTableModel(parent) {}

void QueueModel::setQueue(std::vector<RunRecord> queue)
{
    if (!sameRuns(m_queue, queue)) {
        beginResetModel();
        m_queue = std::move(queue);
        endResetModel();
        return;
    }
    const auto rowOf = [&queue](std::int64_t id) {
        const auto found =
            std::find_if(queue.begin(), queue.end(), [id](const RunRecord &run) { return run.id == id; });
        return static_cast<int>(found - queue.begin());
    };
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &old : before)
        after.append(index(rowOf(m_queue[static_cast<std::size_t>(old.row())].id), old.column()));
    m_queue = std::move(queue);
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
    if (!m_queue.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void QueueModel::setRun(const RunRecord &run)
{
    const auto known =
        std::find_if(m_queue.begin(), m_queue.end(), [&run](const RunRecord &each) { return each.id == run.id; });
    if (known == m_queue.end())
        return;
    *known = run;
    const auto row = static_cast<int>(known - m_queue.begin());
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int QueueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_queue.size());
}

int QueueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunRecord &run = m_queue[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return shown(run, index.column());
    case Qt::ToolTipRole:
        return run.error.empty() ? shown(run, index.column()) : QString::fromStdString(run.error);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (isRightAligned(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::AccessibleTextRole:
        return index.column() == Name
                   ? tr("%1, place %2, %3").arg(runTitle(run)).arg(index.row() + 1).arg(shown(run, State))
                   : shown(run, index.column());
    case IdRole:
        return QVariant::fromValue<qint64>(run.id);
    default:
        return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (isRightAligned(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Run");
    case State:
        return tr("State");
    case Epochs:
        return tr("Epochs");
    case Seed:
        return tr("Seed");
    case Sweep:
        return tr("Sweep");
    default:
        return {};
    }
}

Qt::ItemFlags QueueModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between rows
    const bool trains = m_queue[static_cast<std::size_t>(index.row())].state == RunState::Running;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren |
           (trains ? Qt::NoItemFlags : Qt::ItemIsDragEnabled);
}

QStringList QueueModel::mimeTypes() const
{
    return {mimeType};
}

QMimeData *QueueModel::mimeData(const QModelIndexList &indexes) const
{
    QList<qint64> runs;
    for (const QModelIndex &index : indexes)
        if (const qint64 id = index.data(IdRole).toLongLong(); !runs.contains(id))
            runs.append(id);
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << runs;
    auto *data = new QMimeData;
    data->setData(mimeType, bytes);
    return data;
}

bool QueueModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int,
                              const QModelIndex &parent)
{
    if (action != Qt::MoveAction || !data || !data->hasFormat(mimeType))
        return false;
    QList<qint64> runs;
    QDataStream stream(data->data(mimeType));
    stream >> runs;
    const int before = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    if (!runs.isEmpty())
        Q_EMIT moveRequested(runs, before);
    return false; // whoever listens moves them; the view has nothing to take away
}

} // namespace retort
