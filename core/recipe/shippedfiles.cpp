#include "recipe/shippedfiles.h"

#include "base/error.h"

#include <algorithm>

namespace retort {

std::vector<std::filesystem::path> shippedFiles(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> files;
    try {
        for (const auto &entry : std::filesystem::directory_iterator(folder)) {
            const std::filesystem::path name = entry.path().filename();
            if (name.extension() == ".json" && name.stem().extension() != ".schema")
                files.push_back(entry.path());
        }
    } catch (const std::filesystem::filesystem_error &error) {
        throw InputError(folder, {}, "cannot be read: " + error.code().message(),
                         "It belongs to the program; install it again.");
    }
    std::sort(files.begin(), files.end(), [](const auto &a, const auto &b) { return a.stem() < b.stem(); });
    return files;
}

std::filesystem::path namedFile(const std::string &nameOrFile, const std::filesystem::path &folder,
                                const std::string &what)
{
    std::error_code failed;
    if (std::filesystem::exists(nameOrFile, failed))
        return nameOrFile;
    std::string names;
    for (const std::filesystem::path &file : shippedFiles(folder)) {
        if (file.stem() == nameOrFile)
            return file;
        names += (names.empty() ? "" : ", ") + file.stem().string();
    }
    throw InputError(nameOrFile, {}, "is neither a file nor a shipped " + what, "Shipped are " + names + ".");
}

} // namespace retort
