#pragma once

#include <QFrame>
#include <QLabel>
#include <QString>

#include <functional>

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace retort {

// Small parts with one look, so that no page styles anything itself.

/// 18 px semi-bold.
[[nodiscard]] QLabel *titleLabel(const QString &text, QWidget *parent = nullptr);
/// 13 px semi-bold, above a group.
[[nodiscard]] QLabel *headingLabel(const QString &text, QWidget *parent = nullptr);
/// In the secondary text colour, wrapping.
[[nodiscard]] QLabel *secondaryLabel(const QString &text, QWidget *parent = nullptr);
/// A large number with tabular figures, as on cards and beside charts.
[[nodiscard]] QLabel *figureLabel(const QString &text, QWidget *parent = nullptr);
/// The one filled button of a page.
[[nodiscard]] QPushButton *primaryButton(const QString &text, QWidget *parent = nullptr);
/// Icon only; `name` is its tool tip and accessible name.
[[nodiscard]] QToolButton *iconButton(const QString &iconName, const QString &name, QWidget *parent = nullptr);

/// A raised panel with a border and a radius.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);
};

/// A line of news in place, with up to one button and a close button; hidden until something is shown. Used for
/// "Run 3 was deleted. [Undo]", for errors that leave the page usable, and for the question on closing.
class Banner : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { News, Warning, Error };

    explicit Banner(QWidget *parent = nullptr);

    void show(Kind kind, const QString &text, const QString &buttonText = {}, std::function<void()> action = {});
    [[nodiscard]] QString text() const { return m_text->text(); }

private:
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_button;
    std::function<void()> m_action;
};

/// "1,234": digits grouped as the person's locale does.
[[nodiscard]] QString groupedNumber(qint64 value);
/// "85.3 %"; one decimal.
[[nodiscard]] QString percentText(double percent);
/// "12 s", "3 min", "1 h 20 min".
[[nodiscard]] QString durationText(double seconds);

} // namespace retort
