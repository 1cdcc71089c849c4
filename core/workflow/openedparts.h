#pragma once

// For core/workflow and for pages that look at a data set before the project has it.

#include "datasets/dataset.h"
#include "store/records.h"
#include "teacher/teacher.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

[[nodiscard]] DatasetRecord datasetRecord(const OpenedDataset &dataset, DatasetRole role,
                                          const DatasetChoice &choice);
[[nodiscard]] TeacherRecord teacherRecord(const TeacherInfo &info);
[[nodiscard]] std::vector<ContentKey> contentKeys(const ImageSource &images);

} // namespace retort
