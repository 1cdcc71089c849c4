#include "widgets/graph/filterbar.h"

#include "widgets/common/flowlayout.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

#include <utility>

namespace retort {

namespace {

using Kind = SampleCondition::Kind;

constexpr int mostEdges = 20;

QDoubleSpinBox *numberBox(double value, double most, double step, const QString &name)
{
    auto *box = new QDoubleSpinBox;
    box->setRange(0, most);
    box->setSingleStep(step);
    box->setDecimals(2);
    box->setValue(value);
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->setKeyboardTracking(false);
    return box;
}

QLabel *plainLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent), m_flow(new FlowLayout(this)), m_edgeFields(new QWidget), m_edges(new QSpinBox),
      m_threshold(numberBox(0, 100, 5, {})), m_edgeCount(secondaryLabel({})), m_total(secondaryLabel({}))
{
    m_edges->setRange(0, mostEdges);
    m_edges->setValue(m_filter.edgesPerSample);
    m_edges->setAccessibleName(tr("Edges drawn an image, the strongest first"));
    m_edges->setToolTip(m_edges->accessibleName());
    m_edgeCount->setWordWrap(false);
    m_total->setWordWrap(false);
    auto *row = new QHBoxLayout(m_edgeFields);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space2);
    row->addWidget(plainLabel(tr("edges an image")));
    row->addWidget(m_edges);
    row->addWidget(plainLabel(tr("at least")));
    row->addWidget(m_threshold);
    row->addWidget(m_edgeCount);
    m_flow->addWidget(m_edgeFields);

    auto *button = new QToolButton;
    button->setIcon(icon(QStringLiteral("filter")));
    button->setText(tr("Filter"));
    button->setToolTip(tr("Show only some of the images"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    makeMenu(menu);
    button->setMenu(menu);
    m_flow->addWidget(button);
    m_flow->addWidget(m_total);

    showEdges();
    connect(m_edges, &QSpinBox::valueChanged, this, [this](int value) {
        GraphFilter filter = m_filter;
        filter.edgesPerSample = value;
        ask(filter, tr("Edges an image"));
    });
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        GraphFilter filter = m_filter;
        const bool difference = m_shown == EdgesShown::Differences;
        (difference ? filter.leastDifference : filter.leastShare) = difference ? value : value / 100;
        ask(filter, tr("Threshold of edges"));
    });
}

void FilterBar::makeMenu(QMenu *menu)
{
    const auto offer = [&](const QString &text, SampleCondition condition) {
        return menu->addAction(text, this, [this, condition] { add(condition); });
    };
    offer(tr("Class"), {Kind::Class, 0, 0, {}});
    offer(tr("Disagreement: the sides answer differently"), {Kind::Disagreement, 0, 0, {}});
    offer(tr("Low margin of the student"), {Kind::Margin, 0, 0.2, {}});
    offer(tr("Far from the teacher (node KL)"), {Kind::NodeKl, 0, 0.5, {}});
    m_wrong = offer(tr("Wrong by its label"), {Kind::WrongByLabel, 0, 0, {}});
    m_wrong->setEnabled(false);
}

void FilterBar::setLabelled(bool labelled)
{
    m_wrong->setEnabled(labelled);
    m_wrong->setText(labelled ? tr("Wrong by its label") : tr("Wrong by its label (no image here has one)"));
}

void FilterBar::setClasses(const std::vector<std::string> &classes)
{
    if (classes == m_classes)
        return;
    m_classes = classes;
    rebuildChips();
}

void FilterBar::setEdgesShown(EdgesShown shown)
{
    m_shown = shown;
    m_edgeFields->setVisible(shown != EdgesShown::None);
    m_flow->invalidate();
    showEdges();
}

void FilterBar::showEdges()
{
    const bool difference = m_shown == EdgesShown::Differences;
    const QSignalBlocker edges(m_edges);
    const QSignalBlocker threshold(m_threshold);
    m_edges->setValue(m_filter.edgesPerSample);
    m_threshold->setRange(0, difference ? 5 : 100);
    m_threshold->setDecimals(difference ? 2 : 0);
    m_threshold->setSingleStep(difference ? 0.1 : 5);
    m_threshold->setSuffix(difference ? tr(" sd", "standard deviations") : tr(" %"));
    m_threshold->setValue(difference ? m_filter.leastDifference : 100 * m_filter.leastShare);
    m_threshold->setAccessibleName(difference
                                       ? tr("Only edges that differ by at least so many standard deviations")
                                       : tr("Only edges of at least this share of their image"));
    m_threshold->setToolTip(m_threshold->accessibleName());
}

void FilterBar::setFilter(const GraphFilter &filter)
{
    // A chip whose number was edited keeps its box, and with it the keyboard.
    bool same = filter.conditions.size() == m_filter.conditions.size();
    for (std::size_t i = 0; same && i < filter.conditions.size(); ++i)
        same = filter.conditions[i] == m_filter.conditions[i];
    m_filter = filter;
    showEdges();
    if (!same)
        rebuildChips();
}

void FilterBar::add(SampleCondition condition)
{
    GraphFilter filter = m_filter;
    filter.conditions.push_back(std::move(condition));
    ask(filter, tr("Add a filter"));
}

void FilterBar::ask(const GraphFilter &filter, const QString &what)
{
    if (!(filter == m_filter))
        Q_EMIT filterAsked(filter, what);
}

void FilterBar::rebuildChips()
{
    for (QWidget *chip : m_chips) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    m_chips.clear();
    m_counts.clear();
    m_flow->removeWidget(m_total);
    for (std::size_t i = 0; i < m_filter.conditions.size(); ++i) {
        m_chips.push_back(makeChip(i));
        m_flow->addWidget(m_chips.back());
        m_chips.back()->show();
    }
    m_flow->addWidget(m_total); // last
}

QWidget *FilterBar::makeChip(std::size_t place)
{
    const SampleCondition &condition = m_filter.conditions[place];
    auto *chip = new QFrame(this);
    chip->setProperty("role", QStringLiteral("chip"));
    auto *row = new QHBoxLayout(chip);
    row->setContentsMargins(Theme::space2, 0, 0, 0);
    row->setSpacing(Theme::space1);
    const auto limit = [&](const QString &name, double most, double step) {
        row->addWidget(plainLabel(name));
        QDoubleSpinBox *box = numberBox(condition.limit, most, step, name);
        row->addWidget(box);
        connect(box, &QDoubleSpinBox::valueChanged, this, [this, place](double value) {
            GraphFilter filter = m_filter;
            filter.conditions[place].limit = value;
            ask(filter, tr("Change a filter"));
        });
    };
    switch (condition.kind) {
    case Kind::Class: {
        row->addWidget(plainLabel(tr("class")));
        auto *box = new QComboBox;
        box->setAccessibleName(tr("Class that either side answers"));
        for (std::size_t c = 0; c < m_classes.size(); ++c)
            box->addItem(QString::fromStdString(m_classes[c]));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10);
        box->setCurrentIndex(condition.classIndex);
        row->addWidget(box);
        connect(box, &QComboBox::activated, this, [this, place](int index) {
            GraphFilter filter = m_filter;
            filter.conditions[place].classIndex = index;
            ask(filter, tr("Change a filter"));
        });
        break;
    }
    case Kind::Disagreement:
        row->addWidget(plainLabel(tr("disagreement")));
        break;
    case Kind::Margin:
        limit(tr("margin below"), 1, 0.05);
        break;
    case Kind::NodeKl:
        limit(tr("node KL from"), 20, 0.1);
        break;
    case Kind::WrongByLabel:
        row->addWidget(plainLabel(tr("wrong by label")));
        break;
    case Kind::Samples:
        row->addWidget(plainLabel(tr("chosen images")));
        break;
    }
    QLabel *count = secondaryLabel({});
    count->setWordWrap(false);
    count->setToolTip(tr("Images that pass this filter and those before it"));
    row->addWidget(count);
    m_counts.push_back(count);
    QToolButton *remove = iconButton(QStringLiteral("close"), tr("Remove this filter"));
    row->addWidget(remove);
    connect(remove, &QToolButton::clicked, this, [this, place] {
        GraphFilter filter = m_filter;
        filter.conditions.erase(filter.conditions.begin() + static_cast<std::ptrdiff_t>(place));
        ask(filter, tr("Remove a filter"));
    });
    return chip;
}

void FilterBar::setCounts(const FilteredSamples &counts, std::int64_t edges)
{
    for (std::size_t i = 0; i < m_counts.size() && i < counts.remaining.size(); ++i)
        m_counts[i]->setText(groupedNumber(counts.remaining[i]));
    m_edgeCount->setText(tr("%1 drawn", "edges").arg(groupedNumber(edges)));
    const auto all = static_cast<qint64>(counts.passes.size());
    m_total->setText(counts.count == all
                         ? tr("%1 images").arg(groupedNumber(all))
                         : tr("%1 of %2 images").arg(groupedNumber(counts.count), groupedNumber(all)));
    m_flow->invalidate();
}

} // namespace retort
