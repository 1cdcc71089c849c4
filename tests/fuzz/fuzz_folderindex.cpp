#include "base/files.h"
#include "data/split.h"
#include "datasets/folderindex.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

using namespace retort;
namespace fs = std::filesystem;

namespace {

/// A cache folder of our own, and in it the name of the index file, found by writing one.
struct Place
{
    fs::path folder = fs::temp_directory_path() / ("retort-fuzz-" + std::to_string(::getpid()));
    fs::path file;

    Place()
    {
        ::setenv("XDG_CACHE_HOME", folder.c_str(), 1);
        FolderIndex(folder).save({}, {}, 0);
        for (const auto &entry : fs::recursive_directory_iterator(folder))
            file = entry.is_regular_file() ? entry.path() : file;
    }
    ~Place() { fs::remove_all(folder); }
};

} // namespace

/// What stands behind the mark and the checksum, which is set right; the first byte chooses the mark.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Place place;
    if (size == 0)
        return 0;
    std::string text = (data[0] & 1) != 0 ? "retort folder index 1\n" : "retort folder index 2\n";
    const ContentKey checksum = contentKey({data + 1, size - 1});
    text.append(reinterpret_cast<const char *>(checksum.bytes.data()), checksum.bytes.size());
    text.append(reinterpret_cast<const char *>(data + 1), size - 1);
    writeFileAtomically(place.file, std::string_view(text));
    if (FolderIndex(place.folder).size() > size)
        std::abort();
    return 0;
}
