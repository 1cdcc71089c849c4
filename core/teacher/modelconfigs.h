#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// OpenCLIP's names of its plain CLIPs ("ViT-B-32-quickgelu"), in order of the alphabet.
[[nodiscard]] std::vector<std::string> modelConfigNames();

/// Writes the configuration of that name beside a weights file, so that Teacher::open knows what the tensors do
/// not tell: FILE.open_clip_config.json. Gives the name of what was written. Throws ValueError for a name that is
/// not known, InputError for a file that is no CLIP of that shape, Error when it cannot be written.
std::filesystem::path nameModelConfig(const std::filesystem::path &weights, const std::string &name);

} // namespace retort
