#pragma once

#include "data/image.h"
#include "images/preprocess.h"

#include <cstdint>
#include <string>

namespace retort {

/// How the images of a Hugging Face checkpoint are prepared: what its preprocessor_config.json (or the
/// image_processor in processor_config.json) says, brought to Retort's terms.
struct ImagePreparation
{
    Preprocessing how;
    bool squash =
        false; ///< "size" gives height and width: resized to that square without keeping the aspect ratio

    /// What the tower sees of an image, crop x crop bytes a channel. A view other than the default says how the
    /// whole region is brought to the square instead.
    [[nodiscard]] Image seen(const Image &image, const ImageView &view = {}) const;
    /// Writes the same as 3 x crop x crop normalised floats, channel planes first.
    void prepare(const Image &image, float *planes, const ImageView &view = {}) const;
};

/// Understands size and crop_size as a number, {"height", "width"} or {"shortest_edge"}, Pillow's resample ids,
/// image_mean, image_std, rescale_factor and the do_* flags; CLIP's values where keys are missing. Throws
/// InputError naming the key for what has no equivalent (crops that are not square, another filter, a size that is
/// not the tower's).
[[nodiscard]] ImagePreparation parseImagePreparation(const std::string &json, const std::string &fileName,
                                                     std::int64_t imageSize);
/// A preprocessor_config.json that transformers' CLIPImageProcessor takes.
[[nodiscard]] std::string imagePreparationToJson(const Preprocessing &how);

} // namespace retort
