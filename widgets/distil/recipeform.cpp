#include "recipeform.h"

#include "numberfield.h"
#include "recipe/recipejson.h"
#include "sourcefield.h"
#include "student/names.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>
#include <type_traits>
#include <utility>

namespace retort {

namespace {

constexpr int fieldWidth = 150;

/// As NumberField: scrolling the form must not change a choice.
class ChoiceField : public QComboBox
{
public:
    ChoiceField() { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent *event) override
    {
        if (hasFocus())
            QComboBox::wheelEvent(event);
        else
            event->ignore();
    }
};

QString groupTitle(const std::string &group)
{
    if (group == "student")
        return RecipeForm::tr("Student");
    if (group == "losses")
        return RecipeForm::tr("Losses");
    if (group == "optimiser")
        return RecipeForm::tr("Training");
    if (group == "augmentation")
        return RecipeForm::tr("Augmentation");
    if (group == "measuring")
        return RecipeForm::tr("Measuring");
    if (group == "machine")
        return RecipeForm::tr("Seed and machine");
    return keyTitle(group);
}

/// Of the two kinds of fields that hold one.
QString textOf(const QWidget *field)
{
    if (const auto *source = qobject_cast<const SourceField *>(field))
        return source->text();
    return static_cast<const QComboBox *>(field)->currentText();
}

void setTextOf(QWidget *field, const QString &text)
{
    if (auto *source = qobject_cast<SourceField *>(field))
        source->setText(text);
    else
        static_cast<QComboBox *>(field)->setCurrentText(text);
}

bool opensAtFirst(const std::string &group)
{
    return group == "student" || group == "losses" || group == "optimiser";
}

/// Under a group's title, where evidence chose what it starts with; change it with docs/results.md.
QString whyTheseDefaults(const std::string &group)
{
    if (group != "losses")
        return {};
    return RecipeForm::tr("PRG with all its terms comes first: in Retort's own study (docs/results.md) no simpler "
                          "method was shown to be better with ten classes.");
}

} // namespace

QString keyTitle(const std::string &key)
{
    const std::pair<const char *, QString> named[] = {
        {"student", RecipeForm::tr("Student")},
        {"module", RecipeForm::tr("Module")},
        {"start", RecipeForm::tr("Start weights")},
        {"input_size", RecipeForm::tr("Input size")},
        {"student_proxies", RecipeForm::tr("Student proxies")},
        {"node", RecipeForm::tr("Node loss")},
        {"temperature", RecipeForm::tr("Temperature")},
        {"feature", RecipeForm::tr("Feature loss")},
        {"edge", RecipeForm::tr("Edge loss")},
        {"relation", RecipeForm::tr("Relation loss")},
        {"edge_rows", RecipeForm::tr("Edge rows")},
        {"edge_columns", RecipeForm::tr("Edge columns")},
        {"pseudo", RecipeForm::tr("Pseudo-label loss")},
        {"pseudo_margin", RecipeForm::tr("Pseudo-label margin")},
        {"epochs", RecipeForm::tr("Epochs")},
        {"batch", RecipeForm::tr("Batch size")},
        {"optimiser", RecipeForm::tr("Optimiser")},
        {"lr", RecipeForm::tr("Learning rate")},
        {"momentum", RecipeForm::tr("Momentum")},
        {"weight_decay", RecipeForm::tr("Weight decay")},
        {"warmup_epochs", RecipeForm::tr("Warm-up epochs")},
        {"growing_epochs", RecipeForm::tr("Growing epochs")},
        {"crop_padding", RecipeForm::tr("Crop padding")},
        {"flip", RecipeForm::tr("Flip")},
        {"colour_jitter", RecipeForm::tr("Colour jitter")},
        {"random_resized_crop", RecipeForm::tr("Random resized crop")},
        {"views", RecipeForm::tr("Views")},
        {"views_seed", RecipeForm::tr("Views seed")},
        {"held_out", RecipeForm::tr("Held-out share")},
        {"probe_samples", RecipeForm::tr("Probe images")},
        {"probe_top_k", RecipeForm::tr("Probe edges")},
        {"seed", RecipeForm::tr("Seed")},
        {"precision", RecipeForm::tr("Number format")},
        {"device", RecipeForm::tr("Device")},
        {"threads", RecipeForm::tr("Threads")},
        {"deterministic", RecipeForm::tr("Deterministic")},
        {"sync_norm", RecipeForm::tr("Shared normalisation")},
        {"sync_loss", RecipeForm::tr("Shared losses")}};
    for (const auto &[name, text] : named)
        if (key == name)
            return text;
    QString title = QString::fromStdString(key).replace(QLatin1Char('_'), QLatin1Char(' ')); // new, not named yet
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

QStringList recipeNotes(const Recipe &recipe, std::int64_t classes)
{
    QStringList notes;
    const bool edges = recipe.edgeWeight > 0 || recipe.relationWeight > 0;
    if (edges && recipe.edgeRows && classes == 2)
        notes.append(RecipeForm::tr("Edge and relation terms along rows are off with two classes: a correlation "
                                    "of two numbers says nothing."));
    if (recipe.edgeWeight > 2 && classes == 2)
        notes.append(
            RecipeForm::tr("With two classes PRG did worse than pseudo-labels alone where the edge loss had 4 "
                           "(docs/results.md); with 2 no difference was shown (docs/results-two-class.md)."));
    if (edges && recipe.edgeColumns && recipe.batch <= 2)
        notes.append(RecipeForm::tr("Edge and relation terms along columns are off with so small a batch."));
    if (recipe.views > 0 && recipe.randomResizedCrop <= 0)
        notes.append(RecipeForm::tr("Views are crops: say with the random resized crop how small they may be."));
    else if (recipe.views > 0 && (recipe.cropPadding > 0 || recipe.colourJitter > 0))
        notes.append(
            RecipeForm::tr("Crop padding and colour jitter are off: the student sees the views as the teacher "
                           "saw them."));
    if (recipe.nodeWeight == 0 && recipe.featureWeight == 0 && recipe.pseudoWeight == 0 &&
        recipe.edgeWeight == 0 && recipe.relationWeight == 0)
        notes.append(RecipeForm::tr("Every loss has weight 0: the student would learn nothing."));
    return notes;
}

RecipeForm::RecipeForm(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space3);
    std::string group;
    QGridLayout *grid = nullptr;
    for (const RecipeKey &key : recipeKeys()) {
        if (group != key.group) {
            group = key.group;
            auto *content = new QWidget;
            grid = new QGridLayout(content);
            grid->setContentsMargins(0, 0, 0, 0);
            grid->setHorizontalSpacing(Theme::space3);
            grid->setVerticalSpacing(2);
            grid->setColumnStretch(0, 1);
            if (const QString why = whyTheseDefaults(group); !why.isEmpty()) {
                QLabel *line = secondaryLabel(why);
                line->setProperty("small", true);
                grid->addWidget(line, 0, 0, 1, 2);
                grid->setRowMinimumHeight(1, Theme::space2);
            }
            layout->addWidget(makeGroup(groupTitle(group), opensAtFirst(group), content));
        }
        QWidget *field = makeField(key);
        field->setObjectName(QString::fromLatin1(key.key));
        const QString help = QCoreApplication::translate("RecipeKeys", key.help);
        field->setAccessibleName(keyTitle(key.key));
        field->setAccessibleDescription(help);
        m_fields[key.key] = field;
        auto *label = new QLabel(keyTitle(key.key));
        label->setBuddy(field);
        label->setWordWrap(true); // a long name must not make the form wider than its panel
        QLabel *line = secondaryLabel(help);
        line->setProperty("small", true);
        const int row = grid->rowCount();
        if (qobject_cast<SourceField *>(field)) { // a path wants the whole width
            auto *part = new QWidget;
            auto *lines = new QVBoxLayout(part);
            lines->setContentsMargins(0, 0, 0, Theme::space2);
            lines->setSpacing(2);
            for (QWidget *widget : {static_cast<QWidget *>(label), field, static_cast<QWidget *>(line)})
                lines->addWidget(widget);
            grid->addWidget(part, row, 0, 1, 2);
            continue;
        }
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1, Qt::AlignRight);
        grid->addWidget(line, row + 1, 0, 1, 2);
        grid->setRowMinimumHeight(row + 2, Theme::space2);
    }
    layout->addStretch();
    connect(static_cast<QComboBox *>(m_fields.at("student")), &QComboBox::currentIndexChanged, this,
            &RecipeForm::showModule);
    setRecipe({});
    showModule();
}

QWidget *RecipeForm::makeGroup(const QString &title, bool open, QWidget *content)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    auto *head = new QToolButton;
    head->setText(title);
    head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head->setProperty("role", QStringLiteral("group"));
    head->setCheckable(true);
    head->setIconSize({14, 14});
    head->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(head);
    layout->addWidget(content);
    const auto show = [head, content](bool shown) {
        content->setVisible(shown);
        head->setIcon(icon(shown ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    };
    connect(head, &QToolButton::toggled, content, show);
    head->setChecked(open);
    show(open);
    return box;
}

QWidget *RecipeForm::makeField(const RecipeKey &key)
{
    const auto told = [this] {
        if (!m_setting)
            Q_EMIT changed();
    };
    if (std::holds_alternative<bool Recipe::*>(key.member)) {
        auto *field = new QCheckBox;
        connect(field, &QCheckBox::toggled, this, told);
        return field;
    }
    if (std::holds_alternative<std::string Recipe::*>(key.member) && key.choices.empty()) {
        const bool module = key.member == RecipeKey::Member(&Recipe::module);
        auto *field = module
                          ? new SourceField(tr("TorchScript (*.pt *.pth *.ts)"), tr("a TorchScript file"))
                          : new SourceField(tr("Weights (*.pth *.pt *.bin *.safetensors)"), tr("random values"));
        connect(field, &SourceField::textChanged, this, told);
        return field;
    }
    if (std::holds_alternative<std::string Recipe::*>(key.member)) {
        auto *field = new ChoiceField;
        field->setFixedWidth(fieldWidth);
        for (const std::string &choice : key.choices)
            field->addItem(QString::fromStdString(choice));
        connect(field, &QComboBox::currentIndexChanged, this, told);
        return field;
    }
    // Whole numbers too: a double holds them exactly up to 2^53, the largest seed, where an int ends at 2^31.
    auto *field = new NumberField;
    field->setFixedWidth(fieldWidth);
    const bool whole = !std::holds_alternative<double Recipe::*>(key.member);
    if (whole)
        field->setDecimals(0);
    field->setRange(key.aboveMinimum ? key.minimum + 1e-9 : key.minimum, key.maximum);
    connect(field, &QDoubleSpinBox::valueChanged, this, told);
    return field;
}

QWidget *RecipeForm::field(const std::string &key) const
{
    const auto found = m_fields.find(key);
    return found == m_fields.end() ? nullptr : found->second;
}

void RecipeForm::setStartChoices(const std::vector<SourceChoice> &choices)
{
    static_cast<SourceField *>(m_fields.at("start"))->setChoices(choices);
}

void RecipeForm::showModule()
{
    const QString student = static_cast<QComboBox *>(m_fields.at("student"))->currentText();
    m_fields.at("module")->parentWidget()->setVisible(student == QLatin1String(scriptedStudentName));
}

Recipe RecipeForm::recipe() const
{
    Recipe recipe;
    for (const RecipeKey &key : recipeKeys()) {
        QWidget *widget = m_fields.at(key.key);
        std::visit(
            [&recipe, widget](auto member) {
                using Value = std::remove_reference_t<decltype(recipe.*member)>;
                if constexpr (std::is_same_v<Value, bool>)
                    recipe.*member = static_cast<QCheckBox *>(widget)->isChecked();
                else if constexpr (std::is_same_v<Value, std::string>)
                    recipe.*member = textOf(widget).toStdString();
                else
                    recipe.*member = static_cast<Value>(static_cast<NumberField *>(widget)->value());
            },
            key.member);
    }
    if (recipe.student != scriptedStudentName)
        recipe.module.clear(); // what its hidden field holds does not count
    return recipe;
}

void RecipeForm::setRecipe(const Recipe &recipe)
{
    m_setting = true;
    for (const RecipeKey &key : recipeKeys()) {
        QWidget *widget = m_fields.at(key.key);
        std::visit(
            [&recipe, widget](auto member) {
                using Value = std::remove_cv_t<std::remove_reference_t<decltype(recipe.*member)>>;
                if constexpr (std::is_same_v<Value, bool>)
                    static_cast<QCheckBox *>(widget)->setChecked(recipe.*member);
                else if constexpr (std::is_same_v<Value, std::string>)
                    setTextOf(widget, QString::fromStdString(recipe.*member));
                else
                    static_cast<NumberField *>(widget)->setValue(static_cast<double>(recipe.*member));
            },
            key.member);
    }
    m_setting = false;
    Q_EMIT changed();
}

} // namespace retort
