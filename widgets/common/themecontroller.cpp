#include "widgets/common/themecontroller.h"

#include "widgets/common/sessionbus.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFont>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleFactory>

namespace retort {

namespace {

const QString schemeKey = QStringLiteral("theme/scheme");
const QString systemDarkKey = QStringLiteral("theme/systemWasDark");
const QString portalSpace = QStringLiteral("org.freedesktop.appearance");
const QString portalKey = QStringLiteral("color-scheme");

// The portal wraps the number once or twice: 1 dark, 2 light, 0 no preference.
uint schemeNumber(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

} // namespace

ThemeController::ThemeController(QObject *parent) : QObject(parent)
{
    const bool paletteDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    const QSettings settings;
    m_systemDark = settings.value(systemDarkKey, paletteDark).toBool();
    const QString remembered = settings.value(schemeKey).toString();
    m_scheme = remembered == QLatin1String("light")  ? ColourScheme::Light
               : remembered == QLatin1String("dark") ? ColourScheme::Dark
                                                     : ColourScheme::System;
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont font = QApplication::font();
    font.setPixelSize(Theme::fontPixels);
    QApplication::setFont(font);
    apply();
}

void ThemeController::setScheme(ColourScheme scheme)
{
    QSettings settings;
    if (scheme == ColourScheme::System)
        settings.remove(schemeKey);
    else
        settings.setValue(schemeKey,
                          scheme == ColourScheme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
    showScheme(scheme);
}

void ThemeController::showScheme(ColourScheme scheme)
{
    m_scheme = scheme;
    apply();
}

void ThemeController::followSystem()
{
    if (!sessionBusRuns())
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
    const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
    bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                SLOT(portalChanged(QString, QString, QDBusVariant)));
    QDBusMessage read = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    read << portalSpace << portalKey;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid())
            setSystemDark(schemeNumber(reply.value().variant()) == 1);
        call->deleteLater();
    });
}

void ThemeController::portalChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == portalSpace && key == portalKey)
        setSystemDark(schemeNumber(value.variant()) == 1);
}

void ThemeController::setSystemDark(bool dark)
{
    m_systemDark = dark;
    QSettings().setValue(systemDarkKey, dark);
    apply();
}

void ThemeController::apply()
{
    const bool dark = m_scheme == ColourScheme::System ? m_systemDark : m_scheme == ColourScheme::Dark;
    if (m_applied && dark == m_dark)
        return;
    m_applied = true;
    m_dark = dark;
    const Theme &theme = dark ? Theme::darkTheme() : Theme::lightTheme();
    QApplication::setPalette(theme.palette());
    qApp->setStyleSheet(theme.styleSheet());
    Q_EMIT changed(dark);
}

} // namespace retort
