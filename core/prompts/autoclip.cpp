#include "prompts/ensembleparts.h"

#include "base/error.h"
#include "tensor/convert.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

// Share of the highest possible entropy that an image's weights are given (Metzen et al. 2023).
constexpr double entropyShare = 0.85;
// Halvings of the step size's logarithm; the bracket of e^-10 .. e^25 ends below a millionth.
constexpr int bisections = 40;
// Cosines of one block: templates x images x classes floats.
constexpr std::int64_t blockValues = std::int64_t(8) << 20;

/// Weights of the free templates [P', n], columns sum to 1: the softmax of step * gradient, with the step of each
/// image found so that the entropy is entropyShare of its maximum.
torch::Tensor entropyWeights(const torch::Tensor &gradient)
{
    const double target = entropyShare * std::log(static_cast<double>(gradient.size(0)));
    // Only differences matter; with the largest at 1, one bracket serves every image.
    const torch::Tensor shifted = gradient - gradient.amax(0, true);
    const torch::Tensor direction = shifted / shifted.abs().amax(0, true).clamp_min(1e-12);
    torch::Tensor low = torch::full({1, gradient.size(1)}, -10.0);
    torch::Tensor high = torch::full({1, gradient.size(1)}, 25.0);
    for (int i = 0; i < bisections; ++i) {
        const torch::Tensor middle = (low + high) * 0.5;
        const torch::Tensor logWeights = (direction * middle.exp()).log_softmax(0);
        const torch::Tensor entropy = -(logWeights.exp() * logWeights).sum(0, true);
        const torch::Tensor tooEven = entropy > target;
        low = torch::where(tooEven, middle, low);
        high = torch::where(tooEven, high, middle);
    }
    return (direction * low.exp()).softmax(0);
}

/// Class by class inner products of the templates' embeddings, [P, C * P]: what lengths of weighted sums follow
/// from.
torch::Tensor innerProducts(const PromptEmbeddings &prompts)
{
    const auto templates = static_cast<std::int64_t>(prompts.perTemplate.size());
    torch::Tensor products = torch::empty({templates, prompts.classes, templates});
    for (std::int64_t p = 0; p < templates; ++p)
        for (std::int64_t q = 0; q <= p; ++q) {
            const torch::Tensor row = (viewOf(prompts.perTemplate[static_cast<std::size_t>(p)]) *
                                       viewOf(prompts.perTemplate[static_cast<std::size_t>(q)]))
                                          .sum(1);
            products.select(0, p).select(1, q).copy_(row);
            products.select(0, q).select(1, p).copy_(row);
        }
    return products.view({templates, -1});
}

/// Adds what each of `count` images counts for to its bin. weights [P, n], contiguous.
void addSpread(const torch::Tensor &weights, double full, std::int64_t count, Matrix &spread)
{
    const std::int64_t images = weights.size(1);
    const float one = 1.0F / static_cast<float>(count);
    for (std::int64_t p = 0; p < spread.rows(); ++p) {
        const float *row = weights.data_ptr<float>() + p * images;
        for (std::int64_t i = 0; i < images; ++i) {
            const auto bin = static_cast<std::int64_t>(static_cast<double>(row[i]) / full *
                                                       static_cast<double>(spread.columns()));
            spread.at(p, std::clamp<std::int64_t>(bin, 0, spread.columns() - 1)) += one;
        }
    }
}

} // namespace

void autoClip(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
              double logitScale, const AutoClipWanted &wanted, const std::stop_token &stop,
              const Reporter &reporter)
{
    Matrix *logits = wanted.logits;
    checkFit(weighting, prompts, imageEmbeddings);
    const torch::NoGradGuard guard;
    const auto templates = static_cast<std::int64_t>(prompts.perTemplate.size());
    const torch::Tensor images = viewOf(imageEmbeddings);
    const std::int64_t count = images.size(0);

    // Where every image starts: held weights as they are, the rest even.
    const std::vector<double> even =
        sharedWeights(weighting, std::vector<double>(weighting.templates.size(), 1.0));
    const torch::Tensor start = torch::tensor(even, torch::kFloat64).to(torch::kFloat32).view({-1, 1});
    std::vector<std::int64_t> freeOnes;
    double left = 0;
    for (std::size_t p = 0; p < even.size(); ++p) {
        if (weighting.templates[p].held())
            continue;
        freeOnes.push_back(static_cast<std::int64_t>(p));
        left += even[p];
    }
    const torch::Tensor freeIndices = torch::tensor(freeOnes, torch::kInt64);
    const torch::Tensor products = weighting.normalise && logits ? innerProducts(prompts) : torch::Tensor();

    const std::int64_t block =
        std::clamp<std::int64_t>(blockValues / (templates * prompts.classes), 1, blockImages);
    torch::Tensor sums = torch::zeros({templates}, torch::kFloat64);
    for (std::int64_t first = 0; first < count; first += block) {
        throwIfStopped(stop);
        const std::int64_t rows = std::min(block, count - first);
        const torch::Tensor some = images.narrow(0, first, rows);
        torch::Tensor cosines = torch::empty({templates, rows, prompts.classes});
        for (std::int64_t p = 0; p < templates; ++p) {
            torch::Tensor slice = cosines.select(0, p);
            torch::mm_out(slice, some, viewOf(prompts.perTemplate[static_cast<std::size_t>(p)]).t());
        }
        torch::Tensor weights = start.expand({templates, rows});
        if (freeOnes.size() > 1 && left > 0) {
            const torch::Tensor mixed = start.t().mm(cosines.view({templates, -1})).view({rows, -1});
            // d log-sum-exp / d w_p = sum_c softmax(mixed)_c cos_pc; the softmax over w adds only a factor and a
            // shift.
            const torch::Tensor gradient = (cosines * mixed.softmax(1)).sum(2).index_select(0, freeIndices);
            weights = weights.clone();
            weights.index_copy_(0, freeIndices, entropyWeights(gradient) * left);
        }
        sums += weights.sum(1, /*keepdim=*/false, torch::kFloat64);
        if (wanted.spread)
            addSpread(weights.contiguous(), wanted.full, count, *wanted.spread);
        if (logits) {
            torch::Tensor z =
                torch::from_blob(logits->row(first).data(), {rows, prompts.classes}, torch::kFloat32);
            torch::sum_out(z, cosines * weights.unsqueeze(2), 0);
            if (products.defined()) {
                const torch::Tensor w = weights.t().contiguous();
                const torch::Tensor lengths =
                    (w.mm(products).view({rows, -1, templates}) * w.unsqueeze(1)).sum(2).clamp_min(1e-24).sqrt();
                z.div_(lengths);
            }
            z.mul_(logitScale);
        }
        reporter.report({"weighing prompts", first + rows, count, "images"});
    }
    if (wanted.meanWeights) {
        sums /= static_cast<double>(count);
        wanted.meanWeights->assign(sums.data_ptr<double>(), sums.data_ptr<double>() + templates);
    }
}

Matrix autoClipLogits(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
                      double logitScale, std::vector<double> *meanWeights, std::stop_token stop)
{
    Matrix logits(imageEmbeddings.rows(), prompts.classes);
    autoClip(weighting, prompts, imageEmbeddings, logitScale, {&logits, meanWeights}, stop, {});
    return logits;
}

Matrix autoClipSpread(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
                      double logitScale, std::int64_t bins, double full, std::stop_token stop)
{
    Matrix spread(static_cast<std::int64_t>(weighting.templates.size()), bins);
    autoClip(weighting, prompts, imageEmbeddings, logitScale, {nullptr, nullptr, &spread, full}, stop, {});
    return spread;
}

} // namespace retort
