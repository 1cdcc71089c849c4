#pragma once

#include "export/zipwriter.h"
#include "store/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// Everything that decides a run and what came of it, as a zip file that outlives its project:
///   bundle.json           versions, run, environment, teacher, data sets (by fingerprint), excluded images (by
///                         content), what the student started from (by checksum), epochs with checksums
///   recipe.json           see recipejson.h
///   weighting.json, classes.json (with the rule of "none of these")
///   start.safetensors     the weights that the run started from, where it had some
///   module.pt             the TorchScript student, where it is one
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
    RejectRule reject;
    TeacherRecord teacher;
    DatasetRecord training;
    std::optional<DatasetRecord> test;
    std::vector<ContentKey> excluded; ///< training images that the run did not learn from
    StudentStart start;               ///< what run.start names; its fingerprint is not kept
    std::vector<EpochRecord> epochs;  ///< epoch, loss, agreement, accuracy and checksum of the weights
    NamedTensors lastWeights;
};

/// The files of a run's bundle. Throws StoreError for a run without a finished epoch, and where the project has
/// other images, exclusions or another teacher now than the run had.
[[nodiscard]] std::vector<ZipMember> bundleOf(const Project &project, std::int64_t run);

/// Reads a bundle. Throws InputError for anything else, for one that is damaged or that a newer Retort made,
/// naming the file in it.
[[nodiscard]] Bundle readBundle(const std::filesystem::path &file);
/// Of bundle.json, recipe.json, weighting.json and classes.json; without any weights.
[[nodiscard]] Bundle parseBundle(const std::string &bundle, const std::string &recipe,
                                 const std::string &weighting, const std::string &classes,
                                 const std::filesystem::path &file);

} // namespace retort
