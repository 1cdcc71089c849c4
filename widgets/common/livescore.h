#pragma once

#include "prompts/promptensemble.h"
#include "widgets/common/jobrunner.h"
#include "workflow/measuredlabels.h"

#include <QObject>

#include <memory>
#include <optional>
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
};

/// Keeps the teacher's answers for the open project's weighting and classes up to date: encodes the prompts that
/// are new with the text tower in short steps, and scores weights on the cached image embeddings, all on the
/// interactive runner. While weights move faster than they can be scored, one is scored after the other and only
/// the newest waits, so a picture always follows the hand. Nothing runs before a page asks with activate().
class LiveScore : public QObject
{
    Q_OBJECT

public:
    /// The one of this workspace, made when first asked for; goes with it.
    [[nodiscard]] static LiveScore &of(Workspace &workspace);

    /// From now on keep up to date.
    void activate();

    /// Null until there is one for the open project.
    [[nodiscard]] std::shared_ptr<const LivePicture> picture() const { return m_picture; }
    /// Scores these weights of the project's templates without storing them: a bar is under the mouse.
    void preview(const Weighting &weighting);
    /// Finds weights by weighting.rule, then found(). Only while nothing is being encoded.
    void find(const Weighting &weighting);
    /// Scores equal weights, for comparison; then compared().
    void compareUniform();

    /// Prompts that are encoded, of how many; equal when none is waited for.
    [[nodiscard]] int encoded() const { return m_encoded; }
    [[nodiscard]] int toEncode() const { return m_toEncode; }
    /// A template that is not in the picture yet.
    [[nodiscard]] bool pending(const std::string &templateText) const;
    /// Nothing runs and nothing waits.
    [[nodiscard]] bool settled() const;
    [[nodiscard]] const std::optional<JobError> &error() const { return m_error; }

Q_SIGNALS:
    void pictureChanged();
    void found(const retort::Weighting &weighting);
    void compared(const std::shared_ptr<const retort::LivePicture> &uniform);
    void encodingChanged();
    void errorChanged();

private:
    enum class Purpose { Show, Find, Compare };
    struct Request
    {
        Weighting weighting;
        Purpose purpose = Purpose::Show;
    };
    struct Assembled;
    struct Vocabulary; ///< texts encoded so far; touched on the interactive thread only

    explicit LiveScore(Workspace &workspace);
    void sessionChanged();
    void settingsChanged();
    void auditChanged();
    void encode();
    void encodeStep(std::size_t position);
    void assemble();
    void request(Request request);
    void scoreNext();
    void scored(const Request &request, std::shared_ptr<const LivePicture> picture);
    void fail(const JobError &error);

    Workspace &m_workspace;
    bool m_active = false;
    std::shared_ptr<Vocabulary> m_vocabulary;
    std::string m_teacherId; ///< whose texts the vocabulary holds

    // What is being encoded: templates x classes in this order.
    std::vector<std::string> m_templates;
    ClassList m_classes;
    quint64 m_generation = 0; ///< results for other templates, classes or sessions are dropped
    int m_encoded = 0;
    int m_toEncode = 0;

    // What can be scored.
    std::shared_ptr<const PromptEmbeddings> m_prompts;
    ClassList m_promptClasses;
    std::shared_ptr<const Session> m_session;       ///< the workspace's, with the classes of m_prompts
    std::shared_ptr<const MeasuredLabels> m_labels; ///< of m_session, for m_promptClasses

    std::shared_ptr<const LivePicture> m_picture;
    std::optional<Weighting> m_requested; ///< the newest that was asked to be shown
    bool m_scoring = false;
    std::optional<Request> m_waitingShow;
    std::optional<Request> m_waitingOther;
    std::optional<JobError> m_error;
};

} // namespace retort
