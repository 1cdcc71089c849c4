#include "resourcesfolder.h"

#include "base/error.h"

#include <cstdlib>
#include <system_error>

namespace retort {

namespace {

bool isResourcesFolder(const std::filesystem::path &folder)
{
    std::error_code failed;
    return std::filesystem::is_directory(folder / "templates", failed);
}

} // namespace

std::filesystem::path resourcesFolder()
{
    if (const char *chosen = std::getenv("RETORT_RESOURCES"); chosen && *chosen) {
        if (!isResourcesFolder(chosen))
            throw InputError(chosen, {}, "holds no templates folder, so it is not Retort's resources folder",
                             "Correct RETORT_RESOURCES, or unset it.");
        return chosen;
    }
    std::error_code failed;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
    const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "retort";
    if (!failed && isResourcesFolder(installed))
        return installed;
    const std::filesystem::path source = RETORT_RESOURCES_DIR;
    if (isResourcesFolder(source))
        return source;
    throw InputError(installed, {}, "does not hold Retort's resources, nor does " + source.string(),
                     "Install Retort again, or set RETORT_RESOURCES to its resources folder.");
}

} // namespace retort
