#include "widgets/prompts/templatemodel.h"

#include "base/error.h"
#include "prompts/weightingedit.h"
#include "widgets/common/icons.h"
#include "widgets/prompts/weightbar.h"

#include <QMimeData>
#include <QUuid>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace retort {

namespace {

constexpr QLatin1String rowsFormat("application/x-retort-template-rows");
constexpr QLatin1String textFormat("text/plain");

/// A round number with room above the largest weight.
double fullWeightFor(const Weighting &weighting)
{
    double largest = 0;
    for (const WeightedTemplate &item : weighting.templates)
        largest = std::max(largest, item.weight);
    for (const double full : {0.02, 0.05, 0.1, 0.2, 0.5})
        if (largest * 1.4 <= full)
            return full;
    return 1;
}

QString words(const Error &error)
{
    return QString::fromStdString(error.fullText());
}

} // namespace

TemplateModel::TemplateModel(QObject *parent)
    : QAbstractTableModel(parent), m_self(QUuid::createUuid().toByteArray(QUuid::Id128))
{}

void TemplateModel::setWeighting(const Weighting &weighting)
{
    if (!m_slide && weighting != m_weighting)
        take(weighting);
}

void TemplateModel::take(const Weighting &weighting)
{
    const auto &now = m_weighting.templates;
    const auto &next = weighting.templates;
    const auto same = [](const WeightedTemplate &a, const WeightedTemplate &b) { return a.text == b.text; };
    const std::size_t common = std::min(now.size(), next.size());
    std::size_t head = 0;
    while (head < common && same(now[head], next[head]))
        ++head;
    std::size_t tail = 0;
    while (tail < common - head && same(now[now.size() - 1 - tail], next[next.size() - 1 - tail]))
        ++tail;
    const std::size_t gone = now.size() - head - tail;
    const std::size_t added = next.size() - head - tail;
    if (gone == added && gone <= 1) { // other weights, or other words for one
        showWeights(weighting);
        return;
    }
    std::map<std::string, int> places;
    for (std::size_t i = 0; i < next.size(); ++i)
        places.emplace(next[i].text, static_cast<int>(i));
    const bool onlyMoved = gone == added && std::all_of(now.begin(), now.end(), [&](const WeightedTemplate &item) {
                               return places.contains(item.text);
                           });
    if (onlyMoved) {
        Q_EMIT layoutAboutToBeChanged();
        const QModelIndexList from = persistentIndexList();
        QModelIndexList to;
        for (const QModelIndex &index : from)
            to << this->index(places.at(now[static_cast<std::size_t>(index.row())].text), index.column());
        m_weighting = weighting;
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged();
        showWeights(weighting);
        return;
    }
    const auto at = [](std::size_t index) { return static_cast<std::ptrdiff_t>(index); };
    if (gone > 0) {
        beginRemoveRows({}, static_cast<int>(head), static_cast<int>(head + gone) - 1);
        m_weighting.templates.erase(now.begin() + at(head), now.begin() + at(head + gone));
        endRemoveRows();
    }
    if (added > 0) {
        beginInsertRows({}, static_cast<int>(head), static_cast<int>(head + added) - 1);
        m_weighting.templates.insert(now.begin() + at(head), next.begin() + at(head),
                                     next.begin() + at(head + added));
        endInsertRows();
    }
    showWeights(weighting);
}

void TemplateModel::showWeights(const Weighting &weighting)
{
    m_weighting = weighting;
    const double full = m_slide ? m_full : fullWeightFor(weighting); // not under the hand
    if (std::exchange(m_full, full) != full)
        Q_EMIT fullWeightChanged();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void TemplateModel::setNote(Note note)
{
    m_note = std::move(note);
    notesChanged();
}

void TemplateModel::notesChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

std::vector<std::size_t> TemplateModel::indices(const QList<int> &rows) const
{
    std::set<std::size_t> sorted;
    for (const int row : rows)
        if (row >= 0 && row < rowCount())
            sorted.insert(static_cast<std::size_t>(row));
    return {sorted.begin(), sorted.end()};
}

bool TemplateModel::edit(const QString &what, const QString &gesture, const std::function<Weighting()> &change)
{
    endSlide();
    Weighting next;
    try {
        next = change();
    } catch (const Error &error) {
        Q_EMIT refused(words(error));
        return false;
    }
    if (next == m_weighting)
        return false;
    take(next);
    Q_EMIT edited(m_weighting, what, gesture);
    return true;
}

void TemplateModel::beginSlide(int row)
{
    endSlide();
    const auto at = static_cast<std::size_t>(row);
    if (const std::string reason = whyHeld(m_weighting, at); !reason.empty()) {
        Q_EMIT refused(QString::fromStdString(reason));
        return;
    }
    m_slide = WeightSlide{m_weighting, at};
}

void TemplateModel::slideTo(double weight)
{
    if (!m_slide)
        return;
    showWeights(withWeight(m_slide->base, m_slide->index, weight));
    Q_EMIT slid(*m_slide, weight);
}

void TemplateModel::endSlide()
{
    if (!m_slide)
        return;
    const Weighting before = std::exchange(m_slide, std::nullopt)->base;
    Q_EMIT slideEnded();
    showWeights(m_weighting); // with a measure of its own again
    if (m_weighting != before)
        Q_EMIT edited(m_weighting, tr("Change weight"), {});
}

void TemplateModel::setWeight(int row, double weight, const QString &gesture)
{
    edit(tr("Change weight"), gesture, [&] {
        const auto at = static_cast<std::size_t>(row);
        if (const std::string reason = whyHeld(m_weighting, at); !reason.empty())
            throw ValueError(reason);
        return withWeight(m_weighting, at, weight);
    });
}

void TemplateModel::setEqualShare(int row, const QString &gesture)
{
    edit(tr("Change weight"), gesture, [&] {
        const auto at = static_cast<std::size_t>(row);
        if (const std::string reason = whyHeld(m_weighting, at); !reason.empty())
            throw ValueError(reason);
        return withEqualShare(m_weighting, at);
    });
}

void TemplateModel::setLocked(const QList<int> &rows, bool locked)
{
    edit(locked ? tr("Lock weight") : tr("Unlock weight"), {},
         [&] { return withLock(m_weighting, indices(rows), locked); });
}

void TemplateModel::setMuted(const QList<int> &rows, bool muted)
{
    edit(muted ? tr("Mute template") : tr("Unmute template"), {},
         [&] { return withMute(m_weighting, indices(rows), muted); });
}

bool TemplateModel::setText(int row, const QString &text)
{
    return edit(tr("Change template"), {}, [&] {
        return withText(m_weighting, static_cast<std::size_t>(row), text.simplified().toStdString());
    });
}

QString TemplateModel::reasonAgainst(int row, const QString &text) const
{
    try {
        (void)withText(m_weighting, static_cast<std::size_t>(row), text.simplified().toStdString());
    } catch (const Error &error) {
        return words(error);
    }
    return {};
}

int TemplateModel::addTemplates(const QString &lines, int place)
{
    QStringList reasons;
    int added = 0;
    const auto add = [&] {
        Weighting result = m_weighting;
        auto at = static_cast<std::size_t>(std::clamp(place, 0, rowCount()));
        const QStringList all = lines.split(QLatin1Char('\n'));
        for (const QString &line : all) {
            const QString text = line.trimmed();
            if (text.isEmpty())
                continue;
            try {
                result = withTemplates(result, {text.toStdString()}, at);
                ++at;
                ++added;
            } catch (const Error &error) {
                reasons << words(error);
            }
        }
        return result;
    };
    edit(tr("Add template"), {}, add);
    if (reasons.size() == 1)
        Q_EMIT refused(reasons.front());
    else if (!reasons.isEmpty())
        Q_EMIT refused(tr("%n lines are no template or are there already. The first: %1", nullptr,
                          static_cast<int>(reasons.size()))
                           .arg(reasons.front()));
    return added;
}

void TemplateModel::removeTemplates(const QList<int> &rows)
{
    if (!rows.isEmpty())
        edit(tr("Remove template"), {}, [&] { return withoutTemplates(m_weighting, indices(rows)); });
}

void TemplateModel::moveTemplates(const QList<int> &rows, int place)
{
    edit(tr("Move template"), {}, [&] {
        return withMoved(m_weighting, indices(rows), static_cast<std::size_t>(std::clamp(place, 0, rowCount())));
    });
}

void TemplateModel::loadSet(const TemplateSet &set)
{
    edit(tr("Load template set"), {}, [&] { return withTemplateSet(m_weighting, set); });
}

void TemplateModel::setNormalise(bool normalise)
{
    edit(tr("Change normalisation"), {}, [&] {
        Weighting weighting = m_weighting;
        weighting.normalise = normalise;
        return weighting;
    });
}

void TemplateModel::setRule(WeightRule rule, bool softmax)
{
    edit(tr("Change rule"), {}, [&] {
        Weighting weighting = m_weighting;
        weighting.rule = rule;
        weighting.softmax = softmax;
        return weighting;
    });
}

QString TemplateModel::textOf(const QList<int> &rows) const
{
    QString lines;
    for (const std::size_t index : indices(rows))
        lines += QString::fromStdString(m_weighting.templates[index].text) + QLatin1Char('\n');
    return lines;
}

int TemplateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_weighting.templates.size());
}

int TemplateModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TemplateModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const WeightedTemplate &item = m_weighting.templates[static_cast<std::size_t>(index.row())];
    const QString text = QString::fromStdString(item.text);
    switch (role) {
    case WeightRole:
        return item.weight;
    case LockedRole:
        return item.locked;
    case MutedRole:
        return item.muted.has_value();
    case WaitingRole:
        return m_note && m_note(item.text).waiting;
    default:
        break;
    }
    switch (index.column()) {
    case WeightColumn:
        if (role == Qt::DisplayRole || role == Qt::EditRole)
            return weightText(item.weight);
        if (role == Qt::AccessibleTextRole)
            return tr("weight %1 of 0 to 1").arg(weightText(item.weight)) +
                   (item.muted ? tr(", muted") : QString()) + (item.locked ? tr(", locked") : QString());
        return {};
    case TextColumn:
        if (role == Qt::DisplayRole || role == Qt::EditRole || role == Qt::ToolTipRole)
            return text;
        return {};
    case NoteColumn: {
        if (!m_note || (role != Qt::DecorationRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole))
            return {};
        const TemplateNote note = m_note(item.text);
        if (role == Qt::DecorationRole)
            return !note.failure.isEmpty()   ? QVariant(icon(QStringLiteral("error"), IconTone::Bad))
                   : !note.warning.isEmpty() ? QVariant(icon(QStringLiteral("warning"), IconTone::Warning))
                                             : QVariant();
        return note.waiting ? tr("Is being encoded") : note.failure.isEmpty() ? note.warning : note.failure;
    }
    case LockColumn:
        if (role == Qt::DecorationRole)
            return icon(item.locked ? QStringLiteral("lock") : QStringLiteral("unlock"));
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            return item.locked ? tr("Let this weight change") : tr("Keep this weight");
        return {};
    default:
        if (role == Qt::DecorationRole)
            return icon(QStringLiteral("close"));
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            return tr("Remove this template");
        return {};
    }
}

bool TemplateModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    if (index.column() == TextColumn)
        return setText(index.row(), value.toString());
    if (index.column() == WeightColumn) {
        setWeight(index.row(), value.toDouble());
        return true;
    }
    return false;
}

Qt::ItemFlags TemplateModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled;
    if (index.column() == TextColumn)
        flags |= Qt::ItemIsEditable;
    return flags;
}

Qt::DropActions TemplateModel::supportedDropActions() const
{
    return Qt::MoveAction | Qt::CopyAction;
}

QStringList TemplateModel::mimeTypes() const
{
    return {rowsFormat, textFormat};
}

QMimeData *TemplateModel::mimeData(const QModelIndexList &indexes) const
{
    QList<int> rows;
    for (const QModelIndex &index : indexes)
        rows << index.row();
    QByteArray places = m_self + ' ';
    for (const std::size_t index : indices(rows))
        places += QByteArray::number(static_cast<qulonglong>(index)) + ' ';
    auto *data = new QMimeData;
    data->setData(rowsFormat, places);
    data->setText(textOf(rows));
    return data;
}

bool TemplateModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int,
                                 const QModelIndex &parent)
{
    const int place = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    QList<QByteArray> places = data->data(rowsFormat).split(' ');
    if (action == Qt::MoveAction && places.takeFirst() == m_self) { // not of another window's list
        QList<int> rows;
        for (const QByteArray &one : std::as_const(places)) {
            bool good = false;
            if (const int number = one.toInt(&good); good)
                rows << number;
        }
        moveTemplates(rows, place);
        return true;
    }
    return data->hasText() && addTemplates(data->text(), place) > 0;
}

} // namespace retort
