#include "distilpage.h"

#include "base/error.h"
#include "distil/distiller.h"
#include "fetch/fetchmodel.h"
#include "queuepanel.h"
#include "recipe/recipejson.h"
#include "recipe/shippedrecipes.h"
#include "recipeform.h"
#include "runpanel.h"
#include "sourcefield.h"
#include "sweepform.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "workflow/runstart.h"
#include "workflow/sweeps.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
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
    : Page(parent), m_workspace(workspace), m_recipes(new QMenu(this)), m_run(new RunPanel(workspace)),
      m_queue(new QueuePanel(workspace))
{
    auto *content = new QWidget;
    auto *layout = new QHBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space4);
    layout->addWidget(makeRecipeSide());
    auto *right = new QSplitter(Qt::Vertical);
    right->setChildrenCollapsible(false);
    right->setHandleWidth(Theme::space3);
    right->addWidget(m_run);
    right->addWidget(m_queue);
    right->setStretchFactor(0, 1);
    right->setSizes({520, 160});
    layout->addWidget(right, 1);
    states().setContent(content);
    m_queue->hide();
    connect(m_queue, &QueuePanel::hasContentChanged, m_queue, &QWidget::setVisible);

    m_estimateTimer.setSingleShot(true);
    m_estimateTimer.setInterval(400);
    connect(&m_estimateTimer, &QTimer::timeout, this, &DistilPage::estimate);
    m_sweepTimer.setSingleShot(true);
    m_sweepTimer.setInterval(150);
    connect(&m_sweepTimer, &QTimer::timeout, this, &DistilPage::checkSweepForm);
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
    add(QStringLiteral("add"), tr("Add this recipe to the queue"), &DistilPage::addToQueue);
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
    m_vary = iconButton(QStringLiteral("weights"), tr("Sweep: many runs that differ in some keys"));
    m_vary->setCheckable(true);
    connect(m_vary, &QToolButton::toggled, this, &DistilPage::showSweep);
    head->addWidget(m_vary);
    m_clone = iconButton(QStringLiteral("copy"), tr("Take the recipe of the shown run"));
    connect(m_clone, &QToolButton::clicked, this, &DistilPage::takeRecipe);
    head->addWidget(m_clone);
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

    layout->addWidget(makeFoot());
    return panel;
}

QWidget *DistilPage::makeFoot()
{
    auto *widget = new QWidget;
    auto *foot = new QVBoxLayout(widget);
    foot->setContentsMargins(Theme::space4, 0, Theme::space4, 0);
    foot->setSpacing(Theme::space2);
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("Name of the run (optional)"));
    m_name->setAccessibleName(tr("Name of the run"));
    m_problem = new QLabel;
    m_problem->setWordWrap(true);
    m_estimate = secondaryLabel({});
    m_sweep = new SweepForm;
    m_sweep->hide();
    connect(m_sweep, &SweepForm::changed, this, [this] { m_sweepTimer.start(); });
    m_seeds = new QSpinBox;
    m_seeds->setRange(1, 100);
    m_seeds->setPrefix(tr("seeds: "));
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setToolTip(
        tr("The same recipe so many times, each with the next seed: how far runs differ by chance."));
    connect(m_seeds, &QSpinBox::valueChanged, this, &DistilPage::recipeChanged);
    m_start = primaryButton(tr("Distil"));
    m_queueUp = new QPushButton(tr("Add to queue"));
    m_queueUp->setToolTip(tr("Waits behind the other runs."));
    auto *names = new QHBoxLayout;
    names->setSpacing(Theme::space2);
    names->addWidget(m_name, 1);
    names->addWidget(m_seeds);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space2);
    buttons->addWidget(m_start, 1);
    buttons->addWidget(m_queueUp);
    foot->addWidget(m_sweep);
    foot->addWidget(m_problem);
    foot->addWidget(m_estimate);
    foot->addLayout(names);
    foot->addLayout(buttons);
    connect(m_start, &QPushButton::clicked, this, &DistilPage::start);
    connect(m_queueUp, &QPushButton::clicked, this, &DistilPage::addToQueue);
    return widget;
}

bool DistilPage::settled() const
{
    return Page::settled() && !m_estimating && !m_estimateTimer.isActive() && !m_sweepTimer.isActive() &&
           m_run->settled() && m_queue->settled();
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
    m_start->setText(isSweep() ? tr("Add the sweep") : busy ? tr("Add to queue") : tr("Distil"));
    m_start->setToolTip(busy ? tr("Starts when the run that trains now has ended.") : QString());
    m_queueUp->setVisible(!busy && !isSweep());
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    m_clone->setEnabled(run != nullptr);
    m_clone->setToolTip(run ? tr("Fills the form with the recipe of %1.").arg(runTitle(*run))
                            : tr("Take the recipe of the shown run"));
    offerStarts();
    QStringList weightings;
    for (const NamedWeighting &named : m_workspace.settings().named)
        weightings.append(QString::fromStdString(named.name));
    m_sweep->setWeightings(weightings);
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
    m_recipeFits = possible;
    m_start->setEnabled(possible && (!isSweep() || m_sweepFits));
    m_queueUp->setEnabled(possible);
    if (isSweep())
        m_sweepTimer.start();
    m_estimateStale = true;
    if (possible && isVisible())
        m_estimateTimer.start();
}

void DistilPage::estimate()
{
    const DatasetRecord *training = m_workspace.settings().dataset(DatasetRole::Training);
    if (!training || !m_recipeFits)
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
            const bool many = isSweep() || m_seeds->value() > 1;
            m_estimate->setText((many ? tr("A run: about %1, %2, %3") : tr("About %1, %2, %3"))
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
    const QString name = m_name->text().trimmed();
    if (isSweep())
        m_workspace.addSweep(name, m_sweep->plan(m_form->recipe(), m_seeds->value()));
    else
        m_workspace.startRun(name, m_form->recipe(), m_seeds->value());
    m_name->clear();
    m_vary->setChecked(false); // once more would be the same runs again
}

void DistilPage::addToQueue()
{
    if (!m_recipeFits || !m_workspace.isOpen())
        return;
    m_workspace.addToQueue(m_name->text().trimmed(), m_form->recipe(), m_seeds->value());
    m_name->clear();
}

bool DistilPage::isSweep() const
{
    return m_vary->isChecked();
}

void DistilPage::showSweep(bool shown)
{
    m_sweep->setVisible(shown);
    refresh();
    recipeChanged();
}

void DistilPage::checkSweepForm()
{
    if (!isSweep())
        return;
    // Thousands of points take a while to be checked; what was asked before is dropped.
    struct Answer
    {
        std::int64_t points = 0;
        std::vector<std::int64_t> rungs;
        QString problem;
    };
    SweepPlan plan;
    try {
        plan = m_sweep->plan(m_form->recipe(), m_seeds->value());
    } catch (const Error &error) {
        m_sweepFits = false;
        m_start->setEnabled(false);
        m_sweep->setSummary(QString::fromStdString(error.fullText()));
        return;
    }
    const ProjectSettings &settings = m_workspace.settings();
    const bool labelled = !m_workspace.audit()->answers.empty() ||
                          std::any_of(settings.datasets.begin(), settings.datasets.end(),
                                      [](const DatasetRecord &record) { return record.labelled; });
    m_workspace.interactive().submit<Answer>(
        tr("Checking the sweep"), QStringLiteral("sweep"), this,
        [plan, settings, labelled](std::stop_token, const Reporter &) {
            Answer answer;
            try {
                checkSweep(settings, labelled, plan);
                answer.points = static_cast<std::int64_t>(sweepPoints(plan).size());
                answer.rungs = sweepRungs(plan);
            } catch (const ValueError &error) {
                answer.problem = QString::fromStdString(error.fullText());
            }
            return answer;
        },
        [this, seeds = m_seeds->value(), halving = plan.halving](const Answer &answer) {
            m_sweepFits = answer.problem.isEmpty();
            m_start->setEnabled(m_recipeFits && (!isSweep() || m_sweepFits));
            if (!m_sweepFits) {
                m_sweep->setSummary(answer.problem);
                return;
            }
            QString text = tr("%1, %2.").arg(tr("%n point(s)", nullptr, static_cast<int>(answer.points)),
                                             tr("%n run(s)", nullptr, static_cast<int>(answer.points * seeds)));
            QStringList epochs;
            for (const std::int64_t epoch : answer.rungs)
                epochs.append(QString::number(epoch));
            if (!epochs.isEmpty())
                text += QLatin1Char(' ') + tr("Compared after epoch %1.").arg(epochs.join(QStringLiteral(", ")));
            else if (halving)
                text +=
                    QLatin1Char(' ') +
                    tr("None is stopped early: there are too few epochs after the warm-up, or too few points.");
            m_sweep->setSummary(text);
        },
        [this](const JobError &error) {
            if (error.cancelled)
                return; // a newer question is on its way
            m_sweepFits = false;
            m_start->setEnabled(false);
            m_sweep->setSummary(error.what);
        });
}

void DistilPage::takeRecipe()
{
    if (const RunRecord *run = m_workspace.run(m_workspace.currentRun()))
        m_form->setRecipe(run->recipe);
}

void DistilPage::showPart(const QString &part)
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    if (part != QStringLiteral("further") || !run)
        return;
    Recipe recipe = run->recipe;
    recipe.start = "run:" + std::to_string(run->id);
    m_form->setRecipe(recipe);
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
