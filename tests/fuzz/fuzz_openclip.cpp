#include "base/error.h"
#include "teacher/openclip.h"
#include "teacher/openclipwords.h"
#include "teacher/tokenizer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

/// An open_clip_config.json if it begins as JSON, else a text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    if (text.starts_with('{')) {
        try {
            const OpenClipConfig config = parseOpenClipConfig(text, "fuzz");
            const ClipConfig &clip = config.clip;
            if (clip.vision.width % clip.vision.heads != 0 || clip.text.width % clip.text.heads != 0 ||
                clip.vision.intermediate < 1 || clip.text.intermediate < 1 || clip.imageSize < clip.patchSize ||
                config.preparation.how.crop != clip.imageSize || describe(clip).empty())
                std::abort();
        } catch (const InputError &) {
        }
        return 0;
    }
    static const Tokenizer tokenizer = Tokenizer::openClip();
    const std::vector<std::int64_t> ids = tokenizer.encode(text, 77);
    const bool inside = std::all_of(ids.begin(), ids.end(), [](std::int64_t id) { return id >= 0 && id < 49408; });
    if (!inside || ids.size() > 77 || ids.front() != 49406 || ids.back() != 49407)
        std::abort();
    // Twice unescaped is what words are cut from; more of it cannot fail either.
    (void)htmlUnescaped(htmlUnescaped(text));
    return 0;
}
