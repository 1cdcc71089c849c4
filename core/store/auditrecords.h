#pragma once

#include "base/contentkey.h"
#include "prompts/classlist.h"
#include "store/records.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace retort {

/// What a person said of an image that was drawn for an audit. Images are known by their content, classes by name,
/// so that an answer survives another folder and another order of the classes.
struct AuditAnswer
{
    enum class Kind {
        Class,  ///< it shows this class
        None,   ///< it shows none of the classes there were
        Unclear ///< nobody can tell
    };
    ContentKey image;
    Kind kind = Kind::Unclear;
    std::string className;        ///< of Kind::Class
    std::int64_t classListId = 0; ///< the class list of which they chose; 0 = the project's
    std::int64_t at = 0;          ///< seconds since 1970, UTC

    bool operator==(const AuditAnswer &) const = default;
};

/// A sample of the images of one data set that were in no earlier draw.
struct AuditDraw
{
    /// An image that could be drawn, whether it was or not.
    struct Member
    {
        std::uint64_t key = 0; ///< ContentKey::low
        std::uint32_t stratum = 0;

        bool operator==(const Member &) const = default;
    };
    DatasetRole role = DatasetRole::Training;
    bool stratified = false;
    std::uint64_t seed = 0;
    /// Names of the classes that images got when it was drawn, one a stratum; empty: every class without a stratum
    /// of its own. A simple random draw has one stratum with an empty name.
    std::vector<std::string> strata;
    std::vector<Member> population; ///< sorted by key, each once
    std::vector<ContentKey> sample; ///< in the order in which they are shown
    std::int64_t at = 0;            ///< seconds since 1970, UTC

    bool operator==(const AuditDraw &) const = default;
};

/// Oldest first.
using AuditDraws = std::vector<std::shared_ptr<const AuditDraw>>;

/// All of a project's audit. Answers to images of no draw say nothing until one draws them.
struct Audit
{
    AuditDraws draws;
    std::unordered_map<ContentKey, AuditAnswer> answers; ///< by image
    std::map<std::int64_t, ClassList> classLists;        ///< those that answers name

    [[nodiscard]] bool empty() const { return draws.empty() && answers.empty(); }
};

} // namespace retort
