#include "export/onnxinterpreter.h"

#include "base/error.h"

#include <cstring>
#include <unordered_map>

namespace retort {

namespace {

torch::Tensor tensorOf(const onnx::TensorProto &stored)
{
    static const std::unordered_map<int, torch::ScalarType> types{{onnx::TensorProto::FLOAT, torch::kFloat32},
                                                                  {onnx::TensorProto::INT64, torch::kInt64},
                                                                  {onnx::TensorProto::INT32, torch::kInt32},
                                                                  {onnx::TensorProto::INT8, torch::kInt8},
                                                                  {onnx::TensorProto::UINT8, torch::kUInt8}};
    const auto type = types.find(stored.data_type());
    if (type == types.end())
        throw Error("the ONNX value " + stored.name() + " is of a type that no network has");
    const std::vector<std::int64_t> shape(stored.dims().begin(), stored.dims().end());
    torch::Tensor tensor = torch::empty(shape, type->second);
    if (static_cast<std::size_t>(tensor.numel()) * tensor.element_size() != stored.raw_data().size())
        throw Error("the ONNX value " + stored.name() + " does not fill its shape");
    std::memcpy(tensor.data_ptr(), stored.raw_data().data(), stored.raw_data().size());
    return tensor;
}

/// One node with what flows into it.
class Step
{
public:
    Step(const onnx::NodeProto &node, const OnnxInterpreter::Values &values) : m_node(node)
    {
        for (const std::string &name : node.input())
            m_inputs.push_back(values.at(name));
    }

    [[nodiscard]] torch::Tensor result() const
    {
        using Rule = torch::Tensor (Step::*)() const;
        static const std::unordered_map<std::string, Rule> rules{
            {"Conv", &Step::convolution},
            {"BatchNormalization", &Step::norm},
            {"Relu", &Step::relu},
            {"HardSigmoid", &Step::hardSigmoid},
            {"Sigmoid", &Step::sigmoid},
            {"Add", &Step::add},
            {"Mul", &Step::multiply},
            {"MaxPool", &Step::maxPool},
            {"GlobalAveragePool", &Step::average},
            {"Flatten", &Step::flatten},
            {"Pad", &Step::pad},
            {"Gemm", &Step::linear},
            {"QuantizeLinear", &Step::quantize},
            {"DequantizeLinear", &Step::dequantize},
        };
        const auto rule = rules.find(m_node.op_type());
        if (rule == rules.end())
            throw Error("no exported network has the ONNX operator " + m_node.op_type());
        return (this->*rule->second)();
    }

private:
    [[nodiscard]] const torch::Tensor &in(std::size_t i) const { return m_inputs.at(i); }
    [[nodiscard]] torch::Tensor optional(std::size_t i) const
    {
        return i < m_inputs.size() ? m_inputs[i] : torch::Tensor();
    }
    [[nodiscard]] const onnx::AttributeProto *attribute(const char *name) const
    {
        for (const onnx::AttributeProto &each : m_node.attribute())
            if (each.name() == name)
                return &each;
        return nullptr;
    }
    [[nodiscard]] std::vector<std::int64_t> numbers(const char *name) const
    {
        const onnx::AttributeProto *found = attribute(name);
        return found ? std::vector<std::int64_t>(found->ints().begin(), found->ints().end())
                     : std::vector<std::int64_t>();
    }
    /// The begins; the network's ends are the same.
    [[nodiscard]] std::vector<std::int64_t> padding() const
    {
        std::vector<std::int64_t> pads = numbers("pads");
        pads.resize(pads.size() / 2);
        return pads.empty() ? std::vector<std::int64_t>{0, 0} : pads;
    }

    [[nodiscard]] torch::Tensor convolution() const
    {
        return torch::conv2d(in(0), in(1), optional(2), numbers("strides"), padding(), numbers("dilations"),
                             attribute("group")->i());
    }
    [[nodiscard]] torch::Tensor norm() const
    {
        return torch::batch_norm(in(0), in(1), in(2), in(3), in(4), false, 0.1,
                                 static_cast<double>(attribute("epsilon")->f()), false);
    }
    [[nodiscard]] torch::Tensor relu() const { return in(0).relu(); }
    [[nodiscard]] torch::Tensor hardSigmoid() const
    {
        const auto scale = static_cast<double>(attribute("alpha")->f());
        const auto shift = static_cast<double>(attribute("beta")->f());
        return (in(0) * scale + shift).clamp(0, 1);
    }
    [[nodiscard]] torch::Tensor sigmoid() const { return in(0).sigmoid(); }
    [[nodiscard]] torch::Tensor add() const { return in(0) + in(1); }
    [[nodiscard]] torch::Tensor multiply() const { return in(0) * in(1); }
    [[nodiscard]] torch::Tensor maxPool() const
    {
        return torch::max_pool2d(in(0), numbers("kernel_shape"), numbers("strides"), padding());
    }
    [[nodiscard]] torch::Tensor average() const { return in(0).mean({2, 3}, true); }
    [[nodiscard]] torch::Tensor flatten() const { return in(0).flatten(1); }
    [[nodiscard]] torch::Tensor pad() const
    {
        const torch::Tensor pads = in(1);
        const std::int64_t rank = pads.numel() / 2;
        std::vector<std::int64_t> sides; // torch counts from the last side, begin and end together
        for (std::int64_t side = rank - 1; side >= 0; --side) {
            sides.push_back(pads[side].item<std::int64_t>());
            sides.push_back(pads[rank + side].item<std::int64_t>());
        }
        return torch::constant_pad_nd(in(0), sides, in(2).item());
    }
    [[nodiscard]] torch::Tensor linear() const { return torch::linear(in(0), in(1), optional(2)); }

    /// Scale or zero point, shaped so that it meets its side of x.
    [[nodiscard]] torch::Tensor along(const torch::Tensor &values, const torch::Tensor &x) const
    {
        if (values.dim() == 0)
            return values;
        std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
        const onnx::AttributeProto *axis = attribute("axis");
        shape[static_cast<std::size_t>(axis ? axis->i() : 1)] = values.numel();
        return values.view(shape);
    }
    [[nodiscard]] torch::Tensor quantize() const
    {
        const torch::Tensor zero = along(in(2), in(0));
        const torch::Tensor rounded = torch::round(in(0) / along(in(1), in(0))) + zero.to(torch::kFloat32);
        const bool isSigned = zero.scalar_type() == torch::kInt8;
        return rounded.clamp(isSigned ? -128 : 0, isSigned ? 127 : 255).to(zero.scalar_type());
    }
    [[nodiscard]] torch::Tensor dequantize() const
    {
        torch::Tensor values = in(0).to(torch::kFloat32);
        if (optional(2).defined())
            values = values - along(in(2), in(0)).to(torch::kFloat32);
        return values * along(in(1), in(0));
    }

    const onnx::NodeProto &m_node;
    std::vector<torch::Tensor> m_inputs;
};

} // namespace

OnnxInterpreter::OnnxInterpreter(const onnx::GraphProto &graph) : m_graph(graph)
{
    for (const onnx::TensorProto &stored : graph.initializer())
        m_weights.emplace(stored.name(), tensorOf(stored));
    for (const onnx::NodeProto &node : graph.node())
        for (const std::string &input : node.input())
            ++m_uses[input];
}

OnnxInterpreter::Values OnnxInterpreter::run(const torch::Tensor &images) const
{
    const torch::NoGradGuard guard;
    Values values = m_weights;
    values["images"] = images;
    for (const onnx::NodeProto &node : m_graph.node())
        values[node.output(0)] = Step(node, values).result();
    return values;
}

torch::Tensor OnnxInterpreter::logits(const torch::Tensor &images) const
{
    const torch::NoGradGuard guard;
    Values values = m_weights;
    std::map<std::string, int> left = m_uses;
    values["images"] = images;
    for (const onnx::NodeProto &node : m_graph.node()) {
        values[node.output(0)] = Step(node, values).result();
        for (const std::string &input : node.input())
            if (--left[input] == 0)
                values.erase(input);
    }
    return values.at("logits");
}

} // namespace retort
