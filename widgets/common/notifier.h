#pragma once

#include <QObject>
#include <QString>

namespace retort {

// What a person has chosen for when long runs end; kept between sessions.
[[nodiscard]] bool notificationsOn();
void setNotificationsOn(bool on);
[[nodiscard]] QString notifyCommand(); ///< for the shell; empty: none
void setNotifyCommand(const QString &command);

/// Tells a person who looks elsewhere: a desktop notification (org.freedesktop.Notifications), where there is a
/// desktop that shows them.
class Notifier : public QObject
{
    Q_OBJECT

public:
    explicit Notifier(QObject *parent = nullptr);

    /// Replaces the one before. Returns false where nobody can be told.
    bool tell(const QString &title, const QString &text);

Q_SIGNALS:
    /// The notification was clicked.
    void activated();

private Q_SLOTS:
    void actionInvoked(uint id, const QString &action);

private:
    bool connectToBus();
    uint m_last = 0;
    bool m_connected = false;
};

} // namespace retort
