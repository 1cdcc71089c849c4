#pragma once

#include "base/random.h"
#include "data/imagesource.h"

#include <cstdint>
#include <memory>

namespace retort {

/// How crops of images are drawn.
struct CropDraw
{
    std::int64_t count = 1;  ///< crops an image
    double smallestArea = 1; ///< of the image's, above 0 .. 1; the aspect ratio is within 3/4 .. 4/3
    bool flip = false;       ///< left to right, half of the time
    std::uint64_t seed = 1;
};

/// A part of a picture, in whole pixels.
struct CropRect
{
    int top = 0;
    int left = 0;
    int height = 0;
    int width = 0;
    bool flip = false;

    bool operator==(const CropRect &) const = default;
};

/// As usual for this augmentation: area and log aspect are uniform; what does not fit is drawn again, and after
/// ten tries the largest centred part of an allowed aspect is taken.
[[nodiscard]] CropRect drawCrop(int height, int width, const CropDraw &how, RandomStream &stream);

/// Crops of the images of a source (of the region that its view names): crop k of image i is image i * count + k,
/// drawn from seed, content and k alone, in the picture's own pixels. Whoever needs a square stretches it to one,
/// so a teacher and a student of other input sizes see the same crop. Its key derives from the image's and from
/// what it was drawn by.
class CroppedViews : public ImageSource
{
public:
    CroppedViews(std::shared_ptr<const ImageSource> images, const CropDraw &how);

    [[nodiscard]] std::int64_t size() const override;
    [[nodiscard]] ContentKey key(std::int64_t index) const override;
    [[nodiscard]] Image image(std::int64_t index) const override;
    [[nodiscard]] std::string name(std::int64_t index) const override;
    [[nodiscard]] std::string location(std::int64_t index) const override;
    [[nodiscard]] ImageView view() const override { return {Fit::Squash, {}}; }

private:
    std::shared_ptr<const ImageSource> m_images;
    CropDraw m_how;
    Region m_region;
};

} // namespace retort
