#pragma once

#include "prompts/logitline.h"
#include "workflow/measuredlabels.h"
#include "workflow/session.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace retort {

/// One weight on its way while the others keep their proportions: what withWeight(base, index, weight) gives.
struct WeightSlide
{
    Weighting base;
    std::size_t index = 0;
};

/// Some images of a data set, or all of them.
struct LiveImages
{
    std::shared_ptr<const Matrix> embeddings; ///< [n x D]; null: there are none
    /// Their places in the data set, ascending; null: all of them.
    std::shared_ptr<const std::vector<std::int64_t>> places;
};

/// Answers to the images whose labels may be seen while somebody edits.
struct TuningAnswers
{
    std::shared_ptr<const LabelledSample>
        sample; ///< of the tuning half; its images are 0 .. n - 1; null: no labels
    /// Which entries of MeasuredLabels::tuning these are; null: all of them.
    std::shared_ptr<const std::vector<std::int64_t>> entries;
    std::vector<std::int32_t> answers; ///< one an image of the sample
    std::vector<float> confidences;
    std::vector<float> margins;
};

/// A score as it is needed many times a second.
struct LiveScored
{
    PromptScore score; ///< of a sample of the training images where `places` says so, then without test images
    std::shared_ptr<const std::vector<std::int64_t>> places; ///< null: all images
    TuningAnswers tuning;
};

/// What a strip behind a bar shows.
enum class StripFigure {
    Confidence, ///< mean softmax share of the best answer
    Entropy,    ///< mean, nats
    Movers,     ///< share of the images that get another class than now, 0 .. 1
    Accuracy    ///< on the tuning half of the labels, 0 .. 1
};
inline constexpr std::size_t stripPositions = 64;

/// Scores weightings of one set of encoded prompts as fast as can be, for somebody who watches. Weightings may
/// leave templates of the set out and have their own order. To be used by one thread at a time: it keeps the two
/// products of the line that a weight last slid along (see LogitLine).
class PromptScorer
{
public:
    /// Logits that are scored within a frame, of training and of test images together: at a hundred classes 40,000
    /// images, at a thousand 4,000.
    static constexpr std::int64_t liveValues = 4'000'000;

    /// `labels` are of the session, never null. Where there are more logits than `values`, a sample is scored.
    PromptScorer(std::shared_ptr<const Session> session, std::shared_ptr<const PromptEmbeddings> prompts,
                 std::shared_ptr<const MeasuredLabels> labels, std::int64_t values = liveValues);

    /// Fewer than all images are scored unless asked for.
    [[nodiscard]] bool samples() const { return m_training.places != nullptr; }
    [[nodiscard]] const PromptEmbeddings &prompts() const { return *m_prompts; }
    [[nodiscard]] const std::shared_ptr<const MeasuredLabels> &labels() const { return m_labels; }
    [[nodiscard]] const Session &session() const { return *m_session; }
    /// tuningLabels() of the training images, never null.
    [[nodiscard]] const std::shared_ptr<const std::vector<std::int32_t>> &trainingLabels() const
    {
        return m_trainingLabels;
    }
    [[nodiscard]] double logitScale() const;
    /// Class proxies of a weighting, normalised as it says.
    [[nodiscard]] Matrix proxiesOf(const Weighting &weighting) const;

    /// `all`: every image, which takes its time where samples() says so and is given up when stop is asked for.
    [[nodiscard]] LiveScored score(const Weighting &weighting, bool all, const std::stop_token &stop);
    /// The same for withWeight(slide.base, slide.index, weight), of no more than the sample. The first position of
    /// a slide makes its products, every further one takes a multiply-add a logit.
    [[nodiscard]] LiveScored slide(const WeightSlide &slide, double weight, const std::stop_token &stop);
    /// Makes the products, so that the first position is as fast as the others.
    void prepare(const WeightSlide &slide);
    /// Weights by the rule, from all training images.
    [[nodiscard]] Weighting find(const Weighting &weighting, const std::stop_token &stop,
                                 const Reporter &reporter) const;
    /// How a figure would go from 0 to the weight `full` in equal steps, on a small sample of the images. Empty
    /// where there is no such figure (no labels) or no line (weights an image).
    [[nodiscard]] std::vector<float> strip(const WeightSlide &slide, double full, StripFigure figure,
                                           const std::stop_token &stop) const;

    /// For AutoCLIP: how each template's weights are spread over a sample of the images, [P x stripPositions] in
    /// the order of the weighting, see autoClipSpread().
    [[nodiscard]] Matrix spread(const Weighting &weighting, double full, const std::stop_token &stop) const;

    /// Training images with at most so many logits: those with the smallest content keys, whatever their files are
    /// called.
    [[nodiscard]] LiveImages sample(std::int64_t values) const;
    /// Images of the tuning half with at most so many logits, without answers; none that is excluded.
    struct Labelled
    {
        LiveImages images;
        TuningAnswers tuning;
    };
    [[nodiscard]] Labelled labelledSample(std::int64_t values) const;

private:
    struct Line
    {
        WeightSlide slide;
        LogitLine training;
        LogitLine second;
        LogitLine excluded; ///< no rows where the first holds no excluded images
    };
    [[nodiscard]] std::vector<double> weights(const Weighting &weighting) const;
    [[nodiscard]] ProxyLine proxies(const WeightSlide &slide) const;
    [[nodiscard]] LogitSummary summary(const Weighting &weighting, const Matrix &embeddings,
                                       const std::stop_token &stop) const;
    void measure(LiveScored &scored, std::optional<LogitSummary> second, bool all) const;

    std::shared_ptr<const Session> m_session;
    std::shared_ptr<const PromptEmbeddings> m_prompts;
    std::shared_ptr<const MeasuredLabels> m_labels;
    std::shared_ptr<const std::vector<std::int32_t>> m_trainingLabels;
    LiveImages m_training; ///< all, excluded ones too, or where samples() says so some of the others
    Matrix m_excluded;     ///< embeddings of the excluded training images
    /// What is scored beside them: all test images, or where samples() says so the labelled ones.
    LiveImages m_second;
    std::shared_ptr<const LabelledSample> m_tuning; ///< all of it, its images counted from 0; null: no labels
    Labelled m_live;                                ///< what accuracy is measured on where samples() says so
    LiveImages m_stripped;                          ///< a smaller sample of the training images, for strips
    Labelled m_measured;                            ///< the same of the labelled ones
    std::optional<Line> m_line;
};

/// The embeddings of just these templates, in the order of the weighting. Throws ValueError for one that is not
/// there.
[[nodiscard]] PromptEmbeddings selectedPrompts(const PromptEmbeddings &prompts, const Weighting &weighting);

} // namespace retort
