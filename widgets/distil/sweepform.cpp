#include "sweepform.h"

#include "base/error.h"
#include "recipe/recipejson.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace retort {

namespace {

const QString weightingKey = QString::fromLatin1(weightingAxis);

// What machine a run has is no part of what it learns; seeds have a field of their own.
bool canVary(const RecipeKey &key)
{
    const std::string name = key.key;
    return name != "seed" && name != "module" && name != "device" && name != "threads";
}

} // namespace

SweepForm::SweepForm(QWidget *parent)
    : QWidget(parent), m_axes(new QVBoxLayout), m_draws(new QSpinBox), m_minutes(new QSpinBox),
      m_halving(new QCheckBox(tr("Stop early what is clearly behind"))), m_referenceRow(new QWidget),
      m_reference(new QComboBox), m_summary(new QLabel)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    auto *head = new QHBoxLayout;
    head->addWidget(headingLabel(tr("Sweep: what varies")));
    head->addStretch();
    QToolButton *add = iconButton(QStringLiteral("add"), tr("Vary another key"));
    connect(add, &QToolButton::clicked, this, [this] { addAxis(); });
    head->addWidget(add);
    layout->addLayout(head);
    m_axes->setSpacing(Theme::space1);
    layout->addLayout(m_axes);

    auto *budget = new QHBoxLayout;
    budget->setSpacing(Theme::space2);
    m_draws->setRange(0, static_cast<int>(mostSweepRuns));
    m_draws->setSpecialValueText(tr("all points"));
    m_draws->setSuffix(tr(" at random"));
    m_draws->setAccessibleName(tr("Points drawn at random"));
    m_draws->setToolTip(tr("How many points are drawn at random; all combinations otherwise."));
    m_minutes->setRange(0, 100'000);
    m_minutes->setSpecialValueText(tr("no time limit"));
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setAccessibleName(tr("Training time of the whole sweep"));
    m_minutes->setToolTip(tr("The sweep ends when all of its runs together have trained for so long."));
    budget->addWidget(m_draws, 1);
    budget->addWidget(m_minutes, 1);
    layout->addLayout(budget);
    m_halving->setToolTip(
        tr("After half of the epochs, a quarter and so on, the points that agree with the teacher "
           "clearly less than the better half are stopped. Needs no labels."));
    layout->addWidget(m_halving);

    auto *reference = new QHBoxLayout(m_referenceRow);
    reference->setContentsMargins(0, 0, 0, 0);
    reference->setSpacing(Theme::space2);
    reference->addWidget(new QLabel(tr("Compare with")));
    m_reference->setAccessibleName(tr("Weighting that all runs are compared with"));
    m_reference->setToolTip(
        tr("Runs with different weightings have different teachers. Their students are compared "
           "with the answers of this one."));
    reference->addWidget(m_reference, 1);
    layout->addWidget(m_referenceRow);
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);

    connect(m_draws, &QSpinBox::valueChanged, this, &SweepForm::changed);
    connect(m_minutes, &QSpinBox::valueChanged, this, &SweepForm::changed);
    connect(m_halving, &QCheckBox::toggled, this, &SweepForm::changed);
    connect(m_reference, &QComboBox::currentIndexChanged, this, &SweepForm::changed);
    addAxis(QStringLiteral("lr"), QStringLiteral("0.05, 0.1, 0.2"));
}

void SweepForm::addAxis(const QString &key, const QString &values)
{
    Row row{new QWidget, new QComboBox, new QLineEdit(values)};
    auto *layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space1);
    row.key->setAccessibleName(tr("Key that varies"));
    row.values->setAccessibleName(tr("Its values"));
    row.values->setPlaceholderText(tr("1, 2, 4 or 1..4"));
    row.values->setToolTip(tr("Values with commas between them. A range to draw from: 0.01..0.3, or log:0.01..0.3 "
                              "for even steps of the logarithm."));
    QToolButton *remove = iconButton(QStringLiteral("remove"), tr("Do not vary this key"));
    fillKeys(*row.key);
    // The first one that no row has yet, so that a new row is no mistake.
    std::set<QString> taken;
    for (const Row &other : m_rows)
        taken.insert(other.key->currentText());
    int index = key.isEmpty() ? 0 : row.key->findText(key);
    while (key.isEmpty() && index + 1 < row.key->count() && taken.count(row.key->itemText(index)) > 0)
        ++index;
    row.key->setCurrentIndex(std::max(0, index));
    layout->addWidget(row.key, 2);
    layout->addWidget(row.values, 3);
    layout->addWidget(remove);
    connect(row.key, &QComboBox::currentIndexChanged, this, [this] {
        showWeighting();
        Q_EMIT changed();
    });
    connect(row.values, &QLineEdit::textChanged, this, &SweepForm::changed);
    connect(remove, &QToolButton::clicked, this, [this, widget = row.widget] { removeAxis(widget); });
    m_axes->addWidget(row.widget);
    m_rows.push_back(row);
    if (key.isEmpty())
        row.values->setFocus();
    showWeighting();
    Q_EMIT changed();
}

void SweepForm::removeAxis(QWidget *widget)
{
    std::erase_if(m_rows, [widget](const Row &row) { return row.widget == widget; });
    m_axes->removeWidget(widget);
    widget->hide(); // its button is being clicked
    widget->deleteLater();
    showWeighting();
    Q_EMIT changed();
}

void SweepForm::fillKeys(QComboBox &keys) const
{
    for (const RecipeKey &key : recipeKeys())
        if (canVary(key)) {
            keys.addItem(QString::fromLatin1(key.key));
            keys.setItemData(keys.count() - 1, QString::fromLatin1(key.help), Qt::ToolTipRole);
        }
    if (!m_weightings.isEmpty()) {
        keys.addItem(weightingKey);
        keys.setItemData(keys.count() - 1,
                         tr("Weightings of the prompts, by name: %1").arg(m_weightings.join(QStringLiteral(", "))),
                         Qt::ToolTipRole);
    }
}

void SweepForm::setWeightings(const QStringList &names)
{
    if (names == m_weightings)
        return;
    m_weightings = names;
    for (const Row &row : m_rows) {
        const QSignalBlocker quiet(row.key);
        const QString key = row.key->currentText();
        row.key->clear();
        fillKeys(*row.key);
        row.key->setCurrentIndex(std::max(0, row.key->findText(key)));
    }
    {
        const QSignalBlocker quiet(m_reference);
        m_reference->clear();
        m_reference->addItem(tr("labels only"), QString());
        for (const QString &name : names)
            m_reference->addItem(name, name);
    }
    showWeighting();
    Q_EMIT changed();
}

void SweepForm::showWeighting()
{
    m_referenceRow->setVisible(std::any_of(m_rows.begin(), m_rows.end(),
                                           [](const Row &row) { return row.key->currentText() == weightingKey; }));
}

SweepPlan SweepForm::plan(const Recipe &base, std::int64_t seeds) const
{
    SweepPlan plan;
    plan.base = base;
    plan.seeds = seeds;
    for (const Row &row : m_rows) {
        if (row.values->text().trimmed().isEmpty())
            throw ValueError(tr("%1 has no values yet.").arg(row.key->currentText()).toStdString());
        plan.axes.push_back(sweepAxisFromText(
            (row.key->currentText() + QLatin1Char('=') + row.values->text().trimmed()).toStdString()));
    }
    plan.draws = m_draws->value();
    plan.mostSeconds = 60.0 * m_minutes->value();
    plan.halving = m_halving->isChecked();
    if (m_referenceRow->isVisibleTo(this))
        plan.reference = m_reference->currentData().toString().toStdString();
    return plan;
}

void SweepForm::setSummary(const QString &text)
{
    m_summary->setText(text);
}

QString SweepForm::summary() const
{
    return m_summary->text();
}

} // namespace retort
