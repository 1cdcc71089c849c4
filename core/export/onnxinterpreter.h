#pragma once

// Internal to core/export.

#include "export/onnxgraph.h"

#include <map>
#include <string>

namespace retort {

/// Computes the network of an exported model, from "images" to "logits", operator by operator with LibTorch, as
/// ONNX defines them: what lies between is to be seen, and integers are rounded as everywhere.
class OnnxInterpreter
{
public:
    using Values = std::map<std::string, torch::Tensor>;

    /// The graph must outlive it.
    explicit OnnxInterpreter(const onnx::GraphProto &graph);
    /// Every value that flows in the graph, by name, images and logits among them. Throws Error for an operator
    /// that no exported network has.
    [[nodiscard]] Values run(const torch::Tensor &images) const;
    /// Logits alone; what lies between is let go as soon as it has been read.
    [[nodiscard]] torch::Tensor logits(const torch::Tensor &images) const;

private:
    const onnx::GraphProto &m_graph;
    Values m_weights;
    std::map<std::string, int> m_uses; ///< how often a value is read
};

} // namespace retort
