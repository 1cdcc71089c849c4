#pragma once

// Internal to core/export.

#include "export/onnxgraph.h"
#include "student/student.h"

namespace retort {

/// Adds a student's network in evaluation to the graph, from normalised images [batch, 3, size, size] called
/// `images` to class logits called "logits"; weights keep their names. The network is what the student's forward()
/// does, recorded operator by operator, so any student whose operators are known here can be written. foldNorms:
/// a normalisation right behind a convolution becomes part of its weights. Throws Error naming an operator that
/// has no translation.
void addNetwork(OnnxGraph &graph, Student &student, const std::string &images, std::int64_t size, bool foldNorms);

} // namespace retort
