#include "widgets/common/recentprojects.h"

#include <QSettings>

namespace retort {

namespace {

constexpr qsizetype limit = 10;

QString key()
{
    return QStringLiteral("recent/projects");
}

} // namespace

QStringList recentProjects()
{
    return QSettings().value(key()).toStringList();
}

void addRecentProject(const QString &file)
{
    QStringList files = recentProjects();
    files.removeAll(file);
    files.prepend(file);
    QSettings().setValue(key(), QStringList(files.mid(0, limit)));
}

void removeRecentProject(const QString &file)
{
    QStringList files = recentProjects();
    files.removeAll(file);
    QSettings().setValue(key(), files);
}

} // namespace retort
