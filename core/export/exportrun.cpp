#include "export/exportrun.h"

#include "base/error.h"
#include "base/files.h"
#include "export/bundle.h"
#include "export/curves.h"
#include "export/exportedstudent.h"
#include "export/modelcard.h"
#include "export/onnxexample.h"
#include "export/studentfile.h"
#include "formats/safetensors.h"
#include "formats/sha256.h"

#include <array>
#include <cstdio>

namespace retort {

namespace {

std::vector<std::byte> bytesOf(const std::string &text)
{
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

ExportResult writeExport(const std::filesystem::path &out, std::span<const std::byte> bytes)
{
    writeFileAtomically(out, bytes);
    return {std::filesystem::absolute(out), sha256(bytes), {}};
}

/// How far what was written is what was learned.
std::string noteOf(const OnnxExport &written, const OnnxOptions &options)
{
    std::array<char, 200> text{};
    if (written.int8)
        std::snprintf(
            text.data(), text.size(),
            "8 bits: %.2f %% of %lld held-out images get the same answer, agreement with the teacher is %.2f %% "
            "instead of %.2f %%.",
            written.int8->agreement, static_cast<long long>(written.int8->images), written.int8->teacherAfter,
            written.int8->teacherBefore);
    else
        std::snprintf(
            text.data(), text.size(),
            "OpenCV's answers to %lld pictures differ from the student's by %.1e of the largest logit%s.",
            static_cast<long long>(written.comparedImages), written.largestDifference,
            options.fromPixels ? "; the way from pixels is for onnxruntime, OpenCV cannot compute it" : "");
    return text.data();
}

/// A student as safetensors or ONNX, with all it takes to use it.
ExportResult exportStudent(const Project &project, const ExportChoice &choice, const std::stop_token &stop)
{
    const RunRecord run = project.run(choice.run);
    const std::int64_t epoch = choice.epoch == 0 ? run.bestEpoch : choice.epoch;
    const NamedTensors weights = project.weights(run.id, choice.epoch);
    const StudentFile file = studentFileOf(project, run, epoch, choice.rejectThreshold);
    const Metadata metadata = toMetadata(file, project, run, epoch, weightsSha256(weights));
    ExportResult result{std::filesystem::absolute(choice.out), {}, {}};
    std::vector<std::byte> bytes;
    if (choice.format == "safetensors") {
        bytes = toSafetensors(weights, metadata);
    } else {
        OnnxExport written = exportOnnx(file, weights, metadata, choice.onnx, stop);
        bytes = std::move(written.bytes);
        result.note =
            noteOf(written, choice.onnx) + " Example and golden answers: " + exampleFolder(result.path).string();
        const auto student = written.int8 ? studentOfOnnx(bytes, result.path) : studentOfWeights(file, weights);
        writeOnnxExample(result.path, *student, choice.onnx);
    }
    writeFileAtomically(choice.out, bytes);
    result.sha256 = sha256(bytes);
    return result;
}

} // namespace

std::vector<std::string> exportFormats()
{
    return {"safetensors", "onnx", "csv", "bundle", "report", "card"};
}

ExportResult exportRun(const Project &project, const ExportChoice &choice, const std::stop_token &stop)
{
    if (choice.format == "safetensors" || choice.format == "onnx")
        return exportStudent(project, choice, stop);
    if (choice.format == "csv")
        return writeExport(choice.out, bytesOf(curvesCsv(project.epochs(choice.run))));
    if (choice.format == "card")
        return writeExport(choice.out, bytesOf(modelCard(project, choice.run, choice.epoch)));
    if (choice.format == "report")
        return writeExport(choice.out, bytesOf(reportHtml(project, choice.run, choice.epoch, choice.report)));
    if (choice.format == "bundle") {
        std::vector<ZipMember> members = bundleOf(project, choice.run);
        members.insert(members.end(), choice.beside.begin(), choice.beside.end());
        return writeExport(choice.out, toZip(members));
    }
    std::string known;
    for (const std::string &format : exportFormats())
        known += (known.empty() ? "" : ", ") + format;
    throw ValueError("There is no export format \"" + choice.format + "\"", "The formats are: " + known + ".");
}

} // namespace retort
