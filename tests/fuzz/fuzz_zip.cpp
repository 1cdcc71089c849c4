#include "base/error.h"
#include "datasets/zipfiles.h"
#include "memoryfile.h"

#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const MemoryFile file(data, size);
    try {
        const ZipFiles zip(file.path());
        for (const ArchiveMember &member : zip.members()) {
            if (!member.problem.empty())
                continue;
            if (member.name.empty() || ("/" + member.name + "/").find("/../") != std::string::npos)
                std::abort();
            try {
                const FoundFile found{member.name, member.size, 0, member.place};
                if (zip.read(found).size() != member.size)
                    std::abort();
            } catch (const InputError &) {
            }
        }
    } catch (const InputError &) {
    }
    return 0;
}
