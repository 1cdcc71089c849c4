// Which rows a RunsModel has, and in which order. What they show is in runsmodel.cpp.

#include "runsmodel.h"

#include "runs/groups.h"
#include "runscells.h"

#include <QCollator>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

namespace retort {

namespace {

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

QCollator runCollator()
{
    QCollator collator;
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    return collator;
}

} // namespace

/// What a row is sorted by, compared in this order.
struct RunsModel::SortKey
{
    std::pair<std::int64_t, std::int64_t>
        group;                    ///< agreement is ranked among runs of one weighting and class list
    std::optional<double> number; ///< none is the least
    std::optional<QCollatorSortKey> text;
};

bool RunsModel::sortsBefore(const SortKey &a, const SortKey &b)
{
    if (a.group != b.group)
        return a.group < b.group;
    if (a.text && b.text)
        return a.text->compare(*b.text) < 0;
    return a.number < b.number;
}

std::vector<const RunRecord *> RunsModel::recordsOf(const std::vector<std::size_t> &places) const
{
    std::vector<const RunRecord *> records;
    records.reserve(places.size());
    for (const std::size_t place : places)
        records.push_back(&m_runs[place]);
    return records;
}

std::vector<RunsModel::Row> RunsModel::wantedRows() const
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        if (m_filter.matches(m_runs[i]))
            places.push_back(i);
    std::vector<Row> rows;
    if (!m_grouped) {
        rows.reserve(places.size());
        for (const std::size_t place : places)
            rows.push_back({{place}});
        order(rows);
        return rows;
    }
    const std::vector<const RunRecord *> matching = recordsOf(places);
    std::vector<Row> groups;
    for (RunGroup &group : groupBySeeds(matching)) {
        for (std::size_t &run : group.runs)
            run = places[run];
        groups.push_back({std::move(group.runs)});
    }
    order(groups);
    for (Row &group : groups) {
        std::vector<Row> inside;
        if (isOpen(group))
            for (const std::size_t place : group.runs)
                inside.push_back({{place}, true});
        order(inside);
        rows.push_back(std::move(group));
        rows.insert(rows.end(), inside.begin(), inside.end());
    }
    return rows;
}

bool RunsModel::isOpen(const Row &row) const
{
    return row.runs.size() > 1 && std::any_of(row.runs.begin(), row.runs.end(), [this](std::size_t place) {
               return m_open.contains(m_runs[place].id);
           });
}

std::int64_t RunsModel::keyOf(const Row &row) const
{
    const std::int64_t id = m_runs[row.runs.front()].id;
    return row.inside ? -id : id;
}

RunsModel::SortKey RunsModel::sortKey(const Row &row, const QCollator &collator) const
{
    const std::vector<const RunRecord *> runs = recordsOf(row.runs);
    SortKey key;
    if (m_sortColumn == Agreement)
        key.group = {runs.front()->weightingId, runs.front()->classListId};
    if (isNumberColumn(m_sortColumn) || m_sortColumn == Star)
        key.number = cellNumber(runs, m_sortColumn);
    else
        key.text = collator.sortKey(naturalText(cellText(runs, m_sortColumn)));
    return key;
}

void RunsModel::order(std::vector<Row> &rows) const
{
    const QCollator collator = runCollator();
    std::vector<SortKey> keys;
    keys.reserve(rows.size());
    for (const Row &row : rows)
        keys.push_back(sortKey(row, collator));
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t(0));
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return m_sortOrder == Qt::AscendingOrder ? sortsBefore(keys[a], keys[b]) : sortsBefore(keys[b], keys[a]);
    });
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (const std::size_t place : places)
        sorted.push_back(std::move(rows[place]));
    rows = std::move(sorted);
}

/// Whether a row stands right between those beside it that it is sorted among.
bool RunsModel::inOrder(std::size_t row) const
{
    const QCollator collator = runCollator();
    const SortKey own = sortKey(m_rows[row], collator);
    const auto fits = [&](std::size_t other, bool above) {
        SortKey beside = sortKey(m_rows[other], collator);
        const bool ascending = above == (m_sortOrder == Qt::AscendingOrder);
        return ascending ? !sortsBefore(own, beside) : !sortsBefore(beside, own);
    };
    const bool inside = m_rows[row].inside;
    for (std::size_t above = row; above-- > 0;) {
        if (inside && !m_rows[above].inside)
            break;
        if (m_rows[above].inside == inside) {
            if (!fits(above, true))
                return false;
            break;
        }
    }
    for (std::size_t below = row + 1; below < m_rows.size(); ++below) {
        if (inside && !m_rows[below].inside)
            break;
        if (m_rows[below].inside == inside)
            return fits(below, false);
    }
    return true;
}

// Rows are known by keyOf(). What goes is moved to the end and taken away at once, what comes is added at
// the end at once, then all are put in order: few signals, whatever changes.
void RunsModel::show(std::vector<RunRecord> runs)
{
    std::vector<std::int64_t> before;
    for (const Row &row : m_rows)
        before.push_back(keyOf(row));

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
        after.push_back(keyOf(row));
    const std::vector<RunRecord> current = std::exchange(m_runs, std::move(old));

    const std::unordered_set<std::int64_t> stay(after.begin(), after.end());
    std::vector<Row> kept;
    std::vector<Row> gone;
    for (Row &row : m_rows)
        (stay.contains(keyOf(row)) ? kept : gone).push_back(row);
    const int keptCount = static_cast<int>(kept.size());
    if (!gone.empty()) {
        std::vector<Row> parted = kept;
        parted.insert(parted.end(), gone.begin(), gone.end());
        std::vector<std::int64_t> ids;
        for (const Row &row : parted)
            ids.push_back(keyOf(row));
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

bool RunsModel::setRun(const RunRecord &run)
{
    const auto known = std::lower_bound(m_runs.begin(), m_runs.end(), run.id,
                                        [](const RunRecord &each, std::int64_t id) { return each.id < id; });
    if (known == m_runs.end() || known->id != run.id)
        return false;
    const bool shown = m_filter.matches(run);
    const RunRecord *const pair[] = {&*known, &run};
    const bool sameRows =
        m_filter.matches(*known) == shown && (!m_grouped || groupBySeeds(std::span(pair)).size() == 1);
    const auto place = static_cast<std::size_t>(known - m_runs.begin());
    *known = run;
    bool stays = sameRows;
    std::vector<int> rows;
    for (std::size_t i = 0; i < m_rows.size() && shown && stays; ++i) {
        const std::vector<std::size_t> &runs = m_rows[i].runs;
        if (std::find(runs.begin(), runs.end(), place) == runs.end())
            continue;
        rows.push_back(static_cast<int>(i));
        stays = inOrder(i);
    }
    if (!stays) {
        show(m_runs);
        return true;
    }
    for (const int row : rows)
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    return true;
}

void RunsModel::setOpen(int row, bool open)
{
    const RowKind kind = kindOf(row);
    if (kind != (open ? ClosedGroup : OpenGroup))
        return;
    for (const std::int64_t id : runsOf(row)) {
        if (open)
            m_open.insert(id);
        else
            m_open.erase(id);
    }
    show(m_runs);
}

RunsModel::RowKind RunsModel::kindOf(int row) const
{
    if (row < 0 || row >= rowCount())
        return SingleRun;
    const Row &each = m_rows[static_cast<std::size_t>(row)];
    if (each.inside)
        return RunInGroup;
    return each.runs.size() == 1 ? SingleRun : isOpen(each) ? OpenGroup : ClosedGroup;
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

} // namespace retort
