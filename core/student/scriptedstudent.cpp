#include "student/scriptedstudent.h"

#include "base/error.h"
#include "base/random.h"
#include "student/layers.h"
#include "tensor/script.h"

#include <mutex>
#include <sstream>

namespace retort {

namespace {

constexpr const char *howToReturn = "Let its forward() return (features, logits): [B, d] and [B, classes].";

/// The part of LibTorch's message that says what happened; what comes before it is a traceback.
std::string reasonOf(const std::exception &error)
{
    const auto *torchError = dynamic_cast<const c10::Error *>(&error);
    std::istringstream lines(torchError ? torchError->what_without_backtrace() : error.what());
    std::string reason;
    for (std::string line; std::getline(lines, line);)
        if (line.find_first_not_of(" \t^~") != std::string::npos && line.find("<--- HERE") == std::string::npos)
            reason = line;
    return reason.substr(0, 300);
}

torch::jit::Module load(std::span<const std::byte> bytes)
{
    std::istringstream stream(std::string(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
    try {
        torch::jit::Module module = torch::jit::load(stream, torch::kCPU);
        module.to(torch::kFloat32);
        return module;
    } catch (const std::exception &error) {
        throw ValueError("this is no TorchScript module that LibTorch " TORCH_VERSION " loads: " + reasonOf(error),
                         "Write it with torch.jit.script(model).save(FILE), by a torch that is not much newer.");
    }
}

/// Images that differ, the same each time.
torch::Tensor trialImages(std::int64_t size)
{
    torch::Tensor images = torch::empty({2, 3, size, size});
    RandomStream stream{static_cast<std::uint64_t>(Purpose::Sample)};
    for (float &value : std::span(images.data_ptr<float>(), static_cast<std::size_t>(images.numel())))
        value = static_cast<float>(4 * stream.uniform() - 2);
    return images;
}

std::string shapeOf(const torch::Tensor &tensor)
{
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

/// Features and logits out of what forward() returned.
Student::Output outputOf(const c10::IValue &result)
{
    const auto wrong = [](const std::string &what) {
        throw ValueError("the module returns " + what + " where features and logits are needed", howToReturn);
    };
    if (!result.isTuple())
        wrong("one " + result.tagKind());
    const auto &parts = result.toTupleRef().elements();
    if (parts.size() != 2)
        wrong("a tuple of " + std::to_string(parts.size()));
    if (!parts[0].isTensor() || !parts[1].isTensor())
        wrong("(" + parts[0].tagKind() + ", " + parts[1].tagKind() + ")");
    const auto isMatrix = [](const torch::Tensor &t) { return t.dim() == 2 && t.is_floating_point(); };
    const Student::Output output{parts[0].toTensor(), parts[1].toTensor()};
    if (!isMatrix(output.features) || !isMatrix(output.logits))
        wrong(shapeOf(output.features) + " and " + shapeOf(output.logits));
    // Losses read small differences.
    return {output.features.to(torch::kFloat32), output.logits.to(torch::kFloat32)};
}

/// Runs forward() operator by operator: what the optimiser makes of it depends on how often it has run, and so
/// would the bits after resuming.
Student::Output run(torch::jit::Module &module, const torch::Tensor &images, std::uint64_t seed)
{
    // Modules draw from the generators that all threads share.
    static std::mutex generators;
    const std::lock_guard lock(generators);
    torch::manual_seed(seed);
    const torch::jit::GraphOptimizerEnabledGuard asWritten(false);
    return outputOf(module.forward({images}));
}

/// The name of the parameter [C, d] with logits = features * parameter' + something; empty where there is none.
std::string classifierOf(const torch::jit::Module &module, const Student::Output &output)
{
    const std::int64_t classes = output.logits.size(1);
    torch::Tensor direction = torch::empty({classes});
    RandomStream stream{static_cast<std::uint64_t>(Purpose::Sample), 1};
    for (float &value : std::span(direction.data_ptr<float>(), static_cast<std::size_t>(classes)))
        value = static_cast<float>(stream.normal());
    if (!output.features.requires_grad())
        return {};
    // How the logits move with the features along a direction, for each image: the same for a linear layer.
    const torch::Tensor slope =
        torch::autograd::grad({(output.logits * direction).sum()}, {output.features}, {}, true, false, true)[0];
    if (!slope.defined())
        return {};
    for (const auto &parameter : module.named_parameters()) {
        const torch::Tensor value = parameter.value.detach();
        if (!parameter.value.requires_grad() ||
            value.sizes() != c10::IntArrayRef({classes, output.features.size(1)}))
            continue;
        const torch::Tensor expected = torch::mv(value.t(), direction);
        if (torch::allclose(slope, expected.expand_as(slope), 1e-3, 1e-5))
            return parameter.name;
    }
    return {};
}

struct Trial
{
    std::int64_t featureSize;
    std::string classifier;
};

/// Throws ValueError for a module that cannot be a student. It is spent afterwards.
Trial tryOut(torch::jit::Module module, std::int64_t classes, std::int64_t inputSize)
{
    bool learns = false;
    for (const torch::Tensor &parameter : module.parameters())
        learns = learns || parameter.requires_grad();
    if (!learns)
        throw ValueError(
            "the module has no parameters that learn",
            "Save it with torch.jit.script, without torch.jit.freeze and without no_grad parameters.");
    torch::Tensor images = trialImages(inputSize);
    const auto answer = [&](bool training) {
        module.train(training);
        try {
            return run(module, images, 0);
        } catch (const Error &) {
            throw;
        } catch (const std::exception &error) {
            throw ValueError("the module cannot take images " + shapeOf(images) +
                                 (training ? " in training mode" : "") + ": " + reasonOf(error),
                             "Set \"input_size\" to what the module was made for, or change the module.");
        }
    };
    const Student::Output output = answer(false);
    for (const torch::Tensor &part : {output.features, output.logits})
        if (part.size(0) != images.size(0) || part.size(1) < 1)
            throw ValueError("the module returns " + shapeOf(output.features) + " and " + shapeOf(output.logits) +
                                 " for " + std::to_string(images.size(0)) + " images",
                             howToReturn);
    if (output.logits.size(1) != classes)
        throw ValueError("the module answers " + std::to_string(output.logits.size(1)) +
                             " classes, the project has " + std::to_string(classes),
                         "Make the module with " + std::to_string(classes) +
                             " outputs, or change the class list.");
    if (!output.features.isfinite().all().item<bool>() || !output.logits.isfinite().all().item<bool>())
        throw ValueError("the module answers with values that are not finite", "Check its weights.");
    if (!answer(true).logits.requires_grad())
        throw ValueError("the module's logits do not depend on its parameters in a way that can be learned",
                         "Take torch.no_grad() and detach() out of its forward().");
    // With images that ask for a gradient, features have one too, even where no parameter made them.
    module.train(false);
    return {output.features.size(1), classifierOf(module, run(module, images.requires_grad_(), 0))};
}

class ScriptedStudent : public Student
{
public:
    ScriptedStudent(torch::jit::Module module, const Trial &trial, std::int64_t classes)
        : m_module(std::move(module)), m_classes(classes), m_featureSize(trial.featureSize)
    {
        for (const auto &parameter : m_module.named_parameters()) {
            enter(parameter.name, parameter.value, parameter.value.requires_grad());
            if (parameter.name == trial.classifier)
                m_classifier = parameter.value;
        }
        for (const auto &buffer : m_module.named_buffers())
            enter(buffer.name, buffer.value, false);
    }

    Output forward(const torch::Tensor &images) override
    {
        // Other people's code may ask for torch's usual layout, with view() for one.
        return run(m_module, images.contiguous(), is_training() ? m_seed : 0);
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_classifier; }
    [[nodiscard]] std::int64_t classes() const override { return m_classes; }
    [[nodiscard]] std::int64_t featureSize() const override { return m_featureSize; }
    [[nodiscard]] bool isNative() const override { return false; }
    void drawFrom(std::uint64_t seed) override { m_seed = seed; }

    void train(bool on) override
    {
        Student::train(on);
        m_module.train(on);
    }

private:
    /// Makes the module's tensor one of the student's, under the same name: "a.b.weight".
    void enter(const std::string &name, const torch::Tensor &tensor, bool learns)
    {
        torch::nn::Module *parent = this;
        std::size_t from = 0;
        for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', from)) {
            const std::string part = name.substr(from, dot - from);
            const auto children = parent->named_children();
            const auto *const known = children.find(part);
            parent = known ? known->get() : parent->register_module(part, std::make_shared<Names>()).get();
            from = dot + 1;
        }
        if (learns)
            parent->register_parameter(name.substr(from), tensor);
        else
            parent->register_buffer(name.substr(from), tensor);
    }

    torch::jit::Module m_module;
    std::int64_t m_classes;
    std::int64_t m_featureSize;
    torch::Tensor m_classifier;
    std::uint64_t m_seed = 0;
};

} // namespace

std::shared_ptr<Student> makeScriptedStudent(std::span<const std::byte> module, std::int64_t classes,
                                             std::int64_t inputSize)
{
    // Trying it out changes running statistics: that is done with a module of its own.
    const Trial trial = tryOut(load(module), classes, inputSize);
    auto student = std::make_shared<ScriptedStudent>(load(module), trial, classes);
    student->train(true);
    return student;
}

std::vector<std::byte> scriptedModule(std::span<const std::byte> bytes, const TensorMap &values,
                                      const std::map<std::string, std::string> &notes)
{
    const torch::NoGradGuard guard;
    torch::jit::Module module = load(bytes);
    const auto take = [&](const auto &named) {
        for (const auto &own : named) {
            const auto found = values.find(own.name);
            if (found == values.end() || found->second.sizes() != own.value.sizes())
                throw ValueError("the module's tensor " + own.name + " has no value of its shape");
            torch::Tensor(own.value).copy_(found->second);
        }
    };
    take(module.named_parameters());
    take(module.named_buffers());
    module.train(false);
    const torch::jit::ExtraFilesMap files(notes.begin(), notes.end());
    std::ostringstream stream;
    module.save(stream, files);
    const std::string text = stream.str();
    const auto written = std::as_bytes(std::span(text));
    return {written.begin(), written.end()};
}

} // namespace retort
