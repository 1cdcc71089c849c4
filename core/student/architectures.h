#pragma once

#include "student/student.h"

namespace retort {

// One maker a family; weights are undefined until initialise().

/// He et al. 2015 (arXiv 1512.03385) for 32 x 32 images: 6n + 2 layers of 16, 32, 64 channels, shortcuts without
/// parameters (their option A).
[[nodiscard]] std::shared_ptr<Student> makeCifarResNet(std::int64_t depth, std::int64_t classes);
/// He et al. 2015 for ImageNet, 18 layers, as torchvision has it.
[[nodiscard]] std::shared_ptr<Student> makeResNet18(std::int64_t classes);
/// Zagoruyko and Komodakis 2016 (arXiv 1605.07146): 6n + 4 layers, `width` times as wide.
[[nodiscard]] std::shared_ptr<Student> makeWideResNet(std::int64_t depth, std::int64_t width,
                                                      std::int64_t classes);
/// Sandler et al. 2018 (arXiv 1801.04381), as torchvision has it, without dropout before the classifier: a step
/// then draws nothing, and features and logits belong together.
[[nodiscard]] std::shared_ptr<Student> makeMobileNetV2(std::int64_t classes);

} // namespace retort
