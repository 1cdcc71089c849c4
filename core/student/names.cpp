#include "student/names.h"

#include "base/error.h"

#include <algorithm>

namespace retort {

const std::vector<StudentInfo> &students()
{
    // Counts: torchvision's documentation for its own; for the CIFAR networks the counts that follow from the
    // papers' tables (0.27 M, 0.85 M, 2.2 M), to the last value; other widths are named as torchvision names them.
    static const std::vector<StudentInfo> all{
        {"resnet20_x0_5", "ResNet of 20 layers, half as wide (after He et al. 2015)", 32, 10, 68'050, 32},
        {"resnet20", "ResNet of 20 layers for small images (He et al. 2015)", 32, 10, 269'722, 64},
        {"resnet20_x4", "ResNet of 20 layers, four times as wide (after He et al. 2015)", 32, 10, 4'286'026, 256},
        {"resnet56", "ResNet of 56 layers for small images (He et al. 2015)", 32, 10, 853'018, 64},
        {"wrn_40_2", "Wide ResNet, 40 layers, twice as wide (Zagoruyko and Komodakis 2016)", 32, 10, 2'243'546,
         128},
        {"resnet18", "ResNet of 18 layers, as in torchvision (He et al. 2015)", 224, 1000, 11'689'512, 512},
        {"resnet50", "ResNet of 50 layers, as in torchvision (He et al. 2015)", 224, 1000, 25'557'032, 2048},
        {"mobilenet_v2", "MobileNetV2, as in torchvision (Sandler et al. 2018)", 224, 1000, 3'504'872, 1280},
        {"mobilenet_v3_small", "MobileNetV3 small, as in torchvision (Howard et al. 2019)", 224, 1000, 2'542'856,
         1024},
        {"mobilenet_v3_large", "MobileNetV3 large, as in torchvision (Howard et al. 2019)", 224, 1000, 5'483'032,
         1280},
        {"efficientnet_b0", "EfficientNet-B0, as in torchvision (Tan and Le 2019)", 224, 1000, 5'288'548, 1280},
    };
    return all;
}

std::vector<std::string> studentNames()
{
    std::vector<std::string> names;
    for (const StudentInfo &info : students())
        names.push_back(info.name);
    return names;
}

std::vector<std::string> studentChoices()
{
    std::vector<std::string> choices = studentNames();
    choices.emplace_back(scriptedStudentName);
    return choices;
}

const StudentInfo &studentInfo(const std::string &name)
{
    const std::vector<StudentInfo> &all = students();
    const auto found = std::find_if(all.begin(), all.end(), [&](const StudentInfo &i) { return i.name == name; });
    if (found != all.end())
        return *found;
    std::string known;
    for (const StudentInfo &info : all)
        known += (known.empty() ? "" : ", ") + info.name;
    throw ValueError("there is no student \"" + name + "\"", "Choose one of " + known + ".");
}

std::int64_t studentParameters(const StudentInfo &info, std::int64_t classes)
{
    return info.parameters + (classes - info.classes) * (info.featureSize + 1);
}

} // namespace retort
