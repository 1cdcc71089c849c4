#pragma once

#include "command.h"

namespace retort {

/// Prints one object as JSON or as a line a key; exitDone.
int report(const Json &object, bool json);

/// allreduce.
void addSumBenchmark(CLI::App &bench, CommandContext &context);
/// towers, embed, decode, load.
void addTeacherBenchmarks(CLI::App &bench, CommandContext &context);
/// startup, ui.
void addWindowBenchmarks(CLI::App &bench, CommandContext &context);

} // namespace retort
