#pragma once

// Internal to formats: the stack machine that a pickle is a program for.

#include "formats/pickle.h"

#include <optional>
#include <unordered_map>

namespace retort {

/// Runs one pickle into values. It has no instruction that looks anything up outside the pickle.
class PickleMachine
{
public:
    PickleMachine(std::span<const std::byte> bytes, const PickleSource &source, Pickle &pickle);
    void run();

private:
    using Kind = PickleValue::Kind;
    using Items = std::vector<const PickleValue *>;

    // The instruction's operands, as they follow in the pickle.
    std::string_view take(std::uint64_t count);
    std::string_view takeLine();
    std::uint64_t takeNumber(std::size_t bytes); ///< little-endian
    std::int64_t takeLong(std::uint64_t bytes);  ///< little-endian, two's complement

    PickleValue &make(Kind kind);
    void push(PickleValue *value) { m_stack.push_back(value); }
    PickleValue &top();
    PickleValue *pop();
    [[nodiscard]] std::size_t base() const { return m_marks.empty() ? 0 : m_marks.back(); }
    /// What was pushed since the last mark; the mark is gone too.
    Items popToMark();
    Items popSome(std::size_t count);

    void pushInteger(std::int64_t value);
    void pushText(std::string_view text);
    void pushBytes(std::string_view bytes);
    void pushItems(Kind kind, Items items);
    void pushGlobal(std::string_view module, std::string_view name);
    std::string_view keep(std::string text);
    /// Notes that so much is about to be copied, which a small file could ask for again and again.
    void unfold(std::size_t size);

    void remember(std::uint64_t place);
    void recall(std::uint64_t place);
    std::uint64_t takePlace();

    bool literal(char code);
    bool container(char code);
    bool memory(char code);
    bool object(char code);
    [[noreturn]] void refuse(char code) const;

    void append(const Items &items);
    void setItems(Items items);
    void call();
    /// The few calls that make plain values; nothing for others.
    std::optional<PickleValue> plain(std::string_view name, const Items &arguments);
    void build();
    void finish();
    [[noreturn]] void damaged(const std::string &what) const;

    std::string_view m_bytes;
    const PickleSource &m_source;
    Pickle &m_pickle;
    std::size_t m_at = 0;
    std::size_t m_offset = 0; ///< of the instruction
    std::size_t m_unfolded = 0;
    std::vector<PickleValue *> m_stack;
    std::vector<std::size_t> m_marks; ///< heights of the stack
    std::unordered_map<std::uint64_t, PickleValue *> m_memo;
};

} // namespace retort
