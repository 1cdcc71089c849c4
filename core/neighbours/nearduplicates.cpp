#include "neighbours/nearduplicates.h"

#include "base/error.h"
#include "tensor/convert.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace retort {

namespace {

// Products of such blocks stay in a processor's cache.
constexpr std::int64_t blockRows = 1024;
constexpr std::int64_t screenDimensions = 64;
constexpr std::int64_t sampledRows = 16384;
// What rounding may take off a cosine: in float32 over two sums, and of rows that are not quite of length 1.
constexpr double screenRounding = 1e-4;
constexpr double cosineRounding = 1e-6;

void checkLeast(double least)
{
    if (!(least > 0 && least <= 1))
        throw ValueError("a likeness of " + std::to_string(least) + " is not above 0 and at most 1",
                         "0.95 finds pictures of the same thing, 0.99 nearly equal ones.");
}

/// An orthonormal basis [D x K] of the directions in which the rows extend most, from a sample of them.
torch::Tensor mainDirections(const torch::Tensor &rows, std::int64_t count)
{
    const std::int64_t step = std::max<std::int64_t>(1, rows.size(0) / sampledRows);
    const torch::Tensor sample = rows.slice(0, 0, rows.size(0), step).to(torch::kFloat64);
    const torch::Tensor vectors = std::get<1>(torch::linalg_eigh(sample.t().mm(sample)));
    return vectors.narrow(1, vectors.size(1) - count, count).to(torch::kFloat32);
}

/// Fewer numbers a row whose product is no smaller than the rows' own: with P the part of a row in the main
/// directions and q the length of the rest, a b' = P(a) P(b)' + Q(a) Q(b)' <= P(a) P(b)' + q(a) q(b) (Cauchy and
/// Schwarz). Most pairs are far apart by this alone.
torch::Tensor screenOf(const torch::Tensor &rows)
{
    if (rows.size(1) <= screenDimensions + 1)
        return rows;
    const torch::Tensor directions = mainDirections(rows, screenDimensions);
    torch::Tensor screen = torch::empty({rows.size(0), screenDimensions + 1});
    for (std::int64_t start = 0; start < rows.size(0); start += blockRows) {
        const torch::Tensor block = rows.narrow(0, start, std::min(blockRows, rows.size(0) - start));
        const torch::Tensor part = block.mm(directions);
        const torch::Tensor rest = block.square().sum(1, true) - part.square().sum(1, true);
        screen.narrow(0, start, block.size(0)).copy_(torch::cat({part, rest.clamp_min(0).sqrt()}, 1));
    }
    return screen;
}

double cosineOf(const Matrix &rows, std::int64_t a, std::int64_t b)
{
    const auto x = rows.row(a);
    const auto y = rows.row(b);
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

/// The row that each row is a duplicate of; its own for one that is kept.
using Firsts = std::vector<std::int64_t>;

/// Rows that are kept take those after them. Wants the pairs in order: then it is known of a row whether it is
/// kept before its own pairs come.
void take(Firsts &firsts, const Matrix &rows, const torch::Tensor &candidates, std::int64_t firstA,
          std::int64_t firstB, double least)
{
    const auto kept = [&firsts](std::int64_t row) { return firsts[static_cast<std::size_t>(row)] == row; };
    const torch::Tensor pairs = candidates.contiguous(); // nonzero() leaves the order of its memory open
    const std::int64_t *pair = pairs.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < pairs.size(0); ++i, pair += 2) {
        const std::int64_t a = firstA + pair[0];
        const std::int64_t b = firstB + pair[1];
        if (a < b && kept(a) && kept(b) && cosineOf(rows, a, b) >= least - cosineRounding)
            firsts[static_cast<std::size_t>(b)] = a;
    }
}

std::vector<DuplicateGroup> groupsOf(const Firsts &firsts, const Matrix &rows)
{
    std::map<std::int64_t, DuplicateGroup> byFirst;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        const std::int64_t first = firsts[static_cast<std::size_t>(row)];
        if (first == row)
            continue;
        DuplicateGroup &group = byFirst[first];
        if (group.members.empty())
            group.members.push_back({first, 1});
        const auto cosine = static_cast<float>(std::min(1.0, cosineOf(rows, first, row)));
        group.members.push_back({row, cosine});
        group.alike = std::min(group.alike, cosine);
    }
    std::vector<DuplicateGroup> groups;
    for (auto &[first, group] : byFirst)
        groups.push_back(std::move(group));
    std::stable_sort(groups.begin(), groups.end(),
                     [](const DuplicateGroup &a, const DuplicateGroup &b) { return a.alike > b.alike; });
    return groups;
}

} // namespace

std::vector<DuplicateGroup> findNearDuplicates(const Matrix &rows, double least, const std::stop_token &stop,
                                               const Reporter &reporter)
{
    checkLeast(least);
    if (rows.rows() < 2)
        return {};
    const torch::NoGradGuard guard;
    const torch::Tensor screen = screenOf(viewOf(rows));
    const std::int64_t count = rows.rows();
    Firsts firsts(static_cast<std::size_t>(count));
    std::iota(firsts.begin(), firsts.end(), std::int64_t(0));
    torch::Tensor products = torch::empty({blockRows * blockRows});
    for (std::int64_t a = 0; a < count; a += blockRows) {
        const torch::Tensor top = screen.narrow(0, a, std::min(blockRows, count - a));
        for (std::int64_t b = a; b < count; b += blockRows) {
            throwIfStopped(stop);
            const torch::Tensor side = screen.narrow(0, b, std::min(blockRows, count - b));
            torch::Tensor bounds =
                products.narrow(0, 0, top.size(0) * side.size(0)).view({top.size(0), side.size(0)});
            torch::mm_out(bounds, top, side.t());
            // A row meets itself where a and b are one: only that block always has candidates.
            if (a == b || bounds.max().item<double>() >= least - screenRounding)
                take(firsts, rows, (bounds >= least - screenRounding).nonzero(), a, b, least);
        }
        // Of all pairs those of the remaining rows are left: the first rows were in most of them.
        const double left = static_cast<double>(std::max<std::int64_t>(0, count - a - blockRows));
        reporter.report({"comparing images",
                         count - static_cast<std::int64_t>(left * left / static_cast<double>(count)), count,
                         "images"});
    }
    return groupsOf(firsts, rows);
}

std::vector<OverlapPair> findOverlap(const Matrix &a, const Matrix &b, double least, const std::stop_token &stop,
                                     const Reporter &reporter)
{
    checkLeast(least);
    if (a.columns() != b.columns())
        throw ValueError("embeddings of " + std::to_string(a.columns()) + " and of " +
                             std::to_string(b.columns()) + " dimensions cannot be compared",
                         "Embed both with one teacher.");
    std::vector<OverlapPair> pairs;
    if (a.rows() == 0 || b.rows() == 0)
        return pairs;
    const torch::NoGradGuard guard;
    const torch::Tensor left = viewOf(a);
    const torch::Tensor right = viewOf(b);
    for (std::int64_t i = 0; i < a.rows(); i += blockRows) {
        const torch::Tensor some = left.narrow(0, i, std::min(blockRows, a.rows() - i));
        torch::Tensor best = torch::full({some.size(0)}, -2.0F);
        torch::Tensor where = torch::zeros({some.size(0)}, torch::kInt64);
        for (std::int64_t j = 0; j < b.rows(); j += blockRows) {
            throwIfStopped(stop);
            const auto [cosines, places] =
                some.mm(right.narrow(0, j, std::min(blockRows, b.rows() - j)).t()).max(1);
            const torch::Tensor better = cosines > best;
            best = torch::where(better, cosines, best);
            where = torch::where(better, places + j, where);
        }
        for (std::int64_t r = 0; r < some.size(0); ++r) {
            const float cosine = std::min(1.0F, best[r].item<float>());
            if (static_cast<double>(cosine) >= least - cosineRounding)
                pairs.push_back({i + r, where[r].item<std::int64_t>(), cosine});
        }
        reporter.report({"comparing images", std::min(a.rows(), i + blockRows), a.rows(), "images"});
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const OverlapPair &x, const OverlapPair &y) { return x.cosine > y.cosine; });
    return pairs;
}

} // namespace retort
