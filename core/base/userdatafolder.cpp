#include "base/userdatafolder.h"

#include "base/error.h"

#include <cstdlib>

namespace retort {

std::filesystem::path userDataFolder()
{
    // The XDG base directory specification ignores relative paths.
    const char *data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && data[0] == '/')
        return std::filesystem::path(data) / "retort";
    const char *home = std::getenv("HOME");
    if (home != nullptr && home[0] == '/')
        return std::filesystem::path(home) / ".local" / "share" / "retort";
    throw Error("there is no place for files of your own: neither XDG_DATA_HOME nor HOME is set",
                "Set HOME or XDG_DATA_HOME to a folder you may write to.");
}

} // namespace retort
