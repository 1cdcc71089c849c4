#include "base/error.h"
#include "teacher/clipconfig.h"
#include "teacher/imagepreparation.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

/// A config.json, or a preprocessor_config.json behind a 'p'.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    try {
        if (text.starts_with('p')) {
            const ImagePreparation read = parseImagePreparation(text.substr(1), "fuzz", 224);
            if (read.how.crop != 224 || read.how.resize < 1)
                std::abort();
            return 0;
        }
        const ClipConfig config = parseClipConfig(text, "fuzz");
        if (parseClipConfig(clipConfigToJson(config), "fuzz") != config || describe(config).empty())
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
