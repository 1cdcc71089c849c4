#include "base/error.h"
#include "datasets/cifar.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

namespace {

template<typename Read>
void tryOne(const Read &read)
{
    try {
        const CifarBatch batch = read();
        if (batch.pixels.size() != batch.labels.size() * 3 * cifarSide * cifarSide)
            std::abort();
    } catch (const InputError &) {
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte *>(data), size);
    for (const bool hundred : {false, true}) {
        tryOne([&] { return readCifarBinary(bytes, hundred, false, "fuzz"); });
        tryOne([&] { return readCifarPickle(bytes, hundred, true, "fuzz"); });
        try {
            static_cast<void>(readCifarPickledNames(bytes, hundred ? "fine_label_names" : "label_names", "fuzz"));
        } catch (const InputError &) {
        }
    }
    return 0;
}
