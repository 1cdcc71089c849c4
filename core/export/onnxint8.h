#pragma once

// Internal to core/export.

#include "export/int8material.h"
#include "export/onnxgraph.h"

#include <stop_token>

namespace retort {

/// Makes the network of a model compute with 8 bits (static quantisation, onnxruntime's QDQ form): weights are
/// int8, a scale a channel; what flows between operators is int8 within the range that it takes on the calibration
/// images. Norms should have been folded. Throws Cancelled when stopped.
void quantize(onnx::ModelProto &model, const PackedImages &calibration, const std::stop_token &stop);

[[nodiscard]] Int8Cost int8Cost(const onnx::ModelProto &before, const onnx::ModelProto &after,
                                const Int8Material &material, const std::stop_token &stop);

} // namespace retort
