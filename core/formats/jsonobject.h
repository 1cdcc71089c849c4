#pragma once

// Internal to core: includes nlohmann/json.hpp. Reading of other programs' JSON with errors that name file and
// key.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace retort {

/// Throws InputError with the line for anything that is no JSON, or is nested deeper than a sane file.
[[nodiscard]] nlohmann::json parseJson(std::string_view text, const std::filesystem::path &fileName);

/// One object of a JSON file, with typed, range-checked access. Every function throws InputError naming file and
/// key; a key that is missing or null gives the fallback. The JSON and the file name must outlive it.
class JsonObject
{
public:
    /// `place` is the path of keys that leads here ("vision_config", may be empty).
    JsonObject(const nlohmann::json &json, const std::filesystem::path &fileName, std::string place);

    /// Present and not null.
    [[nodiscard]] bool has(const std::string &key) const;
    [[nodiscard]] std::int64_t integer(const std::string &key, std::int64_t fallback, std::int64_t smallest,
                                       std::int64_t largest) const;
    /// Finite, smallest .. largest.
    [[nodiscard]] double number(const std::string &key, double fallback, double smallest, double largest) const;
    [[nodiscard]] bool flag(const std::string &key, bool fallback) const;
    [[nodiscard]] std::string text(const std::string &key, const std::string &fallback) const;
    /// Must be there.
    [[nodiscard]] JsonObject object(const std::string &key) const;
    /// The value as it stands; a null when it is missing.
    [[nodiscard]] const nlohmann::json &value(const std::string &key) const;

    [[noreturn]] void fail(const std::string &key, const std::string &what, const std::string &remedy) const;
    [[nodiscard]] const nlohmann::json &json() const noexcept { return m_json; }
    [[nodiscard]] const std::filesystem::path &fileName() const noexcept { return m_fileName; }

private:
    const nlohmann::json &m_json;
    const std::filesystem::path &m_fileName;
    std::string m_place;
};

} // namespace retort
