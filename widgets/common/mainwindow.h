#pragma once

#include <QMainWindow>
#include <QString>

#include <functional>
#include <map>
#include <vector>

class QAction;
class QButtonGroup;
class QLabel;
class QMenu;
class QStackedWidget;
class QUndoStack;

namespace retort {

class Banner;
class CommandPalette;
class Page;
class PageStack;
class StatusStrip;
class ThemeController;

/// One place of the rail.
struct PageEntry
{
    QString id; ///< "project"
    QString title;
    QString iconName;
};

/// The frame: rail, title, command palette, news, pages, status strip. Knows nothing of projects or of the core,
/// so that it is on screen before LibTorch is loaded; pages come later from a factory, each when it is first
/// looked at.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(ThemeController &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// In the order of the work; known before any page can be made.
    [[nodiscard]] static std::vector<PageEntry> pageEntries();

    using Factory = std::function<Page *(const QString &id)>;
    /// Makes the current page now and the others when they are chosen. An empty factory takes all pages away.
    void setFactory(Factory factory);
    /// Stands in for the first page until there is a factory; the window owns it.
    void setPlaceholder(QWidget *placeholder);
    /// Gives it away, for the page that goes on with it.
    [[nodiscard]] QWidget *takePlaceholder();
    /// "data", or a part of a page: "data/audit".
    void showPage(const QString &id);
    [[nodiscard]] QString currentPage() const { return m_current; }
    /// Null while it has not been made.
    [[nodiscard]] Page *page(const QString &id) const;

    [[nodiscard]] StatusStrip &statusStrip() { return *m_strip; }
    /// News that belongs to no page.
    [[nodiscard]] Banner &banner() { return *m_banner; }
    /// "" = none.
    void setProjectFile(const QString &file);
    /// Gives the menu and the palette undo and redo.
    void setUndoStack(QUndoStack *stack);
    /// Asked before the window closes: true lets it. Otherwise the handler calls finishClosing() when it may.
    void setCloseHandler(std::function<bool()> handler) { m_mayClose = std::move(handler); }
    void finishClosing();
    void openPalette();

Q_SIGNALS:
    void firstFrameShown();
    void newRequested(const QString &dataset); ///< a folder was dropped, or "" from the menu
    void openRequested(const QString &file);
    void demoRequested();
    void closeProjectRequested();
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool event(QEvent *event) override;

private:
    QWidget *makeTopBar();
    QWidget *makeRail();
    void makeActions();
    void fillRecentMenu();
    QAction *addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                        std::function<void()> run);

    ThemeController &m_theme;
    Factory m_factory;
    std::function<bool()> m_mayClose;
    std::map<QString, Page *> m_pages;
    QString m_current;
    QString m_part; ///< of the current page: what follows the slash
    QButtonGroup *m_rail;
    QLabel *m_title;
    QMenu *m_menu;
    QMenu *m_recentMenu;
    Banner *m_banner;
    QStackedWidget *m_stack;
    PageStack *m_waiting; ///< shown until a page can be made
    StatusStrip *m_strip;
    CommandPalette *m_palette;
    QAction *m_closeProject = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    bool m_mayReallyClose = false;
    bool m_frameSeen = false;
};

} // namespace retort
