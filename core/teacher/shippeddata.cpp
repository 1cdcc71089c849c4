#include "teacher/shippeddata.h"

// The assembler takes the files in as they are: no compiler likes arrays of a quarter of a million numbers.
#define RETORT_SHIPPED(symbol, file)                                                                              \
    asm(".pushsection .rodata\n"                                                                                  \
        ".balign 8\n"                                                                                             \
        "retort_shipped_" symbol ":\n"                                                                            \
        ".incbin \"" RETORT_CLIP_DATA "/" file "\"\n"                                                             \
        "retort_shipped_" symbol "_end:\n"                                                                        \
        ".popsection\n")

RETORT_SHIPPED("merges", "merges.txt.gz");
RETORT_SHIPPED("configs", "model-configs.json");
RETORT_SHIPPED("entities", "html-entities.txt");

extern const char mergesBegin[] asm("retort_shipped_merges");
extern const char mergesEnd[] asm("retort_shipped_merges_end");
extern const char configsBegin[] asm("retort_shipped_configs");
extern const char configsEnd[] asm("retort_shipped_configs_end");
extern const char entitiesBegin[] asm("retort_shipped_entities");
extern const char entitiesEnd[] asm("retort_shipped_entities_end");

namespace retort::shipped {

std::span<const std::byte> clipMerges()
{
    return std::as_bytes(std::span(mergesBegin, static_cast<std::size_t>(mergesEnd - mergesBegin)));
}

std::string_view modelConfigs()
{
    return {configsBegin, static_cast<std::size_t>(configsEnd - configsBegin)};
}

std::string_view htmlEntities()
{
    return {entitiesBegin, static_cast<std::size_t>(entitiesEnd - entitiesBegin)};
}

} // namespace retort::shipped
