#include "teacher/demovocabulary.h"

#include "base/error.h"
#include "teacher/clipfolder.h"
#include "teacher/clipwords.h"

#include <algorithm>
#include <map>
#include <utility>

namespace retort {

namespace {

using Pair = std::pair<std::string, std::string>;

/// A word as the tokenizer begins with it: a symbol a byte, the last one marked.
std::vector<std::string> symbols(const std::string &word)
{
    std::vector<std::string> parts;
    for (const char byte : word)
        parts.push_back(byteSymbol(static_cast<unsigned char>(byte)));
    parts.back() += endOfWord;
    return parts;
}

void merge(std::vector<std::string> &parts, const Pair &pair)
{
    std::vector<std::string> merged;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool both = i + 1 < parts.size() && parts[i] == pair.first && parts[i + 1] == pair.second;
        merged.push_back(both ? pair.first + pair.second : parts[i]);
        i += both ? 1 : 0;
    }
    parts = std::move(merged);
}

} // namespace

std::vector<std::int64_t> WordVocabulary::encode(const std::string &text) const
{
    std::vector<std::int64_t> ids{startToken()};
    for (const std::string &word : clipWords(text)) {
        const auto found = words.find(word);
        if (found == words.end())
            throw ValueError("\"" + word + "\" in \"" + text + "\" is none of the words of this vocabulary");
        ids.push_back(found->second);
    }
    ids.push_back(endToken());
    return ids;
}

WordVocabulary learnWordVocabulary(std::span<const std::string> words)
{
    WordVocabulary vocabulary;
    vocabulary.tokens = byteTokens();
    vocabulary.tokens.resize(vocabulary.tokens.size() - 2); // the special ones come after the merges

    std::vector<std::vector<std::string>> spelled;
    for (const std::string &word : words)
        spelled.push_back(symbols(word));
    for (;;) {
        std::map<Pair, int> counts; // sorted: max_element finds the first in byte order of the most frequent ones
        for (const std::vector<std::string> &parts : spelled) {
            for (std::size_t i = 1; i < parts.size(); ++i)
                ++counts[{parts[i - 1], parts[i]}];
        }
        if (counts.empty())
            break;
        const Pair best = std::max_element(counts.begin(), counts.end(), [](const auto &a, const auto &b) {
                              return a.second < b.second;
                          })->first;
        vocabulary.merges.push_back(best);
        vocabulary.tokens.push_back(best.first + best.second);
        for (std::vector<std::string> &parts : spelled)
            merge(parts, best);
    }
    vocabulary.tokens.emplace_back(startTokenName);
    vocabulary.tokens.emplace_back(endTokenName);

    std::unordered_map<std::string, std::int64_t> ids;
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id)
        ids.emplace(vocabulary.tokens[id], static_cast<std::int64_t>(id));
    for (std::size_t i = 0; i < words.size(); ++i)
        vocabulary.words.emplace(words[i], ids.at(spelled[i].front()));
    return vocabulary;
}

} // namespace retort
