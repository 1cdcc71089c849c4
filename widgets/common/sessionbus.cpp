#include "widgets/common/sessionbus.h"

#include <QFileInfo>
#include <QString>

namespace retort {

bool sessionBusRuns()
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !folder.isEmpty() && QFileInfo::exists(folder + QStringLiteral("/bus"));
}

} // namespace retort
