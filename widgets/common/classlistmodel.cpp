#include "widgets/common/classlistmodel.h"

#include "base/error.h"
#include "widgets/common/icons.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

QString joined(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list << QString::fromStdString(name);
    return list.join(QStringLiteral(", "));
}

} // namespace

std::vector<std::string> splitNames(const QString &text)
{
    std::vector<std::string> names;
    const QStringList parts = text.split(QLatin1Char(','));
    for (const QString &part : parts)
        if (const QString name = part.simplified(); !name.isEmpty())
            names.push_back(name.toStdString());
    return names;
}

ClassListModel::ClassListModel(QObject *parent) : QAbstractTableModel(parent) {}

void ClassListModel::setClasses(const ClassList &classes)
{
    if (classes == m_classes)
        return;
    // Names that change in place keep the selection and the scroll position.
    if (classes.size() == m_classes.size()) {
        m_classes = classes;
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_classes = classes;
    endResetModel();
}

void ClassListModel::setUnknownWords(UnknownWords unknown)
{
    m_unknown = std::move(unknown);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool ClassListModel::propose(ClassList candidate)
{
    // A list is typed one class after the other, so a first one alone is no error.
    if (candidate.size() < 2 && m_classes.size() < 2) {
        setClasses(candidate);
        Q_EMIT drafted();
        return true;
    }
    try {
        validate(candidate);
    } catch (const Error &error) {
        Q_EMIT refused(QString::fromStdString(error.fullText()));
        return false;
    }
    setClasses(candidate);
    Q_EMIT edited(m_classes);
    return true;
}

bool ClassListModel::addClass(const QString &text)
{
    std::vector<std::string> names = splitNames(text);
    if (names.empty())
        return false;
    ClassList candidate = m_classes;
    ClassEntry entry;
    entry.name = names.front();
    entry.aliases.assign(names.begin() + 1, names.end());
    candidate.push_back(std::move(entry));
    return propose(std::move(candidate));
}

void ClassListModel::removeClasses(const QList<int> &rows)
{
    ClassList candidate;
    for (int row = 0; row < rowCount(); ++row)
        if (!rows.contains(row))
            candidate.push_back(m_classes[static_cast<std::size_t>(row)]);
    if (candidate.size() != m_classes.size())
        propose(std::move(candidate));
}

int ClassListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_classes.size());
}

int ClassListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QStringList ClassListModel::unknownIn(const QModelIndex &index) const
{
    if (!m_unknown)
        return {};
    const ClassEntry &entry = m_classes[static_cast<std::size_t>(index.row())];
    if (index.column() == NameColumn)
        return m_unknown(QString::fromStdString(entry.name));
    QStringList words;
    for (const std::string &alias : entry.aliases)
        words << m_unknown(QString::fromStdString(alias));
    words.removeDuplicates();
    return words;
}

QString ClassListModel::sharedName(const QModelIndex &index) const
{
    // Allowed, words are ambiguous; but a person should know.
    const ClassEntry &entry = m_classes[static_cast<std::size_t>(index.row())];
    for (const ClassEntry &other : m_classes) {
        if (&other == &entry)
            continue;
        const auto has = [&other](const std::string &name) {
            return other.name == name ||
                   std::find(other.aliases.begin(), other.aliases.end(), name) != other.aliases.end();
        };
        const auto shared = std::find_if(entry.aliases.begin(), entry.aliases.end(), has);
        if (shared != entry.aliases.end())
            return tr("“%1” names the class %2, too: images of either may go to the other.")
                .arg(QString::fromStdString(*shared), QString::fromStdString(other.name));
    }
    return {};
}

QString ClassListModel::warning(const QModelIndex &index) const
{
    if (index.column() == BackgroundColumn)
        return {};
    QStringList texts;
    if (const QStringList unknown = unknownIn(index); !unknown.isEmpty())
        texts << tr("This teacher never saw: %1. Its answers to such words mean nothing.")
                     .arg(unknown.join(QStringLiteral(", ")));
    if (index.column() == AliasesColumn)
        if (const QString shared = sharedName(index); !shared.isEmpty())
            texts << shared;
    return texts.join(QLatin1Char('\n'));
}

QVariant ClassListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ClassEntry &entry = m_classes[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        if (index.column() == BackgroundColumn)
            return {};
        return index.column() == NameColumn ? QString::fromStdString(entry.name) : joined(entry.aliases);
    case Qt::CheckStateRole:
        if (index.column() != BackgroundColumn)
            return {};
        return QVariant::fromValue(entry.background ? Qt::Checked : Qt::Unchecked);
    case Qt::DecorationRole:
        return warning(index).isEmpty() ? QVariant() : icon(QStringLiteral("warning"), IconTone::Warning);
    case Qt::ToolTipRole:
        if (index.column() == BackgroundColumn)
            return tr("Background: an image that gets this class shows none of the others");
        return warning(index);
    default:
        return {};
    }
}

bool ClassListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (index.isValid() && index.column() == BackgroundColumn && role == Qt::CheckStateRole) {
        ClassList marked = m_classes;
        marked[static_cast<std::size_t>(index.row())].background = value.toInt() == Qt::Checked;
        return propose(std::move(marked));
    }
    if (!index.isValid() || role != Qt::EditRole || index.column() == BackgroundColumn ||
        value.toString() == index.data(Qt::EditRole).toString())
        return false;
    ClassList candidate = m_classes;
    ClassEntry &entry = candidate[static_cast<std::size_t>(index.row())];
    if (index.column() == AliasesColumn) {
        entry.aliases = splitNames(value.toString());
    } else {
        // A comma parts a name from its aliases everywhere, so it does here.
        const std::vector<std::string> names = splitNames(value.toString());
        entry.name = names.empty() ? std::string() : names.front();
        if (names.size() > 1)
            entry.aliases.insert(entry.aliases.end(), names.begin() + 1, names.end());
    }
    if (entry.name.empty()) {
        Q_EMIT refused(tr("A class needs a name."));
        return false;
    }
    return propose(std::move(candidate));
}

QVariant ClassListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::ToolTipRole && orientation == Qt::Horizontal && section == BackgroundColumn)
        return tr("Classes that stand for anything else: what gets them is none of the others");
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section;
    switch (section) {
    case NameColumn:
        return tr("class");
    case AliasesColumn:
        return tr("aliases");
    default:
        return tr("none");
    }
}

Qt::ItemFlags ClassListModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid())
        flags |= index.column() == BackgroundColumn ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable;
    return flags;
}

} // namespace retort
