#include "student/transfer.h"

#include <algorithm>

namespace retort {

namespace {

/// The student's own with rows of theirs, or theirs where one row does not look like the other.
torch::Tensor withRows(const torch::Tensor &own, const torch::Tensor &theirs, std::span<const std::int64_t> rows)
{
    if (theirs.dim() != own.dim() || (own.dim() == 2 && theirs.size(1) != own.size(1)))
        return theirs;
    if (std::any_of(rows.begin(), rows.end(), [&](std::int64_t row) { return row >= theirs.size(0); }))
        return theirs;
    torch::Tensor result = own.clone();
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i] >= 0)
            result[static_cast<std::int64_t>(i)].copy_(theirs[rows[i]]);
    return result;
}

} // namespace

std::int64_t classifierRows(const Student &student, const TensorMap &values)
{
    const auto found = values.find(classifierOf(student).weight);
    return found == values.end() || found->second.dim() == 0 ? 0 : found->second.size(0);
}

TensorMap transferred(const Student &student, const TensorMap &values, std::span<const std::int64_t> rows)
{
    const torch::NoGradGuard guard;
    const TensorMap own = studentTensors(student);
    TensorMap result = values;
    for (const auto &[name, tensor] : own)
        if (name.ends_with(".num_batches_tracked"))
            result.emplace(name, tensor);
    if (rows.empty())
        return result;
    const ClassifierNames classifier = classifierOf(student);
    for (const std::string &name : {classifier.weight, classifier.bias}) {
        if (name.empty())
            continue;
        const auto theirs = values.find(name);
        result[name] = theirs == values.end() ? own.at(name) : withRows(own.at(name), theirs->second, rows);
    }
    return result;
}

} // namespace retort
