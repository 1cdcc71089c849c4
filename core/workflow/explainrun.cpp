#include "workflow/explainrun.h"

#include "base/error.h"
#include "data/chosenimages.h"
#include "distil/studentanswers.h"
#include "graph/circleorder.h"
#include "images/croppedviews.h"
#include "images/preprocess.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace retort {

namespace {

using Places = std::unordered_map<std::int64_t, std::int64_t>; ///< by position in the data set

/// What a sample says of the images that have a place, in terms of places.
LabelledSample atPlaces(const LabelledSample &sample, const Places &places)
{
    LabelledSample result;
    result.stratumSizes = sample.stratumSizes;
    for (std::size_t i = 0; i < sample.images.size(); ++i) {
        const auto found = places.find(sample.images[i]);
        if (found == places.end())
            continue;
        result.images.push_back(found->second);
        result.labels.push_back(sample.labels[i]);
        if (!sample.groups.empty())
            result.groups.push_back(sample.groups[i]);
        if (!sample.strata.empty())
            result.strata.push_back(sample.strata[i]);
    }
    return result;
}

PromptEmbeddings promptsOf(const Session &session, const Weighting &weighting, const ClassList &classes,
                           const std::stop_token &stop, const Reporter &reporter)
{
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    return encodePrompts(*session.teacher, templates, classes, known, stop, reporter);
}

Answers toAnswers(LogitSummary summary)
{
    return {std::move(summary.answers), std::move(summary.confidences), std::move(summary.margins)};
}

class Explainer
{
public:
    Explainer(const Project &project, const Session &session, const ExplainChoice &choice,
              const std::stop_token &stop, const Reporter &reporter)
        : m_project(project), m_session(session), m_run(project.run(choice.run)), m_stop(stop),
          m_reporter(reporter)
    {
        requireSameInputs(m_run, session);
        m_result.run = m_run.id;
        m_evaluation = project.evaluation(m_run.id, choice.epoch); // says what is wrong with run and epoch
        m_result.epoch = choice.epoch == 0 ? m_run.bestEpoch : choice.epoch;
        m_result.role = choice.role.value_or(session.test ? DatasetRole::Test : DatasetRole::Training);
        if (m_result.role == DatasetRole::Test && !session.test)
            throw ValueError("The project has no test images", "Look at the held-out images instead.");
        m_result.classes = project.classes(m_run.classListId);
        m_result.labelsSeen = m_run.labelsSeen;
    }

    RunExplanation explain()
    {
        m_result.labels = measuredLabels(m_session, m_result.classes, m_project.audit(), m_result.role);
        const std::vector<std::int64_t> unseen = unseenImages();
        chooseImages(unseen);
        m_result.pictures = part().dataset->images;
        askTeacher();
        askStudent();
        holdAgainstTeacher(unseen);
        m_result.order = circleOrder(m_project.teacherGraph(m_run.id, m_result.epoch).proxyCorrelations);
        return std::move(m_result);
    }

private:
    [[nodiscard]] const EmbeddedDataset &part() const
    {
        return m_result.role == DatasetRole::Test ? *m_session.test : m_session.training;
    }

    /// Positions of the images that no student of this run learned from, ascending.
    [[nodiscard]] std::vector<std::int64_t> unseenImages() const
    {
        const OpenedDataset &dataset = *part().dataset;
        if (m_result.role == DatasetRole::Training) {
            std::vector<std::int64_t> held = splitByContent(contentKeys(*dataset.images), m_run.recipe.heldOut,
                                                            dataset.groupKeys, m_session.settings.excluded)
                                                 .heldOut;
            std::sort(held.begin(), held.end());
            return held;
        }
        std::vector<std::int64_t> all(static_cast<std::size_t>(dataset.images->size()));
        std::iota(all.begin(), all.end(), 0);
        return all;
    }

    void chooseImages(const std::vector<std::int64_t> &unseen)
    {
        std::vector<std::int64_t> &images = m_result.images;
        images = unseen;
        // Few images are audited, and hardly one of them is held out: labels are asked of all of them.
        if (m_result.labels.measuredOn == MeasuredOn::AuditedTrainingImages)
            for (const LabelledSample *half : {&m_result.labels.tuning, &m_result.labels.report})
                images.insert(images.end(), half->images.begin(), half->images.end());
        else if (m_result.labels.measuredOn == MeasuredOn::TrainingImages)
            m_result.labels.measuredOn = MeasuredOn::HeldOutImages;
        std::sort(images.begin(), images.end());
        images.erase(std::unique(images.begin(), images.end()), images.end());
        for (std::size_t i = 0; i < images.size(); ++i)
            m_places.emplace(images[i], static_cast<std::int64_t>(i));
        for (LabelledSample *half : {&m_result.labels.tuning, &m_result.labels.report})
            *half = atPlaces(*half, m_places);
    }

    void askTeacher()
    {
        const Weighting weighting = m_project.weighting(m_run.weightingId);
        const PromptEmbeddings prompts = promptsOf(m_session, weighting, m_result.classes, m_stop, m_reporter);
        const Matrix rows = someRows(*part().embeddings, m_result.images);
        m_result.teacher =
            toAnswers(summarisePrompts(weighting, prompts, rows, m_session.teacher->info().logitScale, m_stop));
    }

    void askStudent()
    {
        // An epoch keeps its answers to the test images.
        if (m_result.role == DatasetRole::Test && m_evaluation.classes.size() == m_result.images.size()) {
            m_result.student = std::move(m_evaluation);
            return;
        }
        const auto packed = packAtSize(ChosenImages(part().dataset->images, m_result.images),
                                       static_cast<int>(m_run.recipe.inputSize), m_stop, m_reporter);
        StudentStart trained = m_project.studentStart(m_run.id);
        trained.weights = m_project.weights(m_run.id, m_result.epoch);
        m_reporter.report({"asking the student", 0, 0, "images"});
        m_result.student = studentAnswers(m_run.recipe, static_cast<std::int64_t>(m_result.classes.size()),
                                          trained, *packed, m_stop);
    }

    void holdAgainstTeacher(const std::vector<std::int64_t> &unseen)
    {
        LabelledSample &reference = m_result.teacherAsReference;
        const std::vector<ContentKey> &groupKeys = part().dataset->groupKeys;
        std::unordered_map<ContentKey, std::int32_t> groups;
        for (const std::int64_t position : unseen) {
            const std::int64_t place = m_places.at(position);
            reference.images.push_back(place);
            reference.labels.push_back(m_result.teacher.classes[static_cast<std::size_t>(place)]);
            if (!groupKeys.empty())
                reference.groups.push_back(groups
                                               .emplace(groupKeys[static_cast<std::size_t>(position)],
                                                        static_cast<std::int32_t>(groups.size()))
                                               .first->second);
        }
    }

    const Project &m_project;
    const Session &m_session;
    const RunRecord m_run;
    const std::stop_token &m_stop;
    const Reporter &m_reporter;
    Answers m_evaluation;
    Places m_places;
    RunExplanation m_result;
};

} // namespace

RunExplanation explainRun(const Project &project, const Session &session, const ExplainChoice &choice,
                          std::stop_token stop, const Reporter &reporter)
{
    return Explainer(project, session, choice, stop, reporter).explain();
}

const LabelledSample &referenceOf(const RunExplanation &explanation, ExplainPair pair, LabelHalf half)
{
    if (pair == ExplainPair::StudentTeacher)
        return explanation.teacherAsReference;
    return half == LabelHalf::Tuning ? explanation.labels.tuning : explanation.labels.report;
}

const Answers &answersOf(const RunExplanation &explanation, ExplainPair pair)
{
    return pair == ExplainPair::TeacherLabels ? explanation.teacher : explanation.student;
}

AnswerPair explainedPair(const RunExplanation &explanation, ExplainPair pair, LabelHalf half)
{
    const Answers &answers = answersOf(explanation, pair);
    return compareWithReference(referenceOf(explanation, pair, half),
                                {answers.classes, answers.confidences, answers.margins},
                                static_cast<std::int64_t>(explanation.classes.size()));
}

SelfAgreement teacherSelfAgreement(const Project &project, const Session &session, std::int64_t id,
                                   const EmbeddingCache &cache, std::stop_token stop, const Reporter &reporter)
{
    const RunRecord run = project.run(id);
    requireSameInputs(run, session);
    if (session.teacher->info().recorded)
        throw ValueError("The teacher's answers were recorded elsewhere: it cannot be asked about crops of images",
                         "Its agreement with itself can only be measured where it was run.");
    const Recipe &recipe = run.recipe;
    const double left = 1 - static_cast<double>(recipe.cropPadding) / static_cast<double>(recipe.inputSize);
    SelfAgreement result;
    result.smallestArea = recipe.randomResizedCrop > 0 ? recipe.randomResizedCrop : std::max(0.05, left * left);
    result.flip = recipe.flip;
    if (result.smallestArea >= 1 && !result.flip)
        throw ValueError("The recipe of run " + std::to_string(id) +
                         " neither cuts nor mirrors images, so there is nothing to ask the teacher again");
    const std::vector<std::int64_t> probe = project.probe(id);
    if (probe.empty())
        throw StoreError("Run " + std::to_string(id) + " has not started yet", "Train it first.");

    const auto plainImages = std::make_shared<const ChosenImages>(session.training.dataset->images, probe);
    const CroppedViews crops(plainImages, {1, result.smallestArea, result.flip, recipe.viewsSeed});
    const DatasetRecord *record = session.settings.dataset(DatasetRole::Training);
    const auto embedded =
        cache.embed(*session.teacher, crops, stop, reporter, record && record->choice.halfEmbeddings).embeddings;
    const Weighting weighting = project.weighting(run.weightingId);
    const PromptEmbeddings prompts =
        promptsOf(session, weighting, project.classes(run.classListId), stop, reporter);
    const auto ask = [&](const Matrix &rows) {
        return summarisePrompts(weighting, prompts, rows, session.teacher->info().logitScale, stop).answers;
    };
    result.share = agreement(ask(someRows(*session.training.embeddings, probe)), ask(*embedded));
    return result;
}

} // namespace retort
