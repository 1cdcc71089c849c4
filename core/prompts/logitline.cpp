#include "prompts/logitline.h"

#include "base/error.h"
#include "base/vectorcode.h"

#include <algorithm>
#include <cmath>

namespace retort {

// Plain loops, as in classproxies.cpp: compiled as vector code.

namespace {

double dot(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t d = 0; d < a.size(); ++d)
        sum += static_cast<double>(a[d]) * b[d];
    return sum;
}

} // namespace

ProxyLine proxyLine(const PromptEmbeddings &prompts, std::span<const double> from, std::span<const double> to,
                    bool normalise)
{
    ProxyLine line;
    line.normalise = normalise;
    line.start = classProxies(prompts, from, false);
    if (to.size() != from.size())
        throw ValueError("two weightings of a line differ in length");
    std::vector<double> change(to.begin(), to.end());
    for (std::size_t p = 0; p < change.size(); ++p)
        change[p] -= from[p];
    line.direction = classProxies(prompts, change, false);
    return line;
}

Matrix ProxyLine::at(double t) const
{
    Matrix proxies(start.rows(), start.columns());
    for (std::int64_t c = 0; c < proxies.rows(); ++c) {
        const auto a = start.row(c);
        const auto b = direction.row(c);
        const auto sum = proxies.row(c);
        for (std::size_t d = 0; d < sum.size(); ++d)
            sum[d] = a[d] + static_cast<float>(t) * b[d];
        if (!normalise)
            continue;
        const auto scale = static_cast<float>(1 / std::max(std::sqrt(dot(sum, sum)), 1e-12));
        for (float &value : sum)
            value *= scale;
    }
    return proxies;
}

LogitLine::LogitLine(const ProxyLine &line, const Matrix &imageEmbeddings, double logitScale)
    : m_start(teacherLogits(imageEmbeddings, line.start, logitScale)),
      m_step(teacherLogits(imageEmbeddings, line.direction, logitScale))
{
    if (!line.normalise)
        return;
    for (std::int64_t c = 0; c < line.start.rows(); ++c) {
        m_squares[0].push_back(dot(line.start.row(c), line.start.row(c)));
        m_squares[1].push_back(dot(line.start.row(c), line.direction.row(c)));
        m_squares[2].push_back(dot(line.direction.row(c), line.direction.row(c)));
    }
}

std::vector<float> LogitLine::scales(double t) const
{
    std::vector<float> result;
    for (std::size_t c = 0; c < m_squares[0].size(); ++c) {
        const double square = m_squares[0][c] + t * (2 * m_squares[1][c] + t * m_squares[2][c]);
        result.push_back(static_cast<float>(1 / std::sqrt(std::max(square, 1e-24))));
    }
    return result;
}

RETORT_VECTOR_CODE void LogitLine::logits(double t, std::span<const float> scales, std::int64_t first,
                                          Matrix &out) const
{
    const auto along = static_cast<float>(t);
    const std::int64_t count = columns();
    for (std::int64_t i = 0; i < out.rows(); ++i) {
        const float *start = m_start.data() + (first + i) * count;
        const float *step = m_step.data() + (first + i) * count;
        float *z = out.data() + i * count;
        if (scales.empty())
            for (std::int64_t c = 0; c < count; ++c)
                z[c] = start[c] + along * step[c];
        else
            for (std::int64_t c = 0; c < count; ++c)
                z[c] = (start[c] + along * step[c]) * scales[static_cast<std::size_t>(c)];
    }
}

} // namespace retort
