#pragma once

// Internal to core/export.

#include "base/namedtensor.h"
#include "export/int8material.h"
#include "export/studentfile.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace retort {

struct OnnxOptions
{
    bool fromPixels = false; ///< "pixels" to "probabilities" instead of "images" to "logits"
    bool foldNorms = true;   ///< see addNetwork()
    /// Where this is set, the network computes with 8 bits, if that holds (see int8Tolerance). Not from pixels.
    std::optional<Int8Material> int8 = {};
};

/// An ONNX file, and what came of reading it.
struct OnnxExport
{
    std::vector<std::byte> bytes;
    double largestDifference = 0; ///< of OpenCV's logits from LibTorch's, beside the largest of them
    std::int64_t comparedImages = 0;
    std::optional<Int8Cost> int8;
};

/// Beyond this the file is not what was learned.
inline constexpr double onnxTolerance = 1e-4;

/// Writes a student and has OpenCV answer to a few pictures with what was written. Throws Error where its answers
/// differ by more than onnxTolerance, and where 8 bits do not hold.
[[nodiscard]] OnnxExport exportOnnx(const StudentFile &file, const NamedTensors &weights, Metadata metadata,
                                    const OnnxOptions &options, const std::stop_token &stop = {});

} // namespace retort
