#include "base/error.h"
#include "datasets/manifest.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    for (const ManifestFormat format : {ManifestFormat::Csv, ManifestFormat::JsonLines}) {
        for (const char *column : {"", "label"}) {
            try {
                const Manifest manifest = parseManifest(text, format, "fuzz", column);
                for (const ManifestEntry &entry : manifest.entries) {
                    if (entry.path.empty() || entry.line < 1 || (manifest.hasSplits && entry.split.empty()))
                        std::abort();
                }
            } catch (const InputError &) {
            }
        }
    }
    return 0;
}
