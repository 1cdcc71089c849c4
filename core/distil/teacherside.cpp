#include "distil/teacherside.h"

#include "base/error.h"
#include "prg/losses.h"
#include "tensor/convert.h"
#include "tensor/cuda.h"

#include <cmath>

namespace retort {

namespace {

std::string shape(std::int64_t rows, std::int64_t columns)
{
    return "[" + std::to_string(rows) + " x " + std::to_string(columns) + "]";
}

void check(const char *what, const Matrix &matrix, std::int64_t rows, std::int64_t columns)
{
    if (matrix.rows() != rows || matrix.columns() != columns)
        throw ValueError(std::string(what) + " are " + shape(matrix.rows(), matrix.columns()) + " where " +
                         shape(rows, columns) + " is needed");
    for (std::int64_t r = 0; r < rows; ++r)
        for (const float value : matrix.row(r))
            if (!std::isfinite(value))
                throw ValueError(std::string(what) + " hold a value that is not finite, in row " +
                                     std::to_string(r),
                                 "The teacher's weights may be damaged; check its files.");
}

/// On the device where it fits: an eighth of the free memory for each of two such tables, beside the images. Else
/// on the CPU.
torch::Tensor placed(const torch::Tensor &table, const torch::Device &device)
{
    return device.is_cuda() && table.nbytes() <= freeCudaMemory(device) / 8 ? table.to(device) : table;
}

} // namespace

TeacherSide::TeacherSide(const TeacherKnowledge &knowledge, std::int64_t images, std::int64_t classes,
                         torch::Device device)
    : m_embeddings(knowledge.embeddings), m_logits(knowledge.logits), m_device(device),
      m_logitScale(knowledge.logitScale)
{
    if (!m_embeddings)
        throw ValueError("the teacher's embeddings of the images are missing");
    check("the teacher's class proxies", knowledge.proxies, classes, knowledge.proxies.columns());
    check("the teacher's embeddings", *m_embeddings, images, knowledge.proxies.columns());
    if (!std::isfinite(m_logitScale) || m_logitScale <= 0)
        throw ValueError("the teacher's logit scale is " + std::to_string(m_logitScale) + ", it must be above 0");
    m_allEmbeddings = placed(viewOf(*m_embeddings), device);
    m_proxies = viewOf(knowledge.proxies).clone().to(device);
    if (m_logits) {
        check("the teacher's logits", *m_logits, images, classes);
        m_allLogits = placed(viewOf(*m_logits), device);
    }
}

TeacherRows TeacherSide::rows(std::span<const std::int64_t> indices) const
{
    const torch::NoGradGuard guard;
    const torch::Tensor index =
        torch::tensor(torch::ArrayRef<std::int64_t>(indices.data(), indices.size()), torch::kInt64);
    const auto of = [&](const torch::Tensor &table) {
        return table.index_select(0, index.to(table.device())).to(m_device);
    };
    TeacherRows rows;
    rows.embeddings = of(m_allEmbeddings);
    rows.edges = proxyEdges(rows.embeddings, m_proxies);
    rows.logits = m_allLogits.defined() ? of(m_allLogits) : rows.embeddings.mm(m_proxies.t()).mul_(m_logitScale);
    return rows;
}

} // namespace retort
