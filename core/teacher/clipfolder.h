#pragma once

#include "base/namedtensor.h"
#include "images/preprocess.h"
#include "teacher/clipconfig.h"
#include "teacher/tokenizer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// All that a Hugging Face CLIP folder holds.
struct ClipFolder
{
    ClipConfig config;
    NamedTensors weights; ///< named as by ClipModelImpl::state()
    Preprocessing preprocessing;
    std::vector<std::string> tokens; ///< by id; symbols as byteSymbol() gives them, "</w>" at a word's end
    Tokenizer::Merges merges;
};

/// Writes config.json, model.safetensors, preprocessor_config.json, vocab.json, merges.txt and
/// tokenizer_config.json so that Retort and transformers' CLIPModel open them. The folder is made when needed.
/// Throws Error when it cannot be written.
void writeClipFolder(const std::filesystem::path &folder, const ClipFolder &clip);

/// The smallest vocabulary for every text: each byte inside and at the end of a word, then the two special tokens.
[[nodiscard]] std::vector<std::string> byteTokens();

} // namespace retort
