#pragma once

#include <string>
#include <utility>
#include <vector>

namespace retort {

/// Runs a person's own command through the shell, with more variables in its environment (RETORT_PROJECT, ...),
/// and waits for it. Throws Error when it cannot be started or says that it failed.
void runNotifyCommand(const std::string &command,
                      const std::vector<std::pair<std::string, std::string>> &variables);

} // namespace retort
