#include "base/error.h"
#include "workflow/studyruns.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        const std::vector<StudyRun> runs = studyRunsFromCsv({reinterpret_cast<const char *>(data), size}, "fuzz");
        // What was read is written as it was.
        if (studyRunsFromCsv(studyRunsToCsv(runs), "fuzz") != runs)
            std::abort();
    } catch (const InputError &) {
    }
    return 0;
}
