#include "base/error.h"
#include "formats/tensorfile.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        const TensorContent content = parseTensors(std::as_bytes(std::span(data, size)), "fuzz");
        unsigned sum = 0;
        for (const TensorView &tensor : content.tensors) {
            std::uint64_t bytes = elementSize(tensor.type);
            for (const std::int64_t extent : tensor.shape)
                bytes *= static_cast<std::uint64_t>(extent);
            if (bytes != tensor.bytes.size())
                std::abort();
            for (const std::byte byte : tensor.bytes)
                sum += std::to_integer<unsigned>(byte);
        }
        if (sum == 1)
            return 0;
    } catch (const InputError &) {
    }
    return 0;
}
