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

std::string measuredOnName(MeasuredOn on)
{
    switch (on) {
    case MeasuredOn::TestImages:
        return "test images";
    case MeasuredOn::TrainingImages:
        return "training images";
    case MeasuredOn::HeldOutImages:
        return "held-out images";
    case MeasuredOn::AuditedTestImages:
        return "audited test images";
    case MeasuredOn::AuditedTrainingImages:
        return "audited training images";
    }
    return {};
}

} // namespace retort
