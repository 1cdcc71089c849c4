#pragma once

#include <QObject>
#include <QString>

class QDBusVariant;

namespace retort {

enum class ColourScheme { System, Light, Dark };

/// Gives the application its style, font, palette and style sheet, and keeps them in step with the system or with
/// what the person chose in the menu (remembered in QSettings). One per program, made by main().
class ThemeController : public QObject
{
    Q_OBJECT

public:
    explicit ThemeController(QObject *parent = nullptr);

    [[nodiscard]] ColourScheme scheme() const { return m_scheme; }
    /// Applies and remembers.
    void setScheme(ColourScheme scheme);
    /// Applies without remembering: for pictures and tests.
    void showScheme(ColourScheme scheme);
    /// Asks the desktop portal whether the system is dark and listens for changes. Called after the first frame,
    /// since the session bus may be slow; until then the answer of last time holds, else the lightness of the
    /// platform's palette.
    void followSystem();

Q_SIGNALS:
    void changed(bool dark);

private Q_SLOTS:
    void portalChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void setSystemDark(bool dark);
    void apply();

    ColourScheme m_scheme = ColourScheme::System;
    bool m_systemDark = false;
    bool m_applied = false;
    bool m_dark = false;
};

} // namespace retort
