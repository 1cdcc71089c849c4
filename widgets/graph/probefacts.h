#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace retort {

struct Audit;
struct GraphRun;
struct Session;

/// What the images say of a graph's samples.
struct ProbeFacts
{
    std::shared_ptr<const std::vector<std::string>> names;   ///< empty for an image that is gone
    std::shared_ptr<const std::vector<std::int32_t>> labels; ///< -1 where there is none; null: none has one
};

/// Of the images that the run probed. Where final figures are made of their labels, only those of the tuning half
/// are given.
[[nodiscard]] ProbeFacts readProbeFacts(const Session &session, const GraphRun &run, const Audit &audit);

} // namespace retort
