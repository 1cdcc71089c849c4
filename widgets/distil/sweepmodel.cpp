#include "sweepmodel.h"

#include "widgets/common/parts.h"

#include <QLocale>

#include <algorithm>

namespace retort {

namespace {

bool isRightAligned(int column)
{
    return column >= SweepModel::Mean && column <= SweepModel::Epochs;
}

bool samePoints(const SweepRanking &a, const SweepRanking &b)
{
    return a.sweep.id == b.sweep.id &&
           std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(),
                      [](const SweepRow &x, const SweepRow &y) { return x.name == y.name; });
}

} // namespace

SweepModel::SweepModel(QObject *parent) : QAbstractTableModel(parent) {}

void SweepModel::setRanking(const SweepRanking &ranking)
{
    if (samePoints(m_ranking, ranking)) { // what is selected stays while epochs come
        m_ranking = ranking;
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_ranking = ranking;
    endResetModel();
}

int SweepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ranking.rows.size());
}

int SweepModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SweepModel::shown(const SweepRow &row, int column) const
{
    switch (column) {
    case Point:
        return QString::fromStdString(row.name);
    case Mean:
        return row.mean ? QLocale().toString(*row.mean, 'f', 2) : QString();
    case Deviation:
        return row.deviation ? QLocale().toString(*row.deviation, 'f', 2) : QString();
    case Epochs:
        return QString::number(row.epochs);
    case Runs: {
        QStringList runs;
        for (const RunRecord &run : row.runs)
            runs.append(QString::number(run.id));
        return runs.join(QStringLiteral(", "));
    }
    case State:
        return !row.stopped.empty() ? tr("stopped early")
                                    : tr("%1 of %2 finished").arg(row.finished).arg(row.runs.size());
    default:
        return {};
    }
}

QVariant SweepModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SweepRow &row = m_ranking.rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return shown(row, index.column());
    case Qt::ToolTipRole:
        return row.stopped.empty() ? shown(row, index.column()) : QString::fromStdString(row.stopped);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (isRightAligned(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case BestRunRole: {
        const auto best = std::max_element(row.runs.begin(), row.runs.end(), [](const auto &a, const auto &b) {
            return a.bestAgreement.value_or(-1) < b.bestAgreement.value_or(-1);
        });
        return QVariant::fromValue<qint64>(best == row.runs.end() ? 0 : best->id);
    }
    default:
        return {};
    }
}

QVariant SweepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (isRightAligned(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == Mean) {
        switch (m_ranking.metric) {
        case SweepMetric::Agreement:
            return tr("Agreement with the teacher on held-out images, mean of the seeds");
        case SweepMetric::ReferenceAgreement:
            return tr("Agreement with the teacher under the reference weighting, mean of the seeds");
        case SweepMetric::Accuracy:
            return tr("Accuracy on labelled images, mean of the seeds");
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Point:
        return tr("Point");
    case Mean:
        return m_ranking.metric == SweepMetric::Accuracy ? tr("Accuracy, %") : tr("Agreement, %");
    case Deviation:
        return tr("Deviation");
    case Epochs:
        return tr("Epochs");
    case Runs:
        return tr("Runs");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace retort
