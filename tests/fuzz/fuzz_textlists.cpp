// Lists that people write: class names with aliases, template sets as text and as JSON.
#include "base/error.h"
#include "prompts/classlist.h"
#include "prompts/templateset.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    for (const char *name : {"fuzz.txt", "fuzz.json"}) {
        try {
            for (const TemplateSet &set : parseTemplateSets(text, name))
                for (const std::string &one : set.templates)
                    if (filledTemplate(one, "cat").find("cat") == std::string::npos)
                        std::abort();
        } catch (const InputError &) {
        }
    }
    try {
        validate(parseClassList(text, "fuzz"));
    } catch (const InputError &) {
    }
    try {
        if (parseAliasList(text, "fuzz").empty())
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
