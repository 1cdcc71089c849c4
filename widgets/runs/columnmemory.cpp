#include "columnmemory.h"

#include <QHeaderView>
#include <QSettings>
#include <QTableView>

#include <utility>

namespace retort {

namespace {

constexpr int narrowest = 20;
constexpr int widest = 2000;

} // namespace

ColumnMemory::ColumnMemory(QTableView &view, const QString &key, std::function<QString(int)> nameOf)
    : QObject(&view), m_view(view), m_key(key), m_nameOf(std::move(nameOf))
{
    quietly([this] { restore(); });
    const QHeaderView *header = m_view.horizontalHeader();
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!m_quiet && width > 0 && !isLast(column)) // the last one takes what is left of the window
            rememberWidth(column, width);
    });
    connect(header, &QHeaderView::sectionMoved, this, [this] {
        if (!m_quiet)
            rememberOrder();
    });
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this](int column, Qt::SortOrder order) {
        QSettings().setValue(keyOf("sorting"),
                             QStringList{m_nameOf(column), order == Qt::AscendingOrder ? QStringLiteral("up")
                                                                                       : QStringLiteral("down")});
    });
}

void ColumnMemory::quietly(const std::function<void()> &change)
{
    const bool before = std::exchange(m_quiet, true);
    change();
    m_quiet = before;
}

QString ColumnMemory::keyOf(const char *what) const
{
    return m_key + QLatin1Char('/') + QLatin1String(what);
}

bool ColumnMemory::isLast(int column) const
{
    const QHeaderView *header = m_view.horizontalHeader();
    for (int place = header->count() - 1; place >= 0; --place)
        if (const int each = header->logicalIndex(place); !header->isSectionHidden(each))
            return each == column;
    return false;
}

void ColumnMemory::restore()
{
    const QSettings settings;
    QMap<QString, int> columns;
    for (int column = 0; column < m_view.model()->columnCount(); ++column)
        columns.insert(m_nameOf(column), column);
    QHeaderView *header = m_view.horizontalHeader();
    int place = 0;
    for (const QString &name : settings.value(keyOf("order")).toStringList())
        if (const auto column = columns.constFind(name); column != columns.cend())
            header->moveSection(header->visualIndex(*column), place++);
    for (const QString &entry : settings.value(keyOf("widths")).toStringList()) {
        const QString name = entry.section(QLatin1Char('='), 0, 0);
        const int width = entry.section(QLatin1Char('='), 1).toInt();
        if (const auto column = columns.constFind(name);
            column != columns.cend() && width >= narrowest && width <= widest) {
            m_view.setColumnWidth(*column, width);
            m_widths.insert(name, width);
        }
    }
    const QStringList sorting = settings.value(keyOf("sorting")).toStringList();
    if (const auto column = columns.constFind(sorting.value(0)); column != columns.cend())
        m_view.sortByColumn(*column,
                            sorting.value(1) == QLatin1String("down") ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void ColumnMemory::rememberWidth(int column, int width)
{
    m_widths.insert(m_nameOf(column), width);
    QStringList entries;
    for (auto each = m_widths.cbegin(); each != m_widths.cend(); ++each)
        entries.append(each.key() + QLatin1Char('=') + QString::number(each.value()));
    QSettings().setValue(keyOf("widths"), entries);
}

void ColumnMemory::rememberOrder()
{
    const QHeaderView *header = m_view.horizontalHeader();
    QStringList names;
    for (int place = 0; place < header->count(); ++place)
        names.append(m_nameOf(header->logicalIndex(place)));
    QSettings().setValue(keyOf("order"), names);
}

} // namespace retort
