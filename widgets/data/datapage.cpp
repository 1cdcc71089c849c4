#include "widgets/data/datapage.h"

#include "base/error.h"
#include "widgets/common/classeditor.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/data/auditview.h"
#include "widgets/data/duplicatesview.h"
#include "widgets/data/factspanel.h"
#include "widgets/data/imagewall.h"
#include "workflow/openedparts.h"

#include <QAction>
#include <QButtonGroup>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace retort {

namespace {

constexpr int sideWidth = 15 * Theme::space5;

std::string partOf(DatasetRole role)
{
    return role == DatasetRole::Training ? "train" : "test";
}

/// What must be opened anew when it changes.
QString keyOf(const DatasetRecord &record)
{
    return QString::fromStdString(record.location + '\n' + record.choice.part + '\n' + record.fingerprint);
}

QHBoxLayout *bareRow(int spacing)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    return row;
}

} // namespace

DataPage::DataPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_live(LiveScore::of(workspace)), m_views(new QStackedWidget),
      m_audit(new AuditView(workspace)), m_duplicates(new DuplicatesView(workspace)), m_banner(new Banner),
      m_runner(QStringLiteral("data"))
{
    setAcceptDrops(true);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addWidget(makeHeader());
    layout->addWidget(m_banner);
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(makeWall());
    split->addWidget(makeSide());
    split->setStretchFactor(0, 1);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(Theme::space3);
    layout->addWidget(split, 1);
    m_views->addWidget(content);
    m_views->addWidget(m_audit);
    m_views->addWidget(m_duplicates);
    states().setContent(m_views);
    connect(m_audit, &AuditView::closed, this, [this] { showPart({}); });
    connect(m_duplicates, &DuplicatesView::closed, this, [this] { showPart({}); });

    auto *folder = new QAction(tr("Choose a folder of images…"), this);
    auto *file = new QAction(tr("Choose a file of images…"), this);
    addAction(folder);
    addAction(file);
    connect(folder, &QAction::triggered, this, &DataPage::chooseFolder);
    connect(file, &QAction::triggered, this, &DataPage::chooseFile);

    connect(&m_runner, &JobRunner::progressed, this, [this](quint64, const Progress &progress) {
        if (m_wallStates->state() == PageStack::State::Loading)
            m_wallStates->showLoading(QString::fromStdString(progress.stage), progress.done, progress.total);
    });
    connect(&m_workspace, &Workspace::projectOpened, this, &DataPage::refresh);
    connect(&m_workspace, &Workspace::projectClosed, this, &DataPage::refresh);
    connect(&m_workspace, &Workspace::settingsChanged, this, &DataPage::refresh);
    connect(&m_workspace, &Workspace::sessionChanged, this, &DataPage::refresh);
    refresh();
}

QWidget *DataPage::makeHeader()
{
    auto *header = new QWidget;
    QHBoxLayout *row = bareRow(Theme::space2);
    header->setLayout(row);
    m_trainingButton = new QPushButton(tr("Training images"));
    m_testButton = new QPushButton(tr("Test images"));
    auto *group = new QButtonGroup(this);
    for (QPushButton *button : {m_trainingButton, m_testButton}) {
        button->setCheckable(true);
        group->addButton(button);
    }
    m_trainingButton->setChecked(true);
    m_trainingButton->setToolTip(tr("The student learns from these, without labels."));
    m_testButton->setToolTip(tr("Only measured on; no choice is made with them."));
    m_location = new ElidedLabel(Qt::ElideMiddle);
    auto *audit = new QPushButton(tr("Audit…"));
    audit->setToolTip(tr("Label some images, drawn at random, to measure with"));
    connect(audit, &QPushButton::clicked, this, [this] { showPart(QStringLiteral("audit")); });
    auto *duplicates = new QPushButton(tr("Duplicates…"));
    duplicates->setToolTip(tr("Training images that are nearly the same, or that the test images hold too"));
    connect(duplicates, &QPushButton::clicked, this, [this] { showPart(QStringLiteral("duplicates")); });
    auto *folder = new QPushButton(tr("Choose folder…"));
    auto *file = new QPushButton(tr("Choose file…"));
    row->addWidget(titleLabel(tr("Data")));
    row->addSpacing(Theme::space2);
    row->addWidget(m_trainingButton);
    row->addWidget(m_testButton);
    row->addSpacing(Theme::space2);
    row->addWidget(m_location, 1);
    row->addWidget(duplicates);
    row->addWidget(audit);
    row->addWidget(folder);
    row->addWidget(file);
    connect(m_trainingButton, &QPushButton::clicked, this, [this] { setRole(DatasetRole::Training); });
    connect(m_testButton, &QPushButton::clicked, this, [this] { setRole(DatasetRole::Test); });
    connect(folder, &QPushButton::clicked, this, &DataPage::chooseFolder);
    connect(file, &QPushButton::clicked, this, &DataPage::chooseFile);
    return header;
}

QWidget *DataPage::makeWall()
{
    m_wall = new ImageWall(m_workspace);
    connect(m_wall, &ImageWall::auditAsked, this, [this](const std::vector<std::int64_t> &images) {
        m_audit->askAbout(m_role, images);
        showPart(QStringLiteral("audit"));
    });
    connect(m_wall, &ImageWall::told, this, [this](const QString &text, bool canUndo) {
        m_banner->show(Banner::Kind::News, text, canUndo ? tr("Undo") : QString(),
                       [this] { m_workspace.undoStack().undo(); });
    });
    m_wallStates = new PageStack;
    m_wallStates->setContent(m_wall);
    return m_wallStates;
}

QWidget *DataPage::makeSide()
{
    m_panel = new FactsPanel;
    m_classes = new ClassEditor(m_workspace);
    auto *side = new QWidget;
    side->setMinimumWidth(sideWidth * 3 / 4);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_panel);
    layout->addSpacing(Theme::space1);
    layout->addWidget(headingLabel(tr("Classes")));
    layout->addWidget(m_classes, 1);
    side->resize(sideWidth, 0);
    return side;
}

bool DataPage::settled() const
{
    if (m_views->currentWidget() == m_audit)
        return Page::settled() && m_audit->settled();
    if (m_views->currentWidget() == m_duplicates)
        return Page::settled() && m_duplicates->settled();
    return Page::settled() && !m_runner.busy() && m_wall->settled();
}

void DataPage::showPart(const QString &part)
{
    m_views->setCurrentWidget(part == QLatin1String("audit")        ? m_audit
                              : part == QLatin1String("duplicates") ? m_duplicates
                                                                    : m_views->widget(0));
}

void DataPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_live.activate();
    if (m_missing)
        m_shownKey.clear(); // it may be there again
    if (const auto &asked = m_workspace.imagesToShow(); asked && asked->role != m_role) {
        (asked->role == DatasetRole::Training ? m_trainingButton : m_testButton)->setChecked(true);
        m_role = asked->role;
    }
    refresh();
    takeImagesToShow();
}

void DataPage::setRole(DatasetRole role)
{
    m_role = role;
    m_banner->hide();
    refresh();
}

void DataPage::refresh()
{
    if (!m_workspace.isOpen()) {
        m_shownKey.clear();
        m_facts.reset();
        m_wall->setDataset(m_role, nullptr);
        states().showEmpty(tr("Open a project, then its images are here."), tr("Go to Project"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
        return;
    }
    states().showContent();
    const DatasetRecord *record = m_workspace.settings().dataset(m_role);
    m_location->setFullText(record ? QString::fromStdString(record->location) : QString());
    if (!record) {
        m_shownKey.clear();
        m_facts.reset();
        m_wall->setDataset(m_role, nullptr);
        m_panel->clear();
        m_panel->hide();
        m_wallStates->showEmpty(
            m_role == DatasetRole::Test
                ? tr("There are no test images. Drop a folder here to measure the student on images that no "
                     "choice was made with.")
                : tr("Drop a folder or a file of images here."),
            tr("Choose folder…"), [this] { chooseFolder(); });
        return;
    }
    const QString key = keyOf(*record);
    // Images are opened only once somebody looks; a session that comes later brings the same ones.
    if (key != m_shownKey && isVisible()) {
        m_shownKey = key;
        m_facts.reset();
        m_missing = false;
        openShown();
    }
}

void DataPage::openShown()
{
    const DatasetRecord record = *m_workspace.settings().dataset(m_role);
    std::shared_ptr<const OpenedDataset> opened;
    if (const auto session = m_workspace.session()) {
        const EmbeddedDataset *embedded = m_role == DatasetRole::Training ? &session->training
                                          : session->test                 ? &*session->test
                                                                          : nullptr;
        if (embedded && embedded->dataset->isKnownAs(record.fingerprint))
            opened = embedded->dataset;
    }
    m_panel->hide();
    m_wallStates->showLoading(tr("Opening %1").arg(QString::fromStdString(record.location)));
    const double heldOut = m_role == DatasetRole::Training ? m_workspace.settings().heldOut : 0;
    m_runner.submit<DatasetFacts>(
        tr("opening images"), QStringLiteral("open"), this,
        [record, opened, heldOut](std::stop_token stop, const Reporter &reporter) {
            auto dataset = opened ? opened : openRecorded(record, stop, reporter);
            return inspectDataset(std::move(dataset), heldOut, stop);
        },
        [this](const DatasetFacts &facts) { showFacts(facts); },
        [this](const JobError &error) { showOpenError(error); });
}

void DataPage::showFacts(const DatasetFacts &facts)
{
    const DatasetRecord *record = m_workspace.settings().dataset(m_role);
    if (!record)
        return;
    m_facts = facts;
    m_wall->setDataset(m_role, facts.dataset);
    m_panel->setFacts(facts, *record);
    m_panel->show();
    m_wallStates->showContent();
    takeImagesToShow();
}

void DataPage::showOpenError(const JobError &error)
{
    if (error.cancelled)
        return;
    m_missing = true;
    m_wall->setDataset(m_role, nullptr);
    m_wallStates->showError(error.what, error.remedy, tr("Choose new place…"), [this] { chooseFolder(); });
}

void DataPage::choose(const std::filesystem::path &path)
{
    if (!m_workspace.isOpen())
        return;
    const DatasetRecord *before = m_workspace.settings().dataset(m_role);
    // Looking for a data set that moved: the same share of it.
    const bool relocating = m_missing && before;
    const DatasetChoice choice = relocating ? before->choice : DatasetChoice{partOf(m_role), {}};
    const std::string wanted = relocating ? before->fingerprint : std::string();
    m_banner->show(Banner::Kind::News, tr("Looking at %1 …").arg(QString::fromStdString(path.string())));
    m_runner.submit<DatasetRecord>(
        tr("opening images"), QStringLiteral("choose"), this,
        [path, choice, role = m_role](std::stop_token stop, const Reporter &reporter) {
            return datasetRecord(openDataset(path, choice, stop, reporter), role, choice);
        },
        [this, wanted](const DatasetRecord &record) {
            if (wanted.empty() || record.fingerprint == wanted) {
                take(record);
                return;
            }
            m_banner->show(Banner::Kind::Warning,
                           tr("%1 holds %2 images, but not the ones this project was made with. Runs that were "
                              "made with those "
                              "cannot be resumed on these.")
                               .arg(QString::fromStdString(record.location), groupedNumber(record.images)),
                           tr("Use these"), [this, record] { take(record); });
        },
        [this](const JobError &error) {
            if (!error.cancelled)
                m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        });
}

void DataPage::take(const DatasetRecord &record)
{
    m_shownKey.clear();
    m_banner->show(Banner::Kind::News,
                   (record.role == DatasetRole::Training ? tr("Training images: %1 from %2.")
                                                         : tr("Test images: %1 from %2."))
                       .arg(groupedNumber(record.images), QString::fromStdString(record.location)),
                   tr("Undo"), [this] { m_workspace.undoStack().undo(); });
    m_workspace.setDataset(record);
}

void DataPage::chooseFolder()
{
    chooseWith(true);
}

void DataPage::chooseFile()
{
    chooseWith(false);
}

void DataPage::chooseWith(bool folder)
{
    auto *dialog =
        new QFileDialog(this, folder ? tr("A folder of images, or with IDX files") : tr("An IDX file of images"),
                        m_location->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (folder)
        dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &chosen) { choose(std::filesystem::path(chosen.toStdString())); });
    dialog->open();
}

void DataPage::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (m_workspace.isOpen() && urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void DataPage::dropEvent(QDropEvent *event)
{
    choose(std::filesystem::path(event->mimeData()->urls().front().toLocalFile().toStdString()));
    event->acceptProposedAction();
}

void DataPage::takeImagesToShow()
{
    // Not before the images are open: they are asked for by their places.
    if (!m_facts)
        return;
    auto asked = m_workspace.takeImagesToShow();
    if (!asked)
        return;
    if (asked->audit) {
        m_audit->askAbout(asked->role, std::move(asked->images));
        showPart(QStringLiteral("audit"));
    } else {
        showPart({});
        m_wall->showOnly(std::move(asked->images), asked->why);
    }
}

} // namespace retort
