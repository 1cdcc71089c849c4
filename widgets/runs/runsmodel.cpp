#include "runsmodel.h"

#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"

#include <QLocale>

#include <algorithm>

namespace retort {

namespace {

QVariant optionalNumber(const std::optional<double> &value)
{
    return value ? QVariant(*value) : QVariant();
}

QString oneDecimal(const std::optional<double> &value)
{
    return value ? QLocale().toString(*value, 'f', 1) : QString();
}

QString tagText(const std::vector<std::string> &tags)
{
    QStringList list;
    for (const std::string &tag : tags)
        list.append(QString::fromStdString(tag));
    return list.join(QStringLiteral(", "));
}

std::optional<double> studentAccuracy(const RunRecord &run)
{
    return run.figures ? std::optional(run.figures->student.percent) : std::nullopt;
}

std::optional<double> teacherAccuracy(const RunRecord &run)
{
    return run.figures ? std::optional(run.figures->teacher.percent) : std::nullopt;
}

bool isNumber(int column)
{
    return column >= RunsModel::Epochs && column <= RunsModel::Time;
}

QString shown(const RunRecord &run, int column)
{
    switch (column) {
    case RunsModel::Name:
        return runTitle(run);
    case RunsModel::State:
        return stateText(run.state);
    case RunsModel::Student:
        return QString::fromStdString(run.recipe.student);
    case RunsModel::Epochs:
        return RunsModel::tr("%1 of %2").arg(run.epochsDone).arg(run.recipe.epochs);
    case RunsModel::Agreement:
        return oneDecimal(run.bestAgreement);
    case RunsModel::Accuracy:
        return oneDecimal(studentAccuracy(run));
    case RunsModel::Teacher:
        return oneDecimal(teacherAccuracy(run));
    case RunsModel::Seed:
        return QString::number(run.recipe.seed);
    case RunsModel::Time:
        return run.trainingSeconds > 0 ? durationText(run.trainingSeconds) : QString();
    case RunsModel::Tags:
        return tagText(run.tags);
    case RunsModel::Notes:
        return QString::fromStdString(run.notes).section(QLatin1Char('\n'), 0, 0);
    default:
        return {};
    }
}

QVariant sortValue(const RunRecord &run, int column)
{
    switch (column) {
    case RunsModel::Name:
        // "Run 10" belongs behind "Run 9".
        return run.name.empty() ? QStringLiteral("%1").arg(run.id, 12) : QString::fromStdString(run.name);
    case RunsModel::Epochs:
        return static_cast<qint64>(run.epochsDone);
    case RunsModel::Agreement:
        return optionalNumber(run.bestAgreement);
    case RunsModel::Accuracy:
        return optionalNumber(studentAccuracy(run));
    case RunsModel::Teacher:
        return optionalNumber(teacherAccuracy(run));
    case RunsModel::Seed:
        return static_cast<quint64>(run.recipe.seed);
    case RunsModel::Time:
        return run.trainingSeconds;
    default:
        return shown(run, column);
    }
}

} // namespace

void RunsModel::setRuns(const std::vector<RunRecord> &runs)
{
    const auto has = [](const std::vector<RunRecord> &list, std::int64_t id) {
        return std::any_of(list.begin(), list.end(), [id](const RunRecord &run) { return run.id == id; });
    };
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (has(runs, run(row).id))
            continue;
        beginRemoveRows({}, row, row);
        m_runs.erase(m_runs.begin() + row);
        endRemoveRows();
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const int row = static_cast<int>(i);
        if (i < m_runs.size() && m_runs[i].id == runs[i].id) {
            m_runs[i] = runs[i];
            continue;
        }
        beginInsertRows({}, row, row);
        m_runs.insert(m_runs.begin() + row, runs[i]);
        endInsertRows();
    }
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RunsModel::rowOf(std::int64_t id) const
{
    const auto found =
        std::find_if(m_runs.begin(), m_runs.end(), [id](const RunRecord &run) { return run.id == id; });
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RunRecord &record = run(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shown(record, index.column());
    case SortRole:
        return sortValue(record, index.column());
    case IdRole:
        return static_cast<qint64>(record.id);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (index.column() == State && !record.error.empty())
            return QString::fromStdString(record.error);
        if (index.column() == Notes)
            return QString::fromStdString(record.notes);
        return {};
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Agreement:
            return tr(
                "Held-out images on which student and teacher say the same, best epoch. Ranked only among runs "
                "with the same prompts and classes.");
        case Accuracy:
            return tr(
                "Of the student, best epoch, once the run is finished and where there are labels: on the report "
                "half of them. No label was trained on.");
        case Teacher:
            return tr("Accuracy of the weighted teacher on the same labels.");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case State:
        return tr("State");
    case Student:
        return tr("Student");
    case Epochs:
        return tr("Epochs");
    case Agreement:
        return tr("Agreement, %");
    case Accuracy:
        return tr("Accuracy, %");
    case Teacher:
        return tr("Teacher, %");
    case Seed:
        return tr("Seed");
    case Time:
        return tr("Time");
    case Tags:
        return tr("Tags");
    case Notes:
        return tr("Notes");
    default:
        return {};
    }
}

RunsOrder::RunsOrder(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(RunsModel::SortRole);
    setFilterKeyColumn(-1);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
}

bool RunsOrder::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(RunsModel::SortRole);
    const QVariant b = right.data(RunsModel::SortRole);
    if (left.column() == RunsModel::Agreement) {
        const auto *model = static_cast<const RunsModel *>(sourceModel());
        const RunRecord &x = model->run(left.row());
        const RunRecord &y = model->run(right.row());
        const auto group = [](const RunRecord &run) { return std::pair(run.weightingId, run.classListId); };
        if (group(x) != group(y))
            return group(x) < group(y);
    }
    if (a.isValid() != b.isValid())
        return !a.isValid(); // what has no value is the least
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace retort
