#pragma once

#include "store/project.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// "safetensors": the student's weights with torchvision's or the literature's names. The file's metadata say how
/// to use it: classes (JSON list), student, input_size, preprocessing (JSON: resize, crop, resampling, mean, std,
/// channels), teacher, weighting (JSON: rule, normalise, templates with weights), run, epoch, recipe (JSON),
/// retort_version, accuracy (JSON: final figures of the report half of the labels, null without). "csv": the run's
/// curves, one line an epoch (RFC 4180, empty where there is no value).
[[nodiscard]] std::vector<std::string> exportFormats();

struct ExportResult
{
    std::filesystem::path path;
    std::string sha256; ///< of the file
};

/// Writes `out` (the old file or the new one, never half of it). epoch 0 is the best one; csv has all of them.
/// Throws ValueError for another format, listing those there are, StoreError for a run or epoch that is not there.
ExportResult exportRun(const Project &project, std::int64_t run, std::int64_t epoch, const std::string &format,
                       const std::filesystem::path &out);

} // namespace retort
