#pragma once

#include "student/student.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// A student that came as a TorchScript module (what torch.jit.save writes): called with images [B, 3, H, W] it
/// returns features [B, d] and logits [B, C]. Its own values are the start weights, as float32. Parameters that
/// ask for no gradient stay as they are. What it draws in training (dropout) comes from drawFrom(). Its proxies
/// are the parameter [C, d] that makes logits of the features; they are undefined where no parameter does. Its
/// code runs: take modules from where you would take a program.
///
/// Throws ValueError, with a remedy, for bytes that LibTorch cannot load, and for a module that has nothing to
/// learn, does not take images of this size, returns something else, or answers another number of classes.
[[nodiscard]] std::shared_ptr<Student> makeScriptedStudent(std::span<const std::byte> module, std::int64_t classes,
                                                           std::int64_t inputSize);

/// The module with these values (studentTensors() of its student), as torch.jit.save writes it, in evaluation
/// mode. `notes` become files in its archive, below "extra/". Throws ValueError where a name or shape does not
/// fit.
[[nodiscard]] std::vector<std::byte> scriptedModule(std::span<const std::byte> module, const TensorMap &values,
                                                    const std::map<std::string, std::string> &notes);

} // namespace retort
