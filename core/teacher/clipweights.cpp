#include "teacher/clipweights.h"

#include "base/error.h"

#include <cstring>
#include <string>

namespace retort {

namespace {

std::string placeOf(const std::string &name)
{
    return "tensor \"" + name + "\"";
}

std::string shapeText(torch::IntArrayRef shape)
{
    std::string text = "[";
    for (const std::int64_t extent : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

void checkNames(const TensorMap &expected, const SafetensorsView &weights, const std::filesystem::path &fileName)
{
    std::string missing;
    std::int64_t lacking = 0;
    for (const auto &[name, tensor] : expected) {
        if (!weights.find(name) && lacking++ == 0)
            missing = name;
    }
    if (lacking > 0) {
        const std::string others = lacking > 1 ? ", and so are " + std::to_string(lacking - 1) + " others" : "";
        throw InputError(
            fileName, placeOf(missing), "is missing" + others,
            "Both towers of a CLIP are needed, with the names that transformers' CLIPModel gives them. Check "
            "that config.json belongs to this file.");
    }
    for (const TensorView &tensor : weights.tensors) {
        if (!expected.contains(tensor.name) && !tensor.name.ends_with(".position_ids"))
            throw InputError(fileName, placeOf(tensor.name),
                             "belongs to no CLIP of the shape that config.json tells",
                             "Check that config.json belongs to this file.");
    }
}

} // namespace

void loadWeights(ClipModel &model, const SafetensorsView &weights, const std::filesystem::path &fileName)
{
    const torch::NoGradGuard noGrad;
    TensorMap expected = model->state();
    checkNames(expected, weights, fileName);
    for (auto &[name, parameter] : expected) {
        const TensorView &stored = *weights.find(name);
        if (parameter.sizes() != torch::IntArrayRef(stored.shape))
            throw InputError(fileName, placeOf(name),
                             "has the shape " + shapeText(stored.shape) + ", config.json asks for " +
                                 shapeText(parameter.sizes()),
                             "Check that config.json belongs to this file.");
        if (!torch::isFloatingType(scalarType(stored.type)))
            throw InputError(fileName, placeOf(name),
                             std::string("holds ") + elementName(stored.type) + " numbers",
                             "Quantised checkpoints are not supported: choose one with F32, F16 or BF16 weights.");
        // By way of memory that is aligned for the type: in the file it need not be.
        torch::Tensor read = torch::empty(stored.shape, scalarType(stored.type));
        std::memcpy(read.data_ptr(), stored.bytes.data(), stored.bytes.size());
        parameter.copy_(read);
        if (!parameter.isfinite().all().item<bool>())
            throw InputError(fileName, placeOf(name), "holds a NaN or an infinity",
                             "The checkpoint is damaged: copy or download it again.");
    }
}

} // namespace retort
