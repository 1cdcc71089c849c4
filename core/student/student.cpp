#include "student/student.h"

#include "base/error.h"
#include "student/architectures.h"
#include "student/layers.h"

#include <map>
#include <sstream>

namespace retort {

namespace {

using Maker = std::shared_ptr<Student> (*)(std::int64_t classes);

const std::map<std::string, Maker> &makers()
{
    static const std::map<std::string, Maker> all{
        {"resnet20_x0_5", [](std::int64_t classes) { return makeCifarResNet(20, 8, classes); }},
        {"resnet20", [](std::int64_t classes) { return makeCifarResNet(20, 16, classes); }},
        {"resnet20_x4", [](std::int64_t classes) { return makeCifarResNet(20, 64, classes); }},
        {"resnet56", [](std::int64_t classes) { return makeCifarResNet(56, 16, classes); }},
        {"wrn_40_2", [](std::int64_t classes) { return makeWideResNet(40, 2, classes); }},
        {"resnet18", makeResNet18},
        {"resnet50", makeResNet50},
        {"mobilenet_v2", makeMobileNetV2},
        {"mobilenet_v3_small", makeMobileNetV3Small},
        {"mobilenet_v3_large", makeMobileNetV3Large},
        {"efficientnet_b0", makeEfficientNetB0},
    };
    return all;
}

/// Parameters and buffers themselves.
TensorMap ownTensors(const Student &student)
{
    TensorMap tensors;
    for (const auto &item : student.named_parameters())
        tensors.emplace(item.key(), item.value());
    for (const auto &item : student.named_buffers())
        tensors.emplace(item.key(), item.value());
    return tensors;
}

/// "a, b, c and 12 more"
std::string shortList(const std::vector<std::string> &names)
{
    constexpr std::size_t shown = 5;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < shown; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > shown)
        text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

std::string shapeText(const torch::Tensor &tensor)
{
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

} // namespace

std::shared_ptr<Student> makeStudent(const std::string &name, std::int64_t classes, std::uint64_t seed)
{
    (void)studentInfo(name); // throws for an unknown name
    if (classes < 2)
        throw ValueError("a student needs at least two classes, not " + std::to_string(classes),
                         "Add class names on the Data page or to the class file.");
    std::shared_ptr<Student> student = makers().at(name)(classes);
    initialise(*student, seed);
    student->train();
    return student;
}

ClassifierNames classifierOf(const Student &student)
{
    ClassifierNames names;
    const torch::Tensor proxies = student.proxies();
    for (const auto &item : student.named_parameters())
        if (proxies.defined() && item.value().is_same(proxies))
            names.weight = item.key();
    const std::string ending = "weight";
    if (!names.weight.ends_with(ending))
        return names;
    const std::string bias = names.weight.substr(0, names.weight.size() - ending.size()) + "bias";
    const auto parameters = student.named_parameters();
    const torch::Tensor *const found = parameters.find(bias);
    if (found && found->sizes() == c10::IntArrayRef({student.classes()}))
        names.bias = bias;
    return names;
}

torch::Tensor classifierBias(const Student &student)
{
    const std::string name = classifierOf(student).bias;
    return name.empty() ? torch::Tensor() : student.named_parameters()[name];
}

TensorMap studentTensors(const Student &student)
{
    TensorMap tensors = ownTensors(student);
    for (auto &[name, tensor] : tensors)
        tensor = tensor.detach().contiguous();
    return tensors;
}

void loadStudentTensors(Student &student, const TensorMap &tensors)
{
    const torch::NoGradGuard guard;
    TensorMap own = ownTensors(student);
    std::vector<std::string> missing;
    std::vector<std::string> extra;
    std::vector<std::string> wrong;
    for (const auto &[name, tensor] : own) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            missing.push_back(name);
        else if (found->second.sizes() != tensor.sizes())
            wrong.push_back(name + " " + shapeText(found->second) + " instead of " + shapeText(tensor));
        else if (found->second.is_floating_point() && !found->second.isfinite().all().item<bool>())
            wrong.push_back(name + " with values that are not finite");
    }
    for (const auto &[name, tensor] : tensors)
        if (own.find(name) == own.end())
            extra.push_back(name);

    std::string problem;
    const auto mention = [&](const char *what, const std::vector<std::string> &names) {
        if (!names.empty())
            problem += (problem.empty() ? "" : "; ") + std::string(what) + ": " + shortList(names);
    };
    mention("missing", missing);
    mention("not part of it", extra);
    mention("unusable", wrong);
    if (!problem.empty())
        throw ValueError("these weights do not fit the student: " + problem,
                         "Use weights of the same network with the same number of classes.");
    for (auto &[name, tensor] : own)
        tensor.copy_(tensors.at(name));
}

} // namespace retort
