#include "widgets/common/runtext.h"

#include <QCoreApplication>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::RunText)
};

} // namespace

QString runTitle(const RunRecord &run)
{
    return run.name.empty() ? Words::tr("Run %1").arg(run.id) : QString::fromStdString(run.name);
}

QString stateText(RunState state)
{
    switch (state) {
    case RunState::Queued:
        return Words::tr("queued");
    case RunState::Running:
        return Words::tr("training");
    case RunState::Paused:
        return Words::tr("paused");
    case RunState::Cancelled:
        return Words::tr("cancelled");
    case RunState::Interrupted:
        return Words::tr("interrupted");
    case RunState::Finished:
        return Words::tr("finished");
    case RunState::Failed:
        return Words::tr("failed");
    }
    return {};
}

bool canResume(RunState state)
{
    return state != RunState::Running && state != RunState::Finished;
}

} // namespace retort
