#include "base/error.h"
#include "formats/npy.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        const NumberTable table = parseNpy(std::as_bytes(std::span(data, size)), "fuzz");
        if (table.bytes.size() > size)
            std::abort();
        if (table.rows == 0 || table.columns == 0)
            return 0;
        std::vector<float> row(static_cast<std::size_t>(table.columns));
        for (std::int64_t r = 0; r < table.rows; ++r)
            table.copyRow(r, row);
    } catch (const InputError &) {
    }
    return 0;
}
