#include "datasets/cifar.h"

#include "base/error.h"
#include "formats/pickledarray.h"

#include <algorithm>

namespace retort {

namespace {

constexpr std::size_t plane = std::size_t{cifarSide} * cifarSide;
constexpr std::size_t record = 3 * plane;
constexpr const char *again = "Download or copy the file again.";

/// Red, green and blue planes to interleaved pixels.
void appendPixels(std::span<const std::byte> planes, std::vector<std::uint8_t> &pixels)
{
    for (std::size_t i = 0; i < plane; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            pixels.push_back(std::to_integer<std::uint8_t>(planes[c * plane + i]));
}

std::string withBlanks(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

PickleSource sourceOf(const std::string &fileName)
{
    PickleSource source;
    source.file = fileName;
    const auto arrays = pickledArrayGlobals();
    source.globals.assign(arrays.begin(), arrays.end());
    source.remedy = "CIFAR's own files hold arrays, numbers and texts only: download it from its authors' page.";
    return source;
}

const PickleValue &entry(const PickleValue &root, const char *key, const PickleSource &source)
{
    if (root.kind != PickleValue::Kind::Dict)
        source.fail(root.offset, "holds no dictionary", again);
    const PickleValue *found = root.find(key);
    if (found == nullptr)
        source.fail(root.offset, std::string("has no \"") + key + "\"", again);
    return *found;
}

} // namespace

CifarBatch readCifarBinary(std::span<const std::byte> bytes, bool hundred, bool coarse,
                           const std::string &fileName)
{
    const std::size_t labelBytes = hundred ? 2 : 1;
    const std::size_t size = labelBytes + record;
    if (bytes.empty() || bytes.size() % size != 0)
        throw InputError(fileName, "offset " + std::to_string(bytes.size() / size * size),
                         "is cut short, or no file of CIFAR-" + std::string(hundred ? "100" : "10") + ": " +
                             std::to_string(bytes.size()) + " bytes are no whole number of images of " +
                             std::to_string(size) + " bytes",
                         again);
    CifarBatch batch;
    batch.pixels.reserve(bytes.size() / size * record);
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        // CIFAR-100 has the coarse label first.
        batch.labels.push_back(std::to_integer<std::int32_t>(bytes[at + (hundred && !coarse ? 1 : 0)]));
        appendPixels(bytes.subspan(at + labelBytes, record), batch.pixels);
    }
    return batch;
}

CifarBatch readCifarPickle(std::span<const std::byte> bytes, bool hundred, bool coarse,
                           const std::string &fileName)
{
    const PickleSource source = sourceOf(fileName);
    const Pickle pickle(bytes, source);
    const PickleValue &root = pickle.root();
    const PickledArray data = pickledArray(entry(root, "data", source), source);
    if (data.type != ElementType::U8 || data.shape.size() != 2 ||
        data.shape[1] != static_cast<std::int64_t>(record))
        source.fail(root.offset, "holds \"data\" that are not rows of 3072 bytes", again);
    const PickleValue &labels =
        entry(root, hundred ? (coarse ? "coarse_labels" : "fine_labels") : "labels", source);
    const auto count = static_cast<std::size_t>(data.shape[0]);
    if (labels.kind != PickleValue::Kind::List || labels.items.size() != count)
        source.fail(labels.offset, "does not hold a label an image", again);
    CifarBatch batch;
    batch.pixels.reserve(count * record);
    for (std::size_t i = 0; i < count; ++i) {
        const PickleValue &label = *labels.items[i];
        if (label.kind != PickleValue::Kind::Integer || label.integer < 0 || label.integer > 255)
            source.fail(label.offset, "holds a label that is none", again);
        batch.labels.push_back(static_cast<std::int32_t>(label.integer));
        appendPixels(data.bytes.subspan(i * record, record), batch.pixels);
    }
    return batch;
}

std::vector<std::string> readCifarPickledNames(std::span<const std::byte> bytes, std::string_view key,
                                               const std::string &fileName)
{
    const PickleSource source = sourceOf(fileName);
    const Pickle pickle(bytes, source);
    const PickleValue &list = entry(pickle.root(), std::string(key).c_str(), source);
    if (list.kind != PickleValue::Kind::List)
        source.fail(list.offset, "holds no list of names", again);
    std::vector<std::string> names;
    for (const PickleValue *item : list.items) {
        if (!item->isString())
            source.fail(item->offset, "holds a name that is no text", again);
        names.push_back(withBlanks(std::string(item->text)));
    }
    return names;
}

std::vector<std::string> readCifarNames(std::string_view text)
{
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line(text.substr(begin, end - begin));
        begin = end + 1;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        if (!line.empty())
            names.push_back(withBlanks(std::move(line)));
    }
    return names;
}

} // namespace retort
