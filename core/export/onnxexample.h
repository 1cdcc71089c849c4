#pragma once

// Internal to core/export.

#include "export/exportedstudent.h"
#include "export/onnxexport.h"

#include <filesystem>

namespace retort {

/// Where the example of an exported model lies: "student-example" beside student.onnx.
[[nodiscard]] std::filesystem::path exampleFolder(const std::filesystem::path &model);

/// Writes the example: run.py and, for models that OpenCV reads, run.cpp, which classify pictures with the model
/// in about ten lines; golden-0.png of the student's size, golden-1.png of another; and golden.json with what the
/// student answers to them (image, class, probability, logits), so that a program elsewhere can be checked.
/// Throws Error when something cannot be written.
void writeOnnxExample(const std::filesystem::path &model, ExportedStudent &student, const OnnxOptions &options);

} // namespace retort
