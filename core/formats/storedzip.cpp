#include "formats/storedzip.h"

#include "base/error.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace retort {

namespace {

// Records of the format (PKWARE's APPNOTE 6.3), by their first four bytes.
constexpr std::uint64_t localHeader = 0x04034b50;
constexpr std::uint64_t directoryEntry = 0x02014b50;
constexpr std::uint64_t endOfDirectory = 0x06054b50;
constexpr std::uint64_t endOfDirectory64 = 0x06064b50;
constexpr std::uint64_t locator64 = 0x07064b50;

constexpr std::uint64_t endSize = 22;
constexpr std::uint64_t locatorSize = 20;
constexpr std::uint64_t longestComment = 0xFFFF;
constexpr std::uint64_t in64 = 0xFFFFFFFF; ///< stands where the number is in a zip64 record
/// Far beyond any checkpoint's tensors.
constexpr std::uint64_t mostEntries = 1'000'000;

constexpr const char *remedy = "The file is damaged or only half downloaded: copy or download it again.";

} // namespace

StoredZip::StoredZip(std::span<const std::byte> bytes, std::filesystem::path file)
    : m_bytes(bytes), m_file(std::move(file))
{
    readDirectory();
    std::sort(m_entries.begin(), m_entries.end(), [](const Entry &a, const Entry &b) { return a.name < b.name; });
    if (m_entries.empty())
        return;
    const std::string &first = m_entries.front().name;
    const std::string folder = first.substr(0, first.find('/') + 1);
    if (!folder.empty() && m_entries.back().name.starts_with(folder))
        m_folder = folder;
}

void StoredZip::damaged(const std::string &where, const std::string &what) const
{
    throw InputError(m_file, where, what, remedy);
}

std::uint64_t StoredZip::number(std::uint64_t at, unsigned bytes) const
{
    if (at > m_bytes.size() || m_bytes.size() - at < bytes)
        damaged("offset " + std::to_string(at), "the archive ends in the middle of a record");
    std::uint64_t value = 0;
    for (unsigned i = 0; i < bytes; ++i)
        value |= std::to_integer<std::uint64_t>(m_bytes[at + i]) << (8 * i);
    return value;
}

void StoredZip::readDirectory()
{
    if (m_bytes.size() < endSize)
        damaged({}, "is no complete zip archive");
    std::uint64_t end = m_bytes.size() - endSize;
    const std::uint64_t lowest = end > longestComment ? end - longestComment : 0;
    while (number(end, 4) != endOfDirectory) {
        if (end-- == lowest)
            damaged("offset " + std::to_string(m_bytes.size()), "the archive's directory is missing at its end");
    }
    std::uint64_t count = number(end + 10, 2);
    std::uint64_t at = number(end + 16, 4);
    if (end >= locatorSize && number(end - locatorSize, 4) == locator64) {
        const std::uint64_t wide = number(end - locatorSize + 8, 8);
        if (number(wide, 4) != endOfDirectory64)
            damaged("offset " + std::to_string(wide), "the archive's directory is not where it should be");
        count = number(wide + 32, 8);
        at = number(wide + 48, 8);
    }
    if (count > mostEntries)
        damaged({}, "says that it holds " + std::to_string(count) + " files");
    for (std::uint64_t i = 0; i < count; ++i) {
        if (number(at, 4) != directoryEntry)
            damaged("offset " + std::to_string(at), "the archive's directory is damaged");
        Entry entry;
        entry.flags = static_cast<unsigned>(number(at + 8, 2));
        entry.method = static_cast<unsigned>(number(at + 10, 2));
        entry.storedSize = number(at + 20, 4);
        entry.size = number(at + 24, 4);
        const std::uint64_t nameLength = number(at + 28, 2);
        const std::uint64_t extraLength = number(at + 30, 2);
        const std::uint64_t commentLength = number(at + 32, 2);
        entry.header = number(at + 42, 4);
        (void)number(at + 46 + nameLength + extraLength, 0);
        entry.name.assign(reinterpret_cast<const char *>(m_bytes.data()) + at + 46, nameLength);
        // The zip64 field holds those of the three numbers that do not fit, in this order.
        const std::uint64_t extraEnd = at + 46 + nameLength + extraLength;
        for (std::uint64_t extra = at + 46 + nameLength; extra + 4 <= extraEnd;) {
            const std::uint64_t kind = number(extra, 2);
            const std::uint64_t length = number(extra + 2, 2);
            std::uint64_t field = extra + 4;
            for (std::uint64_t *value : {&entry.size, &entry.storedSize, &entry.header}) {
                if (kind == 1 && *value == in64 && field + 8 <= extra + 4 + length) {
                    *value = number(field, 8);
                    field += 8;
                }
            }
            extra += 4 + length;
        }
        at = extraEnd + commentLength;
        m_entries.push_back(std::move(entry));
    }
}

const StoredZip::Entry *StoredZip::find(std::string_view name) const
{
    const std::string full = m_folder + std::string(name);
    const auto found = std::lower_bound(m_entries.begin(), m_entries.end(), full,
                                        [](const Entry &entry, const std::string &n) { return entry.name < n; });
    return found != m_entries.end() && found->name == full ? &*found : nullptr;
}

std::span<const std::byte> StoredZip::entry(std::string_view name) const
{
    const std::string place = "entry " + m_folder + std::string(name);
    const Entry *found = find(name);
    if (found == nullptr)
        damaged(place, "is missing");
    constexpr unsigned encrypted = 1;
    if (found->method != 0 || (found->flags & encrypted) != 0 || found->size != found->storedSize)
        throw InputError(m_file, place, "is compressed or encrypted",
                         "torch.save stores tensors as they are: save the file again with it, or as safetensors.");
    if (number(found->header, 4) != localHeader)
        damaged(place, "is not where the archive's directory says");
    const std::uint64_t begin = found->header + 30 + number(found->header + 26, 2) + number(found->header + 28, 2);
    if (begin > m_bytes.size() || found->size > m_bytes.size() - begin)
        damaged(place, "leaves the file");
    return m_bytes.subspan(begin, found->size);
}

} // namespace retort
