#pragma once

#include <QString>
#include <QStringList>

namespace retort {

/// Project files that were open, newest first, at most ten; kept in QSettings for both the start page and the
/// menu.
[[nodiscard]] QStringList recentProjects();
void addRecentProject(const QString &file);
void removeRecentProject(const QString &file);

} // namespace retort
