#pragma once

#include "export/onnxexport.h"
#include "export/report.h"
#include "export/zipwriter.h"
#include "store/project.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// "safetensors": the student's weights with torchvision's or the literature's names; "onnx": its network, for
/// onnxruntime, OpenCV and others, with an example beside it (onnxexample.h). Both say in their metadata how they
/// are to be used, see StudentFile. "csv": the run's curves; "bundle": all that decides the run and came of it
/// (bundle.h); "report": a page to read (report.h); "card": a model card (modelcard.h).
[[nodiscard]] std::vector<std::string> exportFormats();

struct ExportChoice
{
    std::int64_t run = 0;
    std::int64_t epoch = 0; ///< 0: the best one; csv has all
    std::string format = {};
    std::filesystem::path out = {};
    std::optional<double> rejectThreshold = {}; ///< kept in the student's metadata
    OnnxOptions onnx = {};
    ReportExtras report = {};           ///< what a report shows beyond the project
    std::vector<ZipMember> beside = {}; ///< what a bundle holds beyond itself
};

struct ExportResult
{
    std::filesystem::path path;
    std::string sha256; ///< of the file
    std::string note;   ///< what a person should know, may be empty
};

/// Writes choice.out (the old file or the new one, never half of it). Throws ValueError for another format,
/// listing those there are, StoreError for a run or epoch that is not there, Error where the file cannot be
/// written or is not understood as it was meant.
ExportResult exportRun(const Project &project, const ExportChoice &choice, const std::stop_token &stop = {});

} // namespace retort
