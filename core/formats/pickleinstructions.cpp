// The instructions of a pickle, by the letters that Python's pickletools lists.

#include "formats/picklemachine.h"
#include "formats/pickletext.h"

#include <bit>
#include <cstdio>
#include <utility>

namespace retort {

namespace {

constexpr int newestProtocol = 5;

constexpr char code(int value)
{
    return static_cast<char>(value);
}

} // namespace

void PickleMachine::run()
{
    for (;;) {
        m_offset = m_at;
        if (m_at == m_bytes.size())
            damaged("ends before the pickle does");
        const char c = m_bytes[m_at++];
        if (c == '.') {
            finish();
            return;
        }
        if (!literal(c) && !container(c) && !memory(c) && !object(c))
            refuse(c);
    }
}

bool PickleMachine::literal(char c)
{
    switch (c) {
    case 'N':
        push(&make(Kind::None));
        return true;
    case code(0x88): // NEWTRUE
    case code(0x89): // NEWFALSE
        push(&make(Kind::Bool));
        top().integer = c == code(0x88) ? 1 : 0;
        return true;
    case 'K':
        pushInteger(static_cast<std::int64_t>(takeNumber(1)));
        return true;
    case 'M':
        pushInteger(static_cast<std::int64_t>(takeNumber(2)));
        return true;
    case 'J':
        pushInteger(takeLong(4));
        return true;
    case code(0x8a): // LONG1
        pushInteger(takeLong(takeNumber(1)));
        return true;
    case code(0x8b): // LONG4
        pushInteger(takeLong(takeNumber(4)));
        return true;
    case 'I':
    case 'L': {
        const std::string_view line = takeLine();
        if (c == 'I' && (line == "00" || line == "01")) {
            push(&make(Kind::Bool));
            top().integer = line == "01" ? 1 : 0;
            return true;
        }
        const std::optional<std::int64_t> value = wholeNumber(line);
        if (!value)
            damaged("holds no whole number of up to 64 bits where one should be");
        pushInteger(*value);
        return true;
    }
    case 'F':
    case 'G': {
        std::optional<double> value;
        if (c == 'F')
            value = realNumber(takeLine());
        else
            value =
                std::bit_cast<double>(__builtin_bswap64(takeNumber(8))); // the one number with the big end first
        if (!value)
            damaged("has no number where one should be");
        push(&make(Kind::Float));
        top().number = *value;
        return true;
    }
    case 'S':
    case 'V': {
        const std::string_view line = takeLine();
        std::optional<std::string> text = c == 'S' ? unquoted(line) : fromRawUnicodeEscape(line);
        if (!text)
            damaged("holds a text that is not spelled as Python spells it");
        if (c == 'S')
            pushBytes(keep(std::move(*text)));
        else
            pushText(keep(std::move(*text)));
        return true;
    }
    case 'U': // SHORT_BINSTRING, Python 2's str
    case 'C': // SHORT_BINBYTES
        pushBytes(take(takeNumber(1)));
        return true;
    case 'T': // BINSTRING
    case 'B': // BINBYTES
        pushBytes(take(takeNumber(4)));
        return true;
    case code(0x8e): // BINBYTES8
    case code(0x96): // BYTEARRAY8
        pushBytes(take(takeNumber(8)));
        return true;
    case code(0x8c): // SHORT_BINUNICODE
        pushText(take(takeNumber(1)));
        return true;
    case 'X': // BINUNICODE
        pushText(take(takeNumber(4)));
        return true;
    case code(0x8d): // BINUNICODE8
        pushText(take(takeNumber(8)));
        return true;
    default:
        return false;
    }
}

bool PickleMachine::container(char c)
{
    switch (c) {
    case '(':
        m_marks.push_back(m_stack.size());
        return true;
    case ')':
    case ']':
    case '}':
    case code(0x8f): // EMPTY_SET
        pushItems(c == ')' ? Kind::Tuple : c == ']' ? Kind::List : c == '}' ? Kind::Dict : Kind::Set, {});
        return true;
    case 't':
        pushItems(Kind::Tuple, popToMark());
        return true;
    case code(0x85): // TUPLE1
    case code(0x86):
    case code(0x87): // TUPLE3
        pushItems(Kind::Tuple, popSome(static_cast<std::size_t>(c - code(0x84))));
        return true;
    case 'l':
        pushItems(Kind::List, popToMark());
        return true;
    case 'd':
        pushItems(Kind::Dict, popToMark());
        return true;
    case code(0x91): // FROZENSET
        pushItems(Kind::Set, popToMark());
        return true;
    case 'a':
        append(popSome(1));
        return true;
    case 'e':
    case code(0x90): // ADDITEMS
        append(popToMark());
        return true;
    case 's':
        setItems(popSome(2));
        return true;
    case 'u':
        setItems(popToMark());
        return true;
    default:
        return false;
    }
}

bool PickleMachine::memory(char c)
{
    switch (c) {
    case 'q': // BINPUT
        remember(takeNumber(1));
        return true;
    case 'r': // LONG_BINPUT
        remember(takeNumber(4));
        return true;
    case 'p':
        remember(takePlace());
        return true;
    case code(0x94): // MEMOIZE
        remember(m_memo.size());
        return true;
    case 'h': // BINGET
        recall(takeNumber(1));
        return true;
    case 'j': // LONG_BINGET
        recall(takeNumber(4));
        return true;
    case 'g':
        recall(takePlace());
        return true;
    case '0':
        // A mark counts as something to throw away, as in Python.
        if (!m_marks.empty() && m_marks.back() == m_stack.size())
            m_marks.pop_back();
        else
            pop();
        return true;
    case '1':
        popToMark();
        return true;
    case '2':
        push(&top());
        return true;
    case code(0x95): // FRAME: how far to read ahead
        takeNumber(8);
        return true;
    case code(0x80): // PROTO
        if (takeNumber(1) > newestProtocol)
            damaged("is of a newer protocol than " + std::to_string(newestProtocol));
        return true;
    default:
        return false;
    }
}

bool PickleMachine::object(char c)
{
    switch (c) {
    case 'c': {
        const std::string_view module = takeLine();
        pushGlobal(module, takeLine());
        return true;
    }
    case code(0x93): { // STACK_GLOBAL
        const PickleValue *name = pop();
        const PickleValue *module = pop();
        if (!name->isString() || !module->isString())
            damaged("names something by what is no text");
        pushGlobal(module->text, name->text);
        return true;
    }
    case 'R':        // REDUCE
    case code(0x81): // NEWOBJ
        call();
        return true;
    case 'b':
        build();
        return true;
    case 'Q': // BINPERSID
        pushItems(Kind::Persistent, popSome(1));
        return true;
    default:
        return false;
    }
}

void PickleMachine::refuse(char c) const
{
    const auto instruction = [&]() -> std::string {
        switch (c) {
        case 'P':
            return "PERSID";
        case 'i':
            return "INST";
        case 'o':
            return "OBJ";
        case code(0x82):
        case code(0x83):
        case code(0x84):
            return "EXT";
        case code(0x92):
            return "NEWOBJ_EX";
        case code(0x97):
            return "NEXT_BUFFER";
        case code(0x98):
            return "READONLY_BUFFER";
        default:
            return {};
        }
    }();
    if (!instruction.empty())
        m_source.fail(m_offset, "uses the instruction " + instruction + ", which plain values do not need",
                      m_source.remedy);
    char hex[8];
    std::snprintf(hex, sizeof hex, "0x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    damaged(std::string("has ") + hex + " where an instruction should be");
}

} // namespace retort
