#pragma once

#include <CLI/CLI.hpp>

namespace retort {

struct CommandContext;

/// teacher list, teacher fetch.
void addFetchCommands(CLI::App &teacher, CommandContext &context);

} // namespace retort
