#include "distil/recipestudent.h"

#include "base/error.h"
#include "student/scriptedstudent.h"

namespace retort {

std::shared_ptr<Student> recipeStudent(const Recipe &recipe, std::int64_t classes, const StudentStart &start)
{
    if (recipe.student == scriptedStudentName && !start.module)
        throw ValueError("the module of the student \"torchscript\" is missing");
    std::shared_ptr<Student> student = start.module ? makeScriptedStudent(*start.module, classes, recipe.inputSize)
                                                    : makeStudent(recipe.student, classes, recipe.seed);
    if (!student->proxies().defined() && recipe.studentProxies == "classifier")
        throw ValueError(
            "no parameter of the module makes its logits out of its features, so nothing stands for a "
            "class in the student's graph",
            "Let its forward() return what its last linear layer reads, or set \"student_proxies\" to "
            "\"teacher\".");
    if (!start.weights.empty())
        loadStudentTensors(*student, toTensorMap(start.weights));
    return student;
}

} // namespace retort
