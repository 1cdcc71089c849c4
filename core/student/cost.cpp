#include "student/cost.h"

namespace retort {

namespace {

thread_local std::int64_t counted = 0;

void count(const at::RecordFunction &function, at::ObserverContext *)
{
    const std::string name = function.name();
    // Everything that convolves or maps comes through one of these two once.
    if (name != "aten::convolution" && name != "aten::linear")
        return;
    const torch::Tensor weight = function.inputs()[1].toTensor();
    const torch::Tensor output = function.outputs()[0].toTensor();
    counted += output.numel() * (weight.numel() / weight.size(0));
}

} // namespace

std::int64_t multiplyAdds(Student &student, std::int64_t side)
{
    const torch::NoGradGuard guard;
    const bool trained = student.is_training();
    student.eval();
    counted = 0;
    const at::CallbackHandle handle = at::addThreadLocalCallback(
        at::RecordFunctionCallback(
            [](const at::RecordFunction &) { return std::unique_ptr<at::ObserverContext>(); }, count)
            .needsInputs(true)
            .needsOutputs(true)
            .scopes({at::RecordScope::FUNCTION}));
    static_cast<void>(student.forward(torch::zeros({1, 3, side, side})));
    at::removeCallback(handle);
    student.train(trained);
    return counted;
}

} // namespace retort
