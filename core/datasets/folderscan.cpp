#include "datasets/folderscan.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

class Walk
{
public:
    Walk(const std::stop_token &stop, FolderScan &found) : m_stop(stop), m_found(found) {}

    /// Empty, or why the folder cannot be read.
    std::string folder(const fs::path &path, const std::string &prefix)
    {
        std::error_code error;
        const fs::path real = fs::canonical(path, error);
        if (!error && std::find(m_within.begin(), m_within.end(), real) != m_within.end())
            return {};
        fs::directory_iterator entries(path, error);
        if (error)
            return "cannot be read: " + error.message();
        m_within.push_back(real);
        for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
            throwIfStopped(m_stop);
            const std::string name = entries->path().filename().string();
            if (name.front() != '.')
                entry(entries->path(), prefix + name);
        }
        m_within.pop_back();
        return error ? "cannot be read: " + error.message() : std::string();
    }

private:
    void entry(const fs::path &path, const std::string &name)
    {
        struct stat info
        {};
        const bool known = ::stat(path.c_str(), &info) == 0;
        if (known && S_ISDIR(info.st_mode)) {
            if (std::string problem = folder(path, name + "/"); !problem.empty())
                m_found.unreadable.push_back({name, std::move(problem)});
        } else if (!hasImageExtension(path)) {
            ++m_found.otherFiles;
        } else if (!known) {
            m_found.unreadable.push_back({name, "leads nowhere (a broken link)"});
        } else if (S_ISREG(info.st_mode)) {
            m_found.images.push_back({name, static_cast<std::uint64_t>(info.st_size),
                                      std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec,
                                      0});
        }
    }

    const std::stop_token &m_stop;
    FolderScan &m_found;
    std::vector<fs::path> m_within; ///< the folders from the top to here, links resolved
};

} // namespace

FolderScan scanFolder(const fs::path &folder, const std::stop_token &stop)
{
    FolderScan found;
    if (const std::string problem = Walk(stop, found).folder(folder, {}); !problem.empty())
        throw InputError(folder, {}, problem, "Check the folder's permissions.");
    const auto byName = [](const auto &a, const auto &b) { return a.name < b.name; };
    std::sort(found.images.begin(), found.images.end(), byName);
    std::sort(found.unreadable.begin(), found.unreadable.end(), byName);
    for (const FoundFile &file : found.images) {
        if (std::string name = classFolderOf(file.name); !name.empty())
            found.classFolders.push_back(std::move(name));
    }
    // "a b/x" comes before "a/x", so equal folders need not be neighbours.
    std::sort(found.classFolders.begin(), found.classFolders.end());
    found.classFolders.erase(std::unique(found.classFolders.begin(), found.classFolders.end()),
                             found.classFolders.end());
    return found;
}

std::string classFolderOf(const std::string &name)
{
    const std::size_t slash = name.find('/');
    return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

bool hasImageExtension(const fs::path &file)
{
    static constexpr std::array<std::string_view, 20> known{
        ".png", ".jpg",  ".jpeg", ".jpe",  ".jfif",
        ".bmp", ".dib",  ".webp", ".tif",  ".tiff", // read
        ".gif", ".heic", ".heif", ".avif", ".jp2",
        ".jxl", ".psd",  ".tga",  ".ppm",  ".pgm"}; // refused with a reason
    std::string extension = file.extension().string();
    for (char &letter : extension)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return std::find(known.begin(), known.end(), extension) != known.end();
}

} // namespace retort
