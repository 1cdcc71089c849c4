#include "windowengine.h"

#include "distil/distiller.h"
#include "resourcesfolder.h"
#include "widgets/common/mainwindow.h"
#include "widgets/common/parts.h"
#include "widgets/common/recentprojects.h"
#include "widgets/common/startpage.h"
#include "widgets/common/statusstrip.h"
#include "widgets/data/datapage.h"
#include "widgets/distil/distilpage.h"
#include "widgets/graph/graphpage.h"
#include "widgets/project/projectpage.h"
#include "widgets/prompts/promptspage.h"
#include "widgets/runs/runspage.h"

#include <QAction>

#include <algorithm>
#include <utility>

namespace retort {

WindowEngine::WindowEngine(MainWindow &window, std::filesystem::path resources)
    : m_window(window), m_workspace(std::move(resources)), m_news(m_workspace, window)
{
    wireWindow();
    wireWorkspace();
    m_window.setFactory([this](const QString &id) { return makePage(id); });
    askForDevice();
}

WindowEngine::~WindowEngine()
{
    m_window.setCloseHandler({});
    m_window.setFactory({}); // the pages know the workspace
}

Page *WindowEngine::makePage(const QString &id)
{
    if (id == QLatin1String("data"))
        return new DataPage(m_workspace);
    if (id == QLatin1String("prompts"))
        return new PromptsPage(m_workspace);
    if (id == QLatin1String("distil"))
        return new DistilPage(m_workspace);
    if (id == QLatin1String("runs"))
        return new RunsPage(m_workspace);
    if (id == QLatin1String("graph"))
        return new GraphPage(m_workspace);
    return new ProjectPage(m_workspace, static_cast<StartPage *>(m_window.takePlaceholder()));
}

void WindowEngine::openProject(const QString &file)
{
    stoppingRun(tr("Stop and open"), [this, file] { m_workspace.openProject(file.toStdString()); });
}

void WindowEngine::runDemo(bool quick)
{
    stoppingRun(tr("Stop and open"), [this, quick] { m_workspace.runDemo(quick); });
}

bool WindowEngine::settled() const
{
    const Page *page = m_window.page(m_window.currentPage());
    return m_workspace.idle() && page && page->settled();
}

void WindowEngine::measureStalls(int epochs, std::function<void(const StallFigures &)> done,
                                 std::function<void(const QString &)> failed)
{
    m_uiBench = std::make_unique<UiBench>(m_workspace, epochs, std::move(done), std::move(failed));
}

void WindowEngine::wireWindow()
{
    m_window.setUndoStack(&m_workspace.undoStack());
    m_window.statusStrip().watch(&m_workspace.training(), [this] { m_workspace.cancelRun(); });
    m_window.statusStrip().watch(&m_workspace.interactive());
    m_window.setCloseHandler([this] { return mayClose(); });
    connect(&m_window, &MainWindow::openRequested, this, &WindowEngine::openProject);
    connect(&m_window, &MainWindow::demoRequested, this,
            [this] { stoppingRun(tr("Stop and open"), [this] { m_workspace.openDemo(); }); });
    connect(&m_window, &MainWindow::closeProjectRequested, this,
            [this] { stoppingRun(tr("Stop and close"), [this] { m_workspace.closeProject(); }); });
    connect(&m_window, &MainWindow::newRequested, this, [this](const QString &dataset) {
        m_window.showPage(QStringLiteral("project"));
        static_cast<ProjectPage *>(m_window.page(QStringLiteral("project")))->showForm(dataset);
    });
}

void WindowEngine::wireWorkspace()
{
    auto *audit = new QAction(tr("Audit: label some images to measure with"), this);
    m_window.addAction(audit);
    connect(audit, &QAction::triggered, this, [this] { m_window.showPage(QStringLiteral("data/audit")); });

    connect(&m_workspace, &Workspace::projectOpened, this, [this] {
        const QString file = QString::fromStdString(m_workspace.file().string());
        addRecentProject(file);
        m_window.setProjectFile(file);
    });
    connect(&m_workspace, &Workspace::projectClosed, this, [this] { m_window.setProjectFile({}); });
    // The project page says it in place.
    connect(&m_workspace, &Workspace::openFailed, this, [this] { m_window.showPage(QStringLiteral("project")); });
    connect(&m_workspace, &Workspace::failed, this, [this](const QString &what, const QString &remedy) {
        m_window.banner().show(Banner::Kind::Error, remedy.isEmpty() ? what : what + QLatin1Char('\n') + remedy);
    });
    connect(&m_workspace, &Workspace::activeRunChanged, this, [this](qint64 run) {
        if (run == 0 && std::exchange(m_asked, false) && !m_closing)
            m_window.banner().hide(); // the question has answered itself
    });
    connect(&m_workspace, &Workspace::runsChanged, this, [this] {
        const auto &runs = m_workspace.runs();
        m_window.statusStrip().setWaiting(
            static_cast<int>(std::count_if(runs.begin(), runs.end(), waitsForItsTurn)),
            [this] { m_window.showPage(QStringLiteral("distil")); });
    });
    connect(&m_workspace, &Workspace::watchChanged, this, &WindowEngine::sayWhoWorks);
    connect(&m_workspace, &Workspace::noted, &m_window.statusStrip(), &StatusStrip::showNote);
    connect(&m_workspace, &Workspace::shutDownDone, &m_window, &MainWindow::finishClosing);
}

void WindowEngine::sayWhoWorks()
{
    const std::optional<QString> &writer = m_workspace.watched();
    if (!m_workspace.damage().isEmpty()) {
        m_watching = true;
        m_window.banner().show(Banner::Kind::Error, m_workspace.damage(), tr("Save what can be read"),
                               [this] { m_workspace.saveWhatCanBeRead(); });
        return;
    }
    if (!writer) {
        if (std::exchange(m_watching, false))
            m_window.banner().hide();
        return;
    }
    m_watching = true;
    if (!writer->isEmpty())
        m_window.banner().show(
            Banner::Kind::News,
            tr("You are looking on: %1 works on this project. What it does shows here; edits and runs "
               "must wait until it is done.")
                .arg(*writer));
    else
        m_window.banner().show(m_workspace.recoveryNeeded() ? Banner::Kind::Warning : Banner::Kind::News,
                               m_workspace.recoveryNeeded()
                                   ? tr("Recovery needed: the process that worked on this project died while "
                                        "storing something. Working on "
                                        "it brings back what was stored before.")
                                   : tr("Nobody else works on this project any more."),
                               tr("Work on it"), [this] { m_workspace.workOn(); });
}

void WindowEngine::askForDevice()
{
    m_workspace.interactive().submit<RunEnvironment>(
        tr("Looking at this machine"), QStringLiteral("device"), this,
        [](std::stop_token, const Reporter &) { return chooseEnvironment({}); },
        [this](const RunEnvironment &environment) {
            const bool cpu = environment.device == "cpu";
            const QString threads = QString::number(environment.threads);
            m_window.statusStrip().setDevice(
                cpu ? tr("CPU %1").arg(threads) : QString::fromStdString(environment.device).toUpper(),
                tr("Runs use %1, %2 threads, %3.\n%4")
                    .arg(cpu ? tr("the processor") : QString::fromStdString(environment.device), threads,
                         QString::fromStdString(environment.precision),
                         QString::fromStdString(environment.versions)));
        });
}

void WindowEngine::stoppingRun(const QString &button, std::function<void()> go)
{
    if (m_workspace.activeRun() == 0) {
        go();
        return;
    }
    m_asked = true;
    m_askedToClose = false;
    m_window.banner().show(Banner::Kind::Warning,
                           tr("Run %1 is training. It would stop after this step; you can resume it later.")
                               .arg(m_workspace.activeRun()),
                           button, std::move(go));
}

bool WindowEngine::mayClose()
{
    if (m_closing)
        return false; // on its way
    if (m_workspace.activeRun() == 0 || (m_askedToClose && m_window.banner().isVisible())) {
        stopAndClose(); // asked, and closed again: that is a yes
        return false;
    }
    stoppingRun(tr("Stop and close"), [this] { stopAndClose(); });
    m_askedToClose = true;
    return false;
}

void WindowEngine::stopAndClose()
{
    m_closing = true;
    if (m_workspace.activeRun() != 0)
        m_window.banner().show(Banner::Kind::News,
                               tr("Saving run %1, then closing.").arg(m_workspace.activeRun()));
    else
        m_window.hide();
    m_workspace.shutDown();
}

} // namespace retort

extern "C" Q_DECL_EXPORT retort::Engine *retortEngine(retort::MainWindow *window)
{
    return new retort::WindowEngine(*window, retort::resourcesFolder());
}
