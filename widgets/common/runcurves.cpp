#include "widgets/common/runcurves.h"

#include "widgets/common/chart.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

RunCurves::RunCurves(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_quality(new Chart(tr("epoch"), tr("accuracy, %"))),
      m_losses(new Chart(tr("step"), tr("loss")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space3);
    layout->addWidget(m_quality, 3);
    layout->addWidget(m_losses, 2);
    m_student = m_quality->addLine(tr("student"), LineRole::Student);
    m_quality->setAccessibleName(tr("Accuracy by epoch"));
    m_node = m_losses->addLine(tr("node"), LineRole::Class, 0);
    m_edge = m_losses->addLine(tr("edge"), LineRole::Class, 2);
    m_pseudo = m_losses->addLine(tr("pseudo-label"), LineRole::Class, 3);
    m_losses->setAccessibleName(tr("Loss terms by step"));

    connect(&m_workspace, &Workspace::runStepped, this, [this](qint64 run, const StepMetrics &step) {
        if (run == m_run && !m_loading)
            addStep(step);
    });
    connect(&m_workspace, &Workspace::runEpochDone, this, [this](qint64 run, const EpochRecord &epoch) {
        if (run != m_run || m_loading)
            return;
        std::erase_if(m_epochs, [&epoch](const EpochRecord &old) { return old.epoch >= epoch.epoch; });
        m_epochs.push_back(epoch);
        drawEpochs();
    });
    // The teacher's accuracy is known soon after the start.
    connect(&m_workspace, &Workspace::runsChanged, this, &RunCurves::drawEpochs);
    connect(&m_workspace, &Workspace::runChanged, this, &RunCurves::drawEpochs);
    connect(&m_workspace, &Workspace::selfAgreementFound, this, &RunCurves::drawEpochs);
}

void RunCurves::setRun(std::int64_t run)
{
    if (run == m_run)
        return;
    m_run = run;
    show({});
    if (run == 0)
        return;
    m_loading = true;
    m_workspace.query<Curves>(
        // One topic an object: two of them may look at different runs.
        QStringLiteral("curves-%1").arg(reinterpret_cast<quintptr>(this)), this,
        [run](const Project &project) {
            return Curves{project.epochs(run), project.steps(run)};
        },
        [this, run](const Curves &curves) {
            m_loading = false;
            if (run == m_run)
                show(curves);
        },
        [this](const JobError &) { m_loading = false; });
}

void RunCurves::show(const Curves &curves)
{
    m_epochs = curves.epochs;
    QList<QPointF> node;
    QList<QPointF> edge;
    QList<QPointF> pseudo;
    for (const StepMetrics &step : curves.steps) {
        const auto x = static_cast<double>(step.step);
        node.append({x, step.nodeLoss});
        edge.append({x, step.edgeLoss});
        pseudo.append({x, step.pseudoLoss});
    }
    m_losses->setPoints(m_node, node);
    m_losses->setPoints(m_edge, edge);
    m_losses->setPoints(m_pseudo, pseudo);
    drawEpochs();
}

void RunCurves::drawEpochs()
{
    const RunRecord *run = m_workspace.run(m_run);
    // With labels before the first epoch too: the chart should not change its meaning under a person's eyes.
    const DatasetRecord *test = m_workspace.settings().dataset(DatasetRole::Test);
    const bool labelled = m_epochs.empty() ? (run && run->teacherTuningAccuracy) || (test && test->labelled)
                                           : m_epochs.front().tuningAccuracy.has_value();
    const bool halves = !run || !run->figures || run->figures->reportHalf;
    m_quality->setTitles(tr("epoch"), !labelled ? tr("agreement with the teacher, %")
                                      : halves  ? tr("accuracy, tuning half, %")
                                                : tr("accuracy, all labels, %"));
    m_quality->setAccessibleName(labelled ? tr("Accuracy by epoch") : tr("Agreement with the teacher by epoch"));
    QList<QPointF> points;
    for (const EpochRecord &epoch : m_epochs)
        points.append({static_cast<double>(epoch.epoch),
                       labelled ? epoch.tuningAccuracy.value_or(0) : epoch.heldOutAgreement});
    m_quality->setPoints(m_student, points);
    // Agreement is held against the teacher's own with itself, which no student can be expected to exceed.
    if (const SelfAgreement *self = labelled ? nullptr : m_workspace.selfAgreement(m_run))
        m_quality->setTeacherLine(tr("teacher with itself"), self->share.percent);
    else
        m_quality->setTeacherLine(tr("teacher"), labelled && run ? run->teacherTuningAccuracy : std::nullopt);
    m_quality->setYBounds(std::pair(0.0, 100.0));
    m_quality->setYRange(points.isEmpty() ? std::optional(std::pair(0.0, 100.0)) : std::nullopt);
    m_quality->setXMaximum(run ? std::optional(static_cast<double>(run->recipe.epochs)) : std::nullopt);
}

void RunCurves::addStep(const StepMetrics &step)
{
    const auto x = static_cast<double>(step.step);
    const std::pair<int, double> values[] = {
        {m_node, step.nodeLoss}, {m_edge, step.edgeLoss}, {m_pseudo, step.pseudoLoss}};
    for (const auto &[line, value] : values) {
        QList<QPointF> points = m_losses->points(line);
        if (!points.isEmpty() && points.last().x() >= x) { // resumed from before what is on screen
            while (!points.isEmpty() && points.last().x() >= x)
                points.removeLast();
            m_losses->setPoints(line, points);
        }
        m_losses->appendPoint(line, {x, value});
    }
}

} // namespace retort
