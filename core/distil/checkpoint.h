#pragma once

#include "base/namedtensor.h"
#include "distil/epochsink.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// Where a run stands. Random streams need no state of their own: each starts from (seed, epoch, image).
struct RunPosition
{
    std::int64_t epoch = 1;         ///< the one in progress
    std::int64_t batch = 0;         ///< batches of it that are done
    std::int64_t step = 0;          ///< optimiser steps done over the whole run
    double seconds = 0;             ///< spent training in this epoch
    std::vector<StepMetrics> steps; ///< of this epoch
};

/// What a stopped run goes on from, as bytes: "RETORTCK", version, length, contents, checksum; little-endian.
struct Checkpoint
{
    /// What the run is made of, by name; compared on resuming.
    std::vector<std::pair<std::string, std::string>> identity;
    RunPosition position;
    NamedTensors tensors;
};

[[nodiscard]] std::vector<std::byte> encodeCheckpoint(const Checkpoint &checkpoint);
/// Throws Error saying what is wrong: not a checkpoint, of a newer version, cut short, or with a wrong checksum.
[[nodiscard]] Checkpoint decodeCheckpoint(std::span<const std::byte> bytes);

/// Throws Error naming the first thing in which the checkpoint's run differs from this one.
void requireSameRun(const std::vector<std::pair<std::string, std::string>> &run, const Checkpoint &checkpoint);

/// 64 bits that change with any change of the bytes but by chance (a damage check, no protection against intent).
[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> bytes);

} // namespace retort
