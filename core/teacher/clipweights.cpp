#include "teacher/clipweights.h"

#include "base/error.h"
#include "teacher/finite.h"
#include "teacher/openclip.h"
#include "tensor/parallel.h"

#include <atomic>
#include <cstring>
#include <string>
#include <utility>

namespace retort {

namespace {

std::string placeOf(const Weight &weight)
{
    return "tensor \"" + weight.view.name + "\"";
}

std::string shapeText(torch::IntArrayRef shape)
{
    std::string text = "[";
    for (const std::int64_t extent : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

void checkNames(const TensorMap &expected, const WeightSet &weights)
{
    if (weights.all().empty())
        throw Error("the checkpoint holds no tensors", "Download it again.");
    const Weight &any = weights.all().front();
    std::string missing;
    std::int64_t lacking = 0;
    for (const auto &[name, tensor] : expected) {
        if (!weights.find(name) && lacking++ == 0)
            missing = name;
    }
    // Named as in the file, if others there have other names than the towers.
    const bool renamed = std::any_of(weights.all().begin(), weights.all().end(),
                                     [](const Weight &weight) { return weight.name != weight.view.name; });
    if (lacking > 0) {
        const std::string others = lacking > 1 ? ", and so are " + std::to_string(lacking - 1) + " others" : "";
        throw InputError(
            any.file, "tensor \"" + (renamed ? openClipName(missing) : missing) + "\"", "is missing" + others,
            renamed ? "Both towers of a CLIP are needed: download the whole checkpoint, and check that "
                      "its configuration belongs to it."
                    : "Both towers of a CLIP are needed, with the names that transformers' CLIPModel "
                      "gives them. Check that config.json belongs to this file.");
    }
    for (const Weight &weight : weights.all()) {
        if (!expected.contains(weight.name) && !weight.name.ends_with(".position_ids"))
            throw InputError(weight.file, placeOf(weight),
                             "belongs to no CLIP of the shape that its configuration tells",
                             "Check that the configuration (config.json) belongs to this file.");
    }
}

/// Where the tensor's bytes lie aligned as float32.
bool usableInPlace(const TensorView &view)
{
    const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
    return view.type == ElementType::F32 && !view.bytes.empty() && address % alignof(float) == 0;
}

} // namespace

void loadWeights(ClipModel &model, const std::shared_ptr<const WeightSet> &weights)
{
    const torch::NoGradGuard noGrad;
    TensorMap expected = model->state();
    checkNames(expected, *weights);
    std::vector<std::pair<const Weight *, torch::Tensor>> all;
    for (auto &[name, parameter] : expected) {
        const Weight &weight = *weights->find(name);
        if (parameter.sizes() != torch::IntArrayRef(weight.view.shape))
            throw InputError(weight.file, placeOf(weight),
                             "has the shape " + shapeText(weight.view.shape) + ", its configuration asks for " +
                                 shapeText(parameter.sizes()),
                             "Check that the configuration (config.json) belongs to this file.");
        if (!torch::isFloatingType(scalarType(weight.view.type)))
            throw InputError(weight.file, placeOf(weight),
                             std::string("holds ") + elementName(weight.view.type) + " numbers",
                             "Quantised checkpoints are not supported: choose one with F32, F16 or BF16 weights.");
        all.emplace_back(&weight, parameter);
    }
    std::atomic<const Weight *> spoilt{nullptr};
    parallelFor(static_cast<std::int64_t>(all.size()), [&](std::int64_t i) {
        auto &[weight, parameter] = all[static_cast<std::size_t>(i)];
        if (!isFinite(weight->view.bytes, weight->view.type))
            spoilt = weight;
    });
    if (const Weight *weight = spoilt)
        throw InputError(weight->file, placeOf(*weight), "holds a NaN or an infinity",
                         "The checkpoint is damaged: copy or download it again.");
    for (auto &[weight, parameter] : all) {
        const TensorView &view = weight->view;
        if (usableInPlace(view)) {
            void *data = const_cast<std::byte *>(view.bytes.data());
            parameter.set_data(torch::from_blob(
                data, view.shape, [weights](void *) {}, parameter.options()));
            continue;
        }
        // By way of memory that is aligned for the type: in the file it need not be.
        torch::Tensor read = torch::empty(view.shape, scalarType(view.type));
        std::memcpy(read.data_ptr(), view.bytes.data(), view.bytes.size());
        parameter.copy_(read);
    }
}

} // namespace retort
