#pragma once

// Internal to core/export: includes the ONNX project's protobuf classes.

#include "formats/safetensors.h"
#include "tensor/torch.h"

#include <cstddef>
#include <cstdint>
#include <onnx/onnx_pb.h>
#include <string>
#include <variant>
#include <vector>

namespace retort {

/// An ONNX model (onnx.ai) while it is written, node by node. What flows between nodes is known by name. Operators
/// are those of version 13, which onnxruntime since 1.7 and OpenCV since 4.6 read.
class OnnxGraph
{
public:
    static constexpr std::int64_t operatorVersion = 13;

    struct Attribute
    {
        const char *name;
        std::variant<std::int64_t, float, std::vector<std::int64_t>, std::string> value;
    };
    /// A side of a value: a number, or the name of one that is known when the model runs.
    using Side = std::variant<std::int64_t, std::string>;

    OnnxGraph();

    /// Adds a node with one result; returns its name, which is `output` or a new one.
    std::string node(const std::string &kind, const std::vector<std::string> &inputs,
                     const std::vector<Attribute> &attributes = {}, const std::string &output = {});
    /// Adds values that are part of the model: float32, float64, int64, int32, int8, uint8 or bool. Returns their
    /// name, which is `name` unless that is taken.
    std::string constant(const std::string &name, const torch::Tensor &values);
    std::string number(float value) { return constant("number", torch::tensor(value)); }
    std::string integers(const std::vector<std::int64_t> &values);

    void addInput(const std::string &name, onnx::TensorProto::DataType type, const std::vector<Side> &shape);
    void addOutput(const std::string &name, onnx::TensorProto::DataType type, const std::vector<Side> &shape);

    [[nodiscard]] onnx::ModelProto &model() noexcept { return m_model; }

private:
    std::string freeName(const std::string &wanted);

    onnx::ModelProto m_model;
    std::map<std::string, int> m_names; ///< how often each was asked for
};

/// The file: the same bytes for the same model. Throws Error when it is larger than ONNX's 2 GB.
[[nodiscard]] std::vector<std::byte> toOnnxFile(onnx::ModelProto model, const Metadata &metadata);

/// Reads a model and what its metadata say. Throws InputError for what is no ONNX file.
struct OnnxFile
{
    onnx::ModelProto model;
    Metadata metadata;
};
[[nodiscard]] OnnxFile parseOnnx(std::span<const std::byte> bytes, const std::filesystem::path &fileName);

} // namespace retort
