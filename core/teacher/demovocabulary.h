#pragma once

#include "teacher/tokenizer.h"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace retort {

/// A byte-level BPE vocabulary in which every one of some words is a single token. Other text still has tokens:
/// its bytes, or pieces of known words.
struct WordVocabulary
{
    std::vector<std::string> tokens; ///< by id: bytes, bytes at a word's end, merges, start and end token
    Tokenizer::Merges merges;        ///< in order of rank
    std::unordered_map<std::string, std::int64_t> words; ///< ids of the words

    [[nodiscard]] std::int64_t startToken() const { return static_cast<std::int64_t>(tokens.size()) - 2; }
    [[nodiscard]] std::int64_t endToken() const { return static_cast<std::int64_t>(tokens.size()) - 1; }
    /// Start token, a token a word, end token. Throws ValueError naming a word that is not among the known ones.
    [[nodiscard]] std::vector<std::int64_t> encode(const std::string &text) const;
};

/// Merges the most frequent pair of neighbours over all words (of equally frequent ones the first in byte order)
/// until every word is one token. `words` as clipWords gives them, none empty; their order means nothing.
[[nodiscard]] WordVocabulary learnWordVocabulary(std::span<const std::string> words);

} // namespace retort
