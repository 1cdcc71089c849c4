#include "widgets/common/mainwindow.h"

#include "widgets/common/commandpalette.h"
#include "widgets/common/icons.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/recentprojects.h"
#include "widgets/common/statusstrip.h"
#include "widgets/common/theme.h"
#include "widgets/common/themecontroller.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QUrl>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int topBarHeight = 44;

} // namespace

std::vector<PageEntry> MainWindow::pageEntries()
{
    return {{QStringLiteral("project"), tr("Project"), QStringLiteral("project")},
            {QStringLiteral("data"), tr("Data"), QStringLiteral("data")},
            {QStringLiteral("prompts"), tr("Prompts"), QStringLiteral("prompts")},
            {QStringLiteral("distil"), tr("Distil"), QStringLiteral("distil")},
            {QStringLiteral("runs"), tr("Runs"), QStringLiteral("runs")},
            {QStringLiteral("graph"), tr("Graph"), QStringLiteral("graph")}};
}

MainWindow::MainWindow(ThemeController &theme, QWidget *parent)
    : QMainWindow(parent), m_theme(theme), m_rail(new QButtonGroup(this)), m_title(new QLabel),
      m_menu(new QMenu(this)), m_recentMenu(new QMenu(tr("Recent projects"), this)), m_banner(new Banner),
      m_stack(new QStackedWidget), m_waiting(new PageStack), m_strip(new StatusStrip),
      m_palette(new CommandPalette(this))
{
    setAcceptDrops(true);
    setMinimumSize(900, 600);
    const QSettings settings;
    if (!restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray()))
        resize(1280, 800);

    auto *middle = new QWidget;
    auto *middleLayout = new QVBoxLayout(middle);
    middleLayout->setContentsMargins(0, 0, 0, 0);
    middleLayout->setSpacing(0);
    auto *news = new QWidget;
    auto *newsLayout = new QVBoxLayout(news);
    newsLayout->setContentsMargins(Theme::space4, Theme::space2, Theme::space4, 0);
    newsLayout->addWidget(m_banner);
    middleLayout->addWidget(news);
    middleLayout->addWidget(m_stack, 1);
    m_stack->addWidget(m_waiting);

    auto *central = new QWidget;
    auto *grid = new QGridLayout(central);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(makeTopBar(), 0, 0, 1, 2);
    grid->addWidget(makeRail(), 1, 0);
    grid->addWidget(middle, 1, 1);
    grid->addWidget(m_strip, 2, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    setCentralWidget(central);
    makeActions();
    setProjectFile({});
    m_current = QStringLiteral("project");
    m_rail->buttons().front()->setChecked(true);
}

MainWindow::~MainWindow()
{
    setFactory({});
}

QWidget *MainWindow::makeTopBar()
{
    auto *bar = new QFrame;
    bar->setObjectName(QStringLiteral("topBar"));
    bar->setFixedHeight(topBarHeight);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, Theme::space3, 0);
    layout->setSpacing(Theme::space3);
    QLabel *name = headingLabel(tr("Retort"));
    name->setFixedWidth(Theme::railWidth);
    name->setAlignment(Qt::AlignCenter);
    layout->addWidget(name);
    m_title->setTextFormat(Qt::PlainText);
    layout->addWidget(m_title);
    layout->addStretch();
    auto *palette = new QPushButton(icon(QStringLiteral("search"), IconTone::Secondary), tr("Search or command"));
    palette->setObjectName(QStringLiteral("paletteButton"));
    palette->setAccessibleName(tr("Search pages and commands"));
    auto *hint = new QHBoxLayout(palette);
    hint->setContentsMargins(0, 0, Theme::space2, 0);
    hint->addStretch();
    QLabel *keys = secondaryLabel(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText));
    keys->setAttribute(Qt::WA_TransparentForMouseEvents);
    hint->addWidget(keys);
    connect(palette, &QPushButton::clicked, this, &MainWindow::openPalette);
    layout->addWidget(palette);
    QToolButton *menu = iconButton(QStringLiteral("menu"), tr("Menu"));
    menu->setMenu(m_menu);
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->setShortcut(Qt::Key_F10);
    layout->addWidget(menu);
    return bar;
}

QWidget *MainWindow::makeRail()
{
    auto *rail = new QFrame;
    rail->setObjectName(QStringLiteral("rail"));
    rail->setFixedWidth(Theme::railWidth);
    auto *layout = new QVBoxLayout(rail);
    layout->setContentsMargins(0, Theme::space2, 0, 0);
    layout->setSpacing(0);
    m_rail->setExclusive(true);
    int number = 0;
    for (const PageEntry &entry : pageEntries()) {
        ++number;
        auto *action = new QAction(icon(entry.iconName), tr("Go to %1").arg(entry.title), this);
        action->setShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(number)));
        addAction(action);
        connect(action, &QAction::triggered, this, [this, id = entry.id] { showPage(id); });

        auto *button = new QToolButton;
        button->setObjectName(QStringLiteral("rail-") + entry.id);
        button->setText(entry.title);
        button->setIcon(icon(entry.iconName));
        button->setIconSize({Theme::iconPixels, Theme::iconPixels});
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setCheckable(true);
        button->setFixedSize(Theme::railWidth - 1, 56);
        button->setToolTip(tr("%1 (%2)").arg(entry.title, action->shortcut().toString(QKeySequence::NativeText)));
        button->setAccessibleName(entry.title);
        m_rail->addButton(button, number - 1);
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, id = entry.id] { showPage(id); });
    }
    layout->addStretch();
    return rail;
}

QAction *MainWindow::addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                                std::function<void()> run)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(action);
    m_menu->addAction(action);
    return action;
}

void MainWindow::makeActions()
{
    auto *palette = new QAction(this); // no text: the palette does not list itself
    palette->setShortcut(Qt::CTRL | Qt::Key_K);
    connect(palette, &QAction::triggered, this, &MainWindow::openPalette);
    addAction(palette);

    addCommand(QStringLiteral("add"), tr("New project"), QKeySequence::New, [this] { Q_EMIT newRequested({}); });
    addCommand(QStringLiteral("open"), tr("Open project…"), QKeySequence::Open, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Open a project"), QDir::homePath(),
                                                          tr("Retort projects (*.retort)"));
        if (!file.isEmpty())
            Q_EMIT openRequested(file);
    });
    m_menu->addMenu(m_recentMenu);
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    addCommand(QStringLiteral("flag"), tr("Open demo"), {}, [this] { Q_EMIT demoRequested(); });
    m_closeProject = addCommand(QStringLiteral("close"), tr("Close project"), QKeySequence::Close,
                                [this] { Q_EMIT closeProjectRequested(); });
    m_menu->addSeparator();

    QMenu *themes = m_menu->addMenu(icon(QStringLiteral("theme")), tr("Colours"));
    auto *group = new QActionGroup(this);
    const std::pair<ColourScheme, QString> schemes[] = {{ColourScheme::System, tr("Colours: as the system")},
                                                        {ColourScheme::Light, tr("Colours: light")},
                                                        {ColourScheme::Dark, tr("Colours: dark")}};
    for (const auto &[scheme, text] : schemes) {
        QAction *action = themes->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_theme.scheme() == scheme);
        group->addAction(action);
        addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = scheme] { m_theme.setScheme(wanted); });
    }
    m_menu->addSeparator();
    addCommand({}, tr("Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::setUndoStack(QUndoStack *stack)
{
    delete m_undo;
    delete m_redo;
    m_undo = stack->createUndoAction(this, tr("Undo"));
    m_redo = stack->createRedoAction(this, tr("Redo"));
    m_undo->setIcon(icon(QStringLiteral("undo")));
    m_redo->setIcon(icon(QStringLiteral("redo")));
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo->setShortcut(QKeySequence::Redo);
    QAction *before = m_menu->actions().value(5);
    m_menu->insertActions(before, {m_undo, m_redo});
    addActions({m_undo, m_redo});
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const QString &file : recentProjects())
        m_recentMenu->addAction(file, this, [this, file] { Q_EMIT openRequested(file); });
    if (m_recentMenu->isEmpty())
        m_recentMenu->addAction(tr("None yet"))->setEnabled(false);
}

void MainWindow::setFactory(Factory factory)
{
    for (const auto &[id, page] : m_pages)
        delete page;
    m_pages.clear();
    m_factory = std::move(factory);
    if (m_factory)
        showPage(m_current + QLatin1Char('/') + m_part);
}

void MainWindow::setPlaceholder(QWidget *placeholder)
{
    m_waiting->setContent(placeholder);
    m_waiting->showContent();
}

QWidget *MainWindow::takePlaceholder()
{
    return m_waiting->takeContent();
}

Page *MainWindow::page(const QString &id) const
{
    const auto found = m_pages.find(id);
    return found == m_pages.end() ? nullptr : found->second;
}

void MainWindow::showPage(const QString &name)
{
    const QString id = name.section(QLatin1Char('/'), 0, 0);
    const std::vector<PageEntry> entries = pageEntries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].id != id)
            continue;
        m_current = id;
        m_part = name.section(QLatin1Char('/'), 1);
        m_rail->button(static_cast<int>(i))->setChecked(true);
        Page *shown = page(id);
        if (!shown && m_factory) {
            shown = m_factory(id);
            shown->setAccessibleName(entries[i].title);
            m_pages[id] = shown;
            m_stack->addWidget(shown);
            connect(shown, &Page::pageRequested, this, &MainWindow::showPage);
        }
        if (shown) {
            // Otherwise the first thing on the page that takes the focus would have it, whatever that is.
            if (m_stack->currentWidget() != shown)
                m_rail->button(static_cast<int>(i))->setFocus();
            m_stack->setCurrentWidget(shown);
            shown->showPart(m_part);
        } else if (i == 0 && m_waiting->content()) {
            m_waiting->showContent();
        } else {
            m_waiting->showLoading(tr("Starting"));
        }
    }
}

void MainWindow::setProjectFile(const QString &file)
{
    const QString name = QFileInfo(file).fileName();
    setWindowTitle(name.isEmpty() ? tr("Retort") : tr("%1 – Retort").arg(name));
    setWindowFilePath(file);
    m_title->setText(name);
    m_title->setToolTip(file);
    m_closeProject->setEnabled(!file.isEmpty());
}

void MainWindow::openPalette()
{
    QList<QAction *> all;
    // What the page at hand can do comes first.
    if (const Page *current = page(m_current))
        all.append(current->actions());
    all.append(actions());
    for (const auto &[id, other] : m_pages)
        if (id != m_current)
            all.append(other->actions());
    m_palette->open(all);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_mayReallyClose || !m_mayClose || m_mayClose()) {
        QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
        event->accept();
        Q_EMIT closed();
    } else {
        event->ignore();
    }
}

void MainWindow::finishClosing()
{
    m_mayReallyClose = true;
    close();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty())
        return;
    const QString file = urls.front().toLocalFile();
    event->acceptProposedAction();
    if (file.endsWith(QStringLiteral(".retort")))
        Q_EMIT openRequested(file);
    else
        Q_EMIT newRequested(file);
}

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_frameSeen) {
        m_frameSeen = true;
        // Behind the flush of this very frame.
        QTimer::singleShot(0, this, &MainWindow::firstFrameShown);
    }
    return handled;
}

} // namespace retort
