// ONNX files as OpenCV's reader understands them: not ours, so that what it computes speaks for the file. Those
// that it cannot read, of 8 bits, are interpreted.

#include "base/error.h"
#include "distil/environment.h"
#include "distil/pixels.h"
#include "export/exportedstudent.h"
#include "export/onnxgraph.h"
#include "export/onnxinterpreter.h"
#include "tensor/convert.h"

#include <algorithm>
#include <array>
#include <opencv2/dnn.hpp>
#include <set>
#include <utility>

namespace retort {

namespace {

/// Leaves of a model the network between normalised images and logits: OpenCV cannot make the matrices that bring
/// pictures of any size to the student's.
void cutToNetwork(onnx::GraphProto &graph, const StudentFile &file)
{
    auto &nodes = *graph.mutable_node();
    const auto makes = [&](const char *name) {
        return std::find_if(nodes.begin(), nodes.end(), [&](const onnx::NodeProto &node) {
            return node.output_size() > 0 && node.output(0) == name;
        });
    };
    if (const auto last = makes("logits"); last != nodes.end())
        nodes.erase(last + 1, nodes.end());
    if (const auto images = makes("images"); images != nodes.end()) {
        nodes.erase(nodes.begin(), images + 1);
        const auto describe = [](onnx::ValueInfoProto &value, const char *name,
                                 std::initializer_list<std::int64_t> sides) {
            value.Clear();
            value.set_name(name);
            auto &tensor = *value.mutable_type()->mutable_tensor_type();
            tensor.set_elem_type(onnx::TensorProto::FLOAT);
            tensor.mutable_shape()->add_dim()->set_dim_param("batch");
            for (const std::int64_t side : sides)
                tensor.mutable_shape()->add_dim()->set_dim_value(side);
        };
        // Nor is all that the former nodes read something that OpenCV can read.
        std::set<std::string> used;
        for (const onnx::NodeProto &node : nodes)
            used.insert(node.input().begin(), node.input().end());
        auto &stored = *graph.mutable_initializer();
        stored.erase(
            std::remove_if(stored.begin(), stored.end(),
                           [&](const onnx::TensorProto &tensor) { return !used.contains(tensor.name()); }),
            stored.end());
        describe(*graph.mutable_input(0), "images", {3, file.inputSize, file.inputSize});
        describe(*graph.mutable_output(0), "logits", {static_cast<std::int64_t>(file.classes.size())});
    }
}

class OpenCvStudent : public ExportedStudent
{
public:
    OpenCvStudent(StudentFile file, const std::string &model)
        : ExportedStudent(std::move(file)), m_net(cv::dnn::readNetFromONNX(model.data(), model.size()))
    {
        m_net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        m_net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        for (std::size_t v = 0; v < m_values.size(); ++v)
            m_values[v] =
                static_cast<float>(static_cast<double>(v) / (255.0 * pixelDeviation) - pixelMean / pixelDeviation);
    }

    Matrix logits(std::span<const std::uint8_t> pixels, std::int64_t count) override
    {
        // One image after the other: OpenCV 4.6 multiplies values of different shapes, as gates of channels do,
        // rightly for one image only.
        const auto size = static_cast<int>(file().inputSize);
        const std::array sides{1, 3, size, size};
        cv::Mat planes(4, sides.data(), CV_32F);
        const std::size_t area = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
        const auto classes = static_cast<std::int64_t>(file().classes.size());
        Matrix logits(count, classes);
        try {
            for (std::int64_t image = 0; image < count; ++image) {
                auto *to = planes.ptr<float>();
                for (std::size_t channel = 0; channel < 3; ++channel)
                    for (std::size_t i = 0; i < area; ++i)
                        *to++ = m_values[pixels[(static_cast<std::size_t>(image) * area + i) * 3 + channel]];
                m_net.setInput(planes);
                const cv::Mat answer = m_net.forward();
                if (answer.dims != 2 || answer.size[0] != 1 || answer.size[1] != classes)
                    throw Error("the ONNX model answers with another shape than its class names ask for");
                std::copy_n(answer.ptr<float>(), classes, logits.row(image).begin());
            }
            return logits;
        } catch (const cv::Exception &error) {
            throw Error("OpenCV cannot compute the ONNX model: " + error.err);
        }
    }

private:
    cv::dnn::Net m_net;
    std::array<float, 256> m_values{};
};

/// An 8-bit model.
class InterpretedStudent : public ExportedStudent
{
public:
    InterpretedStudent(StudentFile file, onnx::ModelProto model)
        : ExportedStudent(std::move(file)), m_model(std::move(model)), m_interpreter(m_model.graph())
    {}

    Matrix logits(std::span<const std::uint8_t> pixels, std::int64_t count) override
    {
        return wrapped("classifying images", [&] {
            const std::int64_t size = file().inputSize;
            const torch::Tensor bytes =
                torch::from_blob(const_cast<std::uint8_t *>(pixels.data()), {count, size, size, 3}, torch::kUInt8);
            const torch::Tensor images = bytes.to(torch::kFloat32)
                                             .mul_(1.0 / (255.0 * pixelDeviation))
                                             .sub_(pixelMean / pixelDeviation)
                                             .permute({0, 3, 1, 2});
            Matrix answer = toMatrix(m_interpreter.logits(images));
            if (answer.rows() != count || answer.columns() != static_cast<std::int64_t>(file().classes.size()))
                throw Error("the ONNX model answers with another shape than its class names ask for");
            return answer;
        });
    }

private:
    onnx::ModelProto m_model;
    OnnxInterpreter m_interpreter;
};

bool hasEightBits(const onnx::GraphProto &graph)
{
    return std::any_of(graph.node().begin(), graph.node().end(),
                       [](const onnx::NodeProto &node) { return node.op_type() == "QuantizeLinear"; });
}

} // namespace

std::unique_ptr<ExportedStudent> studentOfOnnx(std::span<const std::byte> bytes,
                                               const std::filesystem::path &fileName)
{
    OnnxFile onnx = parseOnnx(bytes, fileName);
    StudentFile file = studentFileFrom(onnx.metadata, fileName);
    if (onnx.model.graph().input_size() != 1 || onnx.model.graph().output_size() != 1)
        throw InputError(fileName, {}, "has not one input and one output", "Export the student again.");
    if (hasEightBits(onnx.model.graph())) {
        try {
            return std::make_unique<InterpretedStudent>(std::move(file), std::move(onnx.model));
        } catch (const InputError &) {
            throw;
        } catch (const std::exception &error) {
            throw InputError(fileName, {}, error.what(), "Export the student again.");
        }
    }
    cutToNetwork(*onnx.model.mutable_graph(), file);
    try {
        return std::make_unique<OpenCvStudent>(std::move(file), onnx.model.SerializeAsString());
    } catch (const cv::Exception &error) {
        throw InputError(fileName, {}, "cannot be read by OpenCV: " + error.err, "Export the student again.");
    }
}

} // namespace retort
