#include "distil/syntheticinput.h"

#include "base/random.h"
#include "data/packedimages.h"

#include <cmath>

namespace retort {

namespace {

Matrix randomUnitRows(std::int64_t rows, std::int64_t columns, RandomStream &stream)
{
    Matrix matrix(rows, columns);
    for (std::int64_t r = 0; r < rows; ++r) {
        double squares = 0;
        for (float &value : matrix.row(r)) {
            value = static_cast<float>(stream.normal());
            squares += static_cast<double>(value) * static_cast<double>(value);
        }
        for (float &value : matrix.row(r))
            value = static_cast<float>(value / std::sqrt(squares));
    }
    return matrix;
}

} // namespace

DistilInput syntheticInput(const Recipe &recipe, std::int64_t images, std::int64_t classes,
                           std::int64_t teacherDimension)
{
    constexpr int channels = 3;
    RandomStream stream{recipe.seed, static_cast<std::uint64_t>(Purpose::Sample)};
    std::vector<ContentKey> keys(static_cast<std::size_t>(images));
    for (ContentKey &key : keys)
        for (std::uint8_t &byte : key.bytes)
            byte = static_cast<std::uint8_t>(stream.below(256));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(images * recipe.inputSize * recipe.inputSize) *
                                     channels);
    for (std::uint8_t &pixel : pixels)
        pixel = static_cast<std::uint8_t>(stream());

    DistilInput input;
    const int side = static_cast<int>(recipe.inputSize);
    input.images = std::make_shared<const PackedImages>(side, side, channels, std::move(pixels), std::move(keys));
    input.teacher.embeddings = std::make_shared<const Matrix>(randomUnitRows(images, teacherDimension, stream));
    input.teacher.proxies = randomUnitRows(classes, teacherDimension, stream);
    for (std::int64_t c = 0; c < classes; ++c)
        input.classes.push_back("class " + std::to_string(c));
    return input;
}

} // namespace retort
