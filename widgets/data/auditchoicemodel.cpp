#include "widgets/data/auditchoicemodel.h"

#include "widgets/common/fuzzymatch.h"

#include <algorithm>

namespace retort {

namespace {

constexpr int digits = 10;
constexpr int furtherRows = 2; // none of these, can't tell

bool isDigit(const std::string &name)
{
    return name.size() == 1 && name.front() >= '0' && name.front() <= '9';
}

std::optional<int> scoreOf(const QString &typed, const ClassEntry &entry)
{
    std::optional<int> best = fuzzyScore(typed, QString::fromStdString(entry.name));
    for (const std::string &alias : entry.aliases)
        if (const auto score = fuzzyScore(typed, QString::fromStdString(alias));
            score && (!best || *score > *best))
            best = score;
    return best;
}

} // namespace

AuditChoiceModel::AuditChoiceModel(QObject *parent) : QAbstractListModel(parent) {}

void AuditChoiceModel::setClasses(const ClassList &classes)
{
    beginResetModel();
    m_classes = classes;
    m_digitNames =
        std::any_of(classes.begin(), classes.end(), [](const ClassEntry &entry) { return isDigit(entry.name); });
    refill();
    endResetModel();
}

void AuditChoiceModel::setTyped(const QString &typed)
{
    if (typed == m_typed)
        return;
    beginResetModel();
    m_typed = typed;
    refill();
    endResetModel();
}

void AuditChoiceModel::setChosen(const std::optional<AuditAnswer> &answer)
{
    m_chosen = answer;
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {ChosenRole});
}

void AuditChoiceModel::refill()
{
    m_shown.clear();
    std::vector<std::pair<int, std::size_t>> matches;
    for (std::size_t c = 0; c < m_classes.size(); ++c) {
        if (m_typed.isEmpty())
            m_shown.push_back(c);
        else if (const auto score = scoreOf(m_typed, m_classes[c]))
            matches.emplace_back(*score, c);
    }
    std::stable_sort(matches.begin(), matches.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    for (const auto &[score, c] : matches)
        m_shown.push_back(c);
}

AuditAnswer AuditChoiceModel::answer(int row) const
{
    AuditAnswer answer;
    if (isClass(row)) {
        answer.kind = AuditAnswer::Kind::Class;
        answer.className = m_classes[m_shown[static_cast<std::size_t>(row)]].name;
    } else {
        answer.kind =
            row == static_cast<int>(m_shown.size()) ? AuditAnswer::Kind::None : AuditAnswer::Kind::Unclear;
    }
    return answer;
}

QString AuditChoiceModel::keyOf(int row) const
{
    if (!isClass(row))
        return row == static_cast<int>(m_shown.size()) ? QStringLiteral("-") : QStringLiteral("?");
    if (m_digitNames) {
        const std::string &name = m_classes[m_shown[static_cast<std::size_t>(row)]].name;
        return isDigit(name) ? QString::fromStdString(name) : QString();
    }
    return row < digits ? QString::number((row + 1) % digits) : QString();
}

int AuditChoiceModel::rowOfKey(const QString &key) const
{
    if (key.isEmpty())
        return -1;
    const QString wanted =
        key == QLatin1String("/") ? QStringLiteral("?") : key; // the same key, some need no shift
    for (int row = 0; row < rowCount(); ++row)
        if (keyOf(row) == wanted)
            return row;
    return -1;
}

bool AuditChoiceModel::goesOnWith(const QString &key) const
{
    if (m_typed.isEmpty())
        return false;
    const QString longer = m_typed + key;
    const auto holds = [&](const std::string &name) {
        return QString::fromStdString(name).contains(longer, Qt::CaseInsensitive);
    };
    return std::any_of(m_classes.begin(), m_classes.end(), [&](const ClassEntry &entry) {
        return holds(entry.name) || std::any_of(entry.aliases.begin(), entry.aliases.end(), holds);
    });
}

int AuditChoiceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size()) + furtherRows;
}

QVariant AuditChoiceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AuditAnswer choice = answer(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (choice.kind == AuditAnswer::Kind::Class)
            return QString::fromStdString(choice.className);
        return choice.kind == AuditAnswer::Kind::None ? tr("None of these") : tr("Can't tell");
    case Qt::AccessibleTextRole: {
        const QString key = keyOf(index.row());
        const QString text = data(index, Qt::DisplayRole).toString();
        return key.isEmpty() ? text : tr("%1, key %2").arg(text, key);
    }
    case Qt::ToolTipRole: {
        if (!isClass(index.row()))
            return {};
        QStringList aliases;
        for (const std::string &alias : m_classes[m_shown[static_cast<std::size_t>(index.row())]].aliases)
            aliases.append(QString::fromStdString(alias));
        return aliases.join(QStringLiteral(", "));
    }
    case KeyRole:
        return keyOf(index.row());
    case ChosenRole:
        return m_chosen && m_chosen->kind == choice.kind && m_chosen->className == choice.className;
    default:
        return {};
    }
}

} // namespace retort
