#include "workflow/distilinput.h"

#include "base/error.h"
#include "base/matrixbuilder.h"
#include "images/croppedviews.h"
#include "images/preprocess.h"
#include "workflow/rowblocks.h"

#include <utility>

namespace retort {

namespace {

class DistilInputMaker
{
public:
    DistilInputMaker(const RunParts &parts, const EmbeddingCache &cache, const std::stop_token &stop,
                     const Reporter &reporter)
        : m_parts(parts), m_cache(cache), m_stop(stop), m_reporter(reporter)
    {
        const DatasetRecord *record = parts.session.settings.dataset(DatasetRole::Training);
        m_half = record && record->choice.halfEmbeddings;
    }

    [[nodiscard]] DistilInput make() const
    {
        const Session &session = m_parts.session;
        const OpenedDataset &training = *session.training.dataset;
        DistilInput input;
        input.images = atSize(training.images);
        input.groups = training.groupKeys;
        input.excluded = session.settings.excluded;
        input.classes = classNames(m_parts.classes);
        if (const ImageView view = training.images->view(); view != ImageView{})
            input.view = view.fingerprint();
        if (m_half)
            input.view += (input.view.empty() ? "" : ", ") + std::string("embeddings as float16");
        std::vector<double> weights;
        for (const WeightedTemplate &entry : m_parts.weighting.templates)
            weights.push_back(entry.weight);
        TeacherKnowledge &known = input.teacher;
        known.embeddings = session.training.embeddings;
        known.proxies = classProxies(m_parts.prompts, weights, m_parts.weighting.normalise);
        known.logitScale = logitScale();
        known.logits = logits(*known.embeddings);
        if (m_parts.recipe.views > 0)
            input.views = views();
        if (session.test)
            input.evaluation = atSize(session.test->dataset->images);
        return input;
    }

private:
    [[nodiscard]] double logitScale() const { return m_parts.session.teacher->info().logitScale; }

    [[nodiscard]] std::shared_ptr<const SizedImages> atSize(std::shared_ptr<const ImageSource> images) const
    {
        return bringToSize(std::move(images), static_cast<int>(m_parts.recipe.inputSize), packedImagesLimit(),
                           m_stop, m_reporter);
    }

    /// Z where weights depend on the image, else nothing.
    [[nodiscard]] std::shared_ptr<const Matrix> logits(const Matrix &embeddings) const
    {
        if (m_parts.weighting.rule != WeightRule::AutoClip)
            return nullptr;
        MatrixBuilder all(embeddings.rows(), m_parts.prompts.classes, m_cache.folder());
        forRowBlocks(embeddings, m_parts.prompts.classes, m_stop, [&](std::int64_t first, const Matrix &block) {
            all.setRows(first, weightedLogits(m_parts.weighting, m_parts.prompts, block, logitScale(), m_stop));
        });
        return all.finish();
    }

    /// Teacher and student read the same source: the crop that one scores is the crop that the other sees.
    [[nodiscard]] ScoredViews views() const
    {
        const Teacher &teacher = *m_parts.session.teacher;
        const Recipe &recipe = m_parts.recipe;
        if (teacher.info().recorded)
            throw ValueError(
                "the recipe wants views, crops of the images that the teacher looks at; this teacher's "
                "answers were recorded elsewhere, and it looks at nothing",
                "Set \"views\" to 0, or choose a CLIP.");
        const auto crops = std::make_shared<const CroppedViews>(
            m_parts.session.training.dataset->images,
            CropDraw{recipe.views, recipe.randomResizedCrop, recipe.flip, recipe.viewsSeed});
        ScoredViews views;
        views.count = recipe.views;
        views.embeddings = m_cache.embed(teacher, *crops, m_stop, m_reporter, m_half).embeddings;
        views.logits = logits(*views.embeddings);
        views.images = atSize(crops);
        return views;
    }

    const RunParts &m_parts;
    const EmbeddingCache &m_cache;
    const std::stop_token &m_stop;
    const Reporter &m_reporter;
    bool m_half = false;
};

} // namespace

DistilInput makeDistilInput(const RunParts &parts, const EmbeddingCache &cache, const std::stop_token &stop,
                            const Reporter &reporter)
{
    return DistilInputMaker(parts, cache, stop, reporter).make();
}

} // namespace retort
