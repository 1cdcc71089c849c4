#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

/// Tar files for tests, header by header, so that they can lie.
namespace testsupport {

class TarWriter
{
public:
    struct Options
    {
        char type = '0';
        std::string prefix;    ///< ustar's
        long long claims = -1; ///< the size that the header gives, where it is not the content's
        bool goodChecksum = true;
    };

    void add(const std::string &name, std::string_view content, const Options &options)
    {
        std::string header(512, '\0');
        const auto put = [&](std::size_t at, const std::string &text) { header.replace(at, text.size(), text); };
        const auto octal = [](unsigned long long value, int digits) {
            char text[32];
            std::snprintf(text, sizeof text, "%0*llo", digits, value);
            return std::string(text);
        };
        put(0, name.substr(0, 100));
        put(100, "0000644");
        put(124, octal(options.claims < 0 ? content.size() : static_cast<unsigned long long>(options.claims), 11));
        put(136, "00000000000");
        put(148, "        ");
        header[156] = options.type;
        put(257, std::string("ustar\0"
                             "00",
                             8));
        put(345, options.prefix);
        unsigned long long sum = options.goodChecksum ? 0 : 1;
        for (const char c : header)
            sum += static_cast<unsigned char>(c);
        put(148, octal(sum, 6) + std::string("\0 ", 2));
        m_bytes += header;
        m_bytes += content;
        m_bytes.resize((m_bytes.size() + 511) / 512 * 512, '\0');
    }
    void add(const std::string &name, std::string_view content) { add(name, content, Options{}); }
    void addPax(const std::string &key, const std::string &value)
    {
        // The length counts its own digits.
        std::size_t length = key.size() + value.size() + 3;
        while (std::to_string(length).size() + key.size() + value.size() + 3 != length)
            ++length;
        Options pax;
        pax.type = 'x';
        add("pax", std::to_string(length) + " " + key + "=" + value + "\n", pax);
    }
    [[nodiscard]] std::string finished() const { return m_bytes + std::string(1024, '\0'); }
    [[nodiscard]] const std::string &unfinished() const { return m_bytes; }

private:
    std::string m_bytes;
};

} // namespace testsupport
