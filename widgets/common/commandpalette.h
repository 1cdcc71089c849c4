#pragma once

#include <QFrame>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace retort {

/// A field above a list of everything that can be done now: type a few letters, press Return. Lies over the window
/// as a child of it.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *window);

    /// Shows it for these actions; those that are disabled, invisible or without text are left out.
    void open(const QList<QAction *> &actions);
    /// What is in the list now, best first.
    [[nodiscard]] QList<QAction *> matches() const { return m_matches; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refill(const QString &typed);
    void run(int row);
    void place();

    QLineEdit *m_field;
    QListWidget *m_list;
    QList<QAction *> m_actions;
    QList<QAction *> m_matches;
};

} // namespace retort
