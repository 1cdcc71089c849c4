#pragma once

#include "store/project.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

/// The two graphs that are looked at together: a run's student, and its teacher or the student of another run.
struct GraphPair
{
    std::int64_t epoch = 0; ///< of the run
    ProxyGraph teacher;     ///< or the other run's student
    ProxyGraph student;
    std::int64_t topK = 0; ///< edges a sample and side that count for places
    std::vector<std::string> classes;
    std::vector<std::int64_t> probe;     ///< indices into the training images, one a sample
    std::string teacherName = "teacher"; ///< "run 2, epoch 9"
    std::string studentName = "student"; ///< "run 3" when runs are compared
};

/// Reads them. `epoch` 0: the best one. `against` 0: the teacher; else that run's student at the same epoch, or at
/// its last one when it has fewer. Throws StoreError for what is not there, and ValueError saying what differs
/// when the two runs have other classes or other probe images.
[[nodiscard]] GraphPair readGraphPair(const Project &project, std::int64_t run, std::int64_t epoch,
                                      std::int64_t against);

} // namespace retort
