#include "teacher/tokenizer.h"

#include "base/error.h"
#include "base/files.h"
#include "data/gzip.h"
#include "formats/jsonobject.h"
#include "teacher/clipwords.h"
#include "teacher/openclipwords.h"
#include "teacher/shippeddata.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace retort {

namespace {

constexpr std::int64_t largestVocabulary = 1 << 22;
constexpr const char *copyRemedy = "Copy the tokenizer's files from the checkpoint again.";

std::uint64_t pairKey(std::int32_t left, std::int32_t right)
{
    return std::uint64_t(std::uint32_t(left)) << 32 | std::uint32_t(right);
}

Tokenizer::Vocabulary parseVocabulary(const JsonObject &json, const nlohmann::json &object)
{
    Tokenizer::Vocabulary vocabulary;
    vocabulary.reserve(object.size());
    for (const auto &item : object.items())
        vocabulary.emplace(item.key(),
                           static_cast<std::int32_t>(json.integer(item.key(), 0, 0, largestVocabulary)));
    return vocabulary;
}

Tokenizer::Merges parseMerges(std::string_view text, const std::filesystem::path &fileName)
{
    Tokenizer::Merges merges;
    std::size_t line = 0;
    while (!text.empty()) {
        ++line;
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (row.ends_with('\r'))
            row.remove_suffix(1);
        if (row.empty() || row.starts_with("#version"))
            continue;
        const std::size_t space = row.find(' ');
        if (space == std::string_view::npos || space == 0 || row.find(' ', space + 1) != std::string_view::npos ||
            space + 1 == row.size())
            throw InputError(fileName, "line " + std::to_string(line), "is no pair of tokens with a space between",
                             copyRemedy);
        merges.emplace_back(row.substr(0, space), row.substr(space + 1));
    }
    return merges;
}

/// tokenizer.json writes a merge as "a b" or as ["a", "b"].
Tokenizer::Merges parseMerges(const JsonObject &model)
{
    Tokenizer::Merges merges;
    const nlohmann::json &list = model.value("merges");
    if (!list.is_array())
        model.fail("merges", "is no list", copyRemedy);
    for (const nlohmann::json &item : list) {
        const std::string number = std::to_string(merges.size());
        if (item.is_array() && item.size() == 2 && item[0].is_string() && item[1].is_string()) {
            merges.emplace_back(item[0].get<std::string>(), item[1].get<std::string>());
            continue;
        }
        const std::string pair = item.is_string() ? item.get<std::string>() : std::string();
        const std::size_t space = pair.find(' ');
        if (space == std::string::npos || pair.find(' ', space + 1) != std::string::npos)
            model.fail("merges", "entry " + number + " is no pair of tokens", copyRemedy);
        merges.emplace_back(pair.substr(0, space), pair.substr(space + 1));
    }
    return merges;
}

} // namespace

Tokenizer::Tokenizer(const Vocabulary &vocabulary, const Merges &merges, Vocabulary specials,
                     const std::string &unknown, const std::filesystem::path &vocabularyName,
                     const std::filesystem::path &mergesName)
    : m_specials(std::move(specials))
{
    const auto find = [&](const std::string &token) {
        const auto found = vocabulary.find(token);
        return found == vocabulary.end() ? none : found->second;
    };
    for (const char *name : {startTokenName, endTokenName}) {
        if (!m_specials.contains(name) && find(name) == none)
            throw InputError(vocabularyName, {}, std::string("has no token \"") + name + "\"",
                             "Choose a folder with CLIP's tokenizer.");
        m_specials.emplace(name, find(name));
    }
    m_start = m_specials.at(startTokenName);
    m_end = m_specials.at(endTokenName);
    m_unknown = m_specials.contains(unknown) ? m_specials.at(unknown) : find(unknown);

    for (std::size_t byte = 0; byte < m_byte.size(); ++byte) {
        const std::string &symbol = byteSymbol(static_cast<unsigned char>(byte));
        m_byte[byte] = find(symbol);
        m_lastByte[byte] = find(symbol + endOfWord);
    }
    m_merges.reserve(merges.size());
    for (std::size_t rank = 0; rank < merges.size(); ++rank) {
        const auto &[left, right] = merges[rank];
        const Merge merge{static_cast<std::int32_t>(rank), find(left + right)};
        for (const std::string &part : {left, right, left + right}) {
            if (find(part) == none)
                throw InputError(
                    mergesName, "merge " + std::to_string(rank + 1), "\"" + part + "\" is not in the vocabulary",
                    "The vocabulary and the merges do not belong together. " + std::string(copyRemedy));
        }
        m_merges.insert_or_assign(pairKey(find(left), find(right)), merge);
    }
    for (const Vocabulary *tokens : {&vocabulary, &std::as_const(m_specials)}) {
        for (const auto &[name, id] : *tokens)
            m_largest = std::max(m_largest, id);
    }
}

Tokenizer Tokenizer::fromVocabulary(std::string_view vocabulary, const std::filesystem::path &vocabularyName,
                                    std::string_view merges, const std::filesystem::path &mergesName)
{
    const nlohmann::json parsed = parseJson(vocabulary, vocabularyName);
    const JsonObject json(parsed, vocabularyName, {});
    return {parseVocabulary(json, parsed),
            parseMerges(merges, mergesName),
            {},
            endTokenName,
            vocabularyName,
            mergesName};
}

Tokenizer Tokenizer::fromTokenizerJson(std::string_view text, const std::filesystem::path &fileName)
{
    const nlohmann::json parsed = parseJson(text, fileName);
    const JsonObject json(parsed, fileName, {});
    const JsonObject model = json.object("model");
    // Files written before 2021 do not name the type.
    if (model.text("type", "BPE") != "BPE" || model.text("end_of_word_suffix", {}) != endOfWord ||
        !model.text("continuing_subword_prefix", {}).empty())
        json.fail("model", "is not CLIP's byte-level BPE", "Choose a folder with CLIP's tokenizer.");

    Vocabulary specials;
    const nlohmann::json &added = json.value("added_tokens");
    if (!added.is_null() && !added.is_array())
        json.fail("added_tokens", "is no list", copyRemedy);
    for (const nlohmann::json &item : added) {
        const JsonObject token(item, fileName, "added_tokens");
        const std::string content = token.text("content", {});
        if (content.empty() || !token.has("id"))
            json.fail("added_tokens", "has a token without content or id", copyRemedy);
        specials.emplace(content, static_cast<std::int32_t>(token.integer("id", 0, 0, largestVocabulary)));
    }
    const JsonObject vocabulary = model.object("vocab");
    return {parseVocabulary(vocabulary, model.value("vocab")),
            parseMerges(model),
            std::move(specials),
            model.text("unk_token", {}),
            fileName,
            fileName};
}

Tokenizer Tokenizer::openClip()
{
    constexpr std::size_t mostBytes = std::size_t(4) << 20;
    const std::vector<std::byte> text = gunzip(shipped::clipMerges(), "CLIP's merges", mostBytes);
    const Merges merges = parseMerges({reinterpret_cast<const char *>(text.data()), text.size()}, "CLIP's merges");
    // Ids: bytes inside and at the end of a word, first those that are printable characters themselves; then what
    // merges make; then the special tokens.
    Vocabulary vocabulary;
    std::int32_t next = 0;
    for (const char *ending : {"", endOfWord}) {
        for (const bool printable : {true, false}) {
            for (int byte = 0; byte < 256; ++byte) {
                const std::string &symbol = byteSymbol(static_cast<unsigned char>(byte));
                const bool itself = symbol.size() == 1 || static_cast<unsigned char>(symbol[0]) < 0xC4;
                if (itself == printable)
                    vocabulary.emplace(symbol + ending, next++);
            }
        }
    }
    for (const auto &[left, right] : merges)
        vocabulary.emplace(left + right, next++);
    const Vocabulary specials{{startTokenName, next}, {endTokenName, next + 1}};
    Tokenizer tokenizer(vocabulary, merges, specials, endTokenName, "CLIP's vocabulary", "CLIP's merges");
    tokenizer.m_openClip = true;
    return tokenizer;
}

std::vector<std::filesystem::path> Tokenizer::files(const std::filesystem::path &folder)
{
    if (std::filesystem::exists(folder / "tokenizer.json"))
        return {folder / "tokenizer.json"};
    return {folder / "vocab.json", folder / "merges.txt"};
}

Tokenizer Tokenizer::open(const std::filesystem::path &folder)
{
    const std::vector<std::filesystem::path> names = files(folder);
    if (names.size() == 1)
        return fromTokenizerJson(readTextFile(names[0]), names[0]);
    return fromVocabulary(readTextFile(names[0]), names[0], readTextFile(names[1]), names[1]);
}

std::vector<std::int64_t> Tokenizer::encode(const std::string &text, std::int64_t contextLength) const
{
    std::vector<std::int64_t> ids{m_start};
    if (m_openClip)
        encodeOpenClip(text, ids);
    std::size_t at = m_openClip ? text.size() : 0;
    while (at < text.size()) {
        // The first special token from here on; the longest where several begin at one place.
        std::size_t where = std::string::npos;
        const Vocabulary::value_type *special = nullptr;
        for (const Vocabulary::value_type &candidate : m_specials) {
            const std::size_t found = text.find(candidate.first, at);
            if (found < where || (found == where && special && candidate.first.size() > special->first.size())) {
                where = found;
                special = &candidate;
            }
        }
        encodePlain(text.substr(at, special ? where - at : std::string::npos), ids);
        if (!special)
            break;
        ids.push_back(special->second);
        at = where + special->first.size();
    }
    if (std::int64_t(ids.size()) > contextLength - 1)
        ids.resize(static_cast<std::size_t>(contextLength - 1));
    ids.push_back(m_end);
    return ids;
}

void Tokenizer::encodePlain(const std::string &text, std::vector<std::int64_t> &ids) const
{
    for (const std::string &word : clipWords(text))
        encodeWord(word, ids);
}

void Tokenizer::encodeOpenClip(const std::string &text, std::vector<std::int64_t> &ids) const
{
    for (const std::string &word : openClipWords(text)) {
        if (word == openClipStart || word == openClipEnd)
            ids.push_back(word == openClipStart ? m_start : m_end);
        else
            encodeWord(word, ids);
    }
}

void Tokenizer::encodeWord(const std::string &word, std::vector<std::int64_t> &ids) const
{
    // A linked list of symbols, and candidates for merging by rank, then from the left: the order in which Hugging
    // Face's tokenizers merges. A candidate that an earlier merge has overtaken no longer leads to its token, and
    // is dropped.
    struct Symbol
    {
        std::int32_t token;
        std::int32_t previous;
        std::int32_t next;
    };
    struct Candidate
    {
        std::int32_t rank;
        std::int32_t position;
        std::int32_t token; ///< what it would become
        bool operator>(const Candidate &other) const
        {
            return std::tie(rank, position) > std::tie(other.rank, other.position);
        }
    };
    std::vector<Symbol> symbols;
    symbols.reserve(word.size());
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto byte = static_cast<unsigned char>(word[i]);
        std::int32_t token = i + 1 == word.size() ? m_lastByte[byte] : m_byte[byte];
        if (token == none)
            token = m_unknown;
        if (token == none)
            continue;
        const auto position = static_cast<std::int32_t>(symbols.size());
        symbols.push_back({token, position - 1, position + 1});
    }
    if (symbols.empty())
        return;
    symbols.back().next = none;

    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto mergeAt = [&](std::int32_t position) -> const Merge * {
        const Symbol &left = symbols[position];
        if (left.next == none)
            return nullptr;
        const auto found = m_merges.find(pairKey(left.token, symbols[left.next].token));
        return found == m_merges.end() ? nullptr : &found->second;
    };
    const auto consider = [&](std::int32_t position) {
        if (const Merge *merge = position == none ? nullptr : mergeAt(position))
            queue.push({merge->rank, position, merge->token});
    };
    for (std::int32_t i = 0; i < std::int32_t(symbols.size()); ++i)
        consider(i);
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        const Merge *merge = mergeAt(best.position);
        if (!merge || merge->token != best.token)
            continue;
        Symbol &left = symbols[best.position];
        Symbol &right = symbols[left.next];
        left.token = best.token;
        left.next = right.next;
        right = {none, none, none}; // merged away: no merge begins there any more
        if (left.next != none)
            symbols[left.next].previous = best.position;
        consider(left.previous);
        consider(best.position);
    }
    for (std::int32_t i = 0; i != none; i = symbols[i].next)
        ids.push_back(symbols[i].token);
}

} // namespace retort
