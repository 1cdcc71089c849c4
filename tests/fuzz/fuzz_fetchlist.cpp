#include "base/error.h"
#include "fetch/catalogue.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        for (const FetchEntry &entry : parseFetchList({reinterpret_cast<const char *>(data), size}, "fuzz")) {
            for (const WantedFile &file : entry.files) {
                if (file.name.empty() || file.name.find('/') != std::string::npos || file.name == "..")
                    std::abort();
            }
        }
    } catch (const InputError &) {
    }
    return 0;
}
