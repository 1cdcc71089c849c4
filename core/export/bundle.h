#pragma once

#include "export/zipwriter.h"
#include "store/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// Everything that decides a run and what came of it, as a zip file that outlives its project:
///   bundle.json           versions, run, environment, teacher, data sets (by fingerprint), epochs with checksums
///   recipe.json           see recipejson.h
///   weighting.json, classes.json
///   curves.csv
///   last.safetensors      weights of the last epoch, which the run's checksum is of
///   best.safetensors      the student, as an export of its own
///   MODEL_CARD.md
/// and what a caller adds. Images are not in it; the data set's and the teacher's places are.
struct Bundle
{
    std::string retortVersion;
    RunRecord run;
    Weighting weighting;
    ClassList classes;
    TeacherRecord teacher;
    DatasetRecord training;
    std::optional<DatasetRecord> test;
    std::vector<EpochRecord> epochs; ///< epoch, loss, agreement, accuracy and checksum of the weights
    NamedTensors lastWeights;
};

/// The files of a run's bundle. Throws StoreError for a run without a finished epoch.
[[nodiscard]] std::vector<ZipMember> bundleOf(const Project &project, std::int64_t run);

/// Reads a bundle. Throws InputError for anything else, for one that is damaged or that a newer Retort made,
/// naming the file in it.
[[nodiscard]] Bundle readBundle(const std::filesystem::path &file);
/// Of bundle.json, recipe.json, weighting.json and classes.json.
[[nodiscard]] Bundle parseBundle(const std::string &bundle, const std::string &recipe,
                                 const std::string &weighting, const std::string &classes,
                                 const std::filesystem::path &file);

} // namespace retort
