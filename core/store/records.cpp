#include "store/records.h"

namespace retort {

std::string stateName(RunState state)
{
    switch (state) {
    case RunState::Queued:
        return "queued";
    case RunState::Running:
        return "running";
    case RunState::Paused:
        return "paused";
    case RunState::Cancelled:
        return "cancelled";
    case RunState::Interrupted:
        return "interrupted";
    case RunState::Finished:
        return "finished";
    case RunState::Failed:
        return "failed";
    }
    return {};
}

} // namespace retort
