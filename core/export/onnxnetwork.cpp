#include "export/onnxnetwork.h"

#include "base/error.h"
#include "tensor/trace.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>

namespace retort {

namespace {

using torch::jit::Node;
using torch::jit::Value;

/// What torch's tracer wrote down, operator by operator, as ONNX.
class Translation
{
public:
    Translation(OnnxGraph &graph, const Student &student, bool foldNorms) : m_graph(graph), m_foldNorms(foldNorms)
    {
        for (const auto &item : student.named_parameters())
            m_weightNames[item.value().data_ptr()] = item.key();
        for (const auto &item : student.named_buffers())
            m_weightNames[item.value().data_ptr()] = item.key();
    }

    void translate(const torch::jit::Graph &traced, const std::string &images)
    {
        m_names[traced.inputs()[0]] = images;
        m_result = traced.outputs()[0];
        for (const Node *node : traced.nodes()) {
            if (node->kind().is_prim())
                continue; // constants and lists of them, read where they are used
            require(node->outputs().size() == 1, *node, "has several results");
            if (!m_names.contains(node->output()))
                m_names[node->output()] = translated(*node);
        }
        if (!m_names.contains(m_result) || m_names[m_result] != "logits")
            throw Error("the student's answer does not come from its last operator: it cannot be written as ONNX");
    }

private:
    using Rule = std::string (Translation::*)(const Node &);

    std::string translated(const Node &node)
    {
        static const std::unordered_map<std::string, Rule> rules{
            {"aten::_convolution", &Translation::convolution},
            {"aten::batch_norm", &Translation::norm},
            {"aten::relu", &Translation::relu},
            {"aten::hardtanh", &Translation::clip},
            {"aten::sigmoid", &Translation::sigmoid},
            {"aten::hardsigmoid", &Translation::hardSigmoid},
            {"aten::hardswish", &Translation::hardSwish},
            {"aten::silu", &Translation::silu},
            {"aten::add", &Translation::add},
            {"aten::mul", &Translation::multiply},
            {"aten::max_pool2d", &Translation::maxPool},
            {"aten::mean", &Translation::mean},
            {"aten::slice", &Translation::slice},
            {"aten::constant_pad_nd", &Translation::pad},
            {"aten::linear", &Translation::linear},
            {"aten::to", &Translation::same},
            {"aten::contiguous", &Translation::same},
        };
        const std::string kind = node.kind().toQualString();
        const auto rule = rules.find(kind);
        if (rule == rules.end())
            throw Error("the student uses the operator " + kind + ", which has no translation to ONNX",
                        "Export it as safetensors.");
        return (this->*rule->second)(node);
    }

    std::string emit(const Node &node, const char *kind, const std::vector<std::string> &inputs,
                     const std::vector<OnnxGraph::Attribute> &attributes = {}, const Value *result = nullptr)
    {
        const bool last = (result ? result : node.output()) == m_result;
        return m_graph.node(kind, inputs, attributes, last ? "logits" : std::string());
    }

    // Operands.
    [[nodiscard]] static c10::IValue value(const Node &node, std::size_t input)
    {
        const auto known = torch::jit::toIValue(node.input(input));
        if (!known)
            require(false, node, "is told by the image how to work");
        return *known;
    }
    [[nodiscard]] static std::int64_t integer(const Node &node, std::size_t input)
    {
        return value(node, input).toInt();
    }
    [[nodiscard]] static std::vector<std::int64_t> integers(const Node &node, std::size_t input)
    {
        const Node *list = node.input(input)->node();
        if (list->kind() != torch::jit::prim::ListConstruct)
            return value(node, input).toIntVector();
        std::vector<std::int64_t> result;
        for (std::size_t i = 0; i < list->inputs().size(); ++i)
            result.push_back(integer(*list, i));
        return result;
    }
    /// One an axis of the picture: LibTorch takes a single number for both.
    [[nodiscard]] static std::vector<std::int64_t> perSide(const Node &node, std::size_t input)
    {
        std::vector<std::int64_t> numbers = integers(node, input);
        if (numbers.size() == 1)
            numbers.push_back(numbers[0]);
        require(numbers.size() == 2, node, "works on no pictures");
        return numbers;
    }
    [[nodiscard]] static torch::Tensor tensor(const Node &node, std::size_t input)
    {
        const c10::IValue known = value(node, input);
        return known.isTensor() ? known.toTensor() : torch::Tensor();
    }
    /// What flows in, or a constant tensor or number.
    std::string operand(const Node &node, std::size_t input)
    {
        const auto found = m_names.find(node.input(input));
        if (found != m_names.end())
            return found->second;
        const c10::IValue known = value(node, input);
        if (known.isTensor())
            return weight(known.toTensor());
        return m_graph.number(static_cast<float>(known.toScalar().toDouble()));
    }
    std::string weight(const torch::Tensor &values) { return m_graph.constant(nameOf(values), values); }
    [[nodiscard]] std::string nameOf(const torch::Tensor &values) const
    {
        const auto found = m_weightNames.find(values.data_ptr());
        return found == m_weightNames.end() ? "constant" : found->second;
    }
    static void require(bool condition, const Node &node, const char *what)
    {
        if (!condition)
            throw Error(std::string("the student's operator ") + node.kind().toQualString() + " " + what +
                            ", which has no translation to ONNX",
                        "Export it as safetensors.");
    }

    // Operators.
    std::string convolution(const Node &node)
    {
        torch::Tensor weights = tensor(node, 1);
        torch::Tensor bias = tensor(node, 2);
        const std::string weightName = nameOf(weights);
        std::string biasName = bias.defined() ? nameOf(bias) : std::string();
        const std::vector<std::int64_t> padding = perSide(node, 4);
        require(!value(node, 6).toBool(), node, "is transposed");
        const Value *result = node.output();
        if (const Node *follower = foldable(node)) {
            fold(*follower, weights, bias);
            biasName = nameOf(tensor(*follower, 2));
            result = follower->output();
        }
        const std::vector<std::int64_t> sides = weights.sizes().slice(2).vec();
        std::vector<std::string> inputs{operand(node, 0), m_graph.constant(weightName, weights)};
        if (bias.defined())
            inputs.push_back(m_graph.constant(biasName, bias));
        const std::string name = emit(node, "Conv", inputs,
                                      {{"kernel_shape", sides},
                                       {"strides", perSide(node, 3)},
                                       {"pads", std::vector{padding[0], padding[1], padding[0], padding[1]}},
                                       {"dilations", perSide(node, 5)},
                                       {"group", integer(node, 8)}},
                                      result);
        m_names[result] = name;
        return name;
    }

    /// The normalisation that alone reads a convolution.
    [[nodiscard]] const Node *foldable(const Node &node) const
    {
        const auto &uses = node.output()->uses();
        const bool one = m_foldNorms && uses.size() == 1 && uses[0].offset == 0 && node.output() != m_result;
        return one && uses[0].user->kind().toQualString() == std::string("aten::batch_norm") ? uses[0].user
                                                                                             : nullptr;
    }

    static void fold(const Node &norm, torch::Tensor &weights, torch::Tensor &bias)
    {
        const auto statistic = [&](std::size_t input) { return tensor(norm, input).to(torch::kFloat64); };
        const torch::Tensor scale = statistic(1) / (statistic(4) + value(norm, 7).toDouble()).sqrt();
        torch::Tensor shift = -statistic(3);
        if (bias.defined())
            shift = shift + bias.to(torch::kFloat64);
        bias = (shift * scale + statistic(2)).to(torch::kFloat32);
        weights = (weights.to(torch::kFloat64) * scale.view({-1, 1, 1, 1})).to(torch::kFloat32);
    }

    std::string norm(const Node &node)
    {
        require(!value(node, 5).toBool(), node, "takes the statistics of the batch");
        return emit(node, "BatchNormalization",
                    {operand(node, 0), operand(node, 1), operand(node, 2), operand(node, 3), operand(node, 4)},
                    {{"epsilon", static_cast<float>(value(node, 7).toDouble())}});
    }

    std::string relu(const Node &node) { return emit(node, "Relu", {operand(node, 0)}); }
    std::string sigmoid(const Node &node) { return emit(node, "Sigmoid", {operand(node, 0)}); }
    /// clip(x, 0, high) = high * clip(x / high, 0, 1): OpenCV's reader takes no Clip of this version of operators.
    std::string clip(const Node &node)
    {
        const double high = value(node, 2).toScalar().toDouble();
        require(value(node, 1).toScalar().toDouble() == 0 && high > 0, node, "does not cut off at 0");
        return emit(node, "Mul", {hardSigmoidOf(node, 1 / high, 0), m_graph.number(static_cast<float>(high))});
    }
    /// clip(scale * x + shift, 0, 1)
    std::string hardSigmoidOf(const Node &node, double scale, double shift)
    {
        return m_graph.node("HardSigmoid", {operand(node, 0)},
                            {{"alpha", static_cast<float>(scale)}, {"beta", static_cast<float>(shift)}});
    }
    std::string hardSigmoid(const Node &node)
    {
        // The shift apart: OpenCV's reader takes the product of anything with a HardSigmoid of 1/6 and 0.5 for a
        // HardSwish.
        const std::string shifted = m_graph.node("Add", {operand(node, 0), m_graph.number(3)});
        return emit(node, "HardSigmoid", {shifted}, {{"alpha", 1.0F / 6}, {"beta", 0.0F}});
    }
    std::string hardSwish(const Node &node)
    {
        return emit(node, "Mul", {operand(node, 0), hardSigmoidOf(node, 1.0 / 6, 0.5)});
    }
    std::string silu(const Node &node)
    {
        return emit(node, "Mul", {operand(node, 0), m_graph.node("Sigmoid", {operand(node, 0)})});
    }

    std::string add(const Node &node)
    {
        require(value(node, 2).toScalar().toDouble() == 1, node, "scales what it adds");
        return emit(node, "Add", {operand(node, 0), operand(node, 1)});
    }
    std::string multiply(const Node &node) { return emit(node, "Mul", {operand(node, 0), operand(node, 1)}); }

    std::string maxPool(const Node &node)
    {
        const std::vector<std::int64_t> padding = perSide(node, 3);
        require(perSide(node, 4) == std::vector<std::int64_t>{1, 1} && !value(node, 5).toBool(), node,
                "leaves out pixels or rounds up");
        return emit(node, "MaxPool", {operand(node, 0)},
                    {{"kernel_shape", perSide(node, 1)},
                     {"strides", perSide(node, 2)},
                     {"pads", std::vector{padding[0], padding[1], padding[0], padding[1]}}});
    }

    std::string mean(const Node &node)
    {
        require(integers(node, 1) == std::vector<std::int64_t>{2, 3}, node, "is not over height and width");
        if (value(node, 2).toBool())
            return emit(node, "GlobalAveragePool", {operand(node, 0)});
        return emit(node, "Flatten", {m_graph.node("GlobalAveragePool", {operand(node, 0)})},
                    {{"axis", std::int64_t(1)}});
    }

    std::string slice(const Node &node)
    {
        const std::int64_t step = integer(node, 4);
        if ((reachesFromEndToEnd(node) && step == 1) || isPartOfShortcut(node))
            return same(node);
        // As a pooling over single pixels: OpenCV's reader has no steps.
        const std::int64_t side = integer(node, 1);
        require(reachesFromEndToEnd(node) && (side == 2 || side == 3), node, "cuts out a part");
        return emit(node, "MaxPool", {operand(node, 0)},
                    {{"kernel_shape", std::vector<std::int64_t>{1, 1}},
                     {"strides", std::vector<std::int64_t>{side == 2 ? step : 1, side == 3 ? step : 1}}});
    }

    std::string pad(const Node &node)
    {
        if (const auto found = shortcut(node))
            return shortcutAsConvolution(node, *found);
        // torch counts sides from the last, begin and end together; ONNX all begins, then all ends.
        const std::vector<std::int64_t> sides = integers(node, 1);
        const std::size_t rank = 4;
        std::vector<std::int64_t> pads(2 * rank, 0);
        for (std::size_t i = 0; i < sides.size() / 2; ++i) {
            pads[rank - 1 - i] = sides[2 * i];
            pads[2 * rank - 1 - i] = sides[2 * i + 1];
        }
        const auto with = static_cast<float>(value(node, 2).toScalar().toDouble());
        return emit(node, "Pad", {operand(node, 0), m_graph.integers(pads), m_graph.number(with)});
    }

    /// What a block adds where it has no parameters for that (He et al.'s option A): every so many pixels, and new
    /// channels of zeros on both sides.
    struct Shortcut
    {
        const Value *from = nullptr;
        std::vector<std::int64_t> strides{1, 1};
        std::int64_t channels = 0;
        std::int64_t before = 0;
        std::int64_t after = 0;
    };

    [[nodiscard]] static bool isSlice(const Node *node)
    {
        return node->kind().toQualString() == std::string("aten::slice");
    }

    /// As it was when the operators were written down.
    [[nodiscard]] static std::optional<std::vector<std::int64_t>> shapeOf(const Value &value)
    {
        const auto type = value.type()->cast<c10::TensorType>();
        const auto shape = type ? type->sizes().concrete_sizes() : decltype(type->sizes().concrete_sizes())();
        return shape ? std::optional(*shape) : std::nullopt;
    }

    /// An open end is the largest number in LibTorch 1, and the length of the side in LibTorch 2.
    [[nodiscard]] static bool reachesFromEndToEnd(const Node &slice)
    {
        const auto side = static_cast<std::size_t>(integer(slice, 1));
        const std::int64_t to = integer(slice, 3);
        const auto shape = shapeOf(*slice.input(0));
        return integer(slice, 2) == 0 && (to == std::numeric_limits<std::int64_t>::max() ||
                                          (shape && side < shape->size() && to >= (*shape)[side]));
    }

    [[nodiscard]] static std::optional<Shortcut> shortcut(const Node &pad)
    {
        const std::vector<std::int64_t> sides = integers(pad, 1); // from the last, begin and end together
        if (sides.size() != 6 ||
            std::any_of(sides.begin(), sides.begin() + 4, [](auto side) { return side != 0; }) || sides[4] < 0 ||
            sides[5] < 0 || value(pad, 2).toScalar().toDouble() != 0)
            return std::nullopt;
        Shortcut found;
        found.before = sides[4];
        found.after = sides[5];
        for (found.from = pad.input(0); isSlice(found.from->node()) && found.from->uses().size() == 1;) {
            const Node &cut = *found.from->node();
            const std::int64_t side = integer(cut, 1);
            const std::int64_t step = integer(cut, 4);
            if (!reachesFromEndToEnd(cut) || (side < 2 && step != 1))
                return std::nullopt;
            if (side >= 2)
                found.strides.at(static_cast<std::size_t>(side - 2)) *= step;
            found.from = cut.input(0);
        }
        const auto shape = shapeOf(*found.from);
        if (found.from == pad.input(0) || !shape || shape->size() != 4)
            return std::nullopt;
        found.channels = shape->at(1);
        return found;
    }

    /// The padding behind it takes the pixels, too.
    [[nodiscard]] static bool isPartOfShortcut(const Node &slice)
    {
        const Node *node = &slice;
        while (isSlice(node) && node->output()->uses().size() == 1)
            node = node->output()->uses()[0].user;
        return node->kind().toQualString() == std::string("aten::constant_pad_nd") && shortcut(*node);
    }

    /// With weights of 0 and 1. Runtimes compute it along with the sum that follows; pooling and padding cost
    /// more.
    std::string shortcutAsConvolution(const Node &node, const Shortcut &found)
    {
        const std::int64_t channels = found.channels;
        const torch::Tensor weights = torch::zeros({found.before + channels + found.after, channels, 1, 1});
        weights.narrow(0, found.before, channels).view({channels, channels}).copy_(torch::eye(channels));
        return emit(node, "Conv", {m_names.at(found.from), m_graph.constant("shortcut.weight", weights)},
                    {{"kernel_shape", std::vector<std::int64_t>{1, 1}},
                     {"strides", found.strides},
                     {"pads", std::vector<std::int64_t>{0, 0, 0, 0}},
                     {"dilations", std::vector<std::int64_t>{1, 1}},
                     {"group", std::int64_t(1)}});
    }

    std::string linear(const Node &node)
    {
        std::vector<std::string> inputs{operand(node, 0), operand(node, 1)};
        if (tensor(node, 2).defined())
            inputs.push_back(operand(node, 2));
        return emit(node, "Gemm", inputs, {{"transB", std::int64_t(1)}});
    }

    std::string same(const Node &node) { return operand(node, 0); }

    OnnxGraph &m_graph;
    bool m_foldNorms;
    std::unordered_map<const void *, std::string> m_weightNames;
    std::unordered_map<const Value *, std::string> m_names;
    const Value *m_result = nullptr;
};

} // namespace

void addNetwork(OnnxGraph &graph, Student &student, const std::string &images, std::int64_t size, bool foldNorms)
{
    student.eval();
    for (torch::Tensor &parameter : student.parameters())
        parameter.set_requires_grad(false);
    const auto traced = traceOperators([&](const torch::Tensor &x) { return student.forward(x).logits; },
                                       torch::zeros({1, 3, size, size}));
    Translation(graph, student, foldNorms).translate(*traced, images);
}

} // namespace retort
