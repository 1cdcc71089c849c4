#include "distilpage.h"

#include "base/error.h"
#include "distil/distiller.h"
#include "fetch/fetchmodel.h"
#include "recipe/recipejson.h"
#include "recipe/shippedrecipes.h"
#include "recipeform.h"
#include "runpanel.h"
#include "sourcefield.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "workflow/runstart.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int recipeWidth = 380;

QString memoryText(double megabytes)
{
    return megabytes < 1000 ? DistilPage::tr("%1 MB").arg(QLocale().toString(megabytes, 'f', 0))
                            : DistilPage::tr("%1 GB").arg(QLocale().toString(megabytes / 1000, 'f', 1));
}

QString parametersText(qint64 count)
{
    const double millions = static_cast<double>(count) / 1e6;
    return DistilPage::tr("%1 M parameters").arg(QLocale().toString(millions, 'f', millions < 10 ? 2 : 1));
}

} // namespace

DistilPage::DistilPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_recipes(new QMenu(this)), m_run(new RunPanel(workspace))
{
    auto *content = new QWidget;
    auto *layout = new QHBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space4);
    layout->addWidget(makeRecipeSide());
    layout->addWidget(m_run, 1);
    states().setContent(content);

    m_estimateTimer.setSingleShot(true);
    m_estimateTimer.setInterval(400);
    connect(&m_estimateTimer, &QTimer::timeout, this, &DistilPage::estimate);
    connect(m_form, &RecipeForm::changed, this, &DistilPage::recipeChanged);
    connect(&m_workspace, &Workspace::projectOpened, this, &DistilPage::refresh);
    connect(&m_workspace, &Workspace::projectClosed, this, &DistilPage::refresh);
    connect(&m_workspace, &Workspace::runsChanged, this, &DistilPage::refresh);
    connect(&m_workspace, &Workspace::currentRunChanged, this, &DistilPage::refresh);
    connect(&m_workspace, &Workspace::activeRunChanged, this, &DistilPage::refresh);
    connect(&m_workspace, &Workspace::settingsChanged, this, &DistilPage::recipeChanged);
    connect(&m_workspace, &Workspace::sessionChanged, this, &DistilPage::recipeChanged);

    const auto add = [this](const QString &iconName, const QString &text, void (DistilPage::*run)()) {
        auto *action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, this, run);
        addAction(action);
    };
    add(QStringLiteral("play"), tr("Distil with this recipe"), &DistilPage::start);
    add(QStringLiteral("copy"), tr("Take the recipe of the shown run"), &DistilPage::takeRecipe);
    add(QStringLiteral("import"), tr("Open a recipe file…"), &DistilPage::openRecipeFile);
    refresh();
    recipeChanged();
    loadShipped();
}

QWidget *DistilPage::makeRecipeSide()
{
    auto *panel = new QFrame;
    panel->setProperty("role", QStringLiteral("panel"));
    panel->setFixedWidth(recipeWidth);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, Theme::space3, 0, Theme::space3);
    layout->setSpacing(Theme::space2);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(Theme::space4, 0, Theme::space2, 0);
    head->setSpacing(Theme::space1);
    head->addWidget(titleLabel(tr("Recipe")));
    head->addStretch();
    QToolButton *open = iconButton(QStringLiteral("import"), tr("Take another recipe"));
    open->setMenu(m_recipes);
    open->setPopupMode(QToolButton::InstantPopup);
    m_recipes->setToolTipsVisible(true);
    head->addWidget(open);
    QToolButton *defaults = iconButton(QStringLiteral("refresh"), tr("Back to the defaults"));
    connect(defaults, &QToolButton::clicked, this, [this] { m_form->setRecipe({}); });
    head->addWidget(defaults);
    layout->addLayout(head);

    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inside = new QWidget;
    inside->setObjectName(QStringLiteral("scrolled"));
    auto *insideLayout = new QVBoxLayout(inside);
    insideLayout->setContentsMargins(Theme::space4, Theme::space1, Theme::space4, Theme::space1);
    m_form = new RecipeForm;
    insideLayout->addWidget(m_form);
    area->setWidget(inside);
    layout->addWidget(area, 1);

    auto *divider = new QFrame;
    divider->setProperty("role", QStringLiteral("divider"));
    divider->setFixedHeight(1);
    layout->addWidget(divider);

    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(Theme::space4, 0, Theme::space4, 0);
    foot->setSpacing(Theme::space2);
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("Name of the run (optional)"));
    m_name->setAccessibleName(tr("Name of the run"));
    m_problem = new QLabel;
    m_problem->setWordWrap(true);
    m_estimate = secondaryLabel({});
    m_start = primaryButton(tr("Distil"));
    m_clone = new QPushButton(icon(QStringLiteral("copy")), tr("Take recipe"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space2);
    buttons->addWidget(m_start, 1);
    buttons->addWidget(m_clone);
    foot->addWidget(m_problem);
    foot->addWidget(m_estimate);
    foot->addWidget(m_name);
    foot->addLayout(buttons);
    layout->addLayout(foot);
    connect(m_start, &QPushButton::clicked, this, &DistilPage::start);
    connect(m_clone, &QPushButton::clicked, this, &DistilPage::takeRecipe);
    return panel;
}

bool DistilPage::settled() const
{
    return Page::settled() && !m_estimating && !m_estimateTimer.isActive() && m_run->settled();
}

void DistilPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_estimateStale)
        m_estimateTimer.start();
}

void DistilPage::refresh()
{
    if (!m_workspace.isOpen()) {
        states().showEmpty(tr("Open or make a project first; then a student can learn from its images."),
                           tr("Go to Project"), [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
        return;
    }
    states().showContent();
    const bool busy = m_workspace.activeRun() != 0;
    m_start->setText(busy ? tr("Queue") : tr("Distil"));
    m_start->setToolTip(busy ? tr("Starts when the run that trains now has ended.") : QString());
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    m_clone->setEnabled(run != nullptr);
    m_clone->setToolTip(run ? tr("Fills the form with the recipe of %1.").arg(runTitle(*run)) : QString());
    offerStarts();
    if (busy && m_estimating)
        m_workspace.interactive().cancel(m_estimateJob);
    if (!busy && !m_estimating && m_estimateStale && isVisible())
        m_estimateTimer.start();
}

void DistilPage::recipeChanged()
{
    offerStarts();
    QStringList problems;
    bool possible = true;
    try {
        validate(m_form->recipe());
    } catch (const Error &error) {
        problems.append(QString::fromUtf8(error.what()));
        possible = false;
    }
    if (possible)
        problems.append(
            recipeNotes(m_form->recipe(), static_cast<std::int64_t>(m_workspace.settings().classes.size())));
    m_problem->setText(problems.join(QLatin1Char('\n')));
    m_problem->setVisible(!problems.isEmpty());
    m_start->setEnabled(possible);
    m_estimateStale = true;
    if (possible && isVisible())
        m_estimateTimer.start();
}

void DistilPage::estimate()
{
    const DatasetRecord *training = m_workspace.settings().dataset(DatasetRole::Training);
    if (!training || !m_start->isEnabled())
        return;
    if (m_workspace.activeRun() != 0) {
        // Timed steps beside a training run would slow it down and measure half a machine.
        m_estimate->setText(tr("An estimate follows when the run has ended."));
        return;
    }
    const Recipe recipe = m_form->recipe();
    const auto images = static_cast<std::int64_t>(static_cast<double>(training->images) * (1 - recipe.heldOut));
    const auto classes = static_cast<std::int64_t>(m_workspace.settings().classes.size());
    m_estimating = true;
    m_estimateStale = false;
    m_estimate->setText(tr("Estimating…"));
    m_estimateJob = m_workspace.interactive().submit<RunEstimate>(
        tr("Estimating"), QStringLiteral("estimate"), this,
        [recipe, images, classes](std::stop_token stop, const Reporter &) {
            StudentStart start;
            if (!recipe.module.empty())
                start.module = readModule(recipe.module);
            return estimateRun(recipe, chooseEnvironment(recipe), images, classes, start, stop);
        },
        [this](const RunEstimate &result) {
            m_estimating = false;
            m_estimate->setText(tr("About %1, %2, %3")
                                    .arg(durationText(result.seconds), memoryText(result.memoryMegabytes),
                                         parametersText(result.studentParameters)));
        },
        [this](const JobError &error) {
            m_estimating = false;
            m_estimateStale = m_estimateStale || error.cancelled;
            m_estimate->setText(error.cancelled ? tr("An estimate follows when the run has ended.")
                                                : tr("No estimate: %1").arg(error.what));
        });
}

void DistilPage::start()
{
    if (!m_start->isEnabled() || !m_workspace.isOpen())
        return;
    m_workspace.startRun(m_name->text().trimmed(), m_form->recipe());
    m_name->clear();
}

void DistilPage::takeRecipe()
{
    if (const RunRecord *run = m_workspace.run(m_workspace.currentRun()))
        m_form->setRecipe(run->recipe);
}

void DistilPage::loadShipped()
{
    struct Shipped
    {
        std::vector<ShippedRecipe> recipes;
        std::vector<FetchableStart> starts;
    };
    m_workspace.interactive().submit<Shipped>(
        tr("Reading the recipes"), {}, this,
        [resources = m_workspace.resources()](std::stop_token, const Reporter &) {
            Shipped shipped{shippedRecipes(resources), {}};
            for (const FetchEntry &entry : shippedFetchList(resources)) {
                if (entry.kind == FetchEntry::Kind::Start)
                    shipped.starts.push_back({entry.aliases, QString::fromStdString(entry.name),
                                              QString::fromStdString(entry.title),
                                              fetchState(entry, fetchFolder(entry.kind)) == FetchState::There});
            }
            return shipped;
        },
        [this](const Shipped &shipped) {
            takeShipped(shipped.recipes);
            m_fetchable = shipped.starts;
            offerStarts();
        },
        [this](const JobError &) { takeShipped({}); });
}

void DistilPage::takeShipped(const std::vector<ShippedRecipe> &recipes)
{
    m_recipes->clear();
    for (const ShippedRecipe &shipped : recipes) {
        QAction *action = m_recipes->addAction(QString::fromStdString(shipped.name));
        action->setToolTip(QString::fromStdString(shipped.about));
        connect(action, &QAction::triggered, this, [this, recipe = shipped.recipe] { m_form->setRecipe(recipe); });
    }
    if (!recipes.empty())
        m_recipes->addSeparator();
    connect(m_recipes->addAction(tr("From a file…")), &QAction::triggered, this, &DistilPage::openRecipeFile);
}

void DistilPage::offerStarts()
{
    const std::string student = m_form->recipe().student;
    std::vector<SourceChoice> choices{{tr("Random values"), {}, tr("Drawn from the seed.")}};
    for (const RunRecord &run : m_workspace.runs())
        if (run.recipe.student == student && run.bestEpoch > 0)
            choices.push_back({tr("%1, best epoch %2").arg(runTitle(run)).arg(run.bestEpoch),
                               QStringLiteral("run:%1").arg(run.id),
                               tr("Agrees with its teacher on %1 of the held-out images.")
                                   .arg(percentText(run.bestAgreement.value_or(0)))});
    for (const FetchableStart &start : m_fetchable)
        if (std::find(start.students.begin(), start.students.end(), student) != start.students.end())
            choices.push_back(
                {start.there ? start.title : tr("%1 (not fetched yet)").arg(start.title), start.name,
                 start.there ? QString() : tr("Fetch it with: retort-cli teacher fetch %1").arg(start.name)});
    m_form->setStartChoices(choices);
}

void DistilPage::openRecipeFile()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a recipe"), {}, tr("Recipes (*.json)"));
    if (file.isEmpty())
        return;
    m_workspace.interactive().submit<Recipe>(
        tr("Reading the recipe"), QStringLiteral("recipe"), this,
        [file](std::stop_token, const Reporter &) { return readRecipe(file.toStdString()); },
        [this](const Recipe &recipe) { m_form->setRecipe(recipe); },
        [this](const JobError &error) {
            m_problem->setText(error.remedy.isEmpty() ? error.what
                                                      : error.what + QLatin1Char('\n') + error.remedy);
            m_problem->show();
        });
}

} // namespace retort
