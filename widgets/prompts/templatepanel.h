#pragma once

#include "prompts/templateset.h"
#include "prompts/weighting.h"

#include <QWidget>

#include <functional>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QTimer;

namespace retort {

class Banner;
class TemplateList;

/// The left side of the Prompts page: templates with their weights, and the rule that finds weights. Holds the
/// weighting that is on screen; says what a person wants of it and knows nothing of the project.
class TemplatePanel : public QWidget
{
    Q_OBJECT

public:
    explicit TemplatePanel(QWidget *parent = nullptr);

    /// From the project. Ignored while a bar is being dragged.
    void setWeighting(const Weighting &weighting);
    [[nodiscard]] const Weighting &weighting() const { return m_weighting; }
    /// Sets that can be loaded, beside files.
    void setTemplateSets(std::vector<TemplateSet> sets);
    /// Instead of the templates that are there; one edit.
    void loadSet(const TemplateSet &set);
    void setMarks(const std::function<bool(const std::string &)> &pending,
                  const std::function<QStringList(const std::string &)> &unknownWords);
    /// Whether weights can be found now.
    void setCanFind(bool can);
    void showError(const QString &text);
    [[nodiscard]] TemplateList &list() { return *m_list; }
    /// Hands over an edit that waits for its end (keys, wheel). Nothing if there is none.
    void flush();
    /// Of the line above the templates.
    [[nodiscard]] int headHeight() const;

Q_SIGNALS:
    /// A bar is being dragged: for the picture only.
    void previewed(const retort::Weighting &weighting);
    /// To be stored, one step of undo.
    void edited(const retort::Weighting &weighting);
    /// Weights are wanted by weighting.rule.
    void findAsked(const retort::Weighting &weighting);
    void fileAsked();

private:
    QWidget *makeRules();
    void moved(std::size_t index, double weight);
    void chosen(std::size_t index, const Weighting &weighting);
    void edit(const Weighting &weighting);
    void addTemplate();
    void ruleChosen();
    void showRule();

    Weighting m_weighting;
    Weighting m_dragBase; ///< what the weights were when the drag began: moving back gives them back
    bool m_dragging = false;
    bool m_showing = false; ///< controls are being set, nobody touched them
    bool m_canFind = false;
    TemplateList *m_list;
    QLineEdit *m_input;
    Banner *m_banner;
    QMenu *m_sets;
    QLabel *m_count;
    QPushButton *m_load;
    QComboBox *m_rule;
    QDoubleSpinBox *m_temperature;
    QCheckBox *m_normalise;
    QPushButton *m_find;
    QLabel *m_labelsSeen;
    QTimer *m_rest; ///< keys and wheel: one edit once the hand rests
};

} // namespace retort
