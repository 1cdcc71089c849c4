#pragma once

#include "base/matrix.h"
#include "data/imagesource.h"
#include "formats/safetensors.h"
#include "peerfile.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

/// How alike Retort's embeddings are to a peer's.
namespace testsupport {

using retort::ContentKey;
using retort::Image;
using retort::ImageSource;
using retort::Matrix;
using retort::SafetensorsView;
using retort::TensorView;

class ImageList : public ImageSource
{
public:
    explicit ImageList(std::vector<Image> images) : m_images(std::move(images)) {}
    [[nodiscard]] std::int64_t size() const override { return std::int64_t(m_images.size()); }
    [[nodiscard]] ContentKey key(std::int64_t) const override { return {}; }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_images[index]; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }

private:
    std::vector<Image> m_images;
};

/// All tensors called "image ...".
inline ImageList imagesOf(const SafetensorsView &view)
{
    std::vector<Image> images;
    for (const TensorView &tensor : view.tensors) {
        if (tensor.name.starts_with("image "))
            images.push_back({int(tensor.shape[0]), int(tensor.shape[1]), 3, valuesOf<std::uint8_t>(tensor)});
    }
    return ImageList(std::move(images));
}

inline Matrix matrixOf(const TensorView &tensor)
{
    Matrix matrix(tensor.shape[0], tensor.shape[1]);
    std::memcpy(matrix.data(), tensor.bytes.data(), tensor.bytes.size());
    return matrix;
}

struct Likeness
{
    double plain = 1;   ///< smallest cosine of a row with the peer's
    double centred = 1; ///< after the mean of the peer's rows was taken from both
};

inline Likeness compare(const Matrix &ours, const Matrix &theirs)
{
    const auto columns = static_cast<std::size_t>(theirs.columns());
    std::vector<double> mean(columns);
    for (std::int64_t r = 0; r < theirs.rows(); ++r) {
        for (std::size_t c = 0; c < columns; ++c)
            mean[c] += double(theirs.row(r)[c]) / double(theirs.rows());
    }
    const auto cosine = [&](std::int64_t row, double share) {
        double product = 0;
        double a = 0;
        double b = 0;
        for (std::size_t c = 0; c < columns; ++c) {
            const double x = double(ours.row(row)[c]) - share * mean[c];
            const double y = double(theirs.row(row)[c]) - share * mean[c];
            product += x * y;
            a += x * x;
            b += y * y;
        }
        return product / std::sqrt(a * b);
    };
    Likeness likeness;
    for (std::int64_t r = 0; r < theirs.rows(); ++r) {
        likeness.plain = std::min(likeness.plain, cosine(r, 0));
        likeness.centred = std::min(likeness.centred, cosine(r, 1));
    }
    return likeness;
}

/// NaN is not alike.
inline bool alike(const Likeness &likeness)
{
    return likeness.plain >= 0.9999 && likeness.centred >= 0.999;
}

/// What rounding to bfloat16 may cost.
inline bool nearlyAlike(const Likeness &likeness)
{
    return likeness.plain >= 0.999;
}

} // namespace testsupport
