#pragma once

#include "export/bundle.h"
#include "workflow/distilrun.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

struct ReproduceChoice
{
    std::filesystem::path bundle;
    std::filesystem::path project;                ///< made for it; must not exist
    std::optional<std::filesystem::path> dataset; ///< else where the bundle says it was
    std::optional<std::filesystem::path> test;    ///< the same; without test images nothing is measured
    std::optional<std::filesystem::path> teacher; ///< the same; the demo's teacher is found in the resources
    std::filesystem::path resources;
};

/// What came of doing a run again.
struct Reproduction
{
    bool same = false;                    ///< every epoch of the bundle has the same bits
    std::int64_t epochs = 0;              ///< compared
    std::int64_t firstOther = 0;          ///< the first epoch that differs, 0 = none
    double largestDifference = 0;         ///< of the last epoch's weights, beside the largest of them
    std::vector<std::string> differences; ///< in what the two runs were made with, in words
    RunRecord original;
    RunRecord run;
};

/// Makes a project from a bundle and does its run again as it was done: recipe, what it started from, weighting,
/// classes with their rule, excluded images, precision and number of threads; on another device where the former
/// one is not there, which is one of the differences. Throws InputError when images or teacher are not there or
/// are others than the bundle's (by fingerprint), StoreError when the project exists, Cancelled when stopped: the
/// project stays then, and the run can be resumed in it.
[[nodiscard]] Reproduction reproduce(const ReproduceChoice &choice, const EmbeddingCache &cache,
                                     std::stop_token stop, const Reporter &reporter, const RunListener &listener);

} // namespace retort
