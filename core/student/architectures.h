#pragma once

#include "student/student.h"

namespace retort {

// One maker a network; weights are undefined until initialise().
// Those of torchvision have its names and sizes, and leave out what it draws in training: dropout before the
// classifier, and EfficientNet's stochastic depth. A step then draws nothing, and features and logits belong
// together; the teacher's soft answers regularise.

/// He et al. 2015 (arXiv 1512.03385) for 32 x 32 images: 6n + 2 layers of `width` (theirs: 16), 2 width and
/// 4 width channels, shortcuts without parameters (their option A).
[[nodiscard]] std::shared_ptr<Student> makeCifarResNet(std::int64_t depth, std::int64_t width,
                                                       std::int64_t classes);
/// He et al. 2015 for ImageNet, 18 layers, as torchvision has it.
[[nodiscard]] std::shared_ptr<Student> makeResNet18(std::int64_t classes);
/// He et al. 2015 for ImageNet, 50 layers, as torchvision has it: blocks shrink the image in their 3x3
/// convolution.
[[nodiscard]] std::shared_ptr<Student> makeResNet50(std::int64_t classes);
/// Zagoruyko and Komodakis 2016 (arXiv 1605.07146): 6n + 4 layers, `width` times as wide.
[[nodiscard]] std::shared_ptr<Student> makeWideResNet(std::int64_t depth, std::int64_t width,
                                                      std::int64_t classes);
/// Sandler et al. 2018 (arXiv 1801.04381), as torchvision has it.
[[nodiscard]] std::shared_ptr<Student> makeMobileNetV2(std::int64_t classes);
/// Howard et al. 2019 (arXiv 1905.02244), as torchvision has them. Features are what the last of the two linear
/// layers reads.
[[nodiscard]] std::shared_ptr<Student> makeMobileNetV3Small(std::int64_t classes);
[[nodiscard]] std::shared_ptr<Student> makeMobileNetV3Large(std::int64_t classes);
/// Tan and Le 2019 (arXiv 1905.11946), as torchvision has it.
[[nodiscard]] std::shared_ptr<Student> makeEfficientNetB0(std::int64_t classes);

} // namespace retort
