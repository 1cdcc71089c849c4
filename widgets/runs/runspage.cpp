#include "runspage.h"

#include "base/files.h"
#include "classifypanel.h"
#include "curvesview.h"
#include "differencesview.h"
#include "explainview.h"
#include "rundetails.h"
#include "runsmodel.h"
#include "runtable.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "workflow/addimages.h"
#include "workflow/takeaway.h"

#include <QAction>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t mostUnlikeShown = 60;

QPushButton *actionButton(QAction *action)
{
    auto *button = new QPushButton(action->icon(), action->text());
    button->setToolTip(action->toolTip());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setText(action->text());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

} // namespace

RunsPage::RunsPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_banner(new Banner)
{
    m_resume = addCommand(QStringLiteral("resume"), tr("Resume"), {}, &RunsPage::resume);
    m_graph = addCommand(QStringLiteral("graph"), tr("Graph"), {}, &RunsPage::showGraph);
    m_classify = addCommand(QStringLiteral("image"), tr("Classify images…"), {}, &RunsPage::chooseImages);
    m_classify->setToolTip(
        tr("Ask the student of the best epoch what images show. Or drop images or folders here."));
    m_delete = addCommand(QStringLiteral("delete"), tr("Delete run"), QKeySequence::Delete, &RunsPage::remove);
    m_rename = addCommand(QStringLiteral("file"), tr("Rename run"), Qt::Key_F2, &RunsPage::rename);
    m_star = addCommand(QStringLiteral("star"), tr("Mark runs"), Qt::Key_Asterisk, &RunsPage::star);
    m_exportButton = makeExportButton();
    setAcceptDrops(true);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Theme::space3);
    splitter->addWidget(makeTop());
    splitter->addWidget(makeBottom());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({250, 450});
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->addWidget(splitter);
    states().setContent(content);

    connect(&m_workspace, &Workspace::projectOpened, this, &RunsPage::refresh);
    connect(&m_workspace, &Workspace::projectClosed, this, &RunsPage::refresh);
    connect(&m_workspace, &Workspace::runsChanged, this, &RunsPage::refresh);
    connect(&m_workspace, &Workspace::runChanged, this, &RunsPage::refreshRun);
    connect(&m_workspace, &Workspace::currentRunChanged, this, &RunsPage::selectCurrent);
    connect(&m_workspace, &Workspace::activeRunChanged, this, &RunsPage::refreshActions);
    connect(&m_workspace.undoStack(), &QUndoStack::indexChanged, this, [this](int index) {
        if (index != m_undoIndex && m_undoIndex >= 0) { // undone elsewhere, or something else was done since
            m_undoIndex = -1;
            m_banner->hide();
        }
    });
    refresh();
}

QAction *RunsPage::addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                              void (RunsPage::*run)())
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    return action;
}

QWidget *RunsPage::makeTop()
{
    auto *top = new QWidget;
    auto *layout = new QVBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space3);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    head->addWidget(titleLabel(tr("Runs")));
    head->addStretch();
    for (QAction *action : {m_resume, m_graph, m_classify})
        head->addWidget(actionButton(action));
    head->addWidget(m_exportButton);
    head->addWidget(actionButton(m_delete));
    layout->addLayout(head);
    layout->addWidget(m_banner);

    m_table = new RunTable;
    for (QAction *action : {m_delete, m_rename, m_star})
        m_table->view()->addAction(action); // their keys act on the table, not on a text field
    addAction(m_table->openAction());       // into the command palette
    layout->addWidget(m_table, 1);
    connect(m_table, &RunTable::currentRunChanged, &m_workspace, &Workspace::setCurrentRun);
    connect(m_table, &RunTable::selectionChanged, this, &RunsPage::showSelected);
    connect(m_table, &RunTable::groupedChanged, this,
            [this](bool grouped) { m_curves->tools().setFolded(grouped); });
    connect(m_table, &RunTable::starToggled, this, &RunsPage::toggleStars);
    connect(m_table, &RunTable::renamed, this, [this](qint64 id, const QString &name) {
        if (const RunRecord *run = m_workspace.run(id))
            m_workspace.setRunText(id, name, QString::fromStdString(run->notes), run->tags);
    });
    return top;
}

QWidget *RunsPage::makeBottom()
{
    auto *bottom = new QWidget;
    auto *layout = new QHBoxLayout(bottom);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space4);
    m_curves = new CurvesView(m_workspace);
    connect(m_curves, &CurvesView::failed, this, &RunsPage::showError);
    connect(m_curves, &CurvesView::written, this,
            [this](const QString &file) { m_banner->show(Banner::Kind::News, tr("Written: %1").arg(file)); });
    m_classified = new ClassifyPanel;
    m_bottom = new QStackedWidget;
    m_explain = new ExplainView(m_workspace);
    m_views = new QTabWidget;
    m_views->setDocumentMode(true);
    m_views->addTab(m_curves, tr("Curves"));
    m_views->addTab(m_explain, tr("Explain"));
    m_differences = new DifferencesView;
    m_views->addTab(m_differences, tr("Differences"));
    m_bottom->addWidget(m_views);
    m_bottom->addWidget(m_classified);
    connect(m_explain, &ExplainView::auditRequested, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("data/audit")); });
    layout->addWidget(m_bottom, 1);
    connect(m_classified, &ClassifyPanel::closeRequested, this, [this] { m_bottom->setCurrentWidget(m_views); });
    connect(m_classified, &ClassifyPanel::csvRequested, this, &RunsPage::saveAnswers);
    connect(m_classified, &ClassifyPanel::addRequested, this, &RunsPage::addClassified);
    m_details = new RunDetails;
    m_details->setFixedWidth(280);
    layout->addWidget(m_details);
    connect(m_details, &RunDetails::edited, this,
            [this](qint64 run, const QString &name, const QString &notes, const std::vector<std::string> &tags) {
                m_workspace.setRunText(run, name, notes, tags);
            });
    return bottom;
}

bool RunsPage::settled() const
{
    return Page::settled() && m_curves->settled() && m_explain->settled() && m_classified->settled() &&
           m_working == 0;
}

void RunsPage::refresh()
{
    m_table->setRuns(m_workspace.runs());
    if (!m_workspace.isOpen()) {
        states().showEmpty(tr("Open or make a project first; its runs are listed here."), tr("Go to Project"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
    } else if (m_workspace.runs().empty() && !m_banner->isVisibleTo(this)) {
        states().showEmpty(tr("No student has been trained yet."), tr("Distil a student"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("distil")); });
    } else {
        states().showContent();
    }
    selectCurrent();
}

void RunsPage::refreshRun(qint64 id)
{
    const RunRecord *run = m_workspace.run(id);
    if (!run)
        return;
    m_table->setRun(*run);
    if (id == m_workspace.currentRun()) {
        m_details->setRun(run);
        refreshActions();
    }
}

void RunsPage::selectCurrent()
{
    const std::int64_t run = m_workspace.currentRun();
    m_table->setCurrentRun(run);
    m_explain->setRun(m_workspace.run(run) ? run : 0);
    showSelected();
    m_details->setRun(m_workspace.run(run));
    refreshActions();
}

void RunsPage::showSelected()
{
    const std::vector<std::int64_t> ids = m_table->selectedRuns();
    m_curves->setRuns(ids);
    m_table->showColours();
    std::vector<RunRecord> runs;
    for (const std::int64_t id : ids)
        if (const RunRecord *run = m_workspace.run(id))
            runs.push_back(*run);
    m_differences->setRuns(runs);
    m_delete->setText(ids.size() > 1 ? tr("Delete runs") : tr("Delete run"));
}

void RunsPage::refreshActions()
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    m_resume->setEnabled(run && m_workspace.activeRun() != run->id && canResume(run->state));
    for (QAction *action : {m_delete, m_rename, m_star})
        action->setEnabled(run != nullptr);
    for (QAction *action : m_exports)
        action->setEnabled(hasStudent());
    for (QAction *action : {m_classify, m_graph})
        action->setEnabled(hasStudent());
    m_exportButton->setEnabled(hasStudent());
}

bool RunsPage::hasStudent() const
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    return run && run->epochsDone > 0;
}

void RunsPage::resume()
{
    m_workspace.resumeRun(m_workspace.currentRun());
}

void RunsPage::showPart(const QString &part)
{
    if (part != QStringLiteral("explain"))
        return;
    m_bottom->setCurrentWidget(m_views);
    m_views->setCurrentWidget(m_explain);
}

void RunsPage::showGraph()
{
    Q_EMIT pageRequested(QStringLiteral("graph"));
}

void RunsPage::remove()
{
    std::vector<std::int64_t> ids = m_table->selectedRuns();
    if (ids.empty() && m_workspace.run(m_workspace.currentRun())) // filtered out of the table, but shown below it
        ids = {m_workspace.currentRun()};
    if (ids.empty())
        return;
    const RunRecord *first = m_workspace.run(ids.front());
    const QString said = ids.size() == 1 && first
                             ? tr("%1 was deleted.").arg(runTitle(*first))
                             : tr("%n run(s) were deleted.", nullptr, static_cast<int>(ids.size()));
    // Before the run goes: without the banner an empty table would change the page's state.
    m_banner->show(Banner::Kind::News, said, tr("Undo"), [this] { m_workspace.undoStack().undo(); });
    m_undoIndex = -1;
    if (ids.size() > 1)
        m_workspace.undoStack().beginMacro(tr("Delete %n run(s)", nullptr, static_cast<int>(ids.size())));
    for (const std::int64_t id : ids)
        m_workspace.deleteRun(id);
    if (ids.size() > 1)
        m_workspace.undoStack().endMacro();
    m_undoIndex = m_workspace.undoStack().index();
}

void RunsPage::rename()
{
    QTableView *view = m_table->view();
    const QModelIndex current = view->currentIndex();
    if (current.isValid())
        view->edit(current.siblingAtColumn(RunsModel::Name));
}

void RunsPage::star()
{
    toggleStars(m_table->selectedRuns());
}

void RunsPage::toggleStars(const std::vector<std::int64_t> &ids)
{
    const bool all = std::all_of(ids.begin(), ids.end(), [this](std::int64_t id) {
        const RunRecord *run = m_workspace.run(id);
        return run && run->starred;
    });
    m_workspace.setRunsStarred(ids, !all);
}

QList<RunsPage::Takeaway> RunsPage::takeaways()
{
    return {
        {tr("Model as ONNX…"),
         tr("The network of the best epoch, for onnxruntime, OpenCV and others, with an example."),
         QStringLiteral("onnx"), QStringLiteral("onnx"), tr("ONNX (*.onnx)")},
        {tr("Model as safetensors…"), tr("The weights of the best epoch, with torchvision's names."),
         QStringLiteral("safetensors"), QStringLiteral("safetensors"), tr("Safetensors (*.safetensors)")},
        {tr("Bundle…"), tr("All that decides the run and what came of it: retort-cli reproduce repeats it."),
         QStringLiteral("bundle"), QStringLiteral("zip"), tr("Bundle (*.zip)")},
        {tr("Report…"), tr("One page to read, with pictures, curves and how it was made."),
         QStringLiteral("report"), QStringLiteral("html"), tr("Web page (*.html)")},
        {tr("Model card…"), tr("What the student is, how good, and what to beware of."), QStringLiteral("card"),
         QStringLiteral("md"), tr("Markdown (*.md)")},
        {tr("Curves as CSV…"), tr("One line an epoch."), QStringLiteral("csv"), QStringLiteral("csv"),
         tr("Comma-separated values (*.csv)")},
    };
}

QPushButton *RunsPage::makeExportButton()
{
    auto *button = new QPushButton(icon(QStringLiteral("export")), tr("Export"));
    auto *menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    for (const Takeaway &what : takeaways()) {
        auto *action = new QAction(icon(QStringLiteral("export")), what.text, this);
        action->setToolTip(what.toolTip);
        connect(action, &QAction::triggered, this, [this, what] { exportAs(what); });
        addAction(action); // into the command palette
        menu->addAction(action);
        m_exports.append(action);
    }
    button->setMenu(menu);
    return button;
}

void RunsPage::exportAs(const Takeaway &what)
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    if (!run)
        return;
    const QString project = QString::fromStdString(m_workspace.file().string());
    const QString name =
        QStringLiteral("%1-run%2.%3").arg(QFileInfo(project).completeBaseName()).arg(run->id).arg(what.extension);
    QString file =
        QFileDialog::getSaveFileName(this, tr("Export"), QFileInfo(project).dir().filePath(name), what.filter);
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty())
        file += QLatin1Char('.') + what.extension;
    TakeAwayChoice choice;
    choice.what.run = run->id;
    choice.what.format = what.format.toStdString();
    choice.what.out = file.toStdString();
    ++m_working;
    m_workspace.interactive().submit<ExportResult>(
        tr("Exporting run %1").arg(run->id), {}, this,
        [from = m_workspace.file(), choice](std::stop_token stop, const Reporter &reporter) {
            return takeAway(*Project::open(from, nullptr), choice, EmbeddingCache(EmbeddingCache::defaultFolder()),
                            std::move(stop), reporter);
        },
        [this](const ExportResult &result) {
            --m_working;
            QString text =
                tr("Written: %1\nSHA-256 %2")
                    .arg(QString::fromStdString(result.path.string()), QString::fromStdString(result.sha256));
            if (!result.note.empty())
                text += QLatin1Char('\n') + QString::fromStdString(result.note);
            m_banner->show(Banner::Kind::News, text);
        },
        [this](const JobError &error) {
            --m_working;
            showError(error);
        });
}

void RunsPage::showError(const JobError &error)
{
    if (error.cancelled)
        return;
    m_banner->show(Banner::Kind::Error,
                   error.remedy.isEmpty() ? error.what : error.what + QLatin1Char('\n') + error.remedy);
}

void RunsPage::chooseImages()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder of images"));
    if (!folder.isEmpty())
        classifyPaths({folder.toStdString()});
}

void RunsPage::classifyPaths(const std::vector<std::filesystem::path> &paths)
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    if (!run || !hasStudent())
        return;
    const QString title =
        tr("New images, as %1 (%2) sees them").arg(runTitle(*run), QString::fromStdString(run->recipe.student));
    ++m_working;
    m_workspace.interactive().submit<std::shared_ptr<const ClassifiedImages>>(
        tr("Classifying images"), {}, this,
        [from = m_workspace.file(), id = run->id, paths](std::stop_token stop, const Reporter &reporter) {
            const auto project = Project::open(from, nullptr);
            const RunRecord record = project->run(id);
            const auto images = std::make_shared<ClassifiedImages>();
            images->run = id;
            images->file = studentFileOf(*project, record, record.bestEpoch, std::nullopt);
            const auto student = studentOfWeights(images->file, project->weights(id, 0));
            images->pictures = findPictures(paths, stop, reporter);
            images->result = classify(*student, *images->pictures, std::nullopt, stop, reporter);
            images->compared = compareWithReference(images->result, images->file, mostUnlikeShown);
            return std::shared_ptr<const ClassifiedImages>(images);
        },
        [this, title](const std::shared_ptr<const ClassifiedImages> &images) {
            --m_working;
            if (images->result.names.empty()) {
                m_banner->show(Banner::Kind::Error,
                               tr("None of the images could be read: %1")
                                   .arg(QString::fromStdString(images->result.unreadable.front().reason)));
                return;
            }
            m_classified->show(title, images);
            m_bottom->setCurrentWidget(m_classified);
        },
        [this](const JobError &error) {
            --m_working;
            showError(error);
        });
}

void RunsPage::saveAnswers()
{
    const auto images = m_classified->images();
    const QString file = QFileDialog::getSaveFileName(this, tr("Save answers"), QStringLiteral("answers.csv"),
                                                      tr("Comma-separated values (*.csv)"));
    if (!images || file.isEmpty())
        return;
    ++m_working;
    m_workspace.interactive().submit<bool>(
        tr("Saving answers"), {}, this,
        [images, to = file.toStdString()](std::stop_token, const Reporter &) {
            writeFileAtomically(to, classificationCsv(images->result, images->file.classes));
            return true;
        },
        [this, file](bool) {
            --m_working;
            m_banner->show(Banner::Kind::News, tr("Written: %1").arg(file));
        },
        [this](const JobError &error) {
            --m_working;
            showError(error);
        });
}

void RunsPage::addClassified()
{
    const auto images = m_classified->images();
    if (!images || m_working > 0)
        return;
    ++m_working;
    m_workspace.interactive().submit<MoreImages>(
        tr("Adding images"), {}, this,
        [file = m_workspace.file(), settings = m_workspace.settings(), images](const std::stop_token &stop,
                                                                               const Reporter &reporter) {
            return listWithMore(file, settings, *images->pictures, images->result.pictures, stop, reporter);
        },
        [this, file = m_workspace.file(), run = images->run](const MoreImages &more) {
            --m_working;
            if (file != m_workspace.file())
                return;
            m_workspace.setCurrentRun(run);
            m_workspace.setDataset(more.training);
            Q_EMIT m_workspace.noted(tr("%n image(s) added to the training images. Undo takes them back.", nullptr,
                                        static_cast<int>(more.added)) +
                                     (more.known > 0 ? QLatin1Char(' ') + tr("%n were among them before.", nullptr,
                                                                             static_cast<int>(more.known))
                                                     : QString()));
            m_bottom->setCurrentWidget(m_views);
            Q_EMIT pageRequested(QStringLiteral("distil/further"));
        },
        [this](const JobError &error) {
            --m_working;
            showError(error);
        });
}

void RunsPage::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (hasStudent() && !urls.isEmpty() &&
        std::all_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); }))
        event->acceptProposedAction();
}

void RunsPage::dropEvent(QDropEvent *event)
{
    std::vector<std::filesystem::path> paths;
    for (const QUrl &url : event->mimeData()->urls())
        paths.emplace_back(url.toLocalFile().toStdString());
    event->acceptProposedAction();
    classifyPaths(paths);
}

} // namespace retort
