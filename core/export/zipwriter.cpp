#include "export/zipwriter.h"

#include "base/error.h"

#include <algorithm>
#include <memory>
#include <zip.h>

namespace retort {

namespace {

/// A date that says nothing: 1 January 1980, the first that a zip can hold.
constexpr zip_uint16_t noDate = 1 << 5 | 1;

[[noreturn]] void fail(zip_error_t *error)
{
    throw Error(std::string("a zip file cannot be made: ") + zip_error_strerror(error));
}

/// Already packed, or numbers that hardly pack.
bool isDense(const std::string &name)
{
    return name.ends_with(".safetensors") || name.ends_with(".jpg") || name.ends_with(".png");
}

} // namespace

std::vector<std::byte> toZip(const std::vector<ZipMember> &members)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *file = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (file == nullptr)
        fail(&error);
    const std::unique_ptr<zip_source_t, void (*)(zip_source_t *)> keeping(file, zip_source_free);
    zip_source_keep(file); // one for the archive, one for reading what became of it
    zip_t *archive = zip_open_from_source(file, ZIP_TRUNCATE, &error);
    if (archive == nullptr) {
        zip_source_free(file);
        fail(&error);
    }
    std::unique_ptr<zip_t, void (*)(zip_t *)> discarding(archive, zip_discard);
    for (const ZipMember &member : members) {
        zip_source_t *source = zip_source_buffer(archive, member.bytes.data(), member.bytes.size(), 0);
        const zip_int64_t index =
            source == nullptr ? -1 : zip_file_add(archive, member.name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(source);
            fail(zip_get_error(archive));
        }
        const auto at = static_cast<zip_uint64_t>(index);
        if (zip_file_set_dostime(archive, at, 0, noDate, 0) != 0 ||
            zip_set_file_compression(archive, at, isDense(member.name) ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) != 0)
            fail(zip_get_error(archive));
    }
    if (zip_close(archive) != 0)
        fail(zip_get_error(archive));
    static_cast<void>(discarding.release());

    zip_stat_t info;
    zip_stat_init(&info);
    if (zip_source_open(file) != 0)
        fail(zip_source_error(file));
    const std::unique_ptr<zip_source_t, int (*)(zip_source_t *)> closing(file, zip_source_close);
    if (zip_source_stat(file, &info) != 0 || (info.valid & ZIP_STAT_SIZE) == 0)
        fail(zip_source_error(file));
    std::vector<std::byte> bytes(info.size);
    for (std::size_t done = 0; done < bytes.size();) {
        const zip_int64_t got = zip_source_read(file, bytes.data() + done, bytes.size() - done);
        if (got <= 0)
            fail(zip_source_error(file));
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

} // namespace retort
