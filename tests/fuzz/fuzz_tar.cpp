#include "base/error.h"
#include "datasets/tararchive.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte *>(data), size);
    static_cast<void>(isTar(bytes));
    for (const bool beginningOnly : {false, true}) {
        try {
            for (const ArchiveMember &member : readTar(bytes, "fuzz", beginningOnly)) {
                const bool inside = member.place <= size && member.size <= size - member.place;
                if (member.problem.empty() && (member.name.empty() || (!inside && !beginningOnly)))
                    std::abort();
                if (member.problem.empty() && ("/" + member.name + "/").find("/../") != std::string::npos)
                    std::abort();
            }
        } catch (const InputError &) {
        }
    }
    return 0;
}
