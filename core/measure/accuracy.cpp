#include "measure/accuracy.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/vectorcode.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace retort {

namespace {

// Eight numbers side by side, as compilers know them (two registers where the processor has only SSE): one running
// sum or maximum would not become vector code, since its order would have to stay.
constexpr std::int64_t lanes = 8;
using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));
using IntegerLanes = std::int32_t __attribute__((vector_size(lanes * sizeof(std::int32_t))));

RETORT_INLINE void load(const float *from, Lanes &to)
{
    std::memcpy(&to, from, sizeof(to));
}

/// e^x for x <= 0, to 2e-7 relative; below -87 (and for NaN) about 1e-38. Cephes' reduction: x = n ln 2 + r, a
/// polynomial in r, and n put into the exponent's bits.
RETORT_INLINE void exponential(const Lanes &of, Lanes &result)
{
    const Lanes x = of > -87.0F ? of : Lanes{} - 87.0F;
    const Lanes shifted = x * 1.44269504F + 12582912.0F; // rounds: 1.5 * 2^23 pushes the fraction out
    const Lanes n = shifted - 12582912.0F;
    const Lanes r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    Lanes p = Lanes{} + 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    const IntegerLanes bits = (__builtin_convertvector(n, IntegerLanes) + 127) * (1 << 23);
    Lanes power;
    std::memcpy(&power, &bits, sizeof(power));
    result = p * power;
}

RETORT_INLINE float largest(const float *row, std::int64_t count)
{
    float top = -std::numeric_limits<float>::infinity();
    std::int64_t c = 0;
    if (count >= lanes) {
        Lanes tops = Lanes{} + top;
        for (; c + lanes <= count; c += lanes) {
            Lanes values;
            load(row + c, values);
            tops = values > tops ? values : tops;
        }
        for (std::int64_t l = 0; l < lanes; ++l)
            top = tops[l] > top ? tops[l] : top;
    }
    for (; c < count; ++c)
        top = row[c] > top ? row[c] : top;
    return top;
}

struct RowSums
{
    double exponentials = 0; ///< sum of e^(z - top)
    double weighted = 0;     ///< sum of e^(z - top) (z - top)
};

RETORT_INLINE RowSums sums(const float *row, std::int64_t count, float top)
{
    Lanes plain{};
    Lanes weighted{};
    for (std::int64_t c = 0; c < count; c += lanes) {
        // Beyond the row's end nothing is added: e^-infinity counts as 1e-38, times a difference taken as 0.
        Lanes difference = Lanes{} - std::numeric_limits<float>::infinity();
        if (c + lanes <= count)
            load(row + c, difference);
        else
            std::memcpy(&difference, row + c, static_cast<std::size_t>(count - c) * sizeof(float));
        difference = difference - top;
        Lanes e;
        exponential(difference, e);
        plain += e;
        weighted += e * (difference > -87.0F ? difference : Lanes{});
    }
    RowSums total;
    for (std::int64_t l = 0; l < lanes; ++l) {
        total.exponentials += plain[l];
        total.weighted += weighted[l];
    }
    return total;
}

// Logits of a piece that is summarised at once: they stay in a core's own cache.
constexpr std::int64_t pieceValues = 32768;

struct PieceSums
{
    double confidence = 0;
    double entropy = 0;
};

/// Rows first .. last of all, which begin at `logits`, into their places of the summary.
RETORT_VECTOR_CODE PieceSums summarisePiece(const float *logits, std::int64_t first, std::int64_t last,
                                            std::int64_t classes, LogitSummary &summary)
{
    PieceSums piece;
    for (std::int64_t i = first; i < last; ++i) {
        const float *row = logits + (i - first) * classes;
        const float top = largest(row, classes);
        // Not found only where every logit is NaN.
        const std::int64_t answer = (std::find(row, row + classes, top) - row) % classes;
        const float second = std::max(largest(row, answer), largest(row + answer + 1, classes - answer - 1));
        const RowSums total = sums(row, classes, top);
        const double confidence = 1.0 / total.exponentials;
        Lanes lead;
        exponential(Lanes{} + (second - top), lead);
        const double runnerUp = classes > 1 ? lead[0] / total.exponentials : 0.0;
        const auto position = static_cast<std::size_t>(i);
        summary.answers[position] = static_cast<std::int32_t>(answer);
        summary.confidences[position] = static_cast<float>(confidence);
        summary.margins[position] = static_cast<float>(confidence - runnerUp);
        piece.confidence += confidence;
        piece.entropy += std::log(total.exponentials) - total.weighted / total.exponentials;
    }
    return piece;
}

std::size_t checkedIndex(std::int32_t value, std::int64_t classes)
{
    if (value >= classes)
        throw ValueError("class " + std::to_string(value) + " is beyond the " + std::to_string(classes) +
                             " classes there are",
                         "Check that labels and class list belong together.");
    return static_cast<std::size_t>(value);
}

void checkSameSize(std::size_t a, std::size_t b)
{
    if (a != b)
        throw ValueError("two lists of answers differ in length: " + std::to_string(a) + " and " +
                         std::to_string(b));
}

} // namespace

Proportion wilson(double share, double images)
{
    if (!(images > 0))
        return {100 * share, 0, 100, 0};
    constexpr double z = 1.959963984540054; // 97.5 % quantile of the normal distribution
    const double shrunk = z * z / images;
    const double middle = (share + shrunk / 2) / (1 + shrunk);
    const double half = std::sqrt(shrunk * (share * (1 - share) + shrunk / 4)) / (1 + shrunk);
    return {100 * share, 100 * std::max(0.0, middle - half), 100 * std::min(1.0, middle + half), 0};
}

Proportion proportion(std::int64_t hits, std::int64_t count)
{
    if (count <= 0)
        return {};
    Proportion result = wilson(static_cast<double>(hits) / static_cast<double>(count), static_cast<double>(count));
    result.count = count;
    return result;
}

Proportion agreement(std::span<const std::int32_t> a, std::span<const std::int32_t> b)
{
    checkSameSize(a.size(), b.size());
    std::int64_t hits = 0;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] < 0 || b[i] < 0)
            continue;
        hits += a[i] == b[i];
        ++count;
    }
    return proportion(hits, count);
}

LogitSummary summarise(const Matrix &logits)
{
    return summarise(logits.rows(), logits.columns(), [&](std::int64_t first, std::int64_t, Matrix &) {
        return logits.data() + first * logits.columns();
    });
}

LogitSummary summarise(std::int64_t rows, std::int64_t classes, const LogitRows &logits)
{
    if (classes == 0 && rows > 0)
        throw ValueError("there are no classes to choose from");
    LogitSummary summary;
    summary.answers.resize(static_cast<std::size_t>(rows));
    summary.confidences.resize(static_cast<std::size_t>(rows));
    summary.margins.resize(static_cast<std::size_t>(rows));
    summary.classCounts.resize(static_cast<std::size_t>(classes));
    if (rows == 0)
        return summary;
    const std::int64_t grain = std::clamp<std::int64_t>(pieceValues / classes, 1, rows);
    std::vector<PieceSums> pieces(static_cast<std::size_t>((rows + grain - 1) / grain));
    forPieces(rows, grain, [&](std::int64_t first, std::int64_t last) {
        Matrix scratch;
        pieces[static_cast<std::size_t>(first / grain)] =
            summarisePiece(logits(first, last - first, scratch), first, last, classes, summary);
    });
    // In their order, so that sums do not depend on which thread was faster.
    for (const PieceSums &piece : pieces) {
        summary.meanConfidence += piece.confidence;
        summary.meanEntropy += piece.entropy;
    }
    summary.meanConfidence /= static_cast<double>(rows);
    summary.meanEntropy /= static_cast<double>(rows);
    for (const std::int32_t answer : summary.answers)
        ++summary.classCounts[static_cast<std::size_t>(answer)];
    return summary;
}

void leaveOut(LogitSummary &summary, std::span<const std::int64_t> rows, const LogitSummary &part)
{
    const auto all = static_cast<double>(summary.answers.size());
    const auto left = all - static_cast<double>(rows.size());
    const auto without = [&](double mean, double of) {
        return left > 0 ? (mean * all - of * static_cast<double>(rows.size())) / left : 0.0;
    };
    summary.meanConfidence = without(summary.meanConfidence, part.meanConfidence);
    summary.meanEntropy = without(summary.meanEntropy, part.meanEntropy);
    for (std::size_t c = 0; c < part.classCounts.size(); ++c)
        summary.classCounts[c] -= part.classCounts[c];
    for (const std::int64_t row : rows)
        summary.answers[static_cast<std::size_t>(row)] = -1;
}

std::vector<std::int64_t> confusion(std::span<const std::int32_t> labels, std::span<const std::int32_t> answers,
                                    std::int64_t classes)
{
    checkSameSize(labels.size(), answers.size());
    std::vector<std::int64_t> counts(static_cast<std::size_t>(classes * classes));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0 || answers[i] < 0)
            continue;
        const std::size_t row = checkedIndex(labels[i], classes);
        ++counts[row * static_cast<std::size_t>(classes) + checkedIndex(answers[i], classes)];
    }
    return counts;
}

} // namespace retort
