#pragma once

#include "workflow/promptsearch.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace retort {

/// What was found that may be worth a try, without labels.
struct PromptSuggestions
{
    PromptCriterion criterion = PromptCriterion::Margin;
    Weighting weighting; ///< that it was found for
    ClassList classes;
    TemplateEffects effects;
    std::vector<ClassPair> pairs;
    std::vector<AliasEffect> aliases;
};

/// Suggestions, a row each: what, why, and a cell that tries it or takes it back.
class SuggestionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WhatColumn, WhyColumn, ActionColumn, ColumnCount };
    enum class Kind { Mute, Alias, Pair };
    struct Row
    {
        Kind kind = Kind::Mute;
        QString what;
        QString why;
        std::string text; ///< of the template, or the alias
        std::string name; ///< of the class
    };

    explicit SuggestionModel(QObject *parent = nullptr);

    /// Keeps what helps: templates that lower the criterion or say the same as another one, aliases that raise it,
    /// classes that are hard to tell apart.
    void setSuggestions(const PromptSuggestions &suggestions);
    /// What is in force now, so that a row says whether it has been tried.
    void setCurrent(const Weighting &weighting, const ClassList &classes);

    [[nodiscard]] const Row &row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }
    [[nodiscard]] bool tried(int index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void addTemplates(const PromptSuggestions &suggestions);
    void addAliases(const PromptSuggestions &suggestions);
    void addPairs(const PromptSuggestions &suggestions);

    std::vector<Row> m_rows;
    Weighting m_weighting;
    ClassList m_classes;
};

} // namespace retort
