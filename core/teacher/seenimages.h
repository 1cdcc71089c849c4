#pragma once

#include "data/imagesource.h"
#include "teacher/imagepreparation.h"

#include <memory>

namespace retort {

/// The images of a source as a teacher with this preparation sees them: crop x crop pixels, by the source's view,
/// before the numbers are normalised.
[[nodiscard]] std::shared_ptr<const ImageSource> seenImages(std::shared_ptr<const ImageSource> source,
                                                            const ImagePreparation &preparation);

} // namespace retort
