#include "formats/tensorfile.h"

#include "base/error.h"
#include "formats/storedzip.h"
#include "formats/torchstate.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

namespace retort {

namespace {

using namespace std::string_view_literals;

/// A pickle of the number that marks torch.save's format before version 1.6.
constexpr std::string_view legacyMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;

constexpr const char *codeRemedy =
    "Retort reads tensors and runs no code, least of all a file's own. Save the weights alone, with "
    "torch.save(model.state_dict(), FILE) or as safetensors; a file from a stranger may be an attack.";
constexpr const char *damagedRemedy = "The file is damaged or only half downloaded: copy or download it again.";

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

bool isSafetensors(std::string_view text)
{
    return text.size() > 8 && text[8] == '{' && text.substr(5, 3) == "\0\0\0"sv;
}

[[noreturn]] void unknown(const std::filesystem::path &file, std::string_view text)
{
    const std::string_view begin = text.substr(0, 256);
    const auto has = [&](std::string_view part) { return begin.find(part) != std::string_view::npos; };
    if (text.empty())
        throw InputError(file, {}, "is empty", "The download did not happen: get the file again.");
    if (begin.starts_with("version https://git-lfs"))
        throw InputError(file, {}, "is a Git LFS pointer, not the file it points at",
                         "Run \"git lfs pull\" where it was cloned, or download the file itself.");
    if (has("<html") || has("<!DOCTYPE") || has("<!doctype"))
        throw InputError(file, {}, "is a web page, not a checkpoint",
                         "The address gave a page, perhaps one that asks to log in: download the file itself.");
    if (begin.starts_with("%PDF"))
        throw InputError(file, {}, "is a PDF, not a checkpoint", "Choose the file with the weights.");
    if (std::all_of(begin.begin(), begin.end(), [](char c) { return c == '\0'; }))
        throw InputError(file, "offset 0", "begins with zeros: it was never filled", damagedRemedy);
    throw InputError(file, "offset 0", "is neither safetensors nor written by torch.save or TorchScript",
                     "Choose a checkpoint: .safetensors, .bin, .pt or .pth.");
}

TensorContent readZip(std::span<const std::byte> bytes, const std::filesystem::path &file)
{
    const StoredZip zip(bytes, file);
    if (!zip.has("data.pkl"))
        throw InputError(file, {}, "is a zip archive, but not one of torch.save",
                         "Choose a checkpoint; if it is packed in this archive, unpack it first.");
    const bool script = zip.has("constants.pkl");
    if (zip.has("byteorder") && textOf(zip.entry("byteorder")) != "little")
        throw InputError(file, "entry " + zip.folder() + "byteorder", "says that its numbers are big-endian",
                         "Save it again on a usual computer.");
    const PickleSource source{file, zip.folder() + "data.pkl", script ? scriptGlobals() : torchGlobals(),
                              codeRemedy};
    const Pickle pickle(zip.entry("data.pkl"), source);
    TorchState state =
        torchState(pickle.root(), source, [&](const std::string &key) { return zip.entry("data/" + key); });
    return {script ? TensorFormat::TorchScript : TensorFormat::Torch, std::move(state.tensors),
            std::move(state.rearranged)};
}

TensorContent readLegacy(std::span<const std::byte> bytes, const std::filesystem::path &file)
{
    std::size_t at = legacyMagic.size();
    // Pickles one after the other: protocol, the writer's system, the state, the storages' keys in their order.
    const PickleSource source{file, {}, torchGlobals(), codeRemedy};
    const auto next = [&] {
        Pickle pickle(bytes.subspan(at), {file, "pickle at " + std::to_string(at), source.globals, source.remedy});
        at += pickle.size();
        return pickle;
    };
    constexpr std::int64_t protocol = 1001;
    if (next().root().integer != protocol)
        throw InputError(file, "offset " + std::to_string(at), "is of an unknown version", damagedRemedy);
    const Pickle system = next();
    const PickleValue *little = system.root().find("little_endian");
    if (little == nullptr || little->integer != 1)
        throw InputError(file, "offset " + std::to_string(at), "says that its numbers are big-endian",
                         "Save it again on a usual computer.");
    const std::size_t stateAt = at;
    const Pickle state = next();
    const Pickle keys = next();
    const PickleSource stateSource{file, "pickle at " + std::to_string(stateAt), source.globals, source.remedy};

    // Each storage follows as its number of elements and the elements; their size only the state tells.
    std::unordered_map<std::string, std::uint64_t> sizes;
    for (const PickleValue &value : state.values()) {
        if (const std::optional<StorageReference> reference = storageReference(value))
            sizes[reference->key] = reference->bytes;
    }
    std::unordered_map<std::string, std::span<const std::byte>> storages;
    for (const PickleValue *key : keys.root().items) {
        const auto size = key->isString() ? sizes.find(std::string(key->text)) : sizes.end();
        constexpr std::size_t countBytes = 8;
        const bool known = size != sizes.end();
        if (!known || bytes.size() - at < countBytes || bytes.size() - at - countBytes < size->second)
            throw InputError(file, "offset " + std::to_string(at),
                             known ? "ends in the middle of a tensor" : "holds a storage that nothing uses",
                             damagedRemedy);
        storages[size->first] = bytes.subspan(at + countBytes, size->second);
        at += countBytes + size->second;
    }
    const auto storage = [&](const std::string &key) -> std::span<const std::byte> {
        const auto found = storages.find(key);
        return found == storages.end() ? std::span<const std::byte>() : found->second;
    };
    TorchState read = torchState(state.root(), stateSource, storage);
    return {TensorFormat::TorchLegacy, std::move(read.tensors), std::move(read.rearranged)};
}

} // namespace

TensorContent parseTensors(std::span<const std::byte> bytes, const std::filesystem::path &fileName)
{
    const std::string_view text = textOf(bytes);
    if (text.starts_with("PK\x03\x04"))
        return readZip(bytes, fileName);
    if (text.starts_with(legacyMagic))
        return readLegacy(bytes, fileName);
    if (isSafetensors(text))
        return {TensorFormat::Safetensors, parseSafetensors(bytes, fileName).tensors, {}};
    if (text.size() > 1 && text[0] == '\x80' && text[1] <= 5)
        throw InputError(fileName, "offset 0", "is a pickle, but not one of torch.save", codeRemedy);
    unknown(fileName, text);
}

const char *formatName(TensorFormat format)
{
    switch (format) {
    case TensorFormat::Safetensors:
        return "safetensors";
    case TensorFormat::Torch:
        return "torch.save";
    case TensorFormat::TorchLegacy:
        return "torch.save before 1.6";
    case TensorFormat::TorchScript:
        return "TorchScript";
    }
    return "";
}

} // namespace retort
