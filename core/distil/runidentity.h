#pragma once

#include "distil/distiller.h"

#include <string>
#include <utility>
#include <vector>

namespace retort {

/// Everything that decides the bits of a run, by name, as text: the recipe's keys as in JSON, device, precision,
/// threads and processes in effect, the images (by content, without excluded ones), what the student starts from,
/// their groups, what of them is left out of training and how they are looked at where that was chosen, the
/// teacher (its proxies, scale and, where given, logits' shape).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> runIdentity(const Recipe &recipe,
                                                                           const RunEnvironment &environment,
                                                                           std::span<const ContentKey> keys,
                                                                           const DistilInput &input);

} // namespace retort
