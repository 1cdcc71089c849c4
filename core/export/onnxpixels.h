#pragma once

// Internal to core/export.

#include "export/onnxgraph.h"
#include "export/studentfile.h"

namespace retort {

/// Adds the way from pictures as they are, "pixels" [batch, height, width, 3] (bytes, RGB, of any one size), to
/// what the network takes; returns its name. Region, fit and resizing are those of squareOf(): each side is
/// resampled by a product with a matrix of Pillow's weights, made in the graph for the size at hand, and bytes
/// are rounded between the two products. A level may differ where a sum falls on the half. Standard operators
/// only, since ONNX's own Resize has no antialiasing before version 18.
[[nodiscard]] std::string addPreparation(OnnxGraph &graph, const StudentFile &file);

} // namespace retort
