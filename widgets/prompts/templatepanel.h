#pragma once

#include "widgets/prompts/templatemodel.h"
#include "workflow/promptsearch.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace retort {

class Banner;
class TemplateView;

/// The left side of the Prompts page: the model's templates with their weights, and the rule that finds weights.
/// Says what a person wants beyond edits of the model; knows nothing of the project.
class TemplatePanel : public QWidget
{
    Q_OBJECT

public:
    explicit TemplatePanel(QWidget *parent = nullptr);

    [[nodiscard]] TemplateModel &model() { return *m_model; }
    [[nodiscard]] TemplateView &view() { return *m_view; }
    /// From the project. Ignored while a bar slides.
    void setWeighting(const Weighting &weighting);
    /// Whether weights can be found now.
    void setCanFind(bool can);
    void showError(const QString &text);
    /// Offers strips of accuracy only where it may be seen.
    void setAccuracyVisible(bool visible);
    /// Of the line above the templates.
    [[nodiscard]] int headHeight() const;

Q_SIGNALS:
    /// Weights are wanted by weighting.rule.
    void findAsked(const retort::Weighting &weighting);
    /// Templates are to be chosen one after the other by a criterion.
    void selectionAsked(retort::PromptCriterion criterion);
    /// What the strips behind the bars should show; nothing: none.
    void stripAsked(std::optional<retort::StripFigure> figure);

private:
    QWidget *makeRules();
    void addTemplate();
    void ruleChosen();
    void askForStrip();
    void showRule();
    void showCount();

    TemplateModel *m_model;
    TemplateView *m_view;
    bool m_showing = false; ///< controls are being set, nobody touched them
    bool m_canFind = false;
    QLineEdit *m_filter;
    QLineEdit *m_input;
    Banner *m_banner;
    QLabel *m_count;
    QComboBox *m_rule;
    QDoubleSpinBox *m_temperature;
    QCheckBox *m_normalise;
    QComboBox *m_strip;
    QPushButton *m_find;
    QPushButton *m_choose;
    QAction *m_byAccuracy;
    QLabel *m_labelsSeen;
};

} // namespace retort
