#include "runsmodel.h"

#include "recipe/recipejson.h"
#include "runs/groups.h"
#include "runscells.h"
#include "widgets/common/icons.h"
#include "widgets/common/runtext.h"

#include <QCollator>
#include <QTextDocument>

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace retort {

namespace {

/// What a row is sorted by, compared in this order.
struct SortKey
{
    std::pair<std::int64_t, std::int64_t>
        group;                    ///< agreement is ranked among runs of one weighting and class list
    std::optional<double> number; ///< none is the least
    std::optional<QCollatorSortKey> text;
};

bool before(const SortKey &a, const SortKey &b)
{
    if (a.group != b.group)
        return a.group < b.group;
    if (a.text && b.text)
        return a.text->compare(*b.text) < 0;
    return a.number < b.number;
}

/// As it is: a tool tip shows what looks like HTML as HTML, and a project comes from anywhere.
QString tipOf(const std::string &text)
{
    const QString plain = QString::fromStdString(text);
    return Qt::mightBeRichText(plain) ? QStringLiteral("<p>%1</p>").arg(plain.toHtmlEscaped()) : plain;
}

/// "Run 10" belongs behind "Run 9"; a collator knows that in some languages only.
QString naturalText(const QString &text)
{
    constexpr qsizetype digits = 12;
    QString padded;
    qsizetype begin = 0;
    while (begin < text.size()) {
        qsizetype end = begin;
        while (end < text.size() && text[end].isDigit())
            ++end;
        if (end > begin) {
            padded += QString(std::max<qsizetype>(0, digits - (end - begin)), QLatin1Char('0'));
            padded += QStringView(text).mid(begin, end - begin);
            begin = end;
        } else {
            padded += text[begin++];
        }
    }
    return padded;
}

std::vector<const RunRecord *> recordsOf(const std::vector<RunRecord> &runs, const std::vector<std::size_t> &row)
{
    std::vector<const RunRecord *> records;
    records.reserve(row.size());
    for (const std::size_t place : row)
        records.push_back(&runs[place]);
    return records;
}

} // namespace

RunsModel::RunsModel(QObject *parent) : QAbstractTableModel(parent) {}

QString RunsModel::recipeKey(int column)
{
    return column < FixedColumns
               ? QString()
               : QString::fromLatin1(recipeKeys()[static_cast<std::size_t>(column - FixedColumns)].key);
}

std::vector<RunsModel::Row> RunsModel::wantedRows() const
{
    std::vector<Row> rows;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        if (m_filter.matches(m_runs[i]))
            places.push_back(i);
    if (!m_grouped) {
        rows.reserve(places.size());
        for (const std::size_t place : places)
            rows.push_back({place});
    } else {
        const std::vector<const RunRecord *> matching = recordsOf(m_runs, places);
        for (RunGroup &group : groupBySeeds(matching)) {
            for (std::size_t &run : group.runs)
                run = places[run];
            rows.push_back(std::move(group.runs));
        }
    }
    order(rows);
    return rows;
}

void RunsModel::order(std::vector<Row> &rows) const
{
    QCollator collator;
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    const bool numbers = isNumberColumn(m_sortColumn) || m_sortColumn == Star;
    std::vector<SortKey> keys;
    keys.reserve(rows.size());
    for (const Row &row : rows) {
        const std::vector<const RunRecord *> runs = recordsOf(m_runs, row);
        SortKey key;
        if (m_sortColumn == Agreement)
            key.group = {runs.front()->weightingId, runs.front()->classListId};
        if (numbers)
            key.number = cellNumber(runs, m_sortColumn);
        else
            key.text = collator.sortKey(naturalText(cellText(runs, m_sortColumn)));
        keys.push_back(std::move(key));
    }
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t(0));
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return m_sortOrder == Qt::AscendingOrder ? before(keys[a], keys[b]) : before(keys[b], keys[a]);
    });
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (const std::size_t place : places)
        sorted.push_back(std::move(rows[place]));
    rows = std::move(sorted);
}

// Rows are known by their first run. What goes is moved to the end and taken away at once, what comes is added at
// the end at once, then all are put in order: few signals, whatever changes.
void RunsModel::show(std::vector<RunRecord> runs)
{
    std::vector<std::int64_t> before;
    for (const Row &row : m_rows)
        before.push_back(idOf(row));

    const auto arrange = [this](std::vector<Row> rows, const std::vector<std::int64_t> &from,
                                const std::vector<std::int64_t> &to) {
        if (from == to) {
            m_rows = std::move(rows);
            return;
        }
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        std::unordered_map<std::int64_t, int> places;
        for (std::size_t i = 0; i < to.size(); ++i)
            places[to[i]] = static_cast<int>(i);
        const QModelIndexList old = persistentIndexList();
        QModelIndexList now;
        m_rows = std::move(rows);
        for (const QModelIndex &index : old)
            now.append(this->index(places.at(from[static_cast<std::size_t>(index.row())]), index.column()));
        changePersistentIndexList(old, now);
        Q_EMIT layoutChanged({}, VerticalSortHint);
    };

    // Rows of the new list are found first; the old one is in force until those that go are away.
    std::vector<RunRecord> old = std::exchange(m_runs, std::move(runs));
    const std::vector<Row> wanted = wantedRows();
    std::vector<std::int64_t> after;
    for (const Row &row : wanted)
        after.push_back(idOf(row));
    const std::vector<RunRecord> current = std::exchange(m_runs, std::move(old));

    const std::unordered_set<std::int64_t> stay(after.begin(), after.end());
    std::vector<Row> kept;
    std::vector<Row> gone;
    for (Row &row : m_rows)
        (stay.contains(idOf(row)) ? kept : gone).push_back(row);
    const int keptCount = static_cast<int>(kept.size());
    if (!gone.empty()) {
        std::vector<Row> parted = kept;
        parted.insert(parted.end(), gone.begin(), gone.end());
        std::vector<std::int64_t> ids;
        for (const Row &row : parted)
            ids.push_back(idOf(row));
        arrange(std::move(parted), before, ids);
        beginRemoveRows({}, keptCount, static_cast<int>(ids.size()) - 1);
        m_rows.resize(static_cast<std::size_t>(keptCount));
        endRemoveRows();
        before.assign(ids.begin(), ids.begin() + keptCount);
    }

    std::unordered_map<std::int64_t, std::size_t> placeOf;
    for (std::size_t i = 0; i < after.size(); ++i)
        placeOf[after[i]] = i;
    std::vector<Row> grown;
    for (const std::int64_t id : before) {
        grown.push_back(wanted[placeOf.at(id)]);
        placeOf.erase(id);
    }
    std::vector<std::int64_t> grownIds = before;
    for (const std::int64_t id : after) {
        if (const auto fresh = placeOf.find(id); fresh != placeOf.end()) {
            grown.push_back(wanted[fresh->second]);
            grownIds.push_back(id);
        }
    }
    if (grown.size() > before.size()) {
        beginInsertRows({}, keptCount, static_cast<int>(grown.size()) - 1);
        m_runs = current;
        m_rows = std::move(grown);
        endInsertRows();
    } else {
        m_runs = current;
        m_rows = std::move(grown);
    }
    arrange(wanted, grownIds, after);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RunsModel::setRuns(const std::vector<RunRecord> &runs)
{
    show(runs);
}

void RunsModel::setFilter(const RunFilter &filter)
{
    m_filter = filter;
    show(m_runs);
}

void RunsModel::setGrouped(bool grouped)
{
    if (grouped == m_grouped)
        return;
    m_grouped = grouped;
    show(m_runs);
}

void RunsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    show(m_runs);
}

void RunsModel::setMarks(const QHash<qint64, QColor> &marks)
{
    if (marks == m_marks)
        return;
    m_marks = marks;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {Qt::DecorationRole});
}

std::size_t RunsModel::shownRuns() const
{
    return std::accumulate(m_rows.begin(), m_rows.end(), std::size_t(0),
                           [](std::size_t sum, const Row &row) { return sum + row.size(); });
}

std::vector<std::int64_t> RunsModel::runsOf(int row) const
{
    std::vector<std::int64_t> ids;
    if (row >= 0 && row < rowCount())
        for (const std::size_t place : m_rows[static_cast<std::size_t>(row)])
            ids.push_back(m_runs[place].id);
    return ids;
}

int RunsModel::rowOf(std::int64_t id) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row &row) {
        return std::any_of(row.begin(), row.end(), [&](std::size_t place) { return m_runs[place].id == id; });
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FixedColumns + static_cast<int>(recipeKeys().size());
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const RunRecord &first = m_runs[row.front()];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(recordsOf(m_runs, row), column);
    case Qt::EditRole:
        return column == Name ? QVariant(QString::fromStdString(first.name)) : QVariant();
    case IdRole:
        return static_cast<qint64>(first.id);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::DecorationRole:
        if (column == Star)
            return std::any_of(row.begin(), row.end(), [this](std::size_t place) { return m_runs[place].starred; })
                       ? icon(QStringLiteral("starred"), IconTone::Warning)
                       : icon(QStringLiteral("star"), IconTone::Secondary);
        if (const auto mark = m_marks.find(first.id); column == Name && mark != m_marks.end())
            return *mark;
        return {};
    case Qt::AccessibleTextRole:
        return column != Star ? QVariant() : first.starred ? tr("marked") : tr("not marked");
    case Qt::ToolTipRole:
        if (column == State && !first.error.empty())
            return tipOf(first.error);
        if (column == Notes)
            return tipOf(first.notes);
        if (column == Star)
            return tr("Mark it, or take the mark away");
        return {};
    default:
        return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool single = index.isValid() && m_rows[static_cast<std::size_t>(index.row())].size() == 1;
    return single && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

bool RunsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    Q_EMIT renamed(index.data(IdRole).toLongLong(), value.toString().simplified());
    return true; // shown when it is stored
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumberColumn(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (section >= FixedColumns) {
        const RecipeKey &key = recipeKeys()[static_cast<std::size_t>(section - FixedColumns)];
        if (role == Qt::ToolTipRole)
            return QString::fromLatin1(key.help);
        return role == Qt::DisplayRole ? QVariant(recipeKey(section)) : QVariant();
    }
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
    if (role == Qt::DecorationRole && section == Star)
        return icon(QStringLiteral("star"), IconTone::Secondary);
    if (role == Qt::AccessibleTextRole && section == Star)
        return tr("Marked");
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

} // namespace retort
