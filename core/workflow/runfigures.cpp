#include "workflow/runfigures.h"

#include "base/error.h"
#include "data/chosenimages.h"
#include "distil/studentanswers.h"
#include "images/preprocess.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

/// Only the images at these places of the sample.
LabelledSample chosen(const LabelledSample &sample, const std::vector<std::size_t> &places)
{
    LabelledSample result;
    result.stratumSizes = sample.stratumSizes;
    for (const std::size_t i : places) {
        result.images.push_back(sample.images[i]);
        result.labels.push_back(sample.labels[i]);
        if (!sample.groups.empty())
            result.groups.push_back(sample.groups[i]);
        if (!sample.strata.empty())
            result.strata.push_back(sample.strata[i]);
    }
    return result;
}

LabelledSample heldOutOnly(const LabelledSample &sample, const OpenedDataset &training, double share)
{
    const Split split = splitByContent(contentKeys(*training.images), share, training.groupKeys);
    std::vector<bool> isHeldOut(static_cast<std::size_t>(training.images->size()), false);
    for (const std::int64_t image : split.heldOut)
        isHeldOut[static_cast<std::size_t>(image)] = true;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < sample.images.size(); ++i)
        if (isHeldOut[static_cast<std::size_t>(sample.images[i])])
            places.push_back(i);
    return chosen(sample, places);
}

} // namespace

bool measureRun(Project &project, std::int64_t id, const Session &session, const MeasuredLabels &labels,
                const PromptEmbeddings &prompts, std::span<const std::int32_t> evaluated, std::stop_token stop,
                const Reporter &reporter)
{
    const RunRecord run = project.run(id);
    LabelledSample sample = labels.report;
    RunFigures figures;
    figures.epoch = run.bestEpoch;
    figures.measuredOn = labels.measuredOn;
    if (sample.empty() || run.bestEpoch == 0)
        return false;
    const EmbeddedDataset &images = labels.role == DatasetRole::Test ? *session.test : session.training;
    if (labels.measuredOn == MeasuredOn::TrainingImages) {
        sample = heldOutOnly(sample, *images.dataset, run.recipe.heldOut);
        figures.measuredOn = MeasuredOn::HeldOutImages;
        if (sample.empty())
            return false;
    }

    // From here on only the images of the sample are looked at, in its order.
    const std::vector<std::int64_t> positions = sample.images;
    std::iota(sample.images.begin(), sample.images.end(), 0);
    Matrix rows(static_cast<std::int64_t>(positions.size()), images.embeddings->columns());
    std::vector<std::int32_t> student;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto row = images.embeddings->row(positions[i]);
        std::copy(row.begin(), row.end(), rows.row(static_cast<std::int64_t>(i)).begin());
        if (labels.role == DatasetRole::Test && !evaluated.empty())
            student.push_back(evaluated[static_cast<std::size_t>(positions[i])]);
    }
    const Weighting weighting = project.weighting(run.weightingId);
    figures.teacher = sampleAccuracy(
        sample,
        summarise(weightedLogits(weighting, prompts, rows, session.teacher->info().logitScale, stop)).answers);
    if (student.empty()) {
        const auto packed = packAtSize(ChosenImages(images.dataset->images, positions),
                                       static_cast<int>(run.recipe.inputSize), stop, reporter);
        StudentStart trained = project.studentStart(id);
        trained.weights = project.weights(id, run.bestEpoch);
        student = studentAnswers(run.recipe, prompts.classes, trained, *packed, stop).classes;
    }
    figures.student = sampleAccuracy(sample, student);
    project.setRunFigures(id, figures);
    return true;
}

bool measureRun(Project &project, std::int64_t id, const Session &session, std::stop_token stop,
                const Reporter &reporter)
{
    const RunRecord run = project.run(id);
    if (session.teacher->info().id != run.teacherId)
        throw InputError(session.teacher->info().path, {},
                         "run " + std::to_string(id) + " was made with another teacher: " + run.teacherId,
                         "Choose the former teacher to measure it again.");
    const Weighting weighting = project.weighting(run.weightingId);
    const ClassList classes = project.classes(run.classListId);
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    const PromptEmbeddings prompts = encodePrompts(*session.teacher, templates, classes, known, stop, reporter);
    return measureRun(project, id, session, measuredLabels(session, classes, project.audit()), prompts, {}, stop,
                      reporter);
}

} // namespace retort
