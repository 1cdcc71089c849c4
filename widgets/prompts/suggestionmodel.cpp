#include "widgets/prompts/suggestionmodel.h"

#include "widgets/common/parts.h"

#include <QLocale>

#include <algorithm>

namespace retort {

namespace {

constexpr double worthSaying = 1e-4; ///< of a criterion: less is noise
constexpr std::size_t mostOfAKind = 10;
constexpr double alike = 0.8; ///< cosine of two classes' proxies from where on they are told of

QString criterionText(PromptCriterion criterion)
{
    return criterion == PromptCriterion::Zpe ? SuggestionModel::tr("the ZPE score")
                                             : SuggestionModel::tr("the mean margin");
}

QString changeText(double value)
{
    return QLocale().toString(value, 'f', 4);
}

} // namespace

SuggestionModel::SuggestionModel(QObject *parent) : QAbstractTableModel(parent) {}

void SuggestionModel::setSuggestions(const PromptSuggestions &suggestions)
{
    beginResetModel();
    m_rows.clear();
    m_weighting = suggestions.weighting;
    m_classes = suggestions.classes;
    addTemplates(suggestions);
    addAliases(suggestions);
    addPairs(suggestions);
    endResetModel();
}

void SuggestionModel::addTemplates(const PromptSuggestions &suggestions)
{
    std::vector<TemplateEffect> effects = suggestions.effects.effects;
    std::stable_sort(effects.begin(), effects.end(),
                     [](const TemplateEffect &a, const TemplateEffect &b) { return a.difference > b.difference; });
    std::size_t count = 0;
    for (const TemplateEffect &effect : effects) {
        const bool redundant = isRedundant(effect);
        if ((effect.difference < worthSaying && !redundant) || ++count > mostOfAKind)
            continue;
        const auto text = [&](std::size_t index) { return suggestions.weighting.templates[index].text; };
        QStringList why;
        if (effect.difference >= worthSaying)
            why << tr("lowers %1: %2 more without it")
                       .arg(criterionText(suggestions.criterion), changeText(effect.difference));
        if (redundant)
            why << tr("says the same as “%1”").arg(QString::fromStdString(text(effect.closest)));
        why << tr("%1 of the images would move").arg(percentText(100 * effect.moved));
        m_rows.push_back({Kind::Mute,
                          tr("mute “%1”").arg(QString::fromStdString(text(effect.index))),
                          why.join(QStringLiteral("; ")),
                          text(effect.index),
                          {}});
    }
}

void SuggestionModel::addAliases(const PromptSuggestions &suggestions)
{
    for (const AliasEffect &effect : suggestions.aliases) {
        if (effect.difference < worthSaying)
            continue;
        const std::string &name = suggestions.classes[static_cast<std::size_t>(effect.classIndex)].name;
        m_rows.push_back(
            {Kind::Alias,
             tr("call %1 “%2”, too").arg(QString::fromStdString(name), QString::fromStdString(effect.alias)),
             tr("raises %1 by %2; %3 of the images would move")
                 .arg(criterionText(suggestions.criterion), changeText(effect.difference),
                      percentText(100 * effect.moved)),
             effect.alias, name});
    }
}

void SuggestionModel::addPairs(const PromptSuggestions &suggestions)
{
    std::size_t count = 0;
    for (const ClassPair &pair : suggestions.pairs) {
        if (pair.cosine < alike || ++count > mostOfAKind)
            continue;
        const auto name = [&](std::int32_t index) {
            return suggestions.classes[static_cast<std::size_t>(index)].name;
        };
        m_rows.push_back(
            {Kind::Pair,
             tr("add an alias to %1 or %2")
                 .arg(QString::fromStdString(name(pair.first)), QString::fromStdString(name(pair.second))),
             tr("hard to tell apart: cosine %1, %2 images between them")
                 .arg(QLocale().toString(pair.cosine, 'f', 3), groupedNumber(pair.between)),
             {},
             name(pair.first)});
    }
}

void SuggestionModel::setCurrent(const Weighting &weighting, const ClassList &classes)
{
    m_weighting = weighting;
    m_classes = classes;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, ActionColumn), index(rowCount() - 1, ActionColumn));
}

bool SuggestionModel::tried(int index) const
{
    const Row &of = row(index);
    if (of.kind == Kind::Mute) {
        const auto found = std::find_if(m_weighting.templates.begin(), m_weighting.templates.end(),
                                        [&of](const WeightedTemplate &item) { return item.text == of.text; });
        return found == m_weighting.templates.end() || found->muted;
    }
    const auto found = std::find_if(m_classes.begin(), m_classes.end(),
                                    [&of](const ClassEntry &entry) { return entry.name == of.name; });
    return of.kind == Kind::Alias && found != m_classes.end() &&
           std::find(found->aliases.begin(), found->aliases.end(), of.text) != found->aliases.end();
}

int SuggestionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SuggestionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SuggestionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &of = row(index.row());
    if (role == Qt::ToolTipRole && index.column() != ActionColumn)
        return of.what + QLatin1Char('\n') + of.why;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case WhatColumn:
        return of.what;
    case WhyColumn:
        return of.why;
    default:
        if (of.kind == Kind::Pair)
            return tr("Edit");
        return tried(index.row()) ? tr("Undo") : tr("Try");
    }
}

QVariant SuggestionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case WhatColumn:
        return tr("suggestion");
    case WhyColumn:
        return tr("why");
    default:
        return QString();
    }
}

} // namespace retort
