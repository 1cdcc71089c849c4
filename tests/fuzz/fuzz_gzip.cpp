#include "base/error.h"
#include "data/gzip.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte *>(data), size);
    try {
        constexpr std::size_t most = 1 << 20;
        const std::vector<std::byte> all = gunzip(bytes, "fuzz", most);
        const std::vector<std::byte> some = gunzip(bytes, "fuzz", 100);
        if (all.size() > most || some.size() > 100 || !std::equal(some.begin(), some.end(), all.begin()))
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
