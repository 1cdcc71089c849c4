#include "fetch/partfile.h"

#include "base/error.h"
#include "base/files.h"
#include "base/progress.h"
#include "formats/jsonobject.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace retort {

namespace {

constexpr std::size_t readBytes = std::size_t(1) << 20;

std::string reason()
{
    return std::strerror(errno);
}

Error cannotWrite(const std::filesystem::path &file, const std::string &why)
{
    return Error(file.string() + ": cannot be written: " + why,
                 "Free some space, or check that you may write there. What was received is kept; the same call "
                 "goes on from there.");
}

} // namespace

PartFile::PartFile(std::filesystem::path target) : m_target(std::move(target)), m_path(m_target.string() + ".part")
{
    m_fd = ::open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (m_fd < 0)
        throw Error(m_path.string() + ": cannot be made: " + reason(),
                    "Check that the folder is there and that you may write to it.");
    if (::flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
        ::close(m_fd);
        throw Error(m_target.string() + " is being fetched by another process",
                    "Wait until it is done, or end it.");
    }
    struct stat info
    {};
    if (::fstat(m_fd, &info) == 0)
        m_size = static_cast<std::uint64_t>(info.st_size);
    readNote();
}

PartFile::~PartFile()
{
    if (m_fd < 0)
        return;
    if (m_size == 0) {
        std::error_code ignored;
        std::filesystem::remove(note(), ignored);
        ::unlink(m_path.c_str());
    }
    ::close(m_fd);
}

std::filesystem::path PartFile::note() const
{
    return m_path.string() + ".json";
}

void PartFile::readNote()
{
    if (m_size == 0)
        return;
    try {
        const std::filesystem::path file = note();
        const nlohmann::json parsed = parseJson(readTextFile(file, 64 << 10), file);
        const JsonObject json(parsed, file, {});
        m_origin.url = json.text("url", {});
        m_origin.validator = json.text("validator", {});
        if (json.has("bytes"))
            m_origin.total = static_cast<std::uint64_t>(json.integer("bytes", 0, 0, std::int64_t(1) << 60));
    } catch (const Error &) { // no note, or not one of ours: the part is of no use without a hash
        m_origin = {};
    }
}

void PartFile::restart(const PartOrigin &origin)
{
    if (::ftruncate(m_fd, 0) != 0)
        throw cannotWrite(m_path, reason());
    m_size = 0;
    m_hashed = 0;
    m_hash.reset();
    m_origin = origin;
    nlohmann::ordered_json json{{"url", origin.url}, {"validator", origin.validator}};
    if (origin.total)
        json["bytes"] = *origin.total;
    writeFileAtomically(note(), json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void PartFile::append(std::span<const std::byte> bytes)
{
    // What an earlier process received is hashed at the end, in one go with a progress of its own.
    if (m_size == 0 && !m_hash)
        m_hash = std::make_unique<Sha256>();
    const std::span<const std::byte> all = bytes;
    std::uint64_t at = m_size;
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            const std::string why = written < 0 ? reason() : "the disk takes nothing more";
            if (::ftruncate(m_fd, static_cast<off_t>(m_size)) != 0) // no half of a piece stays
                throw cannotWrite(m_path, why);
            throw cannotWrite(m_path, why);
        }
        at += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    if (m_hash && m_hashed == m_size) {
        m_hash->update(all);
        m_hashed = at;
    }
    m_size = at;
}

void PartFile::hashFrom(std::uint64_t end, const std::stop_token &stop, const Reporter &reporter)
{
    std::vector<std::byte> buffer(readBytes);
    while (m_hashed < end) {
        throwIfStopped(stop);
        const ssize_t got = ::pread(m_fd, buffer.data(), buffer.size(), static_cast<off_t>(m_hashed));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            throw InputError(m_path, "offset " + std::to_string(m_hashed),
                             "cannot be read: " + (got < 0 ? reason() : std::string("it has become shorter")));
        m_hash->update(std::span(buffer).first(static_cast<std::size_t>(got)));
        m_hashed += static_cast<std::uint64_t>(got);
        reporter.report({"checking " + m_target.filename().string(), static_cast<std::int64_t>(m_hashed),
                         static_cast<std::int64_t>(end), "bytes"});
    }
}

std::string PartFile::sha256(const std::stop_token &stop, const Reporter &reporter)
{
    if (!m_hash) {
        m_hash = std::make_unique<Sha256>();
        m_hashed = 0;
    }
    hashFrom(m_size, stop, reporter);
    return m_hash->finish();
}

void PartFile::finish()
{
    if (::fsync(m_fd) != 0)
        throw cannotWrite(m_path, reason());
    if (::rename(m_path.c_str(), m_target.c_str()) != 0)
        throw cannotWrite(m_target, reason());
    std::error_code ignored;
    std::filesystem::remove(note(), ignored);
    ::close(std::exchange(m_fd, -1));
}

void PartFile::discard()
{
    if (::ftruncate(m_fd, 0) != 0)
        throw cannotWrite(m_path, reason());
    m_size = 0;
    m_hashed = 0;
    m_hash.reset();
    m_origin = {};
}

std::string fileSha256(const std::filesystem::path &file, const std::stop_token &stop, const Reporter &reporter)
{
    const MappedFile map(file);
    const std::span<const std::byte> bytes = map.bytes();
    Sha256 hash;
    for (std::size_t at = 0; at < bytes.size(); at += readBytes) {
        throwIfStopped(stop);
        hash.update(bytes.subspan(at, std::min(readBytes, bytes.size() - at)));
        reporter.report({"checking " + file.filename().string(),
                         static_cast<std::int64_t>(std::min(at + readBytes, bytes.size())),
                         static_cast<std::int64_t>(bytes.size()), "bytes"});
    }
    return hash.finish();
}

} // namespace retort
