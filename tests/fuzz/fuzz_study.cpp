#include "base/error.h"
#include "recipe/study.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    try {
        const StudyPlan plan = studyFromJson({reinterpret_cast<const char *>(data), size}, "fuzz");
        // What was accepted can be run: every recipe of it is valid.
        for (const StudyPlan::Setting &setting : plan.settings)
            for (const StudyPlan::Method &method : plan.methods)
                for (const RecipeChanges &point : tuningPoints(method))
                    validate(studyRecipe(plan, setting, method, point, plan.seeds.first));
    } catch (const InputError &) {
    }
    return 0;
}
