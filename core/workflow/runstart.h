#pragma once

#include "base/progress.h"
#include "store/project.h"

#include <filesystem>
#include <string>

namespace retort {

/// The bytes of a TorchScript file. Throws InputError for a file that holds something else, saying what.
[[nodiscard]] std::shared_ptr<const std::vector<std::byte>> readModule(const std::filesystem::path &file);

/// A run whose recipe may name a module and start weights: reads both and tries them on the student, so that the
/// run needs neither file nor run any more once it is added. Weights must be of the same network; of the
/// classifier, classes with the same name (or alias) keep their rows and others start anew. What became of it is
/// said, and kept as RunStart::note. A classifier of 1000 rows whose file names no classes is taken for
/// ImageNet-1K's, whose names lie in `resources`. Throws InputError or ValueError for a module or weights that do
/// not fit.
[[nodiscard]] NewRun newRun(const Project &project, const std::string &name, const Recipe &recipe,
                            const std::filesystem::path &resources, const Reporter &reporter);

/// Adds it to the project; returns its id.
std::int64_t addRun(Project &project, const std::string &name, const Recipe &recipe,
                    const std::filesystem::path &resources, const Reporter &reporter);

} // namespace retort
