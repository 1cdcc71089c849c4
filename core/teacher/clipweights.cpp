#include "teacher/clipweights.h"

#include "base/error.h"
#include "base/parallel.h"
#include "teacher/finite.h"
#include "teacher/openclip.h"

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

/// Whether the towers take this parameter as float16 or bfloat16, too: those that are large, where they come into
/// a product or are looked up.
bool staysNarrow(const std::string &name, const torch::Tensor &parameter, ElementType type)
{
    const bool narrow = type == ElementType::F16 || type == ElementType::BF16;
    return narrow && parameter.dim() >= 2 && !name.starts_with("visual.") &&
           name.find("position_embedding") == std::string::npos;
}

/// Where the tensor's bytes lie aligned.
bool isAligned(const TensorView &view)
{
    const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
    return !view.bytes.empty() && address % elementSize(view.type) == 0;
}

} // namespace

void loadWeights(ClipModel &model, const std::shared_ptr<const WeightSet> &weights)
{
    const torch::NoGradGuard noGrad;
    TensorMap expected = model->state();
    checkNames(expected, *weights);
    struct Place
    {
        const Weight *weight;
        std::string name;
        torch::Tensor parameter;
    };
    std::vector<Place> all;
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
        all.push_back({&weight, name, parameter});
    }
    std::atomic<const Weight *> spoilt{nullptr};
    parallelFor(static_cast<std::int64_t>(all.size()), {}, [&](std::int64_t i) {
        const Weight *weight = all[static_cast<std::size_t>(i)].weight;
        if (!isFinite(weight->view.bytes, weight->view.type))
            spoilt = weight;
    });
    if (const Weight *weight = spoilt)
        throw InputError(weight->file, placeOf(*weight), "holds a NaN or an infinity",
                         "The checkpoint is damaged: copy or download it again.");
    for (auto &[weight, name, parameter] : all) {
        const TensorView &view = weight->view;
        const bool kept = view.type == ElementType::F32 || staysNarrow(name, parameter, view.type);
        if (kept && isAligned(view)) {
            void *data = const_cast<std::byte *>(view.bytes.data());
            parameter.set_data(torch::from_blob(
                data, view.shape, [weights](void *) {}, scalarType(view.type)));
            continue;
        }
        // By way of memory that is aligned for the type: in the file it need not be.
        const torch::Tensor read = torch::empty(view.shape, scalarType(view.type));
        std::memcpy(read.data_ptr(), view.bytes.data(), view.bytes.size());
        if (kept)
            parameter.set_data(read);
        else
            parameter.copy_(read);
    }
}

} // namespace retort
