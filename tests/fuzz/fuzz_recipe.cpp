#include "base/error.h"
#include "recipe/recipejson.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        const Recipe recipe = recipeFromJson({reinterpret_cast<const char *>(data), size}, "fuzz");
        const std::string written = recipeToJson(recipe);
        if (recipeToJson(recipeFromJson(written, "fuzz")) != written)
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
