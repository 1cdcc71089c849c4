#include "widgets/common/runtext.h"

#include "widgets/common/parts.h"

#include <QCoreApplication>
#include <QLocale>

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

QString measuredOnText(MeasuredOn on)
{
    switch (on) {
    case MeasuredOn::TestImages:
        return Words::tr("test images");
    case MeasuredOn::TrainingImages:
        return Words::tr("training images");
    case MeasuredOn::HeldOutImages:
        return Words::tr("held-out images");
    case MeasuredOn::AuditedTestImages:
        return Words::tr("audited test images");
    case MeasuredOn::AuditedTrainingImages:
        return Words::tr("audited training images");
    }
    return {};
}

QString accuracyText(const RunFigures &figures)
{
    const QString on = measuredOnText(figures.measuredOn);
    if (!figures.reportHalf)
        return Words::tr("Accuracy %1, teacher %2, on all labels of the %3, before labels had halves.")
            .arg(percentText(figures.student.percent), percentText(figures.teacher.percent), on);
    const auto share = [](const Proportion &side) {
        return Words::tr("%1 (%2 to %3)", "percent and its interval")
            .arg(percentText(side.percent), QLocale().toString(side.low, 'f', 1),
                 QLocale().toString(side.high, 'f', 1));
    };
    return Words::
        tr("Accuracy %1, teacher %2, on the report half of the labels of the %3: %4 images, %n look(s) before.",
           nullptr, static_cast<int>(figures.looksBefore))
            .arg(share(figures.student), share(figures.teacher), on, groupedNumber(figures.student.count));
}

bool canResume(RunState state)
{
    return state != RunState::Running && state != RunState::Finished;
}

} // namespace retort
