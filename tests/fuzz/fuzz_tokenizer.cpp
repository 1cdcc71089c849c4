#include "base/error.h"
#include "teacher/tokenizer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace retort;

namespace {

/// 'j' and a tokenizer.json, 'o' and a text for CLIP's own tokenizer, or anything else and a vocab.json, a NUL and
/// a merges.txt.
Tokenizer open(std::string_view text)
{
    static const Tokenizer clip = Tokenizer::openClip();
    if (text.starts_with('o'))
        return clip;
    const bool json = text.starts_with('j');
    text.remove_prefix(1);
    if (json)
        return Tokenizer::fromTokenizerJson(text, "tokenizer.json");
    const std::size_t end = std::min(text.find('\0'), text.size());
    return Tokenizer::fromVocabulary(text.substr(0, end), "vocab.json",
                                     text.substr(std::min(end + 1, text.size())), "merges.txt");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    try {
        const Tokenizer tokenizer = open(text);
        const std::vector<std::int64_t> ids = tokenizer.encode(std::string(text), 77);
        const bool inside = std::all_of(ids.begin(), ids.end(),
                                        [&](std::int64_t id) { return id >= 0 && id <= tokenizer.largestId(); });
        if (!inside || ids.size() > 77 || ids.front() != tokenizer.startToken() ||
            ids.back() != tokenizer.endToken())
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
