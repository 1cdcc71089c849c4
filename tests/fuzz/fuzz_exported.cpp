#include "base/error.h"
#include "export/bundle.h"
#include "export/onnxgraph.h"
#include "export/studentfile.h"

#include <cstdint>
#include <string>
#include <vector>

using namespace retort;

/// The first byte chooses: an ONNX file; metadata, a key and its text in turn; or the texts of a bundle. Texts end
/// with a zero.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::span<const std::byte> rest(reinterpret_cast<const std::byte *>(data + 1), size - 1);
    std::vector<std::string> texts(1);
    for (const std::byte byte : rest) {
        if (byte == std::byte{0})
            texts.emplace_back();
        else
            texts.back() += static_cast<char>(byte);
    }
    try {
        if (data[0] % 3 == 0) {
            static_cast<void>(studentFileFrom(parseOnnx(rest, "fuzz").metadata, "fuzz"));
        } else if (data[0] % 3 == 1) {
            Metadata metadata;
            for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
                metadata[texts[i]] = texts[i + 1];
            static_cast<void>(studentFileFrom(metadata, "fuzz"));
        } else {
            texts.resize(4);
            static_cast<void>(parseBundle(texts[0], texts[1], texts[2], texts[3], "fuzz"));
        }
    } catch (const InputError &) {
    }
    return 0;
}
