#pragma once

#include <string>
#include <vector>

namespace retort {

/// Starts `count` copies of this program on this machine, as torchrun would, with these arguments, and waits until
/// all have ended. Returns the first exit code that is not 0, else 0. Throws Error when they cannot be started.
int runCopies(int count, const std::vector<std::string> &arguments);

} // namespace retort
