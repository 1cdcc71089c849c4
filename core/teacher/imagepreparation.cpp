#include "teacher/imagepreparation.h"

#include "base/error.h"
#include "formats/jsonobject.h"
#include "images/viewed.h"

#include <array>
#include <cmath>

namespace retort {

namespace {

// CLIP's own, transformers' defaults.
constexpr std::array<float, 3> clipMean{0.48145466F, 0.4578275F, 0.40821073F};
constexpr std::array<float, 3> clipDeviation{0.26862954F, 0.26130258F, 0.27577711F};
constexpr int largestSide = 1 << 13;

struct Size
{
    int side = 0;
    bool square = false; ///< height and width were given
};

/// A number, {"shortest_edge": n} or {"height": n, "width": n}.
Size parseSize(const JsonObject &json, const std::string &key, std::int64_t fallback)
{
    if (!json.value(key).is_object())
        return {static_cast<int>(json.integer(key, fallback, 1, largestSide)), false};
    const JsonObject size = json.object(key);
    if (size.has("shortest_edge"))
        return {static_cast<int>(size.integer("shortest_edge", 0, 1, largestSide)), false};
    if (!size.has("height") || !size.has("width"))
        json.fail(key, "has neither shortest_edge nor height and width",
                  "Copy preprocessor_config.json from the checkpoint again.");
    const std::int64_t height = size.integer("height", 0, 1, largestSide);
    if (height != size.integer("width", 0, 1, largestSide))
        json.fail(key, "is not square", "Only towers for square images are supported.");
    return {static_cast<int>(height), true};
}

std::array<float, 3> parseChannels(const JsonObject &json, const std::string &key,
                                   const std::array<float, 3> &fallback, bool positive)
{
    const nlohmann::json &value = json.value(key);
    if (value.is_null())
        return fallback;
    std::array<float, 3> channels{};
    bool fine = value.is_array() && value.size() == channels.size();
    for (std::size_t i = 0; fine && i < channels.size(); ++i) {
        fine = value[i].is_number();
        if (fine)
            channels[i] = value[i].get<float>();
        fine = fine && std::isfinite(channels[i]) && (!positive || channels[i] > 0);
    }
    if (!fine)
        json.fail(key, positive ? "must be three numbers above 0" : "must be three numbers",
                  "Copy preprocessor_config.json from the checkpoint again.");
    return channels;
}

Resampling parseResampling(const JsonObject &json)
{
    switch (json.integer("resample", 3, 0, 5)) { // Pillow's ids
    case 0:
        return Resampling::Nearest;
    case 2:
        return Resampling::Bilinear;
    case 3:
        return Resampling::Bicubic;
    default:
        json.fail("resample", "is a filter that is not supported",
                  "Use a checkpoint with 0 (nearest), 2 (bilinear) or 3 (bicubic).");
    }
}

int pillowId(Resampling resampling)
{
    switch (resampling) {
    case Resampling::Nearest:
        return 0;
    case Resampling::Bilinear:
        return 2;
    case Resampling::Bicubic:
        break;
    }
    return 3;
}

} // namespace

Image ImagePreparation::seen(const Image &image, const ImageView &view) const
{
    if (view.fit != Fit::Crop)
        return squareOf(image, view, how.crop, how.resampling);
    if (!view.region.isWhole())
        return seen(regionOf(image, view.region));
    const auto cropped = [this](const Image &of) {
        return resizedAndCropped(of, how.resize, how.crop, how.resampling, how.rounding);
    };
    if (squash && (image.height != how.resize || image.width != how.resize))
        return cropped(resized(image, how.resize, how.resize, how.resampling));
    return cropped(image);
}

void ImagePreparation::prepare(const Image &image, float *planes, const ImageView &view) const
{
    Preprocessing exact = how;
    exact.resize = exact.crop;
    preprocess(seen(image, view), exact, planes);
}

ImagePreparation parseImagePreparation(const std::string &text, const std::string &fileName,
                                       std::int64_t imageSize)
{
    const std::filesystem::path file(fileName);
    const nlohmann::json parsed = parseJson(text, file);
    const JsonObject whole(parsed, file, {});
    const JsonObject json = whole.has("image_processor") ? whole.object("image_processor") : whole;

    ImagePreparation result;
    const Size size = parseSize(json, "size", 224);
    const bool cropped = json.flag("do_center_crop", true);
    result.how.resize = size.side;
    result.how.crop = cropped ? parseSize(json, "crop_size", 224).side : size.side;
    result.how.resampling = parseResampling(json);
    result.squash = size.square;
    if (!json.flag("do_resize", true))
        json.fail("do_resize", "false is not supported: images of other sizes could not be used",
                  "Set it to true and \"size\" to the size that the images have.");
    if (!cropped && !size.square)
        json.fail("do_center_crop", "false is not supported with a size that keeps the aspect ratio",
                  "Set it to true, or give \"size\" as height and width.");
    if (result.how.crop != imageSize)
        json.fail(cropped ? "crop_size" : "size",
                  "gives images of " + std::to_string(result.how.crop) + " px, but the image tower takes " +
                      std::to_string(imageSize),
                  "Copy config.json and preprocessor_config.json from the same checkpoint.");

    const bool normalised = json.flag("do_normalize", true);
    if (normalised) {
        result.how.mean = parseChannels(json, "image_mean", clipMean, false);
        result.how.standardDeviation = parseChannels(json, "image_std", clipDeviation, true);
    }
    // Retort scales bytes to 0 .. 1 before it normalises; another factor is the same as another mean and
    // deviation.
    const double factor =
        json.flag("do_rescale", true) ? json.number("rescale_factor", 1.0 / 255, 1e-6, 1e6) : 1.0;
    const double relative = 255.0 * factor;
    if (std::abs(relative - 1.0) > 1e-6) {
        for (std::size_t i = 0; i < 3; ++i) {
            result.how.mean[i] = static_cast<float>(result.how.mean[i] / relative);
            result.how.standardDeviation[i] = static_cast<float>(result.how.standardDeviation[i] / relative);
        }
    }
    return result;
}

std::string imagePreparationToJson(const Preprocessing &how)
{
    const nlohmann::ordered_json json = {{"image_processor_type", "CLIPImageProcessor"},
                                         {"do_resize", true},
                                         {"size", {{"shortest_edge", how.resize}}},
                                         {"resample", pillowId(how.resampling)},
                                         {"do_center_crop", true},
                                         {"crop_size", {{"height", how.crop}, {"width", how.crop}}},
                                         {"do_rescale", true},
                                         {"rescale_factor", 1.0 / 255},
                                         {"do_normalize", true},
                                         {"image_mean", how.mean},
                                         {"image_std", how.standardDeviation},
                                         {"do_convert_rgb", true}};
    return json.dump(2) + "\n";
}

} // namespace retort
