#pragma once

#include <QString>
#include <QWidget>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTimer;

namespace retort {

/// What fills a page or a panel: its content, or one of the other states every page has (look.md, States). Nothing
/// jumps: the states share one rectangle.
class PageStack : public QWidget
{
    Q_OBJECT

public:
    explicit PageStack(QWidget *parent = nullptr);

    /// Takes ownership. May be set once content is first needed.
    void setContent(QWidget *content);
    [[nodiscard]] QWidget *content() const { return m_content; }
    /// Gives it away; null when there is none.
    [[nodiscard]] QWidget *takeContent();

    void showContent();
    /// One sentence, one button (none with an empty buttonText).
    void showEmpty(const QString &text, const QString &buttonText = {}, std::function<void()> action = {});
    /// Appears only after 200 ms, so that what is quick does not flicker. total 0 = unknown.
    void showLoading(const QString &text, qint64 done = 0, qint64 total = 0);
    /// What happened and where, what to do, and a button that does it (none with an empty buttonText).
    void showError(const QString &what, const QString &remedy, const QString &buttonText = {},
                   std::function<void()> action = {});

    enum class State { Content, Empty, Loading, Error };
    [[nodiscard]] State state() const { return m_state; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showMessage(State state, const QString &iconName, const QString &text, const QString &remedy,
                     const QString &buttonText, std::function<void()> action);

    QStackedLayout *m_layout;
    QWidget *m_content = nullptr;
    QWidget *m_message;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_remedy;
    QPushButton *m_button;
    QWidget *m_loading;
    QLabel *m_loadingText;
    QProgressBar *m_bar;
    QTimer *m_delay;
    std::function<void()> m_action;
    State m_state = State::Content;
};

/// One page of the rail. Derived: `XPage(Workspace &, QWidget *parent = nullptr)`; put the content into states().
/// QActions added with addAction() appear in the command palette while the page is there.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(QWidget *parent = nullptr);

    [[nodiscard]] PageStack &states() { return *m_states; }
    /// False while something is still loading: pictures of the page wait for it.
    /// A part of the page that others may ask for: what follows the slash in "data/audit".
    virtual void showPart(const QString &part) { Q_UNUSED(part) }
    [[nodiscard]] virtual bool settled() const { return m_states->state() != PageStack::State::Loading; }

Q_SIGNALS:
    /// "project", "data", "prompts", "distil", "runs" or "graph"; or a part of one: "data/audit".
    void pageRequested(const QString &id);

private:
    PageStack *m_states;
};

} // namespace retort
