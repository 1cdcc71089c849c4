#include "widgets/prompts/templatepanel.h"

#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/prompts/templateview.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace retort {

namespace {

constexpr int filterWidth = 6 * Theme::space5;

/// What the combo box offers: a rule, and for maxlogit how scores become weights.
struct RuleChoice
{
    WeightRule rule;
    bool softmax;
    const char *name;
    const char *help;
};

const RuleChoice ruleChoices[] = {
    {WeightRule::Manual, true, QT_TRANSLATE_NOOP("retort::TemplatePanel", "by hand"),
     QT_TRANSLATE_NOOP("retort::TemplatePanel", "The bars as you set them.")},
    {WeightRule::Uniform, true, QT_TRANSLATE_NOOP("retort::TemplatePanel", "uniform"),
     QT_TRANSLATE_NOOP("retort::TemplatePanel", "All templates count the same.")},
    {WeightRule::MaxLogit, true, QT_TRANSLATE_NOOP("retort::TemplatePanel", "maximum logit, softmax"),
     QT_TRANSLATE_NOOP(
         "retort::TemplatePanel",
         "A template counts the more, the larger its best logit is on average over the training images.")},
    {WeightRule::MaxLogit, false, QT_TRANSLATE_NOOP("retort::TemplatePanel", "maximum logit, proportional"),
     QT_TRANSLATE_NOOP("retort::TemplatePanel",
                       "As before, but proportional to the score instead of its softmax.")},
    {WeightRule::ZpeTest, true, QT_TRANSLATE_NOOP("retort::TemplatePanel", "ZPE, own images"),
     QT_TRANSLATE_NOOP(
         "retort::TemplatePanel",
         "Maximum logit with each class's bias on these images removed first (Allingham et al. 2023).")},
    {WeightRule::AutoClip, true, QT_TRANSLATE_NOOP("retort::TemplatePanel", "AutoCLIP, per image"),
     QT_TRANSLATE_NOOP(
         "retort::TemplatePanel",
         "Every image weighs the templates for itself (Metzen et al. 2023); the bars show the mean.")},
    // Shown where another program chose it; finding it needs a reference set, which the window has none of.
    {WeightRule::Zpe, true, QT_TRANSLATE_NOOP("retort::TemplatePanel", "ZPE, reference set"),
     QT_TRANSLATE_NOOP("retort::TemplatePanel", "Found by retort-cli with a reference set.")},
};

} // namespace

TemplatePanel::TemplatePanel(QWidget *parent)
    : QWidget(parent), m_model(new TemplateModel(this)), m_view(new TemplateView(*m_model, this)),
      m_filter(new QLineEdit(this)), m_input(new QLineEdit(this)), m_banner(new Banner(this)),
      m_count(secondaryLabel({}, this))
{
    m_count->setWordWrap(false);
    m_filter->setPlaceholderText(tr("filter"));
    m_filter->setAccessibleName(tr("Show only templates with these words"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(QStringLiteral("search"), IconTone::Secondary), QLineEdit::LeadingPosition);
    m_filter->setMaximumWidth(filterWidth);
    m_input->setPlaceholderText(tr("add a template, with {} for the class"));
    m_input->setAccessibleName(tr("Add a template, with {} where the class name goes"));

    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    head->addWidget(headingLabel(tr("Templates"), this));
    head->addWidget(m_count);
    head->addStretch(1);
    head->addWidget(m_filter, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(head);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_input);
    layout->addWidget(m_banner);
    layout->addWidget(makeRules());

    connect(m_model, &TemplateModel::refused, this, &TemplatePanel::showError);
    connect(m_model, &TemplateModel::edited, m_banner, &Banner::hide);
    connect(m_model, &TemplateModel::slid, m_banner, &Banner::hide);
    for (const auto signal : {&TemplateModel::rowsInserted, &TemplateModel::rowsRemoved})
        connect(m_model, signal, this, &TemplatePanel::showCount);
    connect(m_model, &TemplateModel::fullWeightChanged, this, &TemplatePanel::showCount);
    connect(m_filter, &QLineEdit::textChanged, m_view, &TemplateView::setFilter);
    connect(m_view, &TemplateView::typed, this, [this](const QString &text) {
        m_filter->setFocus();
        m_filter->setText(text);
    });
    connect(m_input, &QLineEdit::returnPressed, this, &TemplatePanel::addTemplate);
    auto *leave = new QAction(m_filter);
    leave->setShortcut(Qt::Key_Escape);
    leave->setShortcutContext(Qt::WidgetShortcut);
    m_filter->addAction(leave);
    connect(leave, &QAction::triggered, this, [this] {
        m_filter->clear();
        m_view->setFocus();
    });
}

QWidget *TemplatePanel::makeRules()
{
    auto *card = new Card(this);
    m_rule = new QComboBox(card);
    m_rule->setAccessibleName(tr("Rule that finds the weights"));
    for (const RuleChoice &choice : ruleChoices)
        if (choice.rule != WeightRule::Zpe) {
            m_rule->addItem(tr(choice.name));
            m_rule->setItemData(m_rule->count() - 1, tr(choice.help), Qt::ToolTipRole);
        }
    m_temperature = new QDoubleSpinBox(card);
    m_temperature->setRange(0.01, 100);
    m_temperature->setDecimals(2);
    m_temperature->setSingleStep(0.1);
    m_temperature->setAccessibleName(tr("Temperature of the softmax over scores"));
    m_temperature->setToolTip(tr("Smaller: the best templates take all. Larger: all count alike."));
    auto *temperatureLabel = secondaryLabel(tr("T"), card);
    temperatureLabel->setWordWrap(false);
    temperatureLabel->setToolTip(m_temperature->toolTip());
    m_find = new QPushButton(tr("Find weights"), card);
    m_find->setToolTip(tr("Find the weights of unlocked templates again, without labels"));
    m_choose = new QPushButton(tr("Choose templates"), card);
    m_choose->setToolTip(tr("Starts without any and takes in the one that raises a figure most, until none does"));
    auto *criteria = new QMenu(m_choose);
    const auto add = [this, criteria](const QString &text, PromptCriterion criterion) {
        QAction *action = criteria->addAction(text);
        connect(action, &QAction::triggered, this, [this, criterion] { Q_EMIT selectionAsked(criterion); });
        return action;
    };
    add(tr("by mean margin"), PromptCriterion::Margin);
    add(tr("by ZPE score"), PromptCriterion::Zpe);
    add(tr("by agreement with all of them"), PromptCriterion::Agreement);
    criteria->addSeparator();
    m_byAccuracy = add(tr("by accuracy on the tuning half (labels seen in selection)"), PromptCriterion::Accuracy);
    m_choose->setMenu(criteria);
    m_normalise = new QCheckBox(tr("normalise"), card);
    m_normalise->setToolTip(tr("Normalise class embeddings. On: as CLIP's own prompt ensembles. Off: logits are "
                               "averaged, as in the paper."));
    m_labelsSeen = secondaryLabel(tr("Labels seen in selection: accuracy was on screen."), card);

    m_strip = new QComboBox(card);
    m_strip->setAccessibleName(tr("What the strips behind the bars show"));
    m_strip->setToolTip(
        tr("Behind each bar: how this would go if that weight alone moved, seen ahead on a sample of "
           "the images"));
    m_strip->addItem(tr("no strips"));
    m_strip->addItem(tr("ahead: confidence"), int(StripFigure::Confidence));
    m_strip->addItem(tr("ahead: entropy"), int(StripFigure::Entropy));
    m_strip->addItem(tr("ahead: movers"), int(StripFigure::Movers));
    m_strip->setCurrentIndex(1);

    QSizePolicy kept = m_labelsSeen->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // nothing jumps under the hand
    m_labelsSeen->setSizePolicy(kept);
    m_labelsSeen->setWordWrap(false);

    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(Theme::space3, Theme::space2, Theme::space3, Theme::space2);
    grid->setHorizontalSpacing(Theme::space2);
    grid->setVerticalSpacing(Theme::space2);
    grid->addWidget(m_rule, 0, 0);
    grid->addWidget(temperatureLabel, 0, 1);
    grid->addWidget(m_temperature, 0, 2);
    grid->addWidget(m_strip, 1, 0);
    grid->addWidget(m_find, 1, 1, 1, 2);
    grid->addWidget(m_normalise, 2, 0);
    grid->addWidget(m_choose, 2, 1, 1, 2);
    grid->addWidget(m_labelsSeen, 3, 0, 1, 3);
    grid->setColumnStretch(0, 1);

    connect(m_rule, &QComboBox::activated, this, &TemplatePanel::ruleChosen);
    connect(m_find, &QPushButton::clicked, this, [this] { Q_EMIT findAsked(m_model->weighting()); });
    connect(m_temperature, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        if (m_showing)
            return;
        Weighting weighting = m_model->weighting();
        weighting.temperature = value;
        Q_EMIT findAsked(weighting);
    });
    connect(m_normalise, &QCheckBox::toggled, this, [this](bool on) {
        if (!m_showing)
            m_model->setNormalise(on);
    });
    connect(m_strip, &QComboBox::activated, this, &TemplatePanel::askForStrip);
    return card;
}

void TemplatePanel::askForStrip()
{
    const QVariant chosen = m_strip->currentData();
    Q_EMIT stripAsked(chosen.isValid() ? std::optional(StripFigure(chosen.toInt())) : std::nullopt);
}

void TemplatePanel::setAccuracyVisible(bool visible)
{
    m_byAccuracy->setEnabled(visible);
    const int place = m_strip->findData(int(StripFigure::Accuracy));
    if (visible && place < 0) {
        m_strip->addItem(tr("ahead: accuracy"), int(StripFigure::Accuracy));
    } else if (!visible && place >= 0) {
        const bool shown = m_strip->currentIndex() == place;
        m_strip->removeItem(place);
        if (shown)
            m_strip->setCurrentIndex(0);
        askForStrip();
    }
}

void TemplatePanel::setWeighting(const Weighting &weighting)
{
    m_model->setWeighting(weighting);
    showRule();
}

void TemplatePanel::showCount()
{
    m_count->setText(tr("%1, a full bar is %2")
                         .arg(QString::number(m_model->rowCount()), QLocale().toString(m_model->fullWeight())));
}

void TemplatePanel::showRule()
{
    m_showing = true;
    const int zpe = m_rule->count() == int(std::size(ruleChoices)) ? m_rule->count() - 1 : -1;
    if (m_model->weighting().rule == WeightRule::Zpe && zpe < 0)
        m_rule->addItem(tr(std::end(ruleChoices)[-1].name));
    else if (m_model->weighting().rule != WeightRule::Zpe && zpe >= 0)
        m_rule->removeItem(zpe);
    for (int i = 0; i < m_rule->count(); ++i) {
        const RuleChoice &choice = ruleChoices[i];
        if (choice.rule == m_model->weighting().rule &&
            (choice.rule != WeightRule::MaxLogit || choice.softmax == m_model->weighting().softmax)) {
            m_rule->setCurrentIndex(i);
            m_rule->setToolTip(tr(choice.help));
        }
    }
    m_temperature->setValue(m_model->weighting().temperature);
    m_temperature->setEnabled(m_model->weighting().rule == WeightRule::MaxLogit && m_model->weighting().softmax);
    m_normalise->setChecked(m_model->weighting().normalise);
    m_labelsSeen->setVisible(m_model->weighting().labelsSeen);
    m_choose->setEnabled(m_canFind);
    m_find->setEnabled(m_canFind && m_model->weighting().rule != WeightRule::Manual &&
                       m_model->weighting().rule != WeightRule::Zpe);
    m_showing = false;
}

int TemplatePanel::headHeight() const
{
    return m_filter->sizeHint().height();
}

void TemplatePanel::setCanFind(bool can)
{
    m_canFind = can;
    showRule();
}

void TemplatePanel::showError(const QString &text)
{
    m_banner->show(Banner::Kind::Error, text);
}

void TemplatePanel::addTemplate()
{
    // What is refused stays, to be corrected.
    if (m_model->addTemplates(m_input->text(), m_model->rowCount()) > 0) {
        m_input->clear();
        m_view->scrollToBottom();
    }
}

void TemplatePanel::ruleChosen()
{
    const RuleChoice &choice = ruleChoices[m_rule->currentIndex()];
    if (choice.rule == WeightRule::Manual || choice.rule == WeightRule::Zpe) {
        m_model->setRule(choice.rule, choice.softmax);
        return;
    }
    Weighting weighting = m_model->weighting();
    weighting.rule = choice.rule;
    weighting.softmax = choice.softmax;
    Q_EMIT findAsked(weighting);
}

} // namespace retort
