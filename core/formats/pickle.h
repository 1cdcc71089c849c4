#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// A value out of a Python pickle. Values refer to each other, shared ones more than once, but never in a circle.
struct PickleValue
{
    enum class Kind {
        None,
        Bool,       ///< integer is 0 or 1
        Integer,    ///< integer
        Float,      ///< number
        Bytes,      ///< text: bytes, bytearray, and str as Python 2 wrote it
        Text,       ///< text: valid UTF-8
        List,       ///< items
        Tuple,      ///< items
        Set,        ///< items
        Dict,       ///< items: key, value, key, value, ...; OrderedDict too
        Global,     ///< text: a name that Python would look up ("torch.FloatStorage")
        Object,     ///< what Python would make by calling `text` with `items`; `state` if it sets one afterwards
        Persistent, ///< items: the one value that tells where the thing is kept
    };

    Kind kind = Kind::None;
    std::uint32_t levels = 0; ///< of values below this one
    std::size_t offset = 0;   ///< of the instruction that made it
    std::int64_t integer = 0;
    double number = 0;
    std::string_view text; ///< points into the pickle or the Pickle
    std::vector<const PickleValue *> items;
    const PickleValue *state = nullptr;

    /// In a dictionary: the last value of this key, which may be Text or Bytes; else nullptr.
    [[nodiscard]] const PickleValue *find(std::string_view key) const;
    [[nodiscard]] bool isString() const noexcept { return kind == Kind::Text || kind == Kind::Bytes; }
    [[nodiscard]] bool isObject(std::string_view name) const noexcept
    {
        return kind == Kind::Object && text == name;
    }
};

/// Where a pickle comes from and what it may name.
struct PickleSource
{
    std::filesystem::path file;
    std::string entry; ///< of an archive, for messages; may be empty
    /// Names that may occur beyond plain containers, as "module.name"; one that ends in '*' stands for all that
    /// begin so.
    std::vector<std::string_view> globals;
    /// What to do about a pickle with any other name.
    std::string remedy;

    /// Throws InputError at an offset of the pickle, with `remedy` or another.
    [[noreturn]] void fail(std::size_t offset, const std::string &what, const std::string &other = {}) const;
};

/// A pickle that was read: a tree of values. Move only.
class Pickle
{
public:
    /// Reads protocols 0 to 5 without executing anything: a call is noted as an Object, never made. Only
    /// collections.OrderedDict, set, frozenset, bytes, bytearray and _codecs.encode are brought to what they
    /// stand for. Throws InputError naming the file, the offset and a remedy for a name that `source` does not
    /// allow, for instructions that no file of plain values needs, for damaged bytes, whole numbers beyond 64
    /// bits, circles, values nested more than `deepest` levels, and more than `mostValues` values.
    /// Reads one pickle from the beginning of `bytes`, which must outlive it.
    Pickle(std::span<const std::byte> bytes, const PickleSource &source);
    Pickle(Pickle &&) = default;
    Pickle &operator=(Pickle &&) = default;

    static constexpr std::uint32_t deepest = 200;
    static constexpr std::size_t mostValues = std::size_t(1) << 22;

    [[nodiscard]] const PickleValue &root() const noexcept { return *m_root; }
    /// All that were made on the way, in that order.
    [[nodiscard]] const std::deque<PickleValue> &values() const noexcept { return m_values; }
    /// Bytes read, to where another pickle may begin.
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

private:
    friend class PickleMachine;

    std::deque<PickleValue> m_values;
    std::deque<std::string> m_texts; ///< those that do not stand in the pickle as they are
    const PickleValue *m_root = nullptr;
    std::size_t m_size = 0;
};

} // namespace retort
