#include "formats/safetensors.h"

#include "base/error.h"
#include "formats/safetensorsheader.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t lengthBytes = 8;
/// The reference implementation refuses longer headers too.
constexpr std::uint64_t longestHeader = 100'000'000;

constexpr const char *damagedRemedy = "The file is damaged or was cut short: copy or download it again.";

std::string placeOf(const std::string &name)
{
    return "tensor \"" + name + "\"";
}

/// product(shape) * size of an element, or an error when that overflows.
std::uint64_t byteCount(const HeaderEntry &entry, ElementType type, const std::filesystem::path &fileName)
{
    std::uint64_t bytes = elementSize(type);
    bool empty = false;
    for (const std::uint64_t extent : entry.shape) {
        std::uint64_t product = 0;
        if (extent > std::uint64_t(std::numeric_limits<std::int64_t>::max()) ||
            __builtin_mul_overflow(bytes, std::max<std::uint64_t>(extent, 1), &product))
            throw InputError(fileName, placeOf(entry.name), "its shape is too large to be real", damagedRemedy);
        bytes = product;
        empty = empty || extent == 0;
    }
    return empty ? 0 : bytes;
}

ElementType typeOf(const HeaderEntry &entry, const std::filesystem::path &fileName)
{
    for (const ElementType type :
         {ElementType::F64, ElementType::F32, ElementType::F16, ElementType::BF16, ElementType::I64,
          ElementType::I32, ElementType::I16, ElementType::I8, ElementType::U8, ElementType::Bool}) {
        if (entry.type == elementName(type))
            return type;
    }
    throw InputError(fileName, placeOf(entry.name), "its element type \"" + entry.type + "\" is not known",
                     "Save the tensors as F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL.");
}

/// Every byte of the data belongs to exactly one tensor.
void checkLayout(const std::vector<HeaderEntry> &entries, std::uint64_t dataBytes,
                 const std::filesystem::path &fileName)
{
    std::vector<const HeaderEntry *> order;
    order.reserve(entries.size());
    for (const HeaderEntry &entry : entries)
        order.push_back(&entry);
    std::sort(order.begin(), order.end(), [](const HeaderEntry *a, const HeaderEntry *b) {
        return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
    });
    std::uint64_t reached = 0;
    for (const HeaderEntry *entry : order) {
        if (entry->begin < reached)
            throw InputError(fileName, placeOf(entry->name),
                             "its data begins at " + std::to_string(entry->begin) + ", inside another tensor's",
                             damagedRemedy);
        if (entry->begin > reached)
            throw InputError(fileName, placeOf(entry->name),
                             "there is a hole of " + std::to_string(entry->begin - reached) +
                                 " bytes before its data",
                             damagedRemedy);
        reached = entry->end;
    }
    if (reached != dataBytes)
        throw InputError(fileName, "offset " + std::to_string(reached) + " of the data",
                         "the tensors end here, but the file has " + std::to_string(dataBytes) + " bytes of data",
                         damagedRemedy);
}

std::vector<TensorView> viewsOf(const NamedTensors &tensors)
{
    std::vector<TensorView> views;
    views.reserve(tensors.size());
    for (const NamedTensor &tensor : tensors)
        views.push_back({tensor.name, tensor.type, tensor.shape, tensor.bytes});
    return views;
}

/// Brings the tensors into the file's order and gives what stands before them.
std::vector<std::byte> arrange(std::vector<TensorView> &tensors, const Metadata &metadata)
{
    std::sort(tensors.begin(), tensors.end(), [](const TensorView &a, const TensorView &b) {
        const std::size_t sizeA = elementSize(a.type);
        const std::size_t sizeB = elementSize(b.type);
        return sizeA != sizeB ? sizeA > sizeB : a.name < b.name;
    });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::size_t dataBytes = 0;
    for (const TensorView &tensor : tensors) {
        std::size_t expected = elementSize(tensor.type);
        for (const std::int64_t extent : tensor.shape)
            expected *= static_cast<std::size_t>(extent);
        if (expected != tensor.bytes.size())
            throw ValueError("tensor \"" + tensor.name + "\" has " + std::to_string(tensor.bytes.size()) +
                             " bytes, its shape and type need " + std::to_string(expected));
        nlohmann::ordered_json entry = {{"dtype", elementName(tensor.type)},
                                        {"shape", tensor.shape},
                                        {"data_offsets", {dataBytes, dataBytes + expected}}};
        header[tensor.name] = std::move(entry);
        dataBytes += expected;
    }
    if (header.size() != tensors.size() + (metadata.empty() ? 0 : 1))
        throw ValueError("two tensors have the same name, or one is called \"__metadata__\"");

    std::string text;
    try {
        text = header.dump();
    } catch (const nlohmann::json::exception &) {
        throw ValueError("a tensor name or a metadata text is not UTF-8");
    }
    // Spaces until the data is aligned for every element type.
    text.append((lengthBytes - text.size() % lengthBytes) % lengthBytes, ' ');
    std::vector<std::byte> bytes(lengthBytes + text.size());
    for (std::size_t i = 0; i < lengthBytes; ++i)
        bytes[i] = static_cast<std::byte>(static_cast<std::uint64_t>(text.size()) >> (8 * i));
    std::memcpy(bytes.data() + lengthBytes, text.data(), text.size());
    return bytes;
}

} // namespace

const TensorView *SafetensorsView::find(std::string_view name) const
{
    const auto found =
        std::lower_bound(tensors.begin(), tensors.end(), name,
                         [](const TensorView &tensor, std::string_view n) { return tensor.name < n; });
    return found != tensors.end() && found->name == name ? &*found : nullptr;
}

SafetensorsView parseSafetensors(std::span<const std::byte> bytes, const std::filesystem::path &fileName)
{
    if (bytes.size() < lengthBytes)
        throw InputError(fileName, "offset 0",
                         "has " + std::to_string(bytes.size()) + " bytes, too few for a safetensors file",
                         damagedRemedy);
    std::uint64_t headerBytes = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        headerBytes |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    if (headerBytes > longestHeader)
        throw InputError(fileName, "offset 0",
                         "says that its header has " + std::to_string(headerBytes) + " bytes; at most " +
                             std::to_string(longestHeader) + " are allowed",
                         "Check that this is a safetensors file.");
    if (headerBytes > bytes.size() - lengthBytes)
        throw InputError(fileName, "offset 0",
                         "says that its header has " + std::to_string(headerBytes) +
                             " bytes, but the file ends after " + std::to_string(bytes.size() - lengthBytes),
                         damagedRemedy);
    const auto headerStart = reinterpret_cast<const char *>(bytes.data()) + lengthBytes;
    const std::span<const std::byte> data = bytes.subspan(lengthBytes + headerBytes);

    SafetensorsHeader header = parseHeader({headerStart, static_cast<std::size_t>(headerBytes)}, fileName);
    SafetensorsView view;
    view.metadata = std::move(header.metadata);
    view.tensors.reserve(header.entries.size());
    for (HeaderEntry &entry : header.entries) {
        const ElementType type = typeOf(entry, fileName);
        const std::uint64_t expected = byteCount(entry, type, fileName);
        if (entry.begin > entry.end || entry.end > data.size())
            throw InputError(fileName, placeOf(entry.name),
                             "its data_offsets " + std::to_string(entry.begin) + " to " +
                                 std::to_string(entry.end) + " leave the file's " + std::to_string(data.size()) +
                                 " bytes of data",
                             damagedRemedy);
        if (entry.end - entry.begin != expected)
            throw InputError(fileName, placeOf(entry.name),
                             "takes " + std::to_string(entry.end - entry.begin) +
                                 " bytes, but its shape and type need " + std::to_string(expected),
                             damagedRemedy);
        view.tensors.push_back(
            {entry.name, type, std::vector<std::int64_t>(entry.shape.begin(), entry.shape.end()),
             data.subspan(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(expected))});
    }
    checkLayout(header.entries, data.size(), fileName);
    std::sort(view.tensors.begin(), view.tensors.end(),
              [](const TensorView &a, const TensorView &b) { return a.name < b.name; });
    return view;
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path &file)
    : m_map(file), m_view(parseSafetensors(m_map.bytes(), file))
{}

std::vector<std::byte> toSafetensors(const NamedTensors &tensors, const Metadata &metadata)
{
    std::vector<TensorView> order = viewsOf(tensors);
    std::vector<std::byte> file = arrange(order, metadata);
    std::size_t bytes = file.size();
    for (const TensorView &tensor : order)
        bytes += tensor.bytes.size();
    file.reserve(bytes);
    for (const TensorView &tensor : order)
        file.insert(file.end(), tensor.bytes.begin(), tensor.bytes.end());
    return file;
}

void writeSafetensors(const std::filesystem::path &file, const NamedTensors &tensors, const Metadata &metadata)
{
    writeSafetensors(file, viewsOf(tensors), metadata);
}

void writeSafetensors(const std::filesystem::path &file, const std::vector<TensorView> &tensors,
                      const Metadata &metadata)
{
    std::vector<TensorView> order = tensors;
    const std::vector<std::byte> header = arrange(order, metadata);
    std::vector<std::span<const std::byte>> pieces{header};
    for (const TensorView &tensor : order)
        pieces.push_back(tensor.bytes);
    writeFileAtomically(file, pieces);
}

NamedTensors toNamedTensors(const SafetensorsView &view)
{
    NamedTensors tensors;
    tensors.reserve(view.tensors.size());
    for (const TensorView &tensor : view.tensors)
        tensors.push_back({tensor.name, tensor.type, tensor.shape, {tensor.bytes.begin(), tensor.bytes.end()}});
    return tensors;
}

} // namespace retort
