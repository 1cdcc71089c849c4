#include "formats/safetensorsheader.h"

#include "base/error.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t headerStart = 8; ///< in the file
constexpr std::size_t mostDimensions = 32;
constexpr const char *remedy = "The file is damaged or no safetensors file: copy or download it again.";

/// A state machine over nlohmann's events (its names of functions are given by that library).
class HeaderReader
{
public:
    explicit HeaderReader(const std::filesystem::path &fileName) : m_fileName(fileName) {}

    bool null() { return unexpected("null"); }
    bool boolean(bool) { return unexpected("true or false"); }
    bool number_integer(std::int64_t) { return unexpected("a negative number"); }
    bool number_float(double, const std::string &) { return unexpected("a broken or too large number"); }
    bool binary(std::vector<std::uint8_t> &) { return unexpected("binary data"); }

    bool number_unsigned(std::uint64_t value)
    {
        if (m_place == Place::Shape) {
            if (m_entry.shape.size() == mostDimensions)
                fail("has more than " + std::to_string(mostDimensions) + " dimensions");
            m_entry.shape.push_back(value);
            return true;
        }
        if (m_place == Place::Offsets && m_offsets < 2) {
            (m_offsets++ == 0 ? m_entry.begin : m_entry.end) = value;
            return true;
        }
        return unexpected("a number");
    }

    bool string(std::string &value)
    {
        if (m_place == Place::Metadata) {
            m_header.metadata[m_key] = std::move(value);
            return true;
        }
        if (m_place == Place::Entry && m_key == "dtype") {
            m_entry.type = std::move(value);
            return true;
        }
        return unexpected("a text");
    }

    bool key(std::string &name)
    {
        m_key = std::move(name);
        if (m_place == Place::Top) {
            if (!m_names.insert(m_key).second)
                throw InputError(m_fileName, "tensor \"" + m_key + "\"", "occurs twice in the header", remedy);
        } else if (m_place == Place::Entry) {
            if (m_key != "dtype" && m_key != "shape" && m_key != "data_offsets")
                fail("has an unknown key \"" + m_key + "\"");
            if (!m_seen.insert(m_key).second)
                fail("has \"" + m_key + "\" twice");
        } else if (m_header.metadata.contains(m_key)) {
            throw InputError(m_fileName, "key \"" + m_key + "\"", "occurs twice in the metadata", remedy);
        }
        return true;
    }

    bool start_object(std::size_t)
    {
        if (m_place == Place::Start) {
            m_place = Place::Top;
        } else if (m_place == Place::Top && m_key == "__metadata__") {
            m_place = Place::Metadata;
        } else if (m_place == Place::Top) {
            m_place = Place::Entry;
            m_entry = {};
            m_entry.name = m_key;
            m_seen.clear();
            m_offsets = 0;
        } else {
            return unexpected("an object");
        }
        return true;
    }

    bool end_object()
    {
        if (m_place == Place::Top) {
            m_place = Place::End;
            return true;
        }
        if (m_place == Place::Entry) {
            for (const char *needed : {"dtype", "shape", "data_offsets"}) {
                if (!m_seen.contains(needed))
                    fail(std::string("lacks \"") + needed + "\"");
            }
            m_header.entries.push_back(std::move(m_entry));
        }
        m_place = Place::Top;
        return true;
    }

    bool start_array(std::size_t)
    {
        if (m_place == Place::Entry && m_key == "shape")
            m_place = Place::Shape;
        else if (m_place == Place::Entry && m_key == "data_offsets")
            m_place = Place::Offsets;
        else
            return unexpected("a list");
        return true;
    }

    bool end_array()
    {
        if (m_place == Place::Offsets && m_offsets != 2)
            fail("its data_offsets are not two numbers");
        m_place = Place::Entry;
        return true;
    }

    /// position counts the characters read, the offending one included.
    bool parse_error(std::size_t position, const std::string &, const nlohmann::json::exception &)
    {
        throw InputError(m_fileName, "offset " + std::to_string(headerStart + position - 1),
                         "the header is no valid JSON", remedy);
    }

    [[nodiscard]] SafetensorsHeader take() { return std::move(m_header); }

private:
    enum class Place { Start, Top, Metadata, Entry, Shape, Offsets, End };

    [[noreturn]] void fail(const std::string &what) const
    {
        throw InputError(m_fileName, "tensor \"" + m_entry.name + "\"", what, remedy);
    }
    [[nodiscard]] bool unexpected(const std::string &what) const
    {
        const std::string where =
            m_place == Place::Start ? "offset " + std::to_string(headerStart) : "header, at \"" + m_key + "\"";
        throw InputError(m_fileName, where, what + " stands where the format has something else", remedy);
    }

    const std::filesystem::path &m_fileName;
    SafetensorsHeader m_header;
    Place m_place = Place::Start;
    std::string m_key;
    std::set<std::string> m_names;
    HeaderEntry m_entry;
    std::set<std::string> m_seen; ///< keys of the entry
    int m_offsets = 0;
};

} // namespace

SafetensorsHeader parseHeader(std::string_view json, const std::filesystem::path &fileName)
{
    HeaderReader reader(fileName);
    nlohmann::json::sax_parse(json, &reader);
    return reader.take();
}

} // namespace retort
