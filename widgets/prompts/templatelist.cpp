#include "widgets/prompts/templatelist.h"

#include "widgets/common/theme.h"
#include "widgets/prompts/templaterow.h"
#include "widgets/prompts/weightbar.h"

#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

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

} // namespace

TemplateList::TemplateList(QWidget *parent)
    : QScrollArea(parent), m_content(new QWidget), m_layout(new QVBoxLayout(m_content))
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Templates and their weights"));
    m_content->setObjectName(QStringLiteral("scrolled"));
    m_layout->setContentsMargins(0, 0, Theme::space1, 0);
    m_layout->setSpacing(Theme::space1 / 2);
    m_layout->addStretch(1);
    setWidget(m_content);
}

void TemplateList::addRow()
{
    auto *row = new TemplateRow(m_content);
    const std::size_t index = m_rows.size();
    m_layout->insertWidget(static_cast<int>(index), row);
    m_rows.push_back(row);
    connect(&row->bar(), &WeightBar::weightMoved, this,
            [this, index](double weight) { Q_EMIT weightMoved(index, weight); });
    connect(&row->bar(), &WeightBar::weightChosen, this,
            [this, index](double weight) { Q_EMIT weightChosen(index, weight); });
    connect(&row->bar(), &WeightBar::resetAsked, this, [this, index] { Q_EMIT resetAsked(index); });
    connect(row, &TemplateRow::lockAsked, this, [this, index](bool locked) { Q_EMIT lockAsked(index, locked); });
    connect(row, &TemplateRow::removeAsked, this, [this, index] { Q_EMIT removeAsked(index); });
}

void TemplateList::setWeighting(const Weighting &weighting)
{
    while (m_rows.size() < weighting.templates.size())
        addRow();
    while (m_rows.size() > weighting.templates.size()) {
        // Its own button may have asked for this.
        m_rows.back()->hide();
        m_rows.back()->deleteLater();
        m_layout->removeWidget(m_rows.back());
        m_rows.pop_back();
    }
    // Not under the hand: while a bar is dragged, all keep their measure.
    const bool dragging =
        std::any_of(m_rows.begin(), m_rows.end(), [](TemplateRow *row) { return row->bar().dragging(); });
    if (!dragging)
        m_full = fullWeightFor(weighting);
    m_texts.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->bar().setFullWeight(m_full);
        m_rows[i]->setTemplate(weighting.templates[i]);
        m_texts.push_back(weighting.templates[i].text);
    }
}

void TemplateList::setMarks(const std::function<bool(const std::string &)> &pending,
                            const std::function<QStringList(const std::string &)> &unknownWords)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setPending(pending(m_texts[i]));
        m_rows[i]->setUnknownWords(unknownWords(m_texts[i]));
    }
}

} // namespace retort
