#include "export/onnxint8.h"

#include "base/progress.h"
#include "distil/pixels.h"
#include "export/onnxinterpreter.h"
#include "measure/accuracy.h"
#include "tensor/convert.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace retort {

namespace {

constexpr std::int64_t batchSize = 32;

torch::Tensor imagesOf(const PackedImages &images, std::int64_t first, std::int64_t count)
{
    const std::int64_t size = images.height();
    torch::Tensor bytes = torch::empty({count, size, size, images.channels()}, torch::kUInt8);
    auto *to = bytes.data_ptr<std::uint8_t>();
    for (std::int64_t i = first; i < first + count; ++i)
        to = std::copy(images.record(i).begin(), images.record(i).end(), to);
    const torch::Tensor values =
        bytes.to(torch::kFloat32).mul_(1.0 / (255.0 * pixelDeviation)).sub_(pixelMean / pixelDeviation);
    return values.permute({0, 3, 1, 2}).expand({count, 3, size, size}).contiguous();
}

struct ValueRange
{
    float least = 0; ///< a range always holds zero: padding is zero
    float most = 0;
};

class Quantisation
{
public:
    explicit Quantisation(onnx::ModelProto &model) : m_graph(*model.mutable_graph())
    {
        for (const onnx::NodeProto &node : m_graph.node())
            for (const std::string &input : node.input())
                m_readers[input].push_back(&node);
        for (const onnx::TensorProto &weight : m_graph.initializer())
            m_weights.insert(weight.name());
        for (const onnx::NodeProto &node : m_graph.node())
            if (works(node))
                for (const std::string &value : flows(node))
                    m_ranges[value];
    }

    void calibrate(const PackedImages &images, const std::stop_token &stop)
    {
        const OnnxInterpreter interpreter(m_graph);
        for (std::int64_t first = 0; first < images.size(); first += batchSize) {
            throwIfStopped(stop);
            const auto values =
                interpreter.run(imagesOf(images, first, std::min(batchSize, images.size() - first)));
            for (auto &[name, range] : m_ranges) {
                range.least = std::min(range.least, values.at(name).min().item<float>());
                range.most = std::max(range.most, values.at(name).max().item<float>());
            }
        }
    }

    void rewrite()
    {
        OnnxGraph made; // makes nodes and constants with names of their own
        std::map<std::string, std::string> rounded;
        onnx::GraphProto result;
        const auto flush = [&] {
            for (onnx::NodeProto &node : *made.model().mutable_graph()->mutable_node())
                *result.add_node() = std::move(node);
            made.model().mutable_graph()->clear_node();
        };
        const auto roundValue = [&](const std::string &name) {
            const auto range = m_ranges.find(name);
            if (range == m_ranges.end())
                return;
            const auto [scale, zero] = parameters(range->second);
            const std::string scaleName = made.constant(name + ".scale", torch::tensor(scale));
            const std::string zeroName = made.constant(name + ".zero", torch::tensor(zero, torch::kInt8));
            const std::string bits = made.node("QuantizeLinear", {name, scaleName, zeroName}, {}, name + ".int8");
            rounded[name] = made.node("DequantizeLinear", {bits, scaleName, zeroName}, {}, name + ".rounded");
            flush();
        };
        roundValue("images");
        for (const onnx::NodeProto &node : m_graph.node()) {
            onnx::NodeProto changed = node;
            for (std::string &input : *changed.mutable_input())
                if (const auto found = rounded.find(input); found != rounded.end())
                    input = found->second;
            if (node.op_type() == "Conv" || node.op_type() == "Gemm") {
                roundWeights(made, changed, m_ranges.at(node.input(0)));
                flush();
            }
            *result.add_node() = std::move(changed);
            if (node.output(0) != "logits")
                roundValue(node.output(0));
        }
        std::set<std::string> used;
        for (const onnx::NodeProto &node : result.node())
            used.insert(node.input().begin(), node.input().end());
        for (const onnx::GraphProto *from :
             {static_cast<const onnx::GraphProto *>(&m_graph), &made.model().graph()})
            for (const onnx::TensorProto &weight : from->initializer())
                if (used.contains(weight.name()))
                    *result.add_initializer() = weight;
        m_graph.mutable_node()->Swap(result.mutable_node());
        m_graph.mutable_initializer()->Swap(result.mutable_initializer());
    }

private:
    /// Operators that runtimes compute with 8 bits.
    static bool works(const onnx::NodeProto &node)
    {
        static const std::set<std::string> kinds{"Conv", "Gemm", "Add", "MaxPool", "GlobalAveragePool", "Mul"};
        return kinds.contains(node.op_type());
    }

    /// What flows into and out of a node and is to be rounded. What only a following activation reads is not: the
    /// two are computed at once.
    [[nodiscard]] std::vector<std::string> flows(const onnx::NodeProto &node) const
    {
        std::vector<std::string> values;
        for (const std::string &input : node.input())
            if (!m_weights.contains(input) && !onlyActivated(input))
                values.push_back(input);
        const std::string &output = node.output(0);
        if (output != "logits" && !onlyActivated(output))
            values.push_back(output);
        return values;
    }
    [[nodiscard]] bool onlyActivated(const std::string &value) const
    {
        const auto readers = m_readers.find(value);
        return readers != m_readers.end() && readers->second.size() == 1 &&
               (readers->second[0]->op_type() == "Relu" || readers->second[0]->op_type() == "HardSigmoid");
    }

    static std::pair<float, int> parameters(const ValueRange &range)
    {
        const float scale = std::max((range.most - range.least) / 255.0F, 1e-8F);
        const auto zero = static_cast<int>(std::nearbyint(-128.0F - range.least / scale));
        return {scale, std::clamp(zero, -128, 127)};
    }

    [[nodiscard]] torch::Tensor weight(const std::string &name) const
    {
        for (const onnx::TensorProto &stored : m_graph.initializer()) {
            if (stored.name() != name)
                continue;
            const std::vector<std::int64_t> shape(stored.dims().begin(), stored.dims().end());
            torch::Tensor tensor = torch::empty(shape);
            std::copy(stored.raw_data().begin(), stored.raw_data().end(), static_cast<char *>(tensor.data_ptr()));
            return tensor;
        }
        return {};
    }

    void roundWeights(OnnxGraph &made, onnx::NodeProto &node, const ValueRange &input) const
    {
        const std::string name = node.input(1);
        const torch::Tensor values = weight(name);
        const torch::Tensor scale = values.flatten(1).abs().amax({1}).div(127).clamp_min(1e-8);
        std::vector<std::int64_t> shape(static_cast<std::size_t>(values.dim()), 1);
        shape[0] = -1;
        const torch::Tensor bits = torch::round(values / scale.view(shape)).clamp(-127, 127).to(torch::kInt8);
        const OnnxGraph::Attribute axis{"axis", std::int64_t(0)};
        node.set_input(1, made.node("DequantizeLinear",
                                    {made.constant(name + ".int8", bits), made.constant(name + ".scale", scale),
                                     made.constant(name + ".zero", torch::zeros_like(scale, torch::kInt8))},
                                    {axis}, name + ".rounded"));
        if (node.input_size() < 3)
            return;
        // Biases are added to products: their scale is the product of both.
        const std::string bias = node.input(2);
        const torch::Tensor biasScale = scale * parameters(input).first;
        const torch::Tensor whole = torch::round(weight(bias) / biasScale).to(torch::kInt32);
        node.set_input(2,
                       made.node("DequantizeLinear",
                                 {made.constant(bias + ".int32", whole), made.constant(bias + ".scale", biasScale),
                                  made.constant(bias + ".zero", torch::zeros_like(whole))},
                                 {axis}, bias + ".rounded"));
    }

    onnx::GraphProto &m_graph;
    std::map<std::string, std::vector<const onnx::NodeProto *>> m_readers;
    std::set<std::string> m_weights;
    std::map<std::string, ValueRange> m_ranges;
};

std::vector<std::int32_t> answersOf(const onnx::ModelProto &model, const PackedImages &images,
                                    const std::stop_token &stop)
{
    const OnnxInterpreter interpreter(model.graph());
    std::vector<std::int32_t> answers;
    for (std::int64_t first = 0; first < images.size(); first += batchSize) {
        throwIfStopped(stop);
        const std::int64_t count = std::min(batchSize, images.size() - first);
        const auto batch = summarise(toMatrix(interpreter.logits(imagesOf(images, first, count)))).answers;
        answers.insert(answers.end(), batch.begin(), batch.end());
    }
    return answers;
}

} // namespace

void quantize(onnx::ModelProto &model, const PackedImages &calibration, const std::stop_token &stop)
{
    const torch::NoGradGuard guard;
    Quantisation work(model);
    work.calibrate(calibration, stop);
    work.rewrite();
}

Int8Cost int8Cost(const onnx::ModelProto &before, const onnx::ModelProto &after, const Int8Material &material,
                  const std::stop_token &stop)
{
    const std::vector<std::int32_t> plain = answersOf(before, *material.measured, stop);
    const std::vector<std::int32_t> rounded = answersOf(after, *material.measured, stop);
    return {agreement(plain, rounded).percent, agreement(material.teacherAnswers, plain).percent,
            agreement(material.teacherAnswers, rounded).percent, material.measured->size()};
}

} // namespace retort
