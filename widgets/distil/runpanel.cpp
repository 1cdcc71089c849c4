#include "runpanel.h"

#include "samplestrip.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runcurves.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

// Evenly spread over the probe set, the same ones each time.
std::vector<std::size_t> spread(std::size_t count)
{
    const std::size_t wanted = std::min<std::size_t>(count, SampleStrip::maximum);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < wanted; ++i)
        places.push_back(i * count / wanted);
    return places;
}

template<typename T>
std::vector<T> picked(const std::vector<T> &all, const std::vector<std::size_t> &places)
{
    std::vector<T> result;
    for (const std::size_t place : places)
        if (place < all.size())
            result.push_back(all[place]);
    return result;
}

} // namespace

RunPanel::RunPanel(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_states(new PageStack), m_title(headingLabel({})),
      m_state(new QLabel), m_numbers(secondaryLabel({})), m_pause(new QPushButton(tr("Pause"))),
      m_resume(new QPushButton(tr("Resume"))), m_cancel(new QPushButton(tr("Cancel run"))),
      m_curves(new RunCurves(workspace)), m_samplesNote(secondaryLabel({})), m_strip(new SampleStrip)
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space3);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *line = new QHBoxLayout;
    line->setSpacing(Theme::space2);
    line->addWidget(m_title);
    line->addWidget(m_state);
    line->addStretch();
    words->addLayout(line);
    words->addWidget(m_numbers);
    head->addLayout(words, 1);
    for (QPushButton *button : {m_pause, m_resume, m_cancel})
        head->addWidget(button, 0, Qt::AlignTop);
    layout->addLayout(head);
    layout->addWidget(m_curves, 1);
    layout->addWidget(headingLabel(tr("Held-out images: teacher and student")));
    layout->addWidget(m_samplesNote);
    layout->addWidget(m_strip);
    m_states->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_states);

    m_pause->setIcon(icon(QStringLiteral("pause")));
    m_resume->setIcon(icon(QStringLiteral("resume")));
    connect(m_pause, &QPushButton::clicked, this, [this] { m_workspace.pauseRun(); });
    connect(m_resume, &QPushButton::clicked, this, [this] { m_workspace.resumeRun(m_run); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_workspace.cancelRun(); });

    connect(&m_workspace, &Workspace::currentRunChanged, this, &RunPanel::setRun);
    connect(&m_workspace, &Workspace::runsChanged, this, &RunPanel::refresh);
    connect(&m_workspace, &Workspace::runChanged, this, &RunPanel::refresh);
    connect(&m_workspace, &Workspace::activeRunChanged, this, &RunPanel::refresh);
    connect(&m_workspace, &Workspace::sessionChanged, this, &RunPanel::showSamples);
    connect(&m_workspace, &Workspace::sessionFailed, this, &RunPanel::showSamples);
    connect(&m_workspace, &Workspace::runStepped, this,
            [this](qint64 run, const StepMetrics &, double imagesPerSecond) {
                if (run != m_run)
                    return;
                m_imagesPerSecond = imagesPerSecond;
                refresh();
            });
    connect(&m_workspace, &Workspace::runEpochDone, this,
            [this](qint64 run, const EpochRecord &, const std::shared_ptr<const ProxyGraph> &student) {
                if (run != m_run)
                    return;
                if (m_samples.probe.empty()) {
                    readSamples(); // the first epoch: probe and teacher's answers are in the file now
                } else {
                    m_samples.student = student->answers;
                    showSamples();
                }
            });
    setRun(m_workspace.currentRun());
    refresh();
}

bool RunPanel::settled() const
{
    return !m_reading && m_curves->settled() && m_strip->settled();
}

void RunPanel::setRun(std::int64_t run)
{
    if (run == m_run)
        return;
    m_run = run;
    m_samples = {};
    m_imagesPerSecond = 0;
    m_curves->setRun(run);
    showSamples();
    readSamples();
    refresh();
}

void RunPanel::refresh()
{
    const RunRecord *run = m_workspace.run(m_run);
    if (!run) {
        m_states->showEmpty(tr("No student has been trained yet. Press Distil, and watch it learn here."));
        return;
    }
    m_states->showContent();
    m_title->setText(runTitle(*run));
    m_state->setText(stateText(run->state));
    QStringList numbers;
    numbers.append(tr("%1, epoch %2 of %3")
                       .arg(QString::fromStdString(run->recipe.student))
                       .arg(run->epochsDone)
                       .arg(run->recipe.epochs));
    if (run->figures) {
        numbers.append(tr("student %1").arg(percentText(run->figures->student.percent)));
        numbers.append(tr("teacher %1 (report half)").arg(percentText(run->figures->teacher.percent)));
    } else if (run->tuningAccuracy) {
        numbers.append(tr("student %1 (tuning half)").arg(percentText(*run->tuningAccuracy)));
    }
    if (run->bestAgreement)
        numbers.append(tr("agreement %1").arg(percentText(*run->bestAgreement)));
    const bool active = m_workspace.activeRun() == m_run;
    const bool hadFocus = m_pause->hasFocus() || m_cancel->hasFocus() || m_resume->hasFocus();
    if (active && m_imagesPerSecond > 0)
        numbers.append(tr("%1 images/s").arg(QLocale().toString(m_imagesPerSecond, 'f', 0)));
    if (!active && !run->error.empty())
        numbers = {QString::fromStdString(run->error)};
    m_numbers->setText(numbers.join(QStringLiteral("  ·  ")));
    m_pause->setVisible(active);
    m_cancel->setVisible(active);
    m_resume->setVisible(!active && canResume(run->state));
    if (hadFocus) // a hidden button would hand the focus to anything
        (active ? m_pause : m_resume)->setFocus();
}

void RunPanel::readSamples()
{
    if (m_run == 0)
        return;
    m_reading = true;
    m_workspace.query<Samples>(
        QStringLiteral("samples"), this,
        [run = m_run](const Project &project) {
            Samples samples;
            const RunRecord record = project.run(run);
            for (const ClassEntry &entry : project.classes(record.classListId))
                samples.classes.append(QString::fromStdString(entry.name));
            samples.probe = project.probe(run);
            if (record.epochsDone > 0) {
                samples.teacher = project.teacherGraph(run, record.epochsDone).answers;
                samples.student = project.studentGraph(run, record.epochsDone).answers;
            }
            return samples;
        },
        [this](const Samples &samples) {
            m_reading = false;
            m_samples = samples;
            showSamples();
        },
        [this](const JobError &) { m_reading = false; });
}

void RunPanel::showSamples()
{
    const std::shared_ptr<const Session> session = m_workspace.session();
    const std::vector<std::size_t> places = spread(m_samples.probe.size());
    m_strip->setImages(session ? session->training.dataset->images : nullptr, picked(m_samples.probe, places));
    const auto &problem = m_workspace.sessionError();
    m_samplesNote->setText(problem ? tr("The images cannot be shown: %1").arg(problem->what)
                                   : tr("The first answers come with the first epoch."));
    m_samplesNote->setVisible(problem || m_samples.student.empty());
    m_strip->setVisible(!problem);
    m_strip->setAnswers(picked(m_samples.teacher, places), picked(m_samples.student, places), m_samples.classes);
}

} // namespace retort
