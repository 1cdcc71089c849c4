#include "datasets/tararchive.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t blockSize = 512;
constexpr std::size_t longestName = std::size_t(1) << 16;
constexpr std::size_t longestPax = std::size_t(1) << 20;
constexpr const char *again = "Download or copy the file again.";

using Bytes = std::span<const std::byte>;

std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// Up to the first zero byte.
std::string_view field(Bytes header, std::size_t at, std::size_t size)
{
    const std::string_view text = textOf(header.subspan(at, size));
    return text.substr(0, text.find('\0'));
}

/// Octal digits with blanks around them, or, where the first bit is set, a big-endian number (GNU).
std::optional<std::uint64_t> number(Bytes header, std::size_t at, std::size_t size)
{
    std::uint64_t value = 0;
    if ((std::to_integer<unsigned>(header[at]) & 0x80U) != 0) {
        for (std::size_t i = 0; i < size; ++i) {
            const auto byte = std::to_integer<std::uint64_t>(header[at + i]) & (i == 0 ? 0x7FU : 0xFFU);
            if (value >> 55 != 0)
                return std::nullopt;
            value = value << 8 | byte;
        }
        return value;
    }
    std::string_view text = field(header, at, size);
    const auto blank = [](char c) { return c == ' '; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
    if (!text.empty() && (error != std::errc() || end != text.data() + text.size()))
        return std::nullopt;
    return value;
}

bool checksumHolds(Bytes header)
{
    constexpr std::size_t at = 148;
    constexpr std::size_t size = 8;
    const auto stored = number(header, at, size);
    std::uint64_t sum = 0;
    std::int64_t signedSum = 0; // as some old programs wrote it
    for (std::size_t i = 0; i < blockSize; ++i) {
        const std::byte byte = i >= at && i < at + size ? std::byte{' '} : header[i];
        sum += std::to_integer<std::uint64_t>(byte);
        signedSum += static_cast<signed char>(byte);
    }
    return stored && (*stored == sum || (signedSum >= 0 && *stored == static_cast<std::uint64_t>(signedSum)));
}

/// What a pax header or a GNU long name says about the next file.
struct Ahead
{
    std::optional<std::string> name;
    std::optional<std::uint64_t> size;
    bool sparse = false;
};

/// Records "LENGTH KEY=VALUE\n", the length counting itself. False when damaged.
bool readPax(std::string_view records, Ahead &ahead)
{
    while (!records.empty()) {
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
        const auto digits = static_cast<std::size_t>(end - records.data());
        if (error != std::errc() || length > records.size() || length < digits + 3 || *end != ' ' ||
            records[length - 1] != '\n')
            return false;
        const std::string_view record = records.substr(digits + 1, length - digits - 2);
        const std::size_t equals = record.find('=');
        if (equals == std::string_view::npos)
            return false;
        const std::string_view key = record.substr(0, equals);
        const std::string_view value = record.substr(equals + 1);
        if (key == "path") {
            ahead.name = std::string(value);
        } else if (key == "size") {
            std::uint64_t size = 0;
            const auto parsed = std::from_chars(value.data(), value.data() + value.size(), size);
            if (parsed.ec != std::errc() || parsed.ptr != value.data() + value.size())
                return false;
            ahead.size = size;
        } else if (key.rfind("GNU.sparse.", 0) == 0) {
            ahead.sparse = true;
        }
        records.remove_prefix(length);
    }
    return true;
}

class Walk
{
public:
    Walk(Bytes bytes, const std::filesystem::path &file, bool beginningOnly)
        : m_bytes(bytes), m_file(file), m_beginningOnly(beginningOnly)
    {}

    std::vector<ArchiveMember> run()
    {
        while (m_at + blockSize <= m_bytes.size()) {
            const Bytes header = m_bytes.subspan(m_at, blockSize);
            if (std::all_of(header.begin(), header.end(), [](std::byte b) { return b == std::byte{0}; }))
                return std::move(m_members);
            if (!checksumHolds(header))
                fail(m_at == 0 ? "is no tar file" : "is damaged: here should be the header of a file");
            if (!one(header))
                return std::move(m_members);
        }
        // Without the two empty blocks at the end nothing tells a whole archive from one that was cut between two
        // files; GNU tar, too, reads such a file with a warning.
        if (m_at != m_bytes.size() && !m_beginningOnly)
            fail("is cut short inside a header");
        return std::move(m_members);
    }

private:
    [[noreturn]] void fail(const std::string &what) const
    {
        throw InputError(m_file, "offset " + std::to_string(m_at), what, again);
    }

    /// False when the beginning of a longer file ends here.
    bool one(Bytes header)
    {
        const char type = static_cast<char>(header[156]);
        const auto inHeader = number(header, 124, 12);
        const bool isExtra = type == 'x' || type == 'g' || type == 'L' || type == 'K';
        if (!inHeader)
            fail("gives a size that is no number");
        const std::uint64_t size = m_ahead.size && !isExtra ? *m_ahead.size : *inHeader;
        const std::size_t begin = m_at + blockSize;
        if (size > m_bytes.size() - begin) {
            if (m_beginningOnly && !isExtra)
                take(header, type, size, begin);
            if (m_beginningOnly)
                return false;
            fail("is cut short: " + nameOf(header) + " has " + std::to_string(size) + " bytes, " +
                 std::to_string(m_bytes.size() - begin) + " are left");
        }
        const Bytes content = m_bytes.subspan(begin, static_cast<std::size_t>(size));
        if (type == 'x' || type == 'g') {
            if (content.size() > longestPax)
                fail("has a pax header of " + std::to_string(content.size()) + " bytes");
            Ahead found = type == 'x' ? m_ahead : Ahead{};
            if (!readPax(textOf(content), found))
                fail("has a damaged pax header");
            if (type == 'x') // what a global one says of names and sizes can be true of no file
                m_ahead = found;
        } else if (type == 'L') {
            if (content.size() > longestName)
                fail("has a file name of " + std::to_string(content.size()) + " bytes");
            m_ahead.name = std::string(field(content, 0, content.size()));
        } else if (type != 'K') { // a long link target
            take(header, type, size, begin);
            m_ahead = {};
        }
        const std::size_t blocks = (static_cast<std::size_t>(size) + blockSize - 1) / blockSize;
        m_at = std::min(begin + blocks * blockSize, m_bytes.size());
        return true;
    }

    std::string nameOf(Bytes header) const
    {
        if (m_ahead.name)
            return *m_ahead.name;
        const bool ustar = textOf(header.subspan(257, 6)) == std::string_view("ustar\0", 6);
        const std::string_view prefix = ustar ? field(header, 345, 155) : std::string_view();
        std::string name(prefix);
        if (!prefix.empty())
            name += '/';
        return name.append(field(header, 0, 100));
    }

    void take(Bytes header, char type, std::uint64_t size, std::size_t begin)
    {
        const std::string raw = nameOf(header);
        const bool plain = type == '0' || type == '\0' || type == '7';
        if (type == '5' || (plain && !raw.empty() && raw.back() == '/')) // old tars mark folders so
            return;
        ArchiveMember member = namedMember(raw);
        member.size = size;
        member.place = begin;
        if (type == '1' || type == '2')
            member.problem = "is a link inside the archive; links are not followed";
        else if (type == 'S' || m_ahead.sparse)
            member.problem = "is stored as a sparse file, which is not read";
        else if (!plain)
            member.problem = "is no regular file";
        const auto [before, isNew] = m_byName.emplace(member.name, m_members.size());
        if (isNew)
            m_members.push_back(std::move(member));
        else
            m_members[before->second] = std::move(member);
    }

    Bytes m_bytes;
    const std::filesystem::path &m_file;
    bool m_beginningOnly;
    std::size_t m_at = 0;
    Ahead m_ahead;
    std::vector<ArchiveMember> m_members;
    std::unordered_map<std::string, std::size_t> m_byName;
};

} // namespace

ArchiveMember namedMember(const std::string &name)
{
    ArchiveMember member;
    if (!name.empty() && name.front() == '/')
        member.problem = "has an absolute name in the archive";
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string part = name.substr(begin, end - begin);
        begin = end + 1;
        if (part == ".." && member.problem.empty())
            member.problem = "has a name that leads out of the archive";
        if (!part.empty() && part != ".")
            member.name += (member.name.empty() ? "" : "/") + part;
    }
    if (member.name.empty() && member.problem.empty())
        member.problem = "has no name";
    return member;
}

bool isTar(Bytes bytes)
{
    return bytes.size() >= blockSize && bytes[0] != std::byte{0} && checksumHolds(bytes.first(blockSize));
}

std::vector<ArchiveMember> readTar(Bytes bytes, const std::filesystem::path &file, bool beginningOnly)
{
    return Walk(bytes, file, beginningOnly).run();
}

} // namespace retort
