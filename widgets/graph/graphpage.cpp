#include "widgets/graph/graphpage.h"

#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/common/workspacecommands.h"
#include "widgets/graph/epochbar.h"
#include "widgets/graph/graphexport.h"
#include "widgets/graph/graphhistory.h"
#include "widgets/graph/graphloader.h"
#include "widgets/graph/graphsearch.h"
#include "widgets/graph/graphside.h"
#include "widgets/graph/graphtools.h"
#include "widgets/graph/probefacts.h"

#include <QAction>
#include <QFileDialog>
#include <QPointer>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int sideWidth = 16 * Theme::space5;
constexpr std::int64_t similarWanted = 30;

} // namespace

GraphPage::GraphPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_loader(new GraphLoader(workspace, this)),
      m_history(new GraphHistory(workspace, this)), m_tools(new GraphTools(workspace)), m_filters(new FilterBar),
      m_banner(new Banner), m_stage(new GraphStage), m_side(new GraphSide(*m_history)), m_epochs(new EpochBar)
{
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(m_stage);
    split->addWidget(m_side);
    split->setStretchFactor(0, 1);
    split->setHandleWidth(Theme::space4);
    split->setChildrenCollapsible(false);
    m_side->setMinimumWidth(sideWidth - 5 * Theme::space5);
    split->setSizes({3 * sideWidth, sideWidth});
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addWidget(m_tools);
    layout->addWidget(m_filters);
    layout->addWidget(m_banner);
    layout->addWidget(split, 1);
    layout->addWidget(m_epochs);
    states().setContent(content);
    m_subject.teacherName = tr("teacher");
    m_subject.studentName = tr("student");
    addActions();
    wire();
    wireSide();
    refreshRuns();
}

void GraphPage::addActions()
{
    auto *find = new QAction(tr("Find an image or a class in the graph"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(find);
    connect(find, &QAction::triggered, &m_tools->search(), qOverload<>(&QWidget::setFocus));
    const std::pair<GraphDisplay, QString> displays[] = {
        {GraphDisplay::Both, tr("Graph: both sides")}, {GraphDisplay::Teacher, tr("Graph: teacher")},
        {GraphDisplay::Student, tr("Graph: student")}, {GraphDisplay::Difference, tr("Graph: difference")},
        {GraphDisplay::Matrix, tr("Graph: classes")},  {GraphDisplay::Epochs, tr("Graph: epochs")}};
    for (const auto &[display, name] : displays) {
        auto *action = new QAction(name, this);
        addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = display] { setDisplay(wanted); });
    }
}

void GraphPage::wire()
{
    connect(m_tools, &GraphTools::runChosen, &m_workspace, &Workspace::setCurrentRun);
    connect(m_tools, &GraphTools::againstChosen, this, [this](qint64 run) {
        m_banner->hide();
        m_loader->setAgainst(run);
    });
    connect(m_tools, &GraphTools::displayChosen, this, &GraphPage::setDisplay);
    connect(m_tools, &GraphTools::layoutChosen, m_loader, &GraphLoader::setLayout);
    connect(m_tools, &GraphTools::stopSettlingAsked, m_loader, &GraphLoader::stopSettling);
    connect(m_tools, &GraphTools::toolChosen, m_stage, &GraphStage::setTool);
    connect(m_tools, &GraphTools::exportAsked, this, &GraphPage::askForFile);
    connect(m_filters, &FilterBar::filterAsked, this, &GraphPage::setFilter);

    connect(m_loader, &GraphLoader::runChanged, this, &GraphPage::refreshRun);
    connect(m_loader, &GraphLoader::frameReady, this, &GraphPage::showFrame);
    connect(m_loader, &GraphLoader::failed, this, &GraphPage::showError);
    connect(m_loader, &GraphLoader::layoutProgressed, m_tools, &GraphTools::showProgress);
    connect(m_loader, &GraphLoader::namesChanged, this, [this](const QString &teacher, const QString &student) {
        m_subject.teacherName = m_loader->against() == 0 ? tr("teacher") : teacher;
        m_subject.studentName = m_loader->against() == 0 ? tr("student") : student;
    });
    connect(m_epochs, &EpochBar::epochChosen, m_loader, &GraphLoader::request);
    connect(m_stage, &GraphStage::epochChosen, m_epochs, &EpochBar::setEpoch);
    connect(m_history, &GraphHistory::grown, this, [this] {
        m_stage->setHistory(*m_history);
        m_side->showHistory();
    });
    for (const auto signal : {&Workspace::projectOpened, &Workspace::projectClosed, &Workspace::runsChanged})
        connect(&m_workspace, signal, this, &GraphPage::refreshRuns);
    connect(&m_workspace, &Workspace::currentRunChanged, this, &GraphPage::refreshRuns);
    connect(&m_workspace, &Workspace::sessionChanged, this, &GraphPage::refreshImages);
    connect(&m_workspace, &Workspace::sessionFailed, this, &GraphPage::refreshImages);
    connect(&m_workspace, &Workspace::runChanged, this, [this](qint64 run) {
        if (run == m_workspace.currentRun()) // its best epoch, too, may be another one now
            loadRun();
    });
}

void GraphPage::wireSide()
{
    GraphSearch &search = m_tools->search();
    connect(&search, &GraphSearch::classFound, this, &GraphPage::toggleClass);
    const auto one = [this](int sample) { select({sample}); };
    connect(&search, &GraphSearch::sampleFound, this, [this, one](int sample) {
        m_banner->hide();
        one(sample);
        m_stage->bringIntoView(sample);
    });
    connect(&search, &GraphSearch::nothingFound, this, [this](const QString &text) {
        m_banner->show(Banner::Kind::Warning, tr("Nothing here is called \"%1\".").arg(text));
    });
    connect(m_stage, &GraphStage::sampleClicked, this, one);
    connect(m_side, &GraphSide::sampleChosen, this, [this, one](int sample) {
        one(sample);
        m_stage->bringIntoView(sample);
    });
    connect(m_stage, &GraphStage::samplesEnclosed, this,
            [this](const std::vector<std::int32_t> &samples) { select(samples); });
    connect(m_stage, &GraphStage::nothingClicked, this, [this] { select({}); });
    connect(m_stage, &GraphStage::stepAsked, this, &GraphPage::stepSelection);
    connect(m_stage, &GraphStage::proxyClicked, this, &GraphPage::toggleClass);
    connect(m_stage, &GraphStage::pairClicked, this, &GraphPage::selectClassPair);
    connect(m_side, &GraphSide::confusionChosen, this, &GraphPage::selectConfusion);
    connect(m_side, &GraphSide::similarAsked, this, [this](int sample) {
        if (!m_subject.there())
            return;
        std::vector<std::int32_t> samples =
            similarSamples(m_subject.frame->teacher, m_subject.frame->student, sample, similarWanted);
        samples.insert(samples.begin(), sample);
        select(std::move(samples), tr("like sample %1, itself first").arg(sample));
    });
    connect(m_side, &GraphSide::onlyTheseAsked, this, [this] {
        GraphFilter filter = m_filter;
        std::vector<std::int32_t> samples = m_selection;
        std::sort(samples.begin(), samples.end());
        filter.conditions.push_back({SampleCondition::Kind::Samples, 0, 0, std::move(samples)});
        setFilter(filter, tr("Show only selected images"));
    });
    const auto toData = [this](bool audit) {
        const QString why = m_selectionWhy.isEmpty() ? tr("selected in the graph") : m_selectionWhy;
        m_workspace.setImagesToShow({DatasetRole::Training, selectedImages(), why, audit});
        Q_EMIT pageRequested(QStringLiteral("data"));
    };
    connect(m_side, &GraphSide::dataAsked, this, [toData] { toData(false); });
    connect(m_side, &GraphSide::auditAsked, this, [toData] { toData(true); });
    connect(m_side, &GraphSide::excludeAsked, this, &GraphPage::excludeSelection);
}

std::vector<std::int64_t> GraphPage::selectedImages() const
{
    std::vector<std::int64_t> images;
    for (const std::int32_t sample : m_selection)
        if (const std::int64_t image = m_subject.imageOf(sample); image >= 0)
            images.push_back(image);
    return images;
}

void GraphPage::excludeSelection()
{
    if (!m_subject.images)
        return;
    std::vector<ContentKey> keys = m_workspace.settings().excluded;
    const std::size_t before = keys.size();
    for (const std::int64_t image : selectedImages())
        keys.push_back(m_subject.images->key(image));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    const auto more = static_cast<int>(keys.size() - before);
    const int index = m_workspace.undoStack().index();
    m_workspace.setExcluded(std::move(keys), tr("Exclude images from training"));
    if (more == 0)
        m_banner->show(Banner::Kind::News, tr("They are excluded from training already."));
    else if (m_workspace.undoStack().index() != index)
        m_banner->show(Banner::Kind::News, tr("%n images are excluded from training from now on.", nullptr, more),
                       tr("Undo"), [this] { m_workspace.undoStack().undo(); });
}

bool GraphPage::settled() const
{
    return Page::settled() && m_workspace.idle() && !m_loader->busy() && !m_epochs->playing() && !m_exporting &&
           m_side->settled() && m_stage->settled() &&
           (m_stage->display() != GraphDisplay::Epochs || m_history->complete());
}

void GraphPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_stale)
        refreshRuns();
}

void GraphPage::refreshRuns()
{
    if (!m_workspace.isOpen()) {
        m_loader->setRun(0);
        states().showEmpty(tr("Open a project, then the graphs of its runs are here."), tr("Go to Project"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
        return;
    }
    m_tools->refreshRuns(m_loader->against());
    if (m_workspace.runs().empty() || m_workspace.currentRun() == 0) {
        m_loader->setRun(0);
        states().showEmpty(tr("Distil a student, then its graph beside the teacher's is here."),
                           tr("Go to Distil"), [this] { Q_EMIT pageRequested(QStringLiteral("distil")); });
        return;
    }
    // Graphs are read once somebody looks.
    m_stale = !isVisible();
    if (!m_stale)
        loadRun();
}

void GraphPage::loadRun()
{
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    m_loader->setRun(m_workspace.currentRun());
}

void GraphPage::refreshRun()
{
    const auto run = m_loader->run();
    m_subject.run = run;
    m_history->setRun(run);
    if (!run) {
        m_subject.frame.reset();
        m_selection.clear();
        m_filtered = {};
        m_stage->setSubject(m_subject, false);
        m_side->setSubject(m_subject, {});
        m_side->setSelection({}, {});
        m_epochs->setEpochs({}, 0);
        m_banner->hide();
        m_tools->refreshRuns(0);
        if (m_workspace.currentRun() != 0)
            states().showLoading(tr("Reading the graph"));
        return;
    }
    if (run->epochs.empty()) {
        states().showEmpty(tr("This run has not finished an epoch yet; its graph comes with the first one."));
        return;
    }
    m_filters->setClasses(run->classes);
    m_tools->search().setClasses(run->classes);
    m_tools->search().setSamples(static_cast<std::int64_t>(run->probe.size()));
    states().showContent();
    refreshImages();
    m_epochs->setEpochs(run->epochs, run->bestEpoch);
    if (!m_subject.frame)
        m_loader->request(m_epochs->epoch());
}

void GraphPage::showFrame(const std::shared_ptr<const GraphFrame> &frame)
{
    const bool animate = m_subject.frame != nullptr;
    m_subject.frame = frame;
    const auto samples = static_cast<std::int32_t>(frame->student.samples);
    m_selection.erase(std::remove_if(m_selection.begin(), m_selection.end(),
                                     [&](std::int32_t sample) { return sample >= samples; }),
                      m_selection.end());
    m_filtered = filtered(frame->teacher, frame->student, m_filter.conditions,
                          m_subject.labels ? *m_subject.labels : std::vector<std::int32_t>());
    m_stage->setFilter(m_filter, m_filtered);
    m_stage->setSubject(m_subject, animate);
    m_filters->setCounts(m_filtered, m_stage->edgesDrawn());
    refreshSide();
}

void GraphPage::showError(const JobError &error)
{
    if (m_subject.frame) {
        m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        if (m_loader->against() != 0) { // most likely it cannot be compared with
            m_loader->setAgainst(0);
            m_tools->refreshRuns(0);
        }
        return;
    }
    states().showError(error.what, error.remedy, tr("Try again"), [this] {
        m_loader->setRun(0);
        loadRun();
    });
}

void GraphPage::showPart(const QString &part)
{
    const std::pair<QLatin1String, GraphDisplay> parts[] = {
        {QLatin1String("both"), GraphDisplay::Both},       {QLatin1String("teacher"), GraphDisplay::Teacher},
        {QLatin1String("student"), GraphDisplay::Student}, {QLatin1String("difference"), GraphDisplay::Difference},
        {QLatin1String("classes"), GraphDisplay::Matrix},  {QLatin1String("epochs"), GraphDisplay::Epochs}};
    for (const auto &[name, display] : parts) {
        if (part == name)
            setDisplay(display);
    }
}

void GraphPage::setDisplay(GraphDisplay display)
{
    m_tools->setDisplay(display);
    m_filters->setEdgesShown(display == GraphDisplay::Difference ? EdgesShown::Differences
                             : display == GraphDisplay::Matrix || display == GraphDisplay::Epochs
                                 ? EdgesShown::None
                                 : EdgesShown::Shares);
    if (display == GraphDisplay::Epochs)
        m_history->want();
    m_stage->setHistory(*m_history);
    m_stage->setDisplay(display);
    m_filters->setCounts(m_filtered, m_stage->edgesDrawn());
}

void GraphPage::setFilter(const GraphFilter &filter, const QString &what)
{
    const QPointer<GraphPage> page(this);
    m_workspace.undoStack().push(
        new ValueCommand<GraphFilter>(what, m_filter, filter, [page](const GraphFilter &value) {
            if (page) {
                page->m_filter = value;
                page->applyFilter();
            }
        }));
}

void GraphPage::applyFilter()
{
    m_filters->setFilter(m_filter);
    if (m_subject.frame)
        showFrame(m_subject.frame);
}

void GraphPage::toggleClass(int proxy)
{
    m_banner->hide();
    GraphFilter filter = m_filter;
    const SampleCondition wanted{SampleCondition::Kind::Class, proxy, 0, {}};
    auto &conditions = filter.conditions;
    const bool on = std::find(conditions.begin(), conditions.end(), wanted) != conditions.end();
    conditions.erase(std::remove_if(conditions.begin(), conditions.end(),
                                    [](const SampleCondition &condition) {
                                        return condition.kind == SampleCondition::Kind::Class;
                                    }),
                     conditions.end());
    if (!on)
        conditions.push_back(wanted);
    setFilter(filter, on ? tr("Show all classes") : tr("Show one class"));
}

void GraphPage::select(std::vector<std::int32_t> samples, const QString &why)
{
    m_selection = std::move(samples);
    m_selectionWhy = why;
    m_stage->setSelection(m_selection);
    m_side->setSelection(m_selection, m_selectionWhy);
    if (!m_selection.empty())
        m_side->showSelection();
}

void GraphPage::stepSelection(int by)
{
    const auto count = static_cast<std::int64_t>(m_filtered.passes.size());
    std::int64_t place = m_selection.size() == 1 ? m_selection.front() : (by > 0 ? -1 : count);
    for (place += by; place >= 0 && place < count; place += by)
        if (m_filtered.passes[static_cast<std::size_t>(place)]) {
            select({static_cast<std::int32_t>(place)});
            return;
        }
}

void GraphPage::selectClassPair(int first, int second)
{
    if (!m_subject.there())
        return;
    ClassPairSamples found =
        samplesOfPair(m_subject.frame->teacher, m_subject.frame->student, first, second, m_filtered.passes);
    const QString a = m_subject.className(first);
    const QString b = m_subject.className(second);
    if (first == second)
        select(std::move(found.all), tr("of %1").arg(a));
    else if (found.torn.empty())
        select(std::move(found.all), tr("of %1 and %2, answered alike").arg(a, b));
    else
        select(std::move(found.torn), tr("between %1 and %2").arg(a, b));
}

void GraphPage::selectConfusion(int from, int to)
{
    if (!m_subject.there())
        return;
    select(samplesMostLike(m_subject.frame->teacher, m_subject.frame->student, from, to),
           tr("of %1, the most like %2 first").arg(m_subject.className(from), m_subject.className(to)));
}

void GraphPage::refreshImages()
{
    const auto session = m_workspace.session();
    const auto run = m_loader->run();
    std::shared_ptr<const ImageSource> images;
    QString whyNot;
    if (session && run && session->training.dataset->isKnownAs(imagesOfLearned(run->dataFingerprint)))
        images = session->training.dataset->images;
    else if (session)
        whyNot = tr("The project holds other images now than this run was made with.");
    else if (m_workspace.sessionError())
        whyNot = m_workspace.sessionError()->what;
    else
        whyNot = tr("The images are being opened.");
    if (images != m_subject.images || whyNot != m_subject.whyNoImages) {
        m_subject.images = std::move(images);
        m_subject.whyNoImages = whyNot;
        refreshSide();
    }
    refreshProbeFacts();
}

void GraphPage::refreshSide()
{
    if (!m_subject.frame)
        return;
    m_side->setSubject(m_subject, m_filtered.passes);
    m_side->setSelection(m_selection, m_selectionWhy);
}

void GraphPage::refreshProbeFacts()
{
    const auto session = m_workspace.session();
    const auto run = m_loader->run();
    const std::string of = m_subject.images ? run->dataFingerprint + ' ' + std::to_string(run->id) : std::string();
    if (of == m_factsOf)
        return;
    m_factsOf = of;
    const auto put = [this](ProbeFacts facts) {
        m_subject.names = facts.names;
        m_subject.labels = facts.labels;
        m_tools->search().setNames(facts.names);
        m_filters->setLabelled(facts.labels != nullptr);
        if (m_subject.frame) // labels may be filtered by, and are shown
            showFrame(m_subject.frame);
    };
    put({});
    if (of.empty())
        return;
    m_workspace.interactive().submit<ProbeFacts>(
        tr("Reading the names of images"), QStringLiteral("graph names"), this,
        [session, run, audit = m_workspace.audit()](std::stop_token, const Reporter &) {
            return readProbeFacts(*session, *run, *audit);
        },
        [put, of, this](ProbeFacts facts) {
            if (of == m_factsOf)
                put(std::move(facts));
        });
}

bool GraphPage::search(const QString &text)
{
    return m_subject.there() && m_tools->search().find(text);
}

std::string GraphPage::title() const
{
    return tr("Run %1, epoch %2").arg(m_subject.run->id).arg(m_subject.frame->epoch).toStdString();
}

void GraphPage::askForFile(const QString &format, int width)
{
    if (!m_subject.there())
        return;
    auto *dialog =
        new QFileDialog(this, tr("Save the graph"), {}, tr("%1 files (*.%2)").arg(format.toUpper(), format));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(format);
    dialog->selectFile(
        QStringLiteral("run%1-epoch%2.%3").arg(m_subject.run->id).arg(m_subject.frame->epoch).arg(format));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, format, width](const QString &file) { exportTo(file.toStdString(), format, width); });
    dialog->open();
}

void GraphPage::exportTo(const std::filesystem::path &file, const QString &format, int width)
{
    if (!m_subject.there())
        return;
    m_exporting = true;
    const GraphExport what{m_subject, m_stage->display(), m_filter, m_filtered.passes, title(), format, width};
    const QString name = QString::fromStdString(file.string());
    m_workspace.interactive().submit<bool>(
        tr("Saving the graph"), {}, this,
        [what, file](std::stop_token, const Reporter &) {
            writeGraph(what, file);
            return true;
        },
        [this, name](bool) {
            m_exporting = false;
            m_banner->show(Banner::Kind::News, tr("%1 is written.").arg(name));
        },
        [this](const JobError &error) {
            m_exporting = false;
            if (!error.cancelled)
                m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        });
}

} // namespace retort
