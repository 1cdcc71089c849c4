#include "formats/picklemachine.h"

#include "formats/pickletext.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace retort {

namespace {

constexpr const char *damagedRemedy = "The file is damaged or was cut short: copy or download it again.";

bool mayHold(const PickleSource &source, std::string_view name)
{
    constexpr std::string_view plain[] = {"collections.OrderedDict", "_codecs.encode",     "builtins.set",
                                          "__builtin__.set",         "builtins.frozenset", "__builtin__.frozenset",
                                          "builtins.bytes",          "__builtin__.bytes",  "builtins.bytearray",
                                          "__builtin__.bytearray"};
    const auto is = [&](std::string_view allowed) {
        return allowed.ends_with('*') ? name.starts_with(allowed.substr(0, allowed.size() - 1)) : name == allowed;
    };
    return std::any_of(std::begin(plain), std::end(plain), is) ||
           std::any_of(source.globals.begin(), source.globals.end(), is);
}

/// A name as a message can show it.
std::string shown(std::string_view name)
{
    constexpr std::size_t longest = 120;
    std::string text;
    for (const char c : name.substr(0, longest))
        text += c >= ' ' && c <= '~' ? c : '?';
    return "\"" + text + (name.size() > longest ? "...\"" : "\"");
}

/// What is left of a module's name that Python knows by another one in Python 2.
std::string_view withoutBuiltin(std::string_view name)
{
    for (const std::string_view module : {"builtins.", "__builtin__."}) {
        if (name.starts_with(module))
            return name.substr(module.size());
    }
    return name;
}

} // namespace

PickleMachine::PickleMachine(std::span<const std::byte> bytes, const PickleSource &source, Pickle &pickle)
    : m_bytes(reinterpret_cast<const char *>(bytes.data()), bytes.size()), m_source(source), m_pickle(pickle)
{}

void PickleMachine::damaged(const std::string &what) const
{
    m_source.fail(m_offset, what, damagedRemedy);
}

std::string_view PickleMachine::take(std::uint64_t count)
{
    if (count > m_bytes.size() - m_at)
        damaged("asks for " + std::to_string(count) + " bytes, but only " + std::to_string(m_bytes.size() - m_at) +
                " are left");
    const std::string_view taken = m_bytes.substr(m_at, count);
    m_at += count;
    return taken;
}

std::string_view PickleMachine::takeLine()
{
    const std::size_t end = m_bytes.find('\n', m_at);
    if (end == std::string_view::npos)
        damaged("a line does not end");
    const std::string_view line = m_bytes.substr(m_at, end - m_at);
    m_at = end + 1;
    return line;
}

std::uint64_t PickleMachine::takeNumber(std::size_t bytes)
{
    const std::string_view raw = take(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= std::uint64_t(static_cast<unsigned char>(raw[i])) << (8 * i);
    return value;
}

std::int64_t PickleMachine::takeLong(std::uint64_t bytes)
{
    if (bytes > sizeof(std::int64_t))
        damaged("holds a whole number beyond 64 bits");
    if (bytes == 0)
        return 0;
    const std::uint64_t unused = 64 - 8 * bytes;
    // Shifted up and down again, so that the sign fills the bytes that are not there.
    return static_cast<std::int64_t>(takeNumber(bytes) << unused) >> unused;
}

PickleValue &PickleMachine::make(Kind kind)
{
    if (m_pickle.m_values.size() >= Pickle::mostValues)
        m_source.fail(m_offset, "holds more than " + std::to_string(Pickle::mostValues) + " values",
                      "Save large data as arrays or tensors, not as lists of numbers.");
    PickleValue &value = m_pickle.m_values.emplace_back();
    value.kind = kind;
    value.offset = m_offset;
    return value;
}

PickleValue &PickleMachine::top()
{
    if (m_stack.size() <= base())
        damaged("takes a value where none is");
    return *m_stack.back();
}

PickleValue *PickleMachine::pop()
{
    PickleValue *value = &top();
    m_stack.pop_back();
    return value;
}

PickleMachine::Items PickleMachine::popToMark()
{
    if (m_marks.empty())
        damaged("takes values up to a mark where none is");
    Items items = popSome(m_stack.size() - m_marks.back());
    m_marks.pop_back();
    return items;
}

PickleMachine::Items PickleMachine::popSome(std::size_t count)
{
    if (m_stack.size() - base() < count)
        damaged("takes a value where none is");
    const auto first = m_stack.end() - static_cast<std::ptrdiff_t>(count);
    Items items(first, m_stack.end());
    m_stack.erase(first, m_stack.end());
    return items;
}

std::string_view PickleMachine::keep(std::string text)
{
    unfold(text.size());
    return m_pickle.m_texts.emplace_back(std::move(text));
}

void PickleMachine::unfold(std::size_t size)
{
    constexpr std::size_t always = std::size_t(1) << 20;
    m_unfolded += size;
    if (m_unfolded > always + 16 * m_bytes.size())
        m_source.fail(m_offset, "unfolds to far more than the file's size", m_source.remedy);
}

void PickleMachine::pushInteger(std::int64_t integer)
{
    PickleValue &value = make(Kind::Integer);
    value.integer = integer;
    push(&value);
}

void PickleMachine::pushText(std::string_view text)
{
    if (!isUtf8(text))
        damaged("holds a text that is not UTF-8");
    PickleValue &value = make(Kind::Text);
    value.text = text;
    push(&value);
}

void PickleMachine::pushBytes(std::string_view bytes)
{
    PickleValue &value = make(Kind::Bytes);
    value.text = bytes;
    push(&value);
}

void PickleMachine::pushItems(Kind kind, Items items)
{
    if (kind == Kind::Dict && items.size() % 2 != 0)
        damaged("holds a dictionary with a key that has no value");
    PickleValue &value = make(kind);
    value.items = std::move(items);
    push(&value);
}

void PickleMachine::pushGlobal(std::string_view module, std::string_view name)
{
    const std::string full = std::string(module) + "." + std::string(name);
    if (!mayHold(m_source, full))
        m_source.fail(m_offset, "asks for Python's " + shown(full) + ", which is no plain value", m_source.remedy);
    PickleValue &value = make(Kind::Global);
    value.text = keep(full);
    push(&value);
}

void PickleMachine::remember(std::uint64_t place)
{
    m_memo[place] = &top();
}

void PickleMachine::recall(std::uint64_t place)
{
    const auto found = m_memo.find(place);
    if (found == m_memo.end())
        damaged("recalls value " + std::to_string(place) + ", which was never stored");
    push(found->second);
}

std::uint64_t PickleMachine::takePlace()
{
    const std::optional<std::int64_t> place = wholeNumber(takeLine());
    if (!place || *place < 0)
        damaged("has no number where one should be");
    return static_cast<std::uint64_t>(*place);
}

void PickleMachine::append(const Items &items)
{
    PickleValue &list = top();
    if (list.kind != Kind::List && list.kind != Kind::Set)
        damaged("appends to what is no list");
    list.items.insert(list.items.end(), items.begin(), items.end());
}

void PickleMachine::setItems(Items items)
{
    PickleValue &dict = top();
    if (dict.kind != Kind::Dict || items.size() % 2 != 0)
        damaged("sets keys and values of what is no dictionary");
    dict.items.insert(dict.items.end(), items.begin(), items.end());
}

std::optional<PickleValue> PickleMachine::plain(std::string_view name, const Items &arguments)
{
    const std::string_view type = withoutBuiltin(name);
    const auto listed = [&] { return arguments.size() == 1 && arguments[0]->kind == Kind::List; };
    PickleValue value;
    if (name == "collections.OrderedDict") {
        value.kind = Kind::Dict;
        if (arguments.empty())
            return value;
        if (!listed())
            return {};
        unfold(arguments[0]->items.size());
        for (const PickleValue *pair : arguments[0]->items) {
            if ((pair->kind != Kind::List && pair->kind != Kind::Tuple) || pair->items.size() != 2)
                return {};
            value.items.insert(value.items.end(), pair->items.begin(), pair->items.end());
        }
        return value;
    }
    if (type == "set" || type == "frozenset") {
        value.kind = Kind::Set;
        if (listed()) {
            unfold(arguments[0]->items.size());
            value.items = arguments[0]->items;
        }
        return arguments.empty() || listed() ? std::optional(value) : std::nullopt;
    }
    // bytes of Python 3 in a pickle that Python 2 can read: a text of characters up to U+00FF.
    value.kind = Kind::Bytes;
    if (name != "_codecs.encode" && arguments.empty())
        return value;
    if (name != "_codecs.encode" && arguments.size() == 1 && arguments[0]->kind == Kind::Bytes) {
        value.text = arguments[0]->text;
        return value;
    }
    if (arguments.size() != 2 || arguments[0]->kind != Kind::Text || !arguments[1]->isString() ||
        (arguments[1]->text != "latin1" && arguments[1]->text != "latin-1"))
        return {};
    std::optional<std::string> bytes = utf8ToLatin1(arguments[0]->text);
    if (!bytes)
        return {};
    value.text = keep(std::move(*bytes));
    return value;
}

void PickleMachine::call()
{
    const PickleValue *arguments = pop();
    const PickleValue *callable = pop();
    if (callable->kind != Kind::Global || arguments->kind != Kind::Tuple)
        damaged("calls what cannot be called");
    const std::string_view name = callable->text;
    const bool known =
        name == "collections.OrderedDict" || name == "_codecs.encode" || withoutBuiltin(name) != name;
    PickleValue &made = make(Kind::Object);
    if (!known) {
        unfold(arguments->items.size());
        made.text = name;
        made.items = arguments->items;
    } else if (std::optional<PickleValue> value = plain(name, arguments->items)) {
        value->offset = m_offset;
        made = std::move(*value);
    } else {
        damaged("calls " + shown(name) + " with arguments that Retort does not know");
    }
    push(&made);
}

void PickleMachine::build()
{
    const PickleValue *state = pop();
    PickleValue &value = top();
    // A state dictionary of torch has its metadata as an attribute.
    if (value.kind != Kind::Object && value.kind != Kind::Dict)
        damaged("sets the state of a plain value");
    value.state = state;
}

void PickleMachine::finish()
{
    if (m_stack.size() != 1 || !m_marks.empty())
        damaged("ends with " + std::to_string(m_stack.size()) + " values instead of one");
    m_pickle.m_root = m_stack.back();
    m_pickle.m_size = m_at;

    // Height of every value by a walk that keeps its own stack; a value met again on the way down to itself would
    // be a circle.
    constexpr std::uint32_t open = ~std::uint32_t(0);
    struct Visit
    {
        PickleValue *value;
        std::size_t next;
    };
    std::vector<Visit> path;
    const auto enter = [&](const PickleValue *child) {
        // Every value belongs to the pickle, which is not const here.
        auto *value = const_cast<PickleValue *>(child);
        if (value->levels == open)
            m_source.fail(value->offset, "holds a value that contains itself", m_source.remedy);
        if (path.size() > Pickle::deepest)
            m_source.fail(value->offset, "is nested more than " + std::to_string(Pickle::deepest) + " levels deep",
                          m_source.remedy);
        if (value->levels != 0 || (value->items.empty() && value->state == nullptr))
            return;
        value->levels = open;
        path.push_back({value, 0});
    };
    enter(m_pickle.m_root);
    while (!path.empty()) {
        auto &[value, next] = path.back();
        const std::size_t children = value->items.size() + (value->state != nullptr ? 1 : 0);
        if (next < children) {
            const PickleValue *child = next < value->items.size() ? value->items[next] : value->state;
            ++next;
            enter(child);
            continue;
        }
        std::uint32_t below = value->state != nullptr ? value->state->levels : 0;
        for (const PickleValue *item : value->items)
            below = std::max(below, item->levels);
        value->levels = below + 1;
        if (value->levels > Pickle::deepest)
            m_source.fail(value->offset, "is nested more than " + std::to_string(Pickle::deepest) + " levels deep",
                          m_source.remedy);
        path.pop_back();
    }
}

} // namespace retort
