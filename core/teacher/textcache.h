#pragma once

#include "teacher/teacher.h"

#include <filesystem>
#include <memory>

namespace retort {

/// The same teacher, with its texts' embeddings in a file of the embedding cache (`folder`; see embeddingcache.h):
/// a large text tower needs minutes for the prompts of a thousand classes, and they are asked for at every start
/// and by every run. An empty folder, or a teacher that reads no text: the teacher as it is. A cache that cannot
/// be read or written is no failure: Reporter::note says so, and texts are encoded.
[[nodiscard]] std::shared_ptr<const Teacher> rememberTexts(std::shared_ptr<const Teacher> teacher,
                                                           const std::filesystem::path &folder);

} // namespace retort
