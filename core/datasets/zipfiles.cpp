#include "datasets/zipfiles.h"

#include "base/error.h"

#include <mutex>
#include <sys/stat.h>
#include <utility>
#include <zip.h>

namespace retort {

namespace {

constexpr const char *again = "Download or copy the file again.";
/// Above this a file must not be packed more than 100 : 1, as no image is: else a few kilobytes could fill memory.
constexpr std::uint64_t suspicious = std::uint64_t(64) << 20;
constexpr std::uint64_t highestRatio = 100;

std::string textOf(zip_error_t *error)
{
    return zip_error_strerror(error);
}

bool isLink(zip_t *archive, zip_uint64_t index)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0 || system != ZIP_OPSYS_UNIX)
        return false;
    return S_ISLNK(attributes >> 16);
}

} // namespace

struct ZipFiles::Handle
{
    zip_t *archive = nullptr;
    std::mutex mutex; ///< libzip lets one thread at a time use an archive

    ~Handle()
    {
        if (archive != nullptr)
            zip_discard(archive);
    }
};

ZipFiles::ZipFiles(std::filesystem::path file) : m_file(std::move(file)), m_handle(std::make_unique<Handle>())
{
    int code = 0;
    m_handle->archive = zip_open(m_file.c_str(), ZIP_RDONLY, &code);
    if (m_handle->archive == nullptr) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string text = textOf(&error);
        zip_error_fini(&error);
        throw InputError(m_file, {}, "cannot be read as a zip file: " + text, again);
    }
}

ZipFiles::~ZipFiles() = default;

std::vector<ArchiveMember> ZipFiles::members() const
{
    const std::lock_guard lock(m_handle->mutex);
    zip_t *archive = m_handle->archive;
    std::vector<ArchiveMember> members;
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const auto index = static_cast<zip_uint64_t>(i);
        zip_stat_t info;
        zip_stat_init(&info);
        if (zip_stat_index(archive, index, 0, &info) != 0 || (info.valid & ZIP_STAT_NAME) == 0)
            throw InputError(m_file, "entry " + std::to_string(i), textOf(zip_get_error(archive)), again);
        const std::string raw = info.name;
        if (!raw.empty() && raw.back() == '/')
            continue;
        ArchiveMember member = namedMember(raw);
        member.place = index;
        member.size = (info.valid & ZIP_STAT_SIZE) != 0 ? info.size : 0;
        const std::uint64_t packed = (info.valid & ZIP_STAT_COMP_SIZE) != 0 ? info.comp_size : 0;
        if (!member.problem.empty()) {
            // what its name says is reason enough
        } else if (isLink(archive, index)) {
            member.problem = "is a link inside the archive; links are not followed";
        } else if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE) {
            member.problem = "is encrypted";
        } else if (member.size > suspicious && member.size / highestRatio > packed) {
            member.problem = "unpacks to " + std::to_string(member.size >> 20) +
                             " MiB, more than 100 times what it is packed: no image does";
        }
        members.push_back(std::move(member));
    }
    return members;
}

std::vector<std::byte> ZipFiles::read(const FoundFile &file) const
{
    const auto fail = [&](const std::string &what) { throw InputError(path(file), {}, what, again); };
    if (file.size > maximumImageFile)
        fail("has " + std::to_string(file.size) + " bytes; no image file has");
    const std::lock_guard lock(m_handle->mutex);
    zip_file_t *entry = zip_fopen_index(m_handle->archive, file.place, 0);
    if (entry == nullptr)
        fail(textOf(zip_get_error(m_handle->archive)));
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t *)> closing(entry, zip_fclose);
    // Grows with what really comes out, not with what the zip promises.
    constexpr std::size_t piece = std::size_t(1) << 20;
    std::vector<std::byte> bytes;
    while (true) {
        const std::size_t before = bytes.size();
        const auto left = static_cast<std::size_t>(file.size) - before;
        bytes.resize(before + std::min(left + 1, piece)); // one more: what is longer must be seen to be
        const zip_int64_t got = zip_fread(entry, bytes.data() + before, bytes.size() - before);
        if (got < 0)
            fail(textOf(zip_file_get_error(entry)));
        bytes.resize(before + static_cast<std::size_t>(got));
        if (bytes.size() > file.size)
            fail("is longer than the " + std::to_string(file.size) + " bytes that the zip promises");
        if (got == 0)
            break;
    }
    if (bytes.size() != file.size)
        fail("has " + std::to_string(bytes.size()) + " bytes, not the " + std::to_string(file.size) +
             " that the zip promises");
    return bytes;
}

std::filesystem::path ZipFiles::path(const FoundFile &file) const
{
    return m_file / file.name;
}

} // namespace retort
