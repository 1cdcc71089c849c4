#pragma once

// For core/workflow and for pages that look at a data set before the project has it.

#include "datasets/dataset.h"
#include "store/records.h"
#include "teacher/teacher.h"
#include "workflow/session.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

[[nodiscard]] DatasetRecord datasetRecord(const OpenedDataset &dataset, DatasetRole role,
                                          const DatasetChoice &choice);
/// The data set of a record as it is now. Throws InputError when it has moved or changed: what cannot be decoded
/// is looked for before that is said.
[[nodiscard]] std::shared_ptr<const OpenedDataset>
openRecorded(const DatasetRecord &record, const std::stop_token &stop, const Reporter &reporter);

/// The names that CLIP is used with for ImageNet-1K's 1000 classes, in their usual order.
[[nodiscard]] std::vector<std::string> imageNetNames(const std::filesystem::path &resources);
/// Throws InputError where images, the way they are looked at, or the teacher are not those of the run.
void requireSameInputs(const RunRecord &run, const Session &session);

[[nodiscard]] TeacherRecord teacherRecord(const TeacherInfo &info);
[[nodiscard]] std::vector<ContentKey> contentKeys(const ImageSource &images);

} // namespace retort
