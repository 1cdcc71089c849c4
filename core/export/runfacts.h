#pragma once

#include "measure/accuracy.h"
#include "store/project.h"

#include <optional>
#include <string>
#include <vector>

namespace retort {

/// A line of a table: what, and how much.
struct Fact
{
    std::string name;
    std::string value;
};

/// What model card and report say of a run, in words that hold without the project. Plain text.
struct RunFacts
{
    std::string title;                ///< "resnet20 from demo.retort, run 1"
    std::string summary;              ///< two or three sentences
    std::vector<Fact> results;        ///< accuracy with its interval, agreement, teacher; "not measured" and why
    std::vector<std::string> caveats; ///< what a reader must know before believing the results
    std::vector<std::string> method;  ///< how the student was made, a paragraph each
    std::vector<std::string> classes;
    std::vector<Fact> prompts;    ///< template and weight; none of a recorded teacher's
    std::vector<Fact> recipe;     ///< key and value, all of them
    std::vector<Fact> provenance; ///< checksums, fingerprints, versions, machine
};

/// epoch 0: the best one. Throws StoreError for a run without a finished epoch.
[[nodiscard]] RunFacts factsOf(const Project &project, std::int64_t run, std::int64_t epoch);

/// "84.62 %".
[[nodiscard]] std::string percentText(double value);
/// "84.62 % (83.88 to 85.31 %, of 10000)": what is between the brackets is the 95 % interval.
[[nodiscard]] std::string proportionText(const Proportion &value);

} // namespace retort
