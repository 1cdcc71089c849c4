#include "formats/npy.h"

#include "base/error.h"
#include "base/files.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x93NUMPY"sv;
/// numpy itself asks for leave to read longer ones; a header has about 100.
constexpr std::size_t longestHeader = 65'536;

constexpr const char *damagedRemedy = "The file is damaged or was cut short: save or copy it again.";
constexpr const char *typeRemedy =
    "Save it as plain floating-point numbers: numpy.save(FILE, a.astype(\"float32\")).";

/// The header: a dictionary as Python writes one, with these three keys and nothing else.
class NpyHeader
{
public:
    NpyHeader(std::string_view text, std::size_t offset, const std::filesystem::path &file)
        : m_text(text), m_offset(offset), m_file(file)
    {
        expect('{');
        while (!take('}')) {
            const std::string_view key = quoted();
            expect(':');
            if (key == "descr" && !m_type) {
                if (peek() != '\'' && peek() != '"')
                    fail("says that an element has several fields", typeRemedy);
                m_type = quoted();
            } else if (key == "fortran_order" && !m_columnsFirst) {
                m_columnsFirst = truth();
            } else if (key == "shape" && !m_shape) {
                m_shape = extents();
            } else {
                fail("has the key \"" + std::string(key.substr(0, 20)) +
                         "\", which is not one of a .npy file's or is "
                         "there twice",
                     damagedRemedy);
            }
            if (!take(',') && peek() != '}')
                fail("has something else than a comma between two keys", damagedRemedy);
        }
        if (peek() != '\0')
            fail("goes on behind its closing brace", damagedRemedy);
        if (!m_type || !m_columnsFirst || !m_shape)
            fail("lacks descr, fortran_order or shape", damagedRemedy);
    }

    [[nodiscard]] std::string_view type() const { return *m_type; }
    [[nodiscard]] bool columnsFirst() const { return *m_columnsFirst; }
    [[nodiscard]] const std::vector<std::int64_t> &shape() const { return *m_shape; }

    [[noreturn]] void fail(const std::string &what, const char *remedy) const
    {
        throw InputError(m_file, "offset " + std::to_string(m_offset + m_at), "its header " + what, remedy);
    }

private:
    char peek()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n'))
            ++m_at;
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    bool take(char wanted)
    {
        if (peek() != wanted)
            return false;
        ++m_at;
        return true;
    }
    void expect(char wanted)
    {
        if (!take(wanted))
            fail(std::string("lacks a '") + wanted + "'", damagedRemedy);
    }
    std::string_view quoted()
    {
        const char quote = peek();
        if (quote != '\'' && quote != '"')
            fail("lacks a text in quotes", damagedRemedy);
        const std::size_t end = m_text.find(quote, m_at + 1);
        if (end == std::string_view::npos)
            fail("has a text without an end", damagedRemedy);
        const std::string_view text = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return text;
    }
    bool truth()
    {
        peek();
        for (const auto &[word, value] : {std::pair{"True"sv, true}, std::pair{"False"sv, false}}) {
            if (m_text.substr(m_at).starts_with(word)) {
                m_at += word.size();
                return value;
            }
        }
        fail("has a fortran_order that is neither True nor False", damagedRemedy);
    }
    std::vector<std::int64_t> extents()
    {
        std::vector<std::int64_t> shape;
        expect('(');
        while (!take(')')) {
            peek();
            std::int64_t extent = 0;
            const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), extent);
            if (error != std::errc() || extent < 0 || shape.size() == 32)
                fail("has a shape that makes no sense", damagedRemedy);
            m_at = static_cast<std::size_t>(end - m_text.data());
            take('L'); // Python 2 wrote long numbers so
            shape.push_back(extent);
            if (!take(',') && peek() != ')')
                fail("has a shape that makes no sense", damagedRemedy);
        }
        return shape;
    }

    std::string_view m_text;
    std::size_t m_offset;
    const std::filesystem::path &m_file;
    std::size_t m_at = 0;
    std::optional<std::string_view> m_type;
    std::optional<bool> m_columnsFirst;
    std::optional<std::vector<std::int64_t>> m_shape;
};

std::string timesText(const std::vector<std::int64_t> &shape)
{
    std::string text;
    for (const std::int64_t extent : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text.empty() ? "()" : text;
}

} // namespace

bool isNpy(std::span<const std::byte> bytes)
{
    return std::string_view(reinterpret_cast<const char *>(bytes.data()), bytes.size()).starts_with(magic);
}

NumberTable parseNpy(std::span<const std::byte> bytes, const std::filesystem::path &fileName)
{
    if (!isNpy(bytes))
        throw InputError(fileName, "offset 0", "is no .npy file", "Save it with numpy.save.");
    const auto byteAt = [&](std::size_t at) { return std::to_integer<std::size_t>(bytes[at]); };
    const std::size_t versionEnd = magic.size() + 2;
    if (bytes.size() < versionEnd + 4)
        throw InputError(fileName, "offset " + std::to_string(bytes.size()), "ends within its header",
                         damagedRemedy);
    const std::size_t version = byteAt(magic.size());
    if (version < 1 || version > 3 || byteAt(magic.size() + 1) != 0)
        throw InputError(fileName, "offset " + std::to_string(magic.size()),
                         "is of the .npy format " + std::to_string(version) + "." +
                             std::to_string(byteAt(magic.size() + 1)) + "; 1.0, 2.0 and 3.0 are read",
                         "Save it again with numpy.save.");
    std::size_t headerBytes = byteAt(versionEnd) | byteAt(versionEnd + 1) << 8;
    std::size_t headerBegin = versionEnd + 2;
    if (version > 1) {
        headerBytes |= byteAt(versionEnd + 2) << 16 | byteAt(versionEnd + 3) << 24;
        headerBegin += 2;
    }
    if (headerBytes > longestHeader || headerBytes > bytes.size() - headerBegin)
        throw InputError(fileName, "offset " + std::to_string(versionEnd),
                         "says that its header has " + std::to_string(headerBytes) + " bytes", damagedRemedy);
    const NpyHeader header({reinterpret_cast<const char *>(bytes.data()) + headerBegin, headerBytes}, headerBegin,
                           fileName);

    NumberTable table;
    constexpr std::array<std::pair<std::string_view, ElementType>, 3> known{
        {{"f2", ElementType::F16}, {"f4", ElementType::F32}, {"f8", ElementType::F64}}};
    const std::string_view type = header.type();
    bool fine = type.size() == 3 && (type[0] == '<' || type[0] == '>' || type[0] == '=');
    if (fine) {
        fine = false;
        for (const auto &[name, element] : known) {
            if (type.substr(1) == name) {
                table.type = element;
                fine = true;
            }
        }
    }
    if (!fine)
        header.fail("says that its elements are \"" + std::string(type.substr(0, 20)) +
                        "\"; floating-point numbers (f2, f4, f8) are read",
                    typeRemedy);
    table.bigEndian = type[0] == '>';
    table.columnsFirst = header.columnsFirst();
    if (header.shape().size() != 2)
        header.fail("says that the array is " + timesText(header.shape()) +
                        "; a table of rows and columns is needed",
                    "Give it two dimensions, a row an image: a.reshape(len(a), -1).");
    table.rows = header.shape()[0];
    table.columns = header.shape()[1];
    std::size_t size = elementSize(table.type);
    const std::size_t left = bytes.size() - headerBegin - headerBytes;
    if (__builtin_mul_overflow(size, static_cast<std::size_t>(table.rows), &size) ||
        __builtin_mul_overflow(size, static_cast<std::size_t>(table.columns), &size) || size != left)
        throw InputError(fileName, "offset " + std::to_string(headerBegin + headerBytes),
                         "holds " + std::to_string(left) + " bytes of numbers, which do not make " +
                             timesText(header.shape()) + " of type " + std::string(type),
                         damagedRemedy);
    table.bytes = bytes.subspan(headerBegin + headerBytes);
    return table;
}

void writeNpy(const std::filesystem::path &file, const Matrix &matrix)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(matrix.rows()) +
                         ", " + std::to_string(matrix.columns()) + "), }";
    // Numbers begin at a multiple of 64, as numpy has it: blanks, and a line's end.
    const std::size_t before = magic.size() + 4;
    header.append(63 - (before + header.size()) % 64, ' ');
    header += '\n';
    std::string text(magic);
    text += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
    text += header;
    const std::array<std::span<const std::byte>, 2> pieces{
        std::as_bytes(std::span(text)),
        std::as_bytes(std::span(matrix.data(), static_cast<std::size_t>(matrix.rows() * matrix.columns())))};
    writeFileAtomically(file, std::span<const std::span<const std::byte>>(pieces));
}

} // namespace retort
