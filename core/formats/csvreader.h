#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// Takes the records off a CSV text (RFC 4180, any line end, UTF-8 with or without a byte order mark; ',', ';' or
/// a tab between fields, whichever follows the first column's name) and knows where it is. The first record names
/// the columns; lines without anything are passed over. Errors are InputErrors that name file and line.
class CsvReader
{
public:
    /// `example` is the remedy of every error about the text's form. Text and name must outlive the reader.
    CsvReader(std::string_view text, const std::string &fileName, std::string example);

    /// Which field is called so (in any case of letters). Throws where two are.
    [[nodiscard]] std::optional<std::size_t> column(const std::string &name) const;
    /// The next record, with as many fields as there are columns; false at the end.
    [[nodiscard]] bool next(std::vector<std::string> &fields);
    /// Of the record that was read last, from 1.
    [[nodiscard]] std::int64_t line() const { return m_line; }
    [[noreturn]] void fail(const std::string &what, const std::string &remedy) const;

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] bool atFieldEnd() const;
    std::vector<std::string> record();
    std::string field();
    void checkLength(const std::string &text) const;

    std::string_view m_text;
    const std::string &m_fileName;
    std::string m_example;
    std::vector<std::string> m_columns;
    std::size_t m_at = 0;
    char m_separator = ',';
    std::int64_t m_line = 1;
    std::int64_t m_nextLine = 1;
};

} // namespace retort
