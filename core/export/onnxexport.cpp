#include "export/onnxexport.h"

#include "base/error.h"
#include "distil/environment.h"
#include "export/exportedstudent.h"
#include "export/goldenimages.h"
#include "export/onnxint8.h"
#include "export/onnxnetwork.h"
#include "export/onnxpixels.h"

#include <cmath>
#include <cstdio>

namespace retort {

namespace {

constexpr std::int64_t comparedImages = 3;

onnx::ModelProto modelOf(const StudentFile &file, const NamedTensors &weights, const OnnxOptions &options)
{
    const auto classes = static_cast<std::int64_t>(file.classes.size());
    const std::shared_ptr<Student> student = makeStudent(file.student, classes, 0);
    loadStudentTensors(*student, toTensorMap(weights));
    OnnxGraph graph;
    if (options.fromPixels) {
        addNetwork(graph, *student, addPreparation(graph, file), file.inputSize, options.foldNorms);
        graph.addOutput(graph.node("Softmax", {"logits"}, {{"axis", std::int64_t(1)}}, "probabilities"),
                        onnx::TensorProto::FLOAT, {"batch", classes});
    } else {
        graph.addInput("images", onnx::TensorProto::FLOAT,
                       {"batch", std::int64_t(3), file.inputSize, file.inputSize});
        addNetwork(graph, *student, "images", file.inputSize, options.foldNorms);
        graph.addOutput("logits", onnx::TensorProto::FLOAT, {"batch", classes});
    }
    return graph.model();
}

std::vector<std::uint8_t> goldenPixels(std::int64_t size)
{
    std::vector<std::uint8_t> pixels;
    for (int number = 0; number < comparedImages; ++number) {
        const Image image = goldenImage(number, static_cast<int>(size), static_cast<int>(size));
        pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
    }
    return pixels;
}

/// The largest difference beside the largest value; infinite where something is not a number.
double difference(const Matrix &expected, const Matrix &got)
{
    double largest = 1e-6;
    double apart = 0;
    for (std::int64_t row = 0; row < expected.rows(); ++row) {
        for (std::int64_t column = 0; column < expected.columns(); ++column) {
            const double value = static_cast<double>(expected.at(row, column));
            const double off = std::abs(value - static_cast<double>(got.at(row, column)));
            if (!std::isfinite(off))
                return INFINITY;
            largest = std::max(largest, std::abs(value));
            apart = std::max(apart, off);
        }
    }
    return apart / largest;
}

/// "94.21 % instead of 94.33 %".
std::string costText(const Int8Cost &cost)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.2f %% instead of %.2f %%", cost.teacherAfter, cost.teacherBefore);
    return text;
}

/// Rounds the model to 8 bits; what that costs goes into the metadata.
Int8Cost round(onnx::ModelProto &model, const Int8Material &material, Metadata &metadata,
               const std::stop_token &stop)
{
    const onnx::ModelProto before = model;
    quantize(model, *material.calibration, stop);
    const Int8Cost cost = int8Cost(before, model, material, stop);
    if (cost.teacherBefore - cost.teacherAfter > int8Tolerance)
        throw Error("8 bits do not hold: the student would agree with its teacher on " + costText(cost) + " of " +
                        std::to_string(cost.images) + " held-out images",
                    "Export it with 32 bits.");
    char text[160];
    std::snprintf(text, sizeof text,
                  R"({"agreement":%.2f,"teacher_agreement_before":%.2f,"teacher_agreement":%.2f,"images":%lld})",
                  cost.agreement, cost.teacherBefore, cost.teacherAfter, static_cast<long long>(cost.images));
    metadata["int8"] = text;
    return cost;
}

} // namespace

OnnxExport exportOnnx(const StudentFile &file, const NamedTensors &weights, Metadata metadata,
                      const OnnxOptions &options, const std::stop_token &stop)
{
    if (options.int8 && (options.fromPixels || !options.foldNorms))
        throw ValueError("An 8-bit model takes normalised images, and its norms are folded",
                         "Leave out --from-pixels and --keep-norms.");
    OnnxExport result;
    wrapped("writing the ONNX file", [&] {
        onnx::ModelProto model = modelOf(file, weights, options);
        if (options.int8)
            result.int8 = round(model, *options.int8, metadata, stop);
        result.bytes = toOnnxFile(std::move(model), metadata);
    });
    if (options.int8)
        return result; // differs as far as the cost says
    result.comparedImages = comparedImages;
    const std::vector<std::uint8_t> pixels = goldenPixels(file.inputSize);
    result.largestDifference =
        difference(studentOfWeights(file, weights)->logits(pixels, comparedImages),
                   studentOfOnnx(result.bytes, "the new ONNX file")->logits(pixels, comparedImages));
    if (!(result.largestDifference <= onnxTolerance)) {
        char apart[32];
        std::snprintf(apart, sizeof apart, "%.1e", result.largestDifference);
        throw Error(std::string("the ONNX file was not written: OpenCV's answers differ from the student's by ") +
                        apart + " of the largest logit",
                    "Export it as safetensors, and please report this with the project.");
    }
    return result;
}

} // namespace retort
