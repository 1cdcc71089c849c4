#include "datasets/archivedataset.h"

#include "base/error.h"
#include "base/files.h"
#include "data/gzip.h"
#include "datasets/folderdataset.h"
#include "datasets/folderscan.h"
#include "datasets/parts.h"
#include "datasets/tararchive.h"
#include "datasets/zipfiles.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

using Bytes = std::span<const std::byte>;

constexpr const char *whatIsRead =
    "Choose a .tar or .zip with PNG, JPEG, BMP, WebP or TIFF images, flat or with a folder a class.";

bool beginsWith(Bytes bytes, std::string_view mark)
{
    return bytes.size() >= mark.size() &&
           std::equal(mark.begin(), mark.end(), bytes.begin(),
                      [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

bool isZip(Bytes bytes)
{
    return beginsWith(bytes, std::string_view("PK\x03\x04", 4)) ||
           beginsWith(bytes, std::string_view("PK\x05\x06", 4));
}

/// The command that unpacks what these bytes are packed with, nothing for what is not packed.
std::string_view unpacker(Bytes bytes)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> known{
        {{std::string_view("\x1F\x8B", 2), "gunzip"},
         {"BZh", "bunzip2"},
         {std::string_view("\xFD"
                           "7zXZ\0",
                           6),
          "unxz"},
         {std::string_view("\x28\xB5\x2F\xFD", 4), "unzstd"}}};
    for (const auto &[mark, command] : known) {
        if (beginsWith(bytes, mark))
            return command;
    }
    return {};
}

/// The files of a tar, which stays mapped.
class TarFiles : public EncodedFiles
{
public:
    explicit TarFiles(fs::path file) : m_file(std::move(file)), m_mapped(m_file) {}

    [[nodiscard]] std::vector<ArchiveMember> members() const { return readTar(m_mapped.bytes(), m_file); }
    [[nodiscard]] std::vector<std::byte> read(const FoundFile &file) const override
    {
        const Bytes all = m_mapped.bytes();
        if (file.size > maximumImageFile || file.place > all.size() || file.size > all.size() - file.place)
            throw InputError(path(file), {}, "has " + std::to_string(file.size) + " bytes; no image file has",
                             whatIsRead);
        const Bytes bytes = all.subspan(static_cast<std::size_t>(file.place), static_cast<std::size_t>(file.size));
        return {bytes.begin(), bytes.end()};
    }
    [[nodiscard]] fs::path path(const FoundFile &file) const override { return m_file / file.name; }

private:
    fs::path m_file;
    MappedFile m_mapped;
};

bool isHidden(const std::string &name)
{
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string_view part = std::string_view(name).substr(begin, end - begin);
        if (part.front() == '.' && part != "..")
            return true;
        begin = end + 1;
    }
    return false;
}

/// How many characters of all names are folders that hold everything ("cifar/images/").
std::size_t commonFolders(const std::vector<ArchiveMember> &members)
{
    std::size_t length = 0;
    while (true) {
        const std::size_t slash = members.front().name.find('/', length);
        if (slash == std::string::npos)
            return length;
        const std::string_view prefix = std::string_view(members.front().name).substr(0, slash + 1);
        for (const ArchiveMember &member : members) {
            if (std::string_view(member.name).substr(0, prefix.size()) != prefix)
                return length;
        }
        length = prefix.size();
    }
}

/// Leaves those of the part, without its folder; the parts there are.
std::vector<std::string> keepPart(std::vector<ArchiveMember> &members, const std::string &part)
{
    std::vector<TopFolder> folders;
    for (const ArchiveMember &member : members) {
        const std::size_t slash = member.name.find('/');
        if (slash == std::string::npos)
            return {};
        const std::string name = member.name.substr(0, slash);
        auto found =
            std::find_if(folders.begin(), folders.end(), [&](const TopFolder &f) { return f.name == name; });
        if (found == folders.end()) {
            if (folders.size() > 5)
                return {};
            found = folders.insert(folders.end(), {name, false});
        }
        found->hasFolders = found->hasFolders || member.name.find('/', slash + 1) != std::string::npos;
    }
    const std::string wanted = partFolder(folders, part);
    if (wanted.empty())
        return {};
    const std::string prefix = wanted + "/";
    members.erase(std::remove_if(members.begin(), members.end(),
                                 [&](const ArchiveMember &member) { return member.name.rfind(prefix, 0) != 0; }),
                  members.end());
    for (ArchiveMember &member : members)
        member.name.erase(0, prefix.size());
    return partsOf(folders);
}

OpenedDataset open(const fs::path &file, std::shared_ptr<const EncodedFiles> store,
                   std::vector<ArchiveMember> members, const DatasetChoice &choice, Opening opening,
                   const std::stop_token &stop, const Reporter &reporter)
{
    const std::size_t all = members.size();
    members.erase(std::remove_if(members.begin(), members.end(),
                                 [](const ArchiveMember &member) {
                                     return member.name.empty() || isHidden(member.name) ||
                                            !hasImageExtension(member.name);
                                 }),
                  members.end());
    ListedFiles listed;
    listed.kind = DatasetKind::Archive;
    listed.location = file;
    listed.store = std::move(store);
    for (const ArchiveMember &member : members) {
        if (!member.problem.empty())
            listed.unreadable.push_back({member.name, member.problem});
    }
    members.erase(std::remove_if(members.begin(), members.end(),
                                 [](const ArchiveMember &member) { return !member.problem.empty(); }),
                  members.end());
    if (members.empty()) {
        std::string what = "holds no image (" + std::to_string(all) + " files were looked at)";
        if (!listed.unreadable.empty())
            what += "; " + listed.unreadable.front().name + " " + listed.unreadable.front().reason;
        throw InputError(file, {}, what, whatIsRead);
    }
    const std::size_t common = commonFolders(members);
    for (ArchiveMember &member : members)
        member.name.erase(0, common);
    try {
        listed.parts = keepPart(members, choice.part);
    } catch (const ValueError &e) {
        throw InputError(file, {}, e.what(), e.remedy());
    }
    if (!listed.parts.empty())
        listed.part = choice.part.empty() ? "train" : choice.part;
    std::sort(members.begin(), members.end(),
              [](const ArchiveMember &a, const ArchiveMember &b) { return a.name < b.name; });

    struct stat info
    {};
    const bool known = ::stat(file.c_str(), &info) == 0;
    const std::int64_t modified =
        known ? std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec : 0;
    std::set<std::string> folders;
    for (ArchiveMember &member : members) {
        if (std::string folder = classFolderOf(member.name); !folder.empty())
            folders.insert(std::move(folder));
        listed.files.push_back({std::move(member.name), member.size, modified, member.place});
    }
    listed.classNames.assign(folders.begin(), folders.end());
    if (!listed.classNames.empty()) {
        listed.labelFile = file;
        listed.labels = labelsByFolder(listed.files, listed.classNames);
    }
    const std::vector<std::string> classFolders = listed.classNames;
    OpenedDataset opened = openListed(std::move(listed), choice, opening, whatIsRead, stop, reporter);
    sayWhatIsOdd(classFolders, opened.labels, reporter);
    return opened;
}

} // namespace

bool isArchive(const fs::path &file)
{
    const MappedFile mapped(file);
    const Bytes bytes = mapped.bytes();
    if (isGzip(bytes)) {
        // An IDX file may be packed, too.
        constexpr std::size_t header = 512;
        try {
            return isTar(gunzip(bytes, file.string(), header));
        } catch (const InputError &) {
            return false;
        }
    }
    return isZip(bytes) || isTar(bytes) || !unpacker(bytes).empty();
}

OpenedDataset openArchive(const fs::path &file, const DatasetChoice &choice, Opening opening,
                          const std::stop_token &stop, const Reporter &reporter)
{
    const MappedFile mapped(file);
    const Bytes beginning = mapped.bytes();
    if (const std::string_view command = unpacker(beginning); !command.empty())
        throw InputError(file, {}, "is packed as a whole: its images could only be reached from the beginning",
                         "Unpack it to a .tar, which is then read as it is: " + std::string(command) +
                             " --keep \"" + file.string() + "\". Or unpack it all: tar xf \"" + file.string() +
                             "\".");
    if (isZip(beginning)) {
        auto zip = std::make_shared<const ZipFiles>(file);
        std::vector<ArchiveMember> members = zip->members();
        return open(file, std::move(zip), std::move(members), choice, opening, stop, reporter);
    }
    auto tar = std::make_shared<const TarFiles>(file);
    std::vector<ArchiveMember> members = tar->members();
    return open(file, std::move(tar), std::move(members), choice, opening, stop, reporter);
}

} // namespace retort
