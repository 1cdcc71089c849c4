#pragma once

#include <QIcon>
#include <QString>

namespace retort {

/// What colour of the theme an icon takes.
enum class IconTone { Text, Secondary, Accent, AccentText, Good, Warning, Bad, Teacher, Student };

/// An icon of resources/icons by name ("project", "add", "close" ...), drawn in the palette's colour at the moment
/// it is painted, so it follows light and dark, disabled and selected. A name that does not exist gives an empty
/// icon.
[[nodiscard]] QIcon icon(const QString &name, IconTone tone = IconTone::Text);

} // namespace retort
