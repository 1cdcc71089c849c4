#include "base/error.h"
#include "distil/checkpoint.h"
#include "store/blob.h"
#include "store/contentjson.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

namespace {

void append(std::vector<std::byte> &bytes, std::uint64_t number)
{
    const auto more = std::as_bytes(std::span(&number, 1));
    bytes.insert(bytes.end(), more.begin(), more.end());
}

} // namespace

/// What a project file keeps in its columns, graphs aside (fuzz_graphblob). The first byte chooses which; frames
/// get the checksums that let the content behind them be read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte *>(data + 1), size - 1);
    const std::string text(reinterpret_cast<const char *>(data + 1), size - 1);
    try {
        switch (data[0] % 6) {
        case 0:
            static_cast<void>(unframed(bytes, "fuzz"));
            break;
        case 1:
            static_cast<void>(classListFromJson(text, "fuzz"));
            break;
        case 2:
            static_cast<void>(weightingFromJson(text, "fuzz"));
            break;
        case 3:
            static_cast<void>(datasetChoiceFromJson(text, "fuzz"));
            break;
        case 4:
            static_cast<void>(textsFromJson(text, "fuzz"));
            break;
        default: {
            // "RETORTCK", version, length, contents, checksum.
            std::vector<std::byte> whole = encodeCheckpoint({});
            whole.resize(12);
            append(whole, std::uint64_t(bytes.size()));
            whole.insert(whole.end(), bytes.begin(), bytes.end());
            append(whole, checksum(bytes));
            static_cast<void>(decodeCheckpoint(whole));
        }
        }
    } catch (const Error &) {
    }
    return 0;
}
