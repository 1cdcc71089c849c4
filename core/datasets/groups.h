#pragma once

#include "base/contentkey.h"

#include <span>
#include <string>
#include <vector>

namespace retort {

/// The group that each image belongs to, as a key of its own (Split::splitByContent decides by it): images with
/// one group name share a key. Copies of one image join the groups that they lie in, so that no content is on both
/// sides of a split. An empty name: the image is a group of its own.
[[nodiscard]] std::vector<ContentKey> groupKeys(std::span<const std::string> groups,
                                                std::span<const ContentKey> images);

/// The folder part of a name; "." for a file at the top.
[[nodiscard]] std::string folderOf(const std::string &name);

/// What the first parenthesis of a regular expression matches in each name, empty where it matches nothing. Throws
/// ValueError for a pattern that is none, or that matches no name at all.
[[nodiscard]] std::vector<std::string> groupsByPattern(std::span<const std::string> names,
                                                       const std::string &pattern);

} // namespace retort
