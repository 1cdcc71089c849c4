#include "base/error.h"
#include "data/packedimages.h"
#include "workflow/auditcsv.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const ClassList classes{{"cat", {"kitty"}}, {"dog, hound", {}}};
    static const OpenedDataset dataset = [] {
        std::vector<ContentKey> keys(3);
        keys[1].bytes[0] = 1;
        keys[2].bytes[15] = 2;
        OpenedDataset opened;
        opened.images = std::make_shared<PackedImages>(1, 1, 1, std::vector<std::uint8_t>(3), keys);
        return opened;
    }();
    try {
        const AuditImport import =
            parseAuditCsv({reinterpret_cast<const char *>(data), size}, "fuzz", dataset, classes);
        if (import.answers.size() > 3)
            std::abort(); // there are no more images
        for (const AuditAnswer &answer : import.answers)
            if ((answer.kind == AuditAnswer::Kind::Class) == answer.className.empty())
                std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
