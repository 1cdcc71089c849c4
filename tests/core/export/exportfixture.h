#pragma once

#include "base/random.h"
#include "export/studentfile.h"
#include "student/student.h"

#include <string>
#include <vector>

namespace retort::test {

inline torch::Tensor normalImages(std::int64_t count, std::int64_t size)
{
    torch::Tensor images = torch::empty({count, 3, size, size});
    RandomStream stream({1});
    for (std::int64_t i = 0; i < images.numel(); ++i)
        images.data_ptr<float>()[i] = static_cast<float>(stream.normal());
    return images;
}

/// Weights of a student whose normalisations have seen images: statistics of their own.
inline NamedTensors usedWeights(const std::string &name, std::int64_t classes)
{
    const auto student = makeStudent(name, classes, 1);
    const torch::NoGradGuard guard;
    for (const torch::Tensor &parameter : student->parameters())
        if (parameter.dim() == 1) // scales and shifts that matter, too
            torch::Tensor(parameter).add_(normalImages(1, 64).flatten().narrow(0, 0, parameter.numel()) * 0.1);
    for (int step = 0; step < 3; ++step)
        static_cast<void>(student->forward(normalImages(8, 64)));
    TensorMap tensors;
    for (const auto &[key, tensor] : studentTensors(*student))
        tensors.emplace(key, tensor.clone());
    return toNamedTensors(tensors);
}

inline StudentFile fileOf(const std::string &student, std::int64_t size)
{
    StudentFile file;
    file.student = student;
    file.classes = {"cat", "ship \"big\"", "dög"};
    file.inputSize = size;
    return file;
}

/// What studentFileFrom() needs, without a project.
inline Metadata metadataOf(const StudentFile &file)
{
    Metadata metadata{{"student", file.student},
                      {"classes", R"(["cat","ship \"big\"","dög"])"},
                      {"input_size", std::to_string(file.inputSize)},
                      {"preprocessing", R"({"fit":")" + fitText(file.view.fit) + R"(","region":")" +
                                            regionText(file.view.region) + R"("})"}};
    if (file.rejectThreshold)
        metadata["reject_threshold"] = std::to_string(*file.rejectThreshold);
    return metadata;
}

} // namespace retort::test
