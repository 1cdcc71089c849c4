#pragma once

#include "base/matrix.h"
#include "prompts/promptensemble.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// Class proxies along a straight line between two weightings of the same templates, as when one weight moves and
/// the others keep their proportions: T(t) = (1 - t) T(from) + t T(to) = A + t B.
struct ProxyLine
{
    Matrix start;     ///< A [C x D], not normalised
    Matrix direction; ///< B [C x D]
    bool normalise = false;

    [[nodiscard]] Matrix at(double t) const; ///< normalised if asked for: equals classProxies() of those weights
};
[[nodiscard]] ProxyLine proxyLine(const PromptEmbeddings &prompts, std::span<const double> from,
                                  std::span<const double> to, bool normalise);

/// Logits of images anywhere on such a line from two products that are made once, V A' and V B' [N x C]: a
/// position then costs a multiply-add a logit instead of a product over D. Under `normalise` a logit is divided by
/// the length of its class's proxy, |A + t B|^2 = A.A + 2 t A.B + t^2 B.B.
class LogitLine
{
public:
    LogitLine() = default;
    LogitLine(const ProxyLine &line, const Matrix &imageEmbeddings, double logitScale);

    [[nodiscard]] std::int64_t rows() const { return m_start.rows(); }
    [[nodiscard]] std::int64_t columns() const { return m_start.columns(); }
    /// What each class's logits are multiplied by at t; empty: nothing.
    [[nodiscard]] std::vector<float> scales(double t) const;
    /// Logits at t of the images first .. first + out.rows() into `out` [n x C].
    void logits(double t, std::span<const float> scales, std::int64_t first, Matrix &out) const;

private:
    Matrix m_start;
    Matrix m_step;
    std::vector<double> m_squares[3]; ///< A.A, A.B, B.B a class; empty without normalise
};

} // namespace retort
