#pragma once

#include "data/imageview.h"
#include "formats/safetensors.h"
#include "store/project.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// What a student answered to held-out images of its training set when it was exported: what new images are
/// compared with.
struct StudentReference
{
    std::int64_t images = 0;
    std::vector<std::int64_t> classCounts; ///< images a class got
    std::vector<double> confidences; ///< quantiles of softmax at the answer, evenly from least to most, 0 .. 1
    double meanMargin = 0;           ///< top-2 probability difference, 0 .. 1

    bool operator==(const StudentReference &) const = default;
};

/// What a file with a student must say so that it can be used anywhere: the same keys in safetensors' and in
/// ONNX's metadata. classes (JSON list), student, input_size, preprocessing (JSON: region, fit, resize, crop,
/// resampling, mean, std, channels), reject_threshold (only where there is one), reference (JSON), and where it
/// comes from: teacher, weighting (JSON: rule, normalise, templates with weights), data_fingerprint, run, epoch,
/// recipe (JSON), weights_sha256, accuracy (figuresJson()), retort_version.
struct StudentFile
{
    std::string student;
    std::vector<std::string> classes;
    std::int64_t inputSize = 32;
    ImageView view;
    std::optional<double> rejectThreshold; ///< answers of less confidence than this are none, 0 .. 1
    StudentReference reference;

    bool operator==(const StudentFile &) const = default;
};

/// A run's final figures as JSON: student, teacher (percent, interval), epoch, labels ("report half" or "all"),
/// measured_on, labelled_images, report_looks_before, labels_seen_in_selection; "null" where there are none.
[[nodiscard]] std::string figuresJson(const RunRecord &run);

/// epoch: as it is, not 0. Without a threshold, the one of the run's classes is taken where it is a confidence.
[[nodiscard]] StudentFile studentFileOf(const Project &project, const RunRecord &run, std::int64_t epoch,
                                        std::optional<double> rejectThreshold);
/// Everything that the comment above names.
[[nodiscard]] Metadata toMetadata(const StudentFile &file, const Project &project, const RunRecord &run,
                                  std::int64_t epoch, const std::string &weightsSha256);
/// Throws InputError for metadata that Retort did not write, naming the key.
[[nodiscard]] StudentFile studentFileFrom(const Metadata &metadata, const std::filesystem::path &fileName);

} // namespace retort
