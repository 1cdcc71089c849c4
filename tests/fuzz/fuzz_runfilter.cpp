#include "runs/filter.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    RunRecord run;
    run.tags = {text};
    try {
        static_cast<void>(RunFilter(text).matches(run));
    } catch (const RunFilterError &error) {
        if (error.position() > size)
            std::abort();
    }
    // Whatever a tag holds, it can be asked for.
    if (size < 50'000 && !RunFilter("tag = " + quotedForFilter(text)).matches(run))
        std::abort();
    return 0;
}
