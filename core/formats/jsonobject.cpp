#include "formats/jsonobject.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace retort {

namespace {

constexpr int deepest = 32;
constexpr const char *damagedRemedy = "The file is damaged or was edited by mistake: copy or download it again.";

std::string range(const std::string &smallest, const std::string &largest)
{
    return "must be " + smallest + " to " + largest;
}

} // namespace

nlohmann::json parseJson(std::string_view text, const std::filesystem::path &fileName)
{
    try {
        return nlohmann::json::parse(text, [&](int depth, nlohmann::json::parse_event_t, nlohmann::json &) {
            if (depth > deepest)
                throw InputError(fileName, {}, "is nested more than " + std::to_string(deepest) + " levels deep",
                                 damagedRemedy);
            return true;
        });
    } catch (const nlohmann::json::parse_error &error) {
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
        const auto line = 1 + std::count(text.begin(), end, '\n');
        throw InputError(fileName, "line " + std::to_string(line), "is no valid JSON", damagedRemedy);
    } catch (const nlohmann::json::exception &error) {
        throw InputError(fileName, {}, std::string("is no valid JSON: ") + error.what(), damagedRemedy);
    }
}

JsonObject::JsonObject(const nlohmann::json &json, const std::filesystem::path &fileName, std::string place)
    : m_json(json), m_fileName(fileName), m_place(std::move(place))
{
    if (!m_json.is_object())
        throw InputError(m_fileName, m_place.empty() ? m_place : "key \"" + m_place + "\"",
                         "a JSON object was expected here", damagedRemedy);
}

bool JsonObject::has(const std::string &key) const
{
    return !value(key).is_null();
}

std::int64_t JsonObject::integer(const std::string &key, std::int64_t fallback, std::int64_t smallest,
                                 std::int64_t largest) const
{
    const nlohmann::json &found = value(key);
    if (found.is_null())
        return fallback;
    const bool tooLarge = found.is_number_unsigned() && found.get<std::uint64_t>() > std::uint64_t(largest);
    if (!found.is_number_integer() || tooLarge || found.get<std::int64_t>() < smallest ||
        found.get<std::int64_t>() > largest)
        fail(key, range(std::to_string(smallest), std::to_string(largest)), damagedRemedy);
    return found.get<std::int64_t>();
}

double JsonObject::number(const std::string &key, double fallback, double smallest, double largest) const
{
    const nlohmann::json &found = value(key);
    if (found.is_null())
        return fallback;
    const double read = found.is_number() ? found.get<double>() : std::nan("");
    if (!(read >= smallest && read <= largest))
        fail(key, range(nlohmann::json(smallest).dump(), nlohmann::json(largest).dump()), damagedRemedy);
    return read;
}

bool JsonObject::flag(const std::string &key, bool fallback) const
{
    const nlohmann::json &found = value(key);
    if (found.is_null())
        return fallback;
    if (!found.is_boolean())
        fail(key, "must be true or false", damagedRemedy);
    return found.get<bool>();
}

std::string JsonObject::text(const std::string &key, const std::string &fallback) const
{
    const nlohmann::json &found = value(key);
    if (found.is_null())
        return fallback;
    if (!found.is_string())
        fail(key, "must be a text", damagedRemedy);
    return found.get<std::string>();
}

JsonObject JsonObject::object(const std::string &key) const
{
    return {value(key), m_fileName, m_place.empty() ? key : m_place + "." + key};
}

const nlohmann::json &JsonObject::value(const std::string &key) const
{
    static const nlohmann::json missing;
    const auto found = m_json.find(key);
    return found == m_json.end() ? missing : *found;
}

void JsonObject::fail(const std::string &key, const std::string &what, const std::string &remedy) const
{
    throw InputError(m_fileName, "key \"" + (m_place.empty() ? key : m_place + "." + key) + "\"", what, remedy);
}

} // namespace retort
