#include "widgets/common/notifier.h"

#include "widgets/common/sessionbus.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QSettings>
#include <QVariantMap>

namespace retort {

namespace {

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");
const QString defaultAction = QStringLiteral("default");

const QString onKey = QStringLiteral("runs/notify");
const QString commandKey = QStringLiteral("runs/notifyCommand");

} // namespace

bool notificationsOn()
{
    return QSettings().value(onKey, true).toBool();
}

void setNotificationsOn(bool on)
{
    QSettings().setValue(onKey, on);
}

QString notifyCommand()
{
    return QSettings().value(commandKey).toString();
}

void setNotifyCommand(const QString &command)
{
    QSettings().setValue(commandKey, command.trimmed());
}

Notifier::Notifier(QObject *parent) : QObject(parent) {}

bool Notifier::connectToBus()
{
    if (m_connected)
        return true;
    if (!sessionBusRuns() || !QDBusConnection::sessionBus().isConnected())
        return false;
    m_connected = QDBusConnection::sessionBus().connect(service, path, service, QStringLiteral("ActionInvoked"),
                                                        this, SLOT(actionInvoked(uint, QString)));
    return m_connected;
}

bool Notifier::tell(const QString &title, const QString &text)
{
    if (!connectToBus())
        return false;
    constexpr int asLongAsTheDesktopLikes = -1;
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("Notify"));
    call << QCoreApplication::applicationName() << m_last << QStringLiteral("retort") << title
         << text.toHtmlEscaped() << QStringList{defaultAction, tr("Show")} << QVariantMap{}
         << asLongAsTheDesktopLikes;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *answer) {
        const QDBusPendingReply<uint> reply = *answer;
        if (reply.isValid())
            m_last = reply.value();
        answer->deleteLater();
    });
    return true;
}

void Notifier::actionInvoked(uint id, const QString &action)
{
    if (id == m_last && action == defaultAction)
        Q_EMIT activated();
}

} // namespace retort
