#pragma once

#include "prompts/promptensemble.h"
#include "widgets/common/jobrunner.h"
#include "workflow/labelpicture.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace retort {

class Workspace;

/// The picture that one weighting gives, as pages show it.
struct LivePicture
{
    PromptScore score; ///< score.weighting: what was scored, without templates that are still being encoded
    ClassList classes;
    std::shared_ptr<const MeasuredLabels> labels; ///< what accuracies are made from; never null
    std::vector<float> meanMargins; ///< a class, over the training images it gets; 0 where it gets none
    /// Which training images the score is of, ascending; null: all. A sample while somebody edits; a picture of
    /// all images follows once the hand rests.
    std::shared_ptr<const std::vector<std::int64_t>> places;
    /// Of the training images, as they may be seen while editing: -1 where there is none; may be empty.
    std::shared_ptr<const std::vector<std::int32_t>> trainingLabels;
    TuningAnswers tuning;
    std::optional<LabelPicture> measured; ///< what the tuning half of the labels says; none: nothing is labelled

    [[nodiscard]] bool sampled() const { return places != nullptr; }
};

/// Where the encoding of a template stands.
enum class TemplateState { Ready, Waiting, Failed };

/// Keeps the teacher's answers for the open project's weighting and classes up to date: encodes the prompts that
/// are new with the text tower in short steps, and scores weights on the cached image embeddings, all on the
/// interactive runner. While weights move faster than they can be scored, one is scored after the other and only
/// the newest waits, so a picture always follows the hand; where there are too many images for that, it is of a
/// sample until the hand rests. Nothing runs before a page asks with activate().
class LiveScore : public QObject
{
    Q_OBJECT

public:
    /// The one of this workspace, made when first asked for; goes with it.
    [[nodiscard]] static LiveScore &of(Workspace &workspace);

    /// From now on keep up to date.
    void activate();

    /// The newest of all images; null until there is one for the open project.
    [[nodiscard]] std::shared_ptr<const LivePicture> picture() const { return m_whole; }
    /// The newest, which may be of a sample.
    [[nodiscard]] std::shared_ptr<const LivePicture> livePicture() const { return m_picture; }
    /// Scores withWeight(slide.base, slide.index, weight) without storing it: a bar is under the mouse.
    void preview(const WeightSlide &slide, double weight);
    /// A bar is about to be moved: makes ready what its first position needs.
    void prepare(const WeightSlide &slide);
    /// Finds weights by weighting.rule, then found(). Only while nothing is being encoded.
    void find(const Weighting &weighting);
    /// Scores weights for comparison, on all images; then compared().
    void compare(const Weighting &weighting);

    /// Prompts that are encoded, of how many; equal when none is waited for.
    [[nodiscard]] int encoded() const { return m_encoded; }
    [[nodiscard]] int toEncode() const { return m_toEncode; }
    [[nodiscard]] TemplateState state(const std::string &templateText) const;
    /// Why a template could not be encoded; null where it could, or is not yet.
    [[nodiscard]] const JobError *failure(const std::string &templateText) const;
    /// Tries again what failed.
    void retry();
    /// Nothing runs and nothing waits.
    [[nodiscard]] bool settled() const;
    [[nodiscard]] const std::optional<JobError> &error() const { return m_error; }

    /// What scores; null until the prompts are encoded. For jobs on Workspace::interactive(), and only there.
    [[nodiscard]] std::shared_ptr<PromptScorer> scorer() const { return m_scorer; }
    /// Templates of a weighting that the scorer knows, with weights that sum to 1.
    [[nodiscard]] Weighting known(const Weighting &weighting) const;

Q_SIGNALS:
    void pictureChanged();
    void found(const retort::Weighting &weighting);
    void compared(const std::shared_ptr<const retort::LivePicture> &picture);
    void encodingChanged();
    void errorChanged();
    void rested(); ///< settled after a picture: what can wait has its turn

private:
    enum class Purpose { Show, Find, Compare, Complete, Prepare }; ///< what comes first is done first
    struct Request
    {
        Weighting weighting;
        Purpose purpose = Purpose::Show;
        std::optional<WeightSlide> slide; ///< weighting is a position on it
        double position = 0;
    };
    struct Vocabulary; ///< texts encoded so far; touched on the interactive thread only
    struct Step
    {
        std::size_t next = 0; ///< template x class
        std::map<std::string, JobError> failures;
    };

    explicit LiveScore(Workspace &workspace);
    void sessionChanged();
    void settingsChanged();
    void auditChanged();
    void encode();
    void encodeStep(std::size_t position);
    void stepDone(Step step);
    void assemble();
    void request(Request request);
    void scoreNext();
    void scored(const Request &request, std::shared_ptr<const LivePicture> picture);
    void fail(const JobError &error);

    Workspace &m_workspace;
    bool m_active = false;
    std::shared_ptr<Vocabulary> m_vocabulary;
    std::string m_teacherId; ///< whose texts the vocabulary holds

    // What is wanted, and what of it is being encoded: templates x classes in this order.
    std::vector<std::string> m_templates;
    ClassList m_classes;
    std::vector<std::string> m_waiting;
    std::map<std::string, JobError> m_failures;
    quint64 m_generation = 0; ///< results for other templates, classes or sessions are dropped
    int m_encoded = 0;
    int m_toEncode = 0;

    // What can be scored.
    std::set<std::string> m_ready; ///< templates of the scorer
    ClassList m_scorerClasses;
    std::shared_ptr<PromptScorer> m_scorer;

    std::shared_ptr<const LivePicture> m_picture;
    std::shared_ptr<const LivePicture> m_whole;
    std::optional<Weighting> m_requested; ///< the newest that was asked to be shown
    bool m_slid = false;                  ///< the newest that was asked for is a position of a slide
    bool m_scoring = false;
    JobRunner::JobId m_givingWay = 0; ///< the job that stops for whatever comes, 0 = none
    bool m_gaveWay = false;
    std::map<Purpose, Request> m_requests; ///< that wait: the newest of each purpose
    QTimer m_rest;                         ///< runs since the last picture of a sample
    std::optional<JobError> m_error;
};

} // namespace retort
