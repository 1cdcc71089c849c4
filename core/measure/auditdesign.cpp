#include "measure/auditdesign.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retort {

namespace {

/// A stratum's images of one half.
struct Cell
{
    std::vector<std::size_t> open; ///< candidates that are not drawn, in the order of their numbers
    std::int64_t drawn = 0;
    double share = 0; ///< what it should have of the sample, in proportion
    std::int64_t least = 0;
    std::int64_t target = 0; ///< drawn and newly drawn ones

    [[nodiscard]] std::int64_t size() const { return drawn + static_cast<std::int64_t>(open.size()); }
    [[nodiscard]] double wanted(double scale) const
    {
        return std::clamp(scale * share, static_cast<double>(least), static_cast<double>(size()));
    }
};

/// Makes the targets sum to `total`: in proportion to the shares, within what a cell has drawn and what it holds.
void allocate(std::vector<Cell> &cells, std::int64_t total)
{
    constexpr std::int64_t enough = 2; // of a cell
    std::int64_t least = 0;
    for (Cell &cell : cells) {
        cell.least = std::max(cell.drawn, std::min(enough, cell.size()));
        least += cell.least;
    }
    if (least > total)
        for (Cell &cell : cells)
            cell.least = cell.drawn;

    const auto sumAt = [&](double scale) {
        double sum = 0;
        for (const Cell &cell : cells)
            sum += cell.wanted(scale);
        return sum;
    };
    double low = 0;
    double high = 1;
    while (sumAt(high) < static_cast<double>(total) && high < 1e30)
        high *= 2;
    for (int step = 0; step < 200; ++step) {
        const double middle = (low + high) / 2;
        (sumAt(middle) < static_cast<double>(total) ? low : high) = middle;
    }
    // Whole numbers: the largest remainders are rounded up.
    std::vector<std::size_t> byRemainder(cells.size());
    std::iota(byRemainder.begin(), byRemainder.end(), std::size_t{0});
    std::int64_t left = total;
    const auto remainder = [&](std::size_t c) {
        return cells[c].wanted(high) - static_cast<double>(cells[c].target);
    };
    for (Cell &cell : cells) {
        cell.target = static_cast<std::int64_t>(std::floor(cell.wanted(high) + 1e-9));
        left -= cell.target;
    }
    std::stable_sort(byRemainder.begin(), byRemainder.end(),
                     [&](std::size_t a, std::size_t b) { return remainder(a) > remainder(b); });
    for (const std::size_t c : byRemainder) {
        if (left <= 0)
            break;
        if (cells[c].target < cells[c].size()) {
            ++cells[c].target;
            --left;
        }
    }
}

} // namespace

AnswerStrata strataByAnswer(std::span<const std::int32_t> answers, std::int64_t classes, std::int64_t count)
{
    constexpr std::int64_t imagesAStratum = 8;
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(classes));
    for (const std::int32_t answer : answers)
        ++sizes[static_cast<std::size_t>(answer)];
    std::vector<std::int32_t> bySize;
    for (std::int32_t c = 0; c < classes; ++c)
        if (sizes[static_cast<std::size_t>(c)] > 0)
            bySize.push_back(c);
    std::stable_sort(bySize.begin(), bySize.end(), [&](std::int32_t a, std::int32_t b) {
        return sizes[static_cast<std::size_t>(a)] > sizes[static_cast<std::size_t>(b)];
    });
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, count / imagesAStratum));
    AnswerStrata strata;
    if (bySize.size() <= most) {
        strata.classes = bySize;
    } else {
        strata.classes.assign(bySize.begin(), bySize.begin() + static_cast<std::ptrdiff_t>(most - 1));
        strata.classes.push_back(-1);
    }
    std::vector<std::int32_t> ofClass(sizes.size(), static_cast<std::int32_t>(strata.classes.size()) - 1);
    for (std::size_t h = 0; h < strata.classes.size(); ++h)
        if (strata.classes[h] >= 0)
            ofClass[static_cast<std::size_t>(strata.classes[h])] = static_cast<std::int32_t>(h);
    strata.ofImage.reserve(answers.size());
    for (const std::int32_t answer : answers)
        strata.ofImage.push_back(ofClass[static_cast<std::size_t>(answer)]);
    return strata;
}

std::vector<std::size_t> drawAudit(std::span<const AuditCandidate> candidates, std::int64_t count,
                                   std::uint64_t seed)
{
    std::size_t strata = 0;
    for (const AuditCandidate &candidate : candidates)
        strata = std::max(strata, static_cast<std::size_t>(candidate.stratum) + 1);
    std::vector<Cell> cells(2 * strata);
    std::vector<std::uint64_t> numbers(candidates.size());
    std::int64_t drawn = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const AuditCandidate &candidate = candidates[i];
        Cell &cell =
            cells[2 * static_cast<std::size_t>(candidate.stratum) + (candidate.half == LabelHalf::Report ? 1 : 0)];
        numbers[i] = RandomStream{static_cast<std::uint64_t>(Purpose::Audit), seed, candidate.key.high(),
                                  candidate.key.low()}();
        if (candidate.drawn)
            ++cell.drawn;
        else
            cell.open.push_back(i);
        drawn += candidate.drawn ? 1 : 0;
    }
    const auto before = [&](std::size_t a, std::size_t b) {
        return std::pair(numbers[a], candidates[a].key) < std::pair(numbers[b], candidates[b].key);
    };
    for (std::size_t h = 0; h < strata; ++h) {
        const double root = std::sqrt(static_cast<double>(cells[2 * h].size() + cells[2 * h + 1].size()));
        for (Cell *cell : {&cells[2 * h], &cells[2 * h + 1]}) {
            cell->share = root;
            std::sort(cell->open.begin(), cell->open.end(), before);
        }
    }
    allocate(cells, std::min(drawn + count, static_cast<std::int64_t>(candidates.size())));

    struct Place
    {
        double at; ///< 0 .. 1
        std::size_t candidate;
    };
    std::vector<Place> order;
    for (const Cell &cell : cells) {
        const std::int64_t more = cell.target - cell.drawn;
        for (std::int64_t k = 0; k < more; ++k)
            order.push_back({(static_cast<double>(k) + 0.5) / static_cast<double>(more),
                             cell.open[static_cast<std::size_t>(k)]});
    }
    std::sort(order.begin(), order.end(), [&](const Place &a, const Place &b) {
        return a.at != b.at ? a.at < b.at : before(a.candidate, b.candidate);
    });
    std::vector<std::size_t> sample;
    sample.reserve(order.size());
    for (const Place &place : order)
        sample.push_back(place.candidate);
    return sample;
}

} // namespace retort
