#include "formats/pickledarray.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace retort {

namespace {

using Kind = PickleValue::Kind;

constexpr const char *remedy = "Save it again as a plain array: numpy.ascontiguousarray(a).astype(\"uint8\"), or "
                               "another number type.";

// numpy 2 renamed numpy.core.
constexpr std::array<std::string_view, 6> globals{"numpy.core.multiarray._reconstruct",
                                                  "numpy._core.multiarray._reconstruct",
                                                  "numpy.core.numeric._frombuffer",
                                                  "numpy._core.numeric._frombuffer",
                                                  "numpy.ndarray",
                                                  "numpy.dtype"};

ElementType elementType(const PickleValue &dtype, const PickleSource &source)
{
    constexpr std::pair<std::string_view, ElementType> known[] = {
        {"u1", ElementType::U8},  {"i1", ElementType::I8},  {"b1", ElementType::Bool},
        {"i2", ElementType::I16}, {"i4", ElementType::I32}, {"i8", ElementType::I64},
        {"f2", ElementType::F16}, {"f4", ElementType::F32}, {"f8", ElementType::F64}};
    if (!dtype.isObject("numpy.dtype") || dtype.items.empty() || !dtype.items[0]->isString())
        source.fail(dtype.offset, "has an array without an element type", remedy);
    const std::string_view name = dtype.items[0]->text;
    const auto *found = std::find_if(std::begin(known), std::end(known),
                                     [&](const auto &candidate) { return candidate.first == name; });
    if (found == std::end(known))
        source.fail(dtype.offset, "has an array of numpy type \"" + std::string(name.substr(0, 20)) + "\"",
                    remedy);
    const bool ordered =
        dtype.state != nullptr && dtype.state->kind == Kind::Tuple && dtype.state->items.size() > 1;
    if (ordered && dtype.state->items[1]->isString() && dtype.state->items[1]->text == ">" &&
        elementSize(found->second) > 1)
        source.fail(dtype.offset, "has an array of big-endian numbers", remedy);
    return found->second;
}

PickledArray checked(const PickleValue &value, const PickleValue &shape, const PickleValue &dtype,
                     bool columnsFirst, const PickleValue &bytes, const PickleSource &source)
{
    PickledArray array;
    array.type = elementType(dtype, source);
    if (shape.kind != Kind::Tuple)
        source.fail(value.offset, "has an array without a shape", remedy);
    std::size_t size = elementSize(array.type);
    for (const PickleValue *extent : shape.items) {
        if (extent->kind != Kind::Integer || extent->integer < 0 ||
            __builtin_mul_overflow(size, static_cast<std::size_t>(extent->integer), &size))
            source.fail(value.offset, "has an array whose shape makes no sense", remedy);
        array.shape.push_back(extent->integer);
    }
    if (columnsFirst && array.shape.size() > 1)
        source.fail(value.offset, "has an array with columns first", remedy);
    if (bytes.kind != Kind::Bytes)
        source.fail(bytes.offset, "has an array whose elements are no plain numbers", remedy);
    if (bytes.text.size() != size)
        source.fail(bytes.offset,
                    "has an array of " + std::to_string(bytes.text.size()) + " bytes, whose shape asks for " +
                        std::to_string(size),
                    "The file is damaged: copy or download it again.");
    array.bytes = std::as_bytes(std::span(bytes.text));
    return array;
}

} // namespace

std::span<const std::string_view> pickledArrayGlobals()
{
    return globals;
}

PickledArray pickledArray(const PickleValue &value, const PickleSource &source)
{
    const auto &items = value.items;
    if (value.isObject(globals[0]) || value.isObject(globals[1])) {
        // ndarray.__setstate__((version, shape, dtype, columns first, bytes))
        if (value.state != nullptr && value.state->kind == Kind::Tuple && value.state->items.size() == 5) {
            const auto &state = value.state->items;
            return checked(value, *state[1], *state[2], state[3]->integer != 0, *state[4], source);
        }
    } else if ((value.isObject(globals[2]) || value.isObject(globals[3])) && items.size() == 4) {
        return checked(value, *items[2], *items[1], items[3]->isString() && items[3]->text == "F", *items[0],
                       source);
    }
    source.fail(value.offset, "has no array where one should be", remedy);
}

} // namespace retort
