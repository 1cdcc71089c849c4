#include "prg/losses.h"

#include <tuple>
#include <vector>

namespace retort {

namespace {

// Added to squared lengths: rows of zeros and constant rows stay finite, with a bounded gradient, and a usual row
// (length 0.1 and above) changes by less than a millionth.
constexpr double squaredEpsilon = 1e-8;

torch::Tensor precise(const torch::Tensor &x)
{
    return x.scalar_type() == torch::kFloat64 ? x : x.to(torch::kFloat32);
}

// Products of these functions stay in full precision even if the caller's autocast is on.
class NoAutocast
{
private:
    c10::impl::ExcludeDispatchKeyGuard m_guard{c10::autocast_dispatch_keyset};
};

torch::Tensor inverseLength(const torch::Tensor &x, std::int64_t dimension)
{
    return (x * x).sum(dimension, /*keepdim=*/true).add(squaredEpsilon).rsqrt();
}

void checkSameShape(const torch::Tensor &a, const torch::Tensor &b)
{
    TORCH_CHECK(a.dim() == 2 && a.sizes() == b.sizes(), "both sides need the same [B, C]: ", a.sizes(), " and ",
                b.sizes());
}

} // namespace

torch::Tensor proxyEdges(const torch::Tensor &features, const torch::Tensor &proxies)
{
    const NoAutocast guard;
    const torch::Tensor f = precise(features);
    const torch::Tensor w = precise(proxies);
    TORCH_CHECK(f.dim() == 2 && w.dim() == 2 && f.size(1) == w.size(1), "features ", f.sizes(), " and proxies ",
                w.sizes(), " do not fit");
    return (f * inverseLength(f, 1)).mm((w * inverseLength(w, 1)).t());
}

torch::Tensor pearson(const torch::Tensor &x, const torch::Tensor &y, std::int64_t dimension)
{
    const NoAutocast guard;
    checkSameShape(x, y);
    const torch::Tensor a = precise(x);
    const torch::Tensor b = precise(y);
    const torch::Tensor ca = a - a.mean(dimension, true);
    const torch::Tensor cb = b - b.mean(dimension, true);
    return ((ca * inverseLength(ca, dimension)) * (cb * inverseLength(cb, dimension))).sum(dimension);
}

torch::Tensor nodeLoss(const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits, double temperature)
{
    const NoAutocast guard;
    checkSameShape(teacherLogits, studentLogits);
    TORCH_CHECK(temperature > 0, "temperature must be above 0, it is ", temperature);
    const double scale = 1.0 / temperature;
    const torch::Tensor target = (precise(teacherLogits.detach()) * scale).log_softmax(1);
    const torch::Tensor answer = (precise(studentLogits) * scale).log_softmax(1);
    const auto batch = static_cast<double>(studentLogits.size(0));
    return (target.exp() * (target - answer)).sum() * (temperature * temperature / batch);
}

torch::Tensor featureLoss(const torch::Tensor &mappedFeatures, const torch::Tensor &teacherFeatures)
{
    const NoAutocast guard;
    checkSameShape(mappedFeatures, teacherFeatures);
    const torch::Tensor a = precise(mappedFeatures);
    const torch::Tensor v = precise(teacherFeatures.detach());
    const torch::Tensor target = v * inverseLength(v, 1);
    return 1.0 - ((a * inverseLength(a, 1)) * target).sum() * (1.0 / static_cast<double>(a.size(0)));
}

torch::Tensor edgeLoss(const torch::Tensor &teacherEdges, const torch::Tensor &studentEdges, bool rows,
                       bool columns)
{
    const NoAutocast guard;
    checkSameShape(teacherEdges, studentEdges);
    const torch::Tensor target = precise(teacherEdges.detach());
    const torch::Tensor edges = precise(studentEdges);
    const bool useRows = rows && edgeRowsApply(edges.size(1));
    const bool useColumns = columns && edgeColumnsApply(edges.size(0));
    if (useRows && useColumns)
        return 1.0 - (pearson(target, edges, 1).mean() + pearson(target, edges, 0).mean()) * 0.5;
    if (useRows)
        return 1.0 - pearson(target, edges, 1).mean();
    if (useColumns)
        return 1.0 - pearson(target, edges, 0).mean();
    return (edges * 0.0).sum();
}

torch::Tensor relationLoss(const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits,
                           double temperature, bool rows, bool columns)
{
    const NoAutocast guard;
    TORCH_CHECK(temperature > 0, "temperature must be above 0, it is ", temperature);
    const double scale = 1.0 / temperature;
    const torch::Tensor target = (precise(teacherLogits.detach()) * scale).softmax(1);
    const torch::Tensor answer = (precise(studentLogits) * scale).softmax(1);
    return edgeLoss(target, answer, rows, columns) * (temperature * temperature);
}

torch::Tensor pseudoLoss(const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits,
                         double minimumMargin)
{
    const NoAutocast guard;
    checkSameShape(teacherLogits, studentLogits);
    const torch::Tensor logits = precise(studentLogits);
    const torch::Tensor teacher = precise(teacherLogits.detach());
    const torch::Tensor answers = teacher.argmax(1);
    if (minimumMargin <= 0 || teacher.size(1) < 2)
        return torch::nn::functional::cross_entropy(logits, answers);
    const torch::Tensor best = std::get<0>(teacher.softmax(1).topk(2, 1));
    const torch::Tensor kept = (best.select(1, 0) - best.select(1, 1) >= minimumMargin).to(logits.scalar_type());
    const torch::Tensor each = torch::nn::functional::cross_entropy(
        logits, answers, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
    return (each * kept).sum() / kept.sum().clamp_min(1.0);
}

} // namespace retort
