#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

/// What is known of a student network before one is made.
struct StudentInfo
{
    std::string name;             ///< as in recipes: "resnet20"
    std::string description;      ///< one line, with its source
    std::int64_t inputSize = 32;  ///< pixels it was published for; any size from 32 up works
    std::int64_t classes = 10;    ///< number of classes at which `parameters` was published
    std::int64_t parameters = 0;  ///< published count of learned values
    std::int64_t featureSize = 0; ///< d in method.md: columns of the classifier
};

/// Every student, smallest first within its family.
[[nodiscard]] const std::vector<StudentInfo> &students();
[[nodiscard]] std::vector<std::string> studentNames();
/// What a recipe calls a student that a TorchScript file brings (see makeScriptedStudent); no StudentInfo has it.
inline constexpr const char *scriptedStudentName = "torchscript";
/// studentNames() and scriptedStudentName.
[[nodiscard]] std::vector<std::string> studentChoices();
/// Throws ValueError listing the names.
[[nodiscard]] const StudentInfo &studentInfo(const std::string &name);
/// Learned values at another number of classes: the published count with a classifier of that width.
[[nodiscard]] std::int64_t studentParameters(const StudentInfo &info, std::int64_t classes);

} // namespace retort
