#pragma once

#include "base/progress.h"
#include "data/image.h"
#include "data/packedimages.h"

#include <array>
#include <memory>
#include <stop_token>
#include <string>

namespace retort {

enum class Resampling { Nearest, Bilinear, Bicubic };

/// Where a centre crop begins when it cannot be in the middle: half a pixel down, as Hugging Face's CLIP does, or
/// to the even number, as torchvision's CenterCrop and so OpenCLIP and OpenAI do.
enum class CropRounding { Down, Even };

/// How an image becomes a tower's input, as a preprocessor_config.json says it: resize the shorter
/// edge, cut the centre, scale to 0 .. 1, normalise. In that order, on bytes until the last step.
struct Preprocessing
{
    int resize = 224; ///< shorter edge, pixels
    int crop = 224;   ///< square, pixels
    Resampling resampling = Resampling::Bicubic;
    std::array<float, 3> mean{};
    std::array<float, 3> standardDeviation{1.0F, 1.0F, 1.0F};
    CropRounding rounding = CropRounding::Down;

    /// Differs whenever the result may differ: part of the embedding cache's key.
    [[nodiscard]] std::string fingerprint() const;
};

/// Resizes bytes as Pillow's Image.resize does (antialiased, fixed point; at most 1 level apart; see
/// resample.h for the one exception).
[[nodiscard]] Image resized(const Image &image, int height, int width, Resampling resampling);
/// Shorter edge to `resize`, then the centre crop x crop square; still bytes.
[[nodiscard]] Image resizedAndCropped(const Image &image, int resize, int crop, Resampling resampling,
                                      CropRounding rounding = CropRounding::Down);
/// Writes 3 x crop x crop normalised floats, channel planes first; grey is repeated.
void preprocess(const Image &image, const Preprocessing &how, float *planes);

/// Brings every image of a source to size x size as its view says (by default shorter edge, centre crop; an exact
/// fit is taken as it is), in parallel, keeping order and keys. All grey stays one channel, else everything
/// becomes RGB. Throws InputError for an image that cannot be read.
[[nodiscard]] std::shared_ptr<const PackedImages> packAtSize(const ImageSource &source, int size,
                                                             std::stop_token stop, const Reporter &reporter);
/// The same images, packed where they take at most `memory` bytes (as RGB). More of them are read and brought to
/// size whenever they are asked for, as RGB: the same pixels, at the price of reading and decoding each time.
[[nodiscard]] std::shared_ptr<const SizedImages> bringToSize(std::shared_ptr<const ImageSource> source, int size,
                                                             std::size_t memory, std::stop_token stop,
                                                             const Reporter &reporter);

} // namespace retort
