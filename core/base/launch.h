#pragma once

#include "base/share.h"

#include <functional>
#include <optional>
#include <string>

namespace retort {

/// Where this process stands among those that a launcher has started to work together.
struct WorkerPlace
{
    int rank = 0; ///< 0 .. count - 1; the first one writes what they make
    int count = 1;
    int localRank = 0; ///< among those on this machine
    int localCount = 1;
    std::string host = "127.0.0.1"; ///< where the first one is
    int port = 29500;               ///< and listens, 1 .. 65535

    [[nodiscard]] bool isFirst() const noexcept { return rank == 0; }
    [[nodiscard]] Part part() const noexcept { return {rank, count}; }
};

/// What torchrun (RANK, WORLD_SIZE, LOCAL_RANK, LOCAL_WORLD_SIZE, MASTER_ADDR, MASTER_PORT) or else Slurm's srun
/// (SLURM_PROCID, SLURM_STEP_NUM_TASKS or SLURM_NTASKS, SLURM_LOCALID, the step's node list) says in the
/// environment; nothing where neither has started this process, or it alone. In a batch script that is run without
/// srun, Slurm's variables speak of the whole job: they count only where there is a SLURM_STEP_ID.
///
/// The meeting place is MASTER_ADDR and MASTER_PORT; without them, under srun, the step's first host and a port
/// that follows from the job's and the step's numbers. A torchrun that listens at MASTER_PORT itself
/// (TORCHELASTIC_USE_AGENT_STORE) leaves the port above it.
///
/// `variable` stands for std::getenv. Throws ValueError for a variable that is missing or makes no sense.
[[nodiscard]] std::optional<WorkerPlace> launchedPlace(const std::function<const char *(const char *)> &variable);
/// Of this process's environment.
[[nodiscard]] std::optional<WorkerPlace> launchedPlace();

/// The first host of Slurm's short form of a list: "rack1-[03-07,9],gpu2" begins with "rack1-03".
[[nodiscard]] std::string firstHost(const std::string &nodeList);

} // namespace retort
