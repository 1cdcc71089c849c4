#include "formats/csvreader.h"

#include "base/error.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t longestField = std::size_t(1) << 16;

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// The sign that follows the first column name in the first line.
char separatorOf(std::string_view text)
{
    const std::size_t found = text.substr(0, text.find_first_of("\r\n")).find_first_of(",;\t");
    return found == std::string_view::npos ? ',' : text[found];
}

} // namespace

CsvReader::CsvReader(std::string_view text, const std::string &fileName, std::string example)
    : m_text(text), m_fileName(fileName), m_example(std::move(example))
{
    if (m_text.rfind("\xEF\xBB\xBF", 0) == 0)
        m_text.remove_prefix(3);
    if (m_text.rfind("\xFF\xFE", 0) == 0 || m_text.rfind("\xFE\xFF", 0) == 0)
        fail("is UTF-16 text", "Save it as UTF-8.");
    m_separator = separatorOf(m_text);
    m_columns = record();
}

std::optional<std::size_t> CsvReader::column(const std::string &name) const
{
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (lowerCase(m_columns[i]) != lowerCase(name))
            continue;
        if (found)
            fail("has two columns called " + name, "Rename one of them.");
        found = i;
    }
    return found;
}

bool CsvReader::next(std::vector<std::string> &fields)
{
    while (!atEnd()) {
        fields = record();
        if (fields.size() == 1 && fields.front().empty())
            continue;
        if (fields.size() != m_columns.size())
            fail("has " + std::to_string(fields.size()) + " fields; the first line names " +
                     std::to_string(m_columns.size()) + " columns",
                 "Put fields with a separator in them into quotes.");
        return true;
    }
    return false;
}

void CsvReader::fail(const std::string &what, const std::string &remedy) const
{
    throw InputError(m_fileName, "line " + std::to_string(m_line), what, remedy);
}

/// The fields up to the end of the line; quoted ones may span lines.
std::vector<std::string> CsvReader::record()
{
    m_line = m_nextLine;
    std::vector<std::string> fields;
    while (true) {
        fields.push_back(field());
        if (atEnd())
            return fields;
        const char next = m_text[m_at++];
        if (next == m_separator)
            continue;
        if (next == '\r' && !atEnd() && m_text[m_at] == '\n')
            ++m_at;
        ++m_nextLine;
        return fields;
    }
}

bool CsvReader::atFieldEnd() const
{
    return atEnd() || m_text[m_at] == m_separator || m_text[m_at] == '\n' || m_text[m_at] == '\r';
}

std::string CsvReader::field()
{
    std::string text;
    if (!atEnd() && m_text[m_at] == '"') {
        for (++m_at;; ++m_at) {
            if (atEnd())
                fail("has a quote that is never closed", "Close it, or write two quotes for one: \"\".");
            if (m_text[m_at] == '"') {
                if (++m_at >= m_text.size() || m_text[m_at] != '"')
                    break;
            } else if (m_text[m_at] == '\n') {
                ++m_nextLine;
            }
            text += m_text[m_at];
            checkLength(text);
        }
        if (!atFieldEnd())
            fail("goes on behind a closing quote", "Put the whole field into quotes.");
        return text;
    }
    while (!atFieldEnd()) {
        text += m_text[m_at++];
        checkLength(text);
    }
    return text;
}

void CsvReader::checkLength(const std::string &text) const
{
    if (text.size() > longestField)
        fail("has a field of more than " + std::to_string(longestField) + " characters", m_example);
}

} // namespace retort
