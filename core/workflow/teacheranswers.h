#pragma once

#include "workflow/session.h"

#include <filesystem>

namespace retort {

/// Writes what the teacher says of one of the project's data sets under a weighting. By the name of `out`:
///   .csv          path, class, probability, margin (of the two highest probabilities), a line an image
///   .npy          the logits [N x C] as float32, with the images' list beside it as .txt, which together are a
///   teacher .safetensors  the same as the tensor "logits"
/// Throws ValueError for another name and for a role that the project has no images of.
void writeTeacherAnswers(const Session &session, const Weighting &weighting, const PromptEmbeddings &prompts,
                         DatasetRole role, const std::filesystem::path &out, const std::stop_token &stop,
                         const Reporter &reporter);

/// Writes a table of a row an image as .npy or, under any other name, as a safetensors file, and beside it the
/// list of the images (.txt): what Teacher::open() takes. `texts`, where it is there, are the classes' embeddings:
/// .classes.npy, or the tensor "text_embeds".
void writeImageTable(const std::filesystem::path &out, const std::string &tensor, const Matrix &rows,
                     const ImageSource &images, const Matrix *texts,
                     const std::map<std::string, std::string> &metadata);

} // namespace retort
