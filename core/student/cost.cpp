#include "student/cost.h"

namespace retort {

namespace {

thread_local std::int64_t counted = 0;

struct Layer : at::ObserverContext
{
    std::int64_t each; // multiplications and additions for one number of its output
};

// Inputs can be read at the start alone, outputs at the end.
std::unique_ptr<at::ObserverContext> start(const at::RecordFunction &function)
{
    const std::string name = function.name();
    // Everything that convolves or maps comes through one of these two once.
    if (name != "aten::convolution" && name != "aten::linear")
        return nullptr;
    const torch::Tensor weight = function.inputs()[1].toTensor();
    auto layer = std::make_unique<Layer>();
    layer->each = weight.numel() / weight.size(0);
    return layer;
}

void count(const at::RecordFunction &function, at::ObserverContext *layer)
{
    if (layer != nullptr)
        counted += function.outputs()[0].toTensor().numel() * static_cast<const Layer *>(layer)->each;
}

} // namespace

std::int64_t multiplyAdds(Student &student, std::int64_t side)
{
    const torch::NoGradGuard guard;
    const bool trained = student.is_training();
    student.eval();
    counted = 0;
    const at::CallbackHandle handle = at::addThreadLocalCallback(at::RecordFunctionCallback(start, count)
                                                                     .needsInputs(true)
                                                                     .needsOutputs(true)
                                                                     .scopes({at::RecordScope::FUNCTION}));
    static_cast<void>(student.forward(torch::zeros({1, 3, side, side})));
    at::removeCallback(handle);
    student.train(trained);
    return counted;
}

} // namespace retort
