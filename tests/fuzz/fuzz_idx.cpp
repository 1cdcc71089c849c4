#include "base/error.h"
#include "data/idx.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        const IdxArray array = readIdx({reinterpret_cast<const std::byte *>(data), size}, "fuzz");
        std::size_t count = 1;
        for (const std::int64_t extent : array.dims)
            count *= static_cast<std::size_t>(extent);
        if (count != array.values.size() || (array.dims.size() != 1 && array.dims.size() != 3))
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
