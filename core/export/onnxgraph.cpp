#include "export/onnxgraph.h"

#include "base/error.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <limits>

namespace retort {

namespace {

// The layout of model files, as it was when operators were at our version: older readers refuse newer layouts.
constexpr std::int64_t layoutVersion = 7;

onnx::TensorProto::DataType dataType(torch::ScalarType type)
{
    switch (type) {
    case torch::kFloat32:
        return onnx::TensorProto::FLOAT;
    case torch::kFloat64:
        return onnx::TensorProto::DOUBLE;
    case torch::kInt64:
        return onnx::TensorProto::INT64;
    case torch::kInt32:
        return onnx::TensorProto::INT32;
    case torch::kInt8:
        return onnx::TensorProto::INT8;
    case torch::kUInt8:
        return onnx::TensorProto::UINT8;
    case torch::kBool:
        return onnx::TensorProto::BOOL;
    default:
        throw Error(std::string("values of type ") + c10::toString(type) + " cannot be part of an ONNX model");
    }
}

void setAttribute(onnx::AttributeProto &to, std::int64_t value)
{
    to.set_type(onnx::AttributeProto::INT);
    to.set_i(value);
}
void setAttribute(onnx::AttributeProto &to, float value)
{
    to.set_type(onnx::AttributeProto::FLOAT);
    to.set_f(value);
}
void setAttribute(onnx::AttributeProto &to, const std::vector<std::int64_t> &values)
{
    to.set_type(onnx::AttributeProto::INTS);
    to.mutable_ints()->Assign(values.begin(), values.end());
}
void setAttribute(onnx::AttributeProto &to, const std::string &text)
{
    to.set_type(onnx::AttributeProto::STRING);
    to.set_s(text);
}

void describe(onnx::ValueInfoProto &value, const std::string &name, onnx::TensorProto::DataType type,
              const std::vector<OnnxGraph::Side> &shape)
{
    value.set_name(name);
    onnx::TypeProto::Tensor &tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    for (const OnnxGraph::Side &side : shape) {
        onnx::TensorShapeProto::Dimension &dimension = *tensor.mutable_shape()->add_dim();
        if (const auto *size = std::get_if<std::int64_t>(&side))
            dimension.set_dim_value(*size);
        else
            dimension.set_dim_param(std::get<std::string>(side));
    }
}

} // namespace

OnnxGraph::OnnxGraph()
{
    m_model.set_ir_version(layoutVersion);
    m_model.set_producer_name("retort");
    m_model.set_producer_version(RETORT_VERSION);
    onnx::OperatorSetIdProto &operators = *m_model.add_opset_import();
    operators.set_domain("");
    operators.set_version(operatorVersion);
    m_model.mutable_graph()->set_name("student");
}

std::string OnnxGraph::freeName(const std::string &wanted)
{
    const int before = m_names[wanted]++;
    return before == 0 ? wanted : wanted + "." + std::to_string(before);
}

std::string OnnxGraph::node(const std::string &kind, const std::vector<std::string> &inputs,
                            const std::vector<Attribute> &attributes, const std::string &output)
{
    onnx::NodeProto &node = *m_model.mutable_graph()->add_node();
    node.set_op_type(kind);
    for (const std::string &input : inputs)
        node.add_input(input);
    for (const Attribute &attribute : attributes) {
        onnx::AttributeProto &to = *node.add_attribute();
        to.set_name(attribute.name);
        std::visit([&](const auto &value) { setAttribute(to, value); }, attribute.value);
    }
    const std::string name = freeName(output.empty() ? kind : output);
    node.set_name(name);
    node.add_output(name);
    return name;
}

std::string OnnxGraph::constant(const std::string &wanted, const torch::Tensor &values)
{
    const torch::Tensor flat = values.detach().to(torch::kCPU).contiguous();
    const std::string name = freeName(wanted);
    onnx::TensorProto &tensor = *m_model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(dataType(flat.scalar_type()));
    for (const std::int64_t side : flat.sizes())
        tensor.add_dims(side);
    tensor.set_raw_data(flat.data_ptr(), static_cast<std::size_t>(flat.numel()) * flat.element_size());
    return name;
}

std::string OnnxGraph::integers(const std::vector<std::int64_t> &values)
{
    return constant("integers", torch::tensor(values, torch::kInt64));
}

void OnnxGraph::addInput(const std::string &name, onnx::TensorProto::DataType type, const std::vector<Side> &shape)
{
    describe(*m_model.mutable_graph()->add_input(), freeName(name), type, shape);
}

void OnnxGraph::addOutput(const std::string &name, onnx::TensorProto::DataType type,
                          const std::vector<Side> &shape)
{
    describe(*m_model.mutable_graph()->add_output(), name, type, shape);
}

std::vector<std::byte> toOnnxFile(onnx::ModelProto model, const Metadata &metadata)
{
    for (const auto &[key, value] : metadata) {
        onnx::StringStringEntryProto &entry = *model.add_metadata_props();
        entry.set_key(key);
        entry.set_value(value);
    }
    const std::size_t size = model.ByteSizeLong();
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw Error("the student has " + std::to_string(size) + " bytes, an ONNX file can have at most 2 GB",
                    "Export it as safetensors.");
    std::vector<std::byte> bytes(size);
    google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(size));
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    if (!model.SerializeToCodedStream(&coded))
        throw Error("the student cannot be written as an ONNX file");
    return bytes;
}

OnnxFile parseOnnx(std::span<const std::byte> bytes, const std::filesystem::path &fileName)
{
    OnnxFile file;
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !file.model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !file.model.has_graph())
        throw InputError(fileName, {}, "is no ONNX file, or is damaged", "Export the student again.");
    for (const onnx::StringStringEntryProto &entry : file.model.metadata_props())
        file.metadata.insert_or_assign(entry.key(), entry.value());
    return file;
}

} // namespace retort
