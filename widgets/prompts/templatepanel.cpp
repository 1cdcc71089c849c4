#include "widgets/prompts/templatepanel.h"

#include "base/error.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/prompts/templatelist.h"
#include "widgets/prompts/weightingedit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace retort {

namespace {

constexpr int handRests = 400; // milliseconds

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
    : QWidget(parent), m_list(new TemplateList(this)), m_input(new QLineEdit(this)), m_banner(new Banner(this)),
      m_sets(new QMenu(this)), m_count(secondaryLabel({}, this)), m_rest(new QTimer(this))
{
    m_rest->setSingleShot(true);
    m_rest->setInterval(handRests);
    m_count->setWordWrap(false);
    m_input->setPlaceholderText(tr("add a template, with {} for the class"));
    m_input->setAccessibleName(tr("Add a template, with {} where the class name goes"));
    m_load = new QPushButton(tr("Load set"), this);
    m_load->setMenu(m_sets);

    auto *head = new QHBoxLayout;
    head->addWidget(headingLabel(tr("Templates"), this));
    head->addWidget(m_count);
    head->addStretch(1);
    head->addWidget(m_load);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(head);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_input);
    layout->addWidget(m_banner);
    layout->addWidget(makeRules());
    setTemplateSets({});

    connect(m_list, &TemplateList::weightMoved, this, &TemplatePanel::moved);
    connect(m_list, &TemplateList::weightChosen, this, [this](std::size_t index, double weight) {
        chosen(index, withWeight(m_dragging ? m_dragBase : m_weighting, index, weight));
    });
    connect(m_list, &TemplateList::resetAsked, this,
            [this](std::size_t index) { chosen(index, withEqualShare(m_weighting, index)); });
    connect(m_list, &TemplateList::lockAsked, this, [this](std::size_t index, bool locked) {
        flush();
        edit(withLock(m_weighting, index, locked));
    });
    connect(m_list, &TemplateList::removeAsked, this, [this](std::size_t index) {
        flush();
        if (m_weighting.templates.size() < 2)
            showError(tr("One template at least must stay."));
        else
            edit(withoutTemplate(m_weighting, index));
    });
    connect(m_input, &QLineEdit::returnPressed, this, &TemplatePanel::addTemplate);
    connect(m_rest, &QTimer::timeout, this, [this] { edit(m_weighting); });
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
    m_normalise = new QCheckBox(tr("normalise"), card);
    m_normalise->setToolTip(tr("Normalise class embeddings. On: as CLIP's own prompt ensembles. Off: logits are "
                               "averaged, as in the paper."));
    m_labelsSeen = secondaryLabel(tr("Labels seen in selection: accuracy was on screen."), card);

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
    grid->addWidget(m_normalise, 1, 0);
    grid->addWidget(m_find, 1, 1, 1, 2);
    grid->addWidget(m_labelsSeen, 2, 0, 1, 3);
    grid->setColumnStretch(0, 1);

    connect(m_rule, &QComboBox::activated, this, &TemplatePanel::ruleChosen);
    connect(m_find, &QPushButton::clicked, this, [this] {
        flush();
        Q_EMIT findAsked(m_weighting);
    });
    connect(m_temperature, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        if (m_showing)
            return;
        m_weighting.temperature = value;
        m_rest->stop();
        Q_EMIT findAsked(m_weighting);
    });
    connect(m_normalise, &QCheckBox::toggled, this, [this](bool on) {
        if (m_showing)
            return;
        flush();
        Weighting weighting = m_weighting;
        weighting.normalise = on;
        edit(weighting);
    });
    return card;
}

void TemplatePanel::setWeighting(const Weighting &weighting)
{
    if (m_dragging)
        return;
    m_rest->stop();
    m_weighting = weighting;
    m_list->setWeighting(weighting);
    showRule();
}

void TemplatePanel::showRule()
{
    m_showing = true;
    const int zpe = m_rule->count() == int(std::size(ruleChoices)) ? m_rule->count() - 1 : -1;
    if (m_weighting.rule == WeightRule::Zpe && zpe < 0)
        m_rule->addItem(tr(std::end(ruleChoices)[-1].name));
    else if (m_weighting.rule != WeightRule::Zpe && zpe >= 0)
        m_rule->removeItem(zpe);
    for (int i = 0; i < m_rule->count(); ++i) {
        const RuleChoice &choice = ruleChoices[i];
        if (choice.rule == m_weighting.rule &&
            (choice.rule != WeightRule::MaxLogit || choice.softmax == m_weighting.softmax)) {
            m_rule->setCurrentIndex(i);
            m_rule->setToolTip(tr(choice.help));
        }
    }
    m_temperature->setValue(m_weighting.temperature);
    m_temperature->setEnabled(m_weighting.rule == WeightRule::MaxLogit && m_weighting.softmax);
    m_normalise->setChecked(m_weighting.normalise);
    m_labelsSeen->setVisible(m_weighting.labelsSeen);
    m_count->setText(
        tr("%1, a full bar is %2")
            .arg(QString::number(m_weighting.templates.size()), QLocale().toString(m_list->fullWeight())));
    m_find->setEnabled(m_canFind && m_weighting.rule != WeightRule::Manual && m_weighting.rule != WeightRule::Zpe);
    m_showing = false;
}

int TemplatePanel::headHeight() const
{
    return m_load->sizeHint().height();
}

void TemplatePanel::setTemplateSets(std::vector<TemplateSet> sets)
{
    m_sets->clear();
    for (const TemplateSet &set : sets) {
        QAction *action =
            m_sets->addAction(tr("%1 (%2)").arg(QString::fromStdString(set.name)).arg(set.templates.size()));
        action->setToolTip(QString::fromStdString(set.description));
        connect(action, &QAction::triggered, this, [this, set] { loadSet(set); });
    }
    m_sets->setToolTipsVisible(true);
    if (!sets.empty())
        m_sets->addSeparator();
    connect(m_sets->addAction(tr("From a file…")), &QAction::triggered, this, &TemplatePanel::fileAsked);
}

void TemplatePanel::setMarks(const std::function<bool(const std::string &)> &pending,
                             const std::function<QStringList(const std::string &)> &unknownWords)
{
    m_list->setMarks(pending, unknownWords);
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

void TemplatePanel::moved(std::size_t index, double weight)
{
    if (!std::exchange(m_dragging, true)) {
        m_rest->stop();
        m_dragBase = m_weighting;
    }
    m_weighting = withWeight(m_dragBase, index, weight);
    m_list->setWeighting(m_weighting);
    showRule();
    Q_EMIT previewed(m_weighting);
}

void TemplatePanel::chosen(std::size_t index, const Weighting &weighting)
{
    Q_UNUSED(index)
    m_weighting = weighting;
    m_list->setWeighting(m_weighting);
    showRule();
    if (std::exchange(m_dragging, false)) {
        edit(m_weighting);
    } else {
        m_rest->start();
        Q_EMIT previewed(m_weighting);
    }
}

void TemplatePanel::flush()
{
    if (m_rest->isActive()) {
        m_rest->stop();
        edit(m_weighting);
    }
}

void TemplatePanel::edit(const Weighting &weighting)
{
    m_banner->hide();
    Q_EMIT edited(weighting);
}

void TemplatePanel::addTemplate()
{
    flush();
    const QString text = m_input->text().simplified();
    if (text.isEmpty())
        return;
    try {
        const Weighting weighting = withTemplate(m_weighting, text.toStdString());
        m_input->clear();
        edit(weighting);
    } catch (const Error &error) {
        showError(QString::fromStdString(error.fullText()));
    }
}

void TemplatePanel::loadSet(const TemplateSet &set)
{
    flush();
    edit(withTemplateSet(m_weighting, set));
}

void TemplatePanel::ruleChosen()
{
    flush();
    const RuleChoice &choice = ruleChoices[m_rule->currentIndex()];
    Weighting weighting = m_weighting;
    weighting.rule = choice.rule;
    weighting.softmax = choice.softmax;
    if (choice.rule == WeightRule::Manual || choice.rule == WeightRule::Zpe) {
        edit(weighting);
        return;
    }
    m_weighting = weighting;
    showRule();
    Q_EMIT findAsked(weighting);
}

} // namespace retort
