#include "prompts/promptensemble.h"

#include "base/error.h"
#include "prompts/ensembleparts.h"
#include "tensor/convert.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

namespace {

torch::Tensor writable(Matrix &matrix)
{
    return torch::from_blob(matrix.data(), {matrix.rows(), matrix.columns()}, torch::kFloat32);
}

/// Mean over the images of the highest logit of each template, [P] in double. `bias` [P][C], where given, is what
/// a class gets anyway and is taken off first; cosines, not yet scaled.
std::vector<double> meanMaxima(const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
                               const std::vector<torch::Tensor> &bias, const std::stop_token &stop,
                               const Reporter &reporter)
{
    const torch::Tensor images = viewOf(imageEmbeddings);
    const std::int64_t count = images.size(0);
    std::vector<double> sums(prompts.perTemplate.size(), 0.0);
    torch::Tensor cosines = torch::empty({std::min(count, blockImages), prompts.classes});
    for (std::int64_t start = 0; start < count; start += blockImages) {
        throwIfStopped(stop);
        const std::int64_t rows = std::min(blockImages, count - start);
        const torch::Tensor block = images.narrow(0, start, rows);
        torch::Tensor z = cosines.narrow(0, 0, rows);
        for (std::size_t p = 0; p < sums.size(); ++p) {
            torch::mm_out(z, block, viewOf(prompts.perTemplate[p]).t());
            if (!bias.empty())
                z.sub_(bias[p]);
            sums[p] += z.amax(1).sum(torch::kFloat64).item<double>();
        }
        reporter.report({"weighing prompts", start + rows, count, "images"});
    }
    for (double &sum : sums)
        sum /= static_cast<double>(count);
    return sums;
}

/// A class's mean cosine over images is its cosine with this: [1, D].
torch::Tensor meanImage(const Matrix &embeddings)
{
    return viewOf(embeddings).mean(0, /*keepdim=*/true, torch::kFloat64).to(torch::kFloat32);
}

std::vector<double> zpeScores(const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
                              const Matrix *reference, const std::stop_token &stop, const Reporter &reporter)
{
    torch::Tensor expected = meanImage(imageEmbeddings);
    if (reference)
        expected = (expected + meanImage(*reference)) * 0.5;
    std::vector<torch::Tensor> bias;
    for (const Matrix &texts : prompts.perTemplate)
        bias.push_back(expected.mm(viewOf(texts).t()));
    return meanMaxima(prompts, imageEmbeddings, bias, stop, reporter);
}

/// exp(score / temperature) over the templates that are free, largest 1.
std::vector<double> softmaxShares(const Weighting &weighting, const std::vector<double> &scores,
                                  double temperature)
{
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < scores.size(); ++p)
        if (!weighting.templates[p].held())
            top = std::max(top, scores[p]);
    std::vector<double> shares(scores.size(), 0.0);
    for (std::size_t p = 0; p < scores.size(); ++p)
        if (!weighting.templates[p].held())
            shares[p] = std::exp((scores[p] - top) / temperature);
    return shares;
}

void checkPositive(const Weighting &weighting, const std::vector<double> &scores)
{
    for (std::size_t p = 0; p < scores.size(); ++p)
        if (!weighting.templates[p].held() && !(scores[p] > 0))
            throw ValueError("the template \"" + weighting.templates[p].text + "\" has the mean highest logit " +
                                 std::to_string(scores[p]) +
                                 ": weights in proportion to such scores make no sense",
                             "Use the softmax of the scores, or remove the template.");
}

} // namespace

void checkFit(const PromptEmbeddings &prompts, const Matrix &imageEmbeddings)
{
    if (prompts.perTemplate.empty())
        throw ValueError("there is no template", "Add one, or load a template set.");
    if (prompts.classes < 2)
        throw ValueError("there are fewer than two classes", "Name at least two classes.");
    if (imageEmbeddings.rows() == 0)
        throw ValueError("there are no images to weigh prompts on", "Choose a folder with images.");
    for (const Matrix &texts : prompts.perTemplate)
        if (texts.rows() != prompts.classes || texts.columns() != imageEmbeddings.columns())
            throw ValueError("prompts of " + std::to_string(texts.rows()) + " x " +
                                 std::to_string(texts.columns()) + " do not fit " +
                                 std::to_string(prompts.classes) + " classes and images of dimension " +
                                 std::to_string(imageEmbeddings.columns()),
                             "Encode the prompts with the teacher that embedded the images.");
}

void checkFit(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings)
{
    checkFit(prompts, imageEmbeddings);
    if (weighting.templates.size() != prompts.perTemplate.size() ||
        prompts.templates.size() != prompts.perTemplate.size())
        throw ValueError("there are " + std::to_string(weighting.templates.size()) + " weights for " +
                         std::to_string(prompts.perTemplate.size()) + " encoded templates");
    for (std::size_t p = 0; p < prompts.templates.size(); ++p)
        if (prompts.templates[p] != weighting.templates[p].text)
            throw ValueError("template " + std::to_string(p + 1) + " is \"" + weighting.templates[p].text +
                             "\", but \"" + prompts.templates[p] + "\" was encoded");
}

Matrix teacherLogits(const Matrix &imageEmbeddings, const Matrix &proxies, double logitScale)
{
    if (imageEmbeddings.columns() != proxies.columns())
        throw ValueError("images of dimension " + std::to_string(imageEmbeddings.columns()) +
                             " do not fit proxies of dimension " + std::to_string(proxies.columns()),
                         "Encode the prompts with the teacher that embedded the images.");
    Matrix logits(imageEmbeddings.rows(), proxies.rows());
    torch::Tensor z = writable(logits);
    torch::mm_out(z, viewOf(imageEmbeddings), (viewOf(proxies) * logitScale).t());
    return logits;
}

std::vector<double> findWeights(const Weighting &weighting, const PromptEmbeddings &prompts,
                                const Matrix &imageEmbeddings, double logitScale, const Matrix *reference,
                                std::stop_token stop, const Reporter &reporter)
{
    checkFit(weighting, prompts, imageEmbeddings);
    const torch::NoGradGuard guard;
    const auto scaled = [&](std::vector<double> cosines) {
        for (double &value : cosines)
            value *= logitScale;
        return cosines;
    };
    switch (weighting.rule) {
    case WeightRule::Manual: {
        std::vector<double> shares;
        for (const WeightedTemplate &entry : weighting.templates)
            shares.push_back(entry.weight);
        return sharedWeights(weighting, shares);
    }
    case WeightRule::Uniform:
        return sharedWeights(weighting, std::vector<double>(weighting.templates.size(), 1.0));
    case WeightRule::MaxLogit: {
        const std::vector<double> scores = scaled(meanMaxima(prompts, imageEmbeddings, {}, stop, reporter));
        if (weighting.softmax)
            return sharedWeights(weighting, softmaxShares(weighting, scores, weighting.temperature));
        checkPositive(weighting, scores);
        return sharedWeights(weighting, scores);
    }
    case WeightRule::Zpe:
        if (!reference || reference->rows() == 0)
            throw ValueError("the rule zpe needs a reference set",
                             "Choose a reference data set, or use zpe-test, which takes the images at hand.");
        if (reference->columns() != imageEmbeddings.columns())
            throw ValueError("the reference set was embedded by another teacher", "Embed it with this one.");
        return sharedWeights(
            weighting,
            softmaxShares(weighting, scaled(zpeScores(prompts, imageEmbeddings, reference, stop, reporter)), 1.0));
    case WeightRule::ZpeTest:
        return sharedWeights(
            weighting,
            softmaxShares(weighting, scaled(zpeScores(prompts, imageEmbeddings, nullptr, stop, reporter)), 1.0));
    case WeightRule::AutoClip:
        break;
    }
    std::vector<double> mean;
    autoClip(weighting, prompts, imageEmbeddings, logitScale, {nullptr, &mean}, stop, reporter);
    return mean;
}

} // namespace retort
