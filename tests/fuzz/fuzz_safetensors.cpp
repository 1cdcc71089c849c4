#include "base/error.h"
#include "formats/safetensors.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace retort;

/// The first byte chooses: the rest is a file as it is, or a header of the right length before some bytes of data
/// (so that changes to the header's text get past the first check).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::span<const std::byte> rest(reinterpret_cast<const std::byte *>(data + 1), size - 1);
    std::vector<std::byte> file(rest.begin(), rest.end());
    if (data[0] % 2 == 0) {
        std::vector<std::byte> length(8);
        for (std::size_t i = 0; i < length.size(); ++i)
            length[i] = static_cast<std::byte>(rest.size() >> (8 * i));
        file.insert(file.begin(), length.begin(), length.end());
        file.resize(file.size() + data[0] / 2);
    }
    try {
        const SafetensorsView view = parseSafetensors(file, "fuzz");
        const NamedTensors tensors = toNamedTensors(view);
        const std::vector<std::byte> written = toSafetensors(tensors, view.metadata);
        if (toNamedTensors(parseSafetensors(written, "fuzz")) != tensors)
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
