#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace retort {

/// CLIP's byte-level BPE: the same ids as Hugging Face's fast CLIPTokenizer, or as open_clip's.
class Tokenizer
{
public:
    using Vocabulary = std::unordered_map<std::string, std::int32_t>;
    using Merges = std::vector<std::pair<std::string, std::string>>; ///< in order of rank

    /// From tokenizer.json where there is one, else vocab.json and merges.txt. Throws InputError naming file, line
    /// or key.
    [[nodiscard]] static Tokenizer open(const std::filesystem::path &folder);
    /// The names of the files that open() reads.
    [[nodiscard]] static std::vector<std::filesystem::path> files(const std::filesystem::path &folder);
    [[nodiscard]] static Tokenizer fromTokenizerJson(std::string_view json, const std::filesystem::path &fileName);
    [[nodiscard]] static Tokenizer fromVocabulary(std::string_view vocabulary,
                                                  const std::filesystem::path &vocabularyName,
                                                  std::string_view merges,
                                                  const std::filesystem::path &mergesName);

    /// CLIP's own vocabulary, for checkpoints that carry none (OpenAI's, OpenCLIP's): the same ids as open_clip's
    /// SimpleTokenizer gives for texts that ftfy would leave alone.
    [[nodiscard]] static Tokenizer openClip();

    /// Start token, text, end token. What is longer than contextLength (at least 2) is cut before the end token.
    [[nodiscard]] std::vector<std::int64_t> encode(const std::string &text, std::int64_t contextLength) const;

    [[nodiscard]] std::int64_t startToken() const noexcept { return m_start; }
    [[nodiscard]] std::int64_t endToken() const noexcept { return m_end; }
    /// No id is above it.
    [[nodiscard]] std::int64_t largestId() const noexcept { return m_largest; }

private:
    struct Merge
    {
        std::int32_t rank = 0;
        std::int32_t token = 0; ///< what the two become
    };

    Tokenizer(const Vocabulary &vocabulary, const Merges &merges, Vocabulary specials, const std::string &unknown,
              const std::filesystem::path &vocabularyName, const std::filesystem::path &mergesName);

    void encodePlain(const std::string &text, std::vector<std::int64_t> &ids) const;
    void encodeOpenClip(const std::string &text, std::vector<std::int64_t> &ids) const;
    void encodeWord(const std::string &word, std::vector<std::int64_t> &ids) const;

    static constexpr std::int32_t none = -1;
    std::array<std::int32_t, 256> m_byte{};     ///< token of a byte inside a word, or none
    std::array<std::int32_t, 256> m_lastByte{}; ///< of a word's last byte
    std::unordered_map<std::uint64_t, Merge> m_merges;
    Vocabulary m_specials;   ///< taken out of the text as it is written, before anything else
    bool m_openClip = false; ///< words as open_clip cuts them
    std::int32_t m_unknown = none;
    std::int32_t m_start = none;
    std::int32_t m_end = none;
    std::int32_t m_largest = 0;
};

inline constexpr const char *startTokenName = "<|startoftext|>";
inline constexpr const char *endTokenName = "<|endoftext|>";
inline constexpr const char *endOfWord = "</w>";

} // namespace retort
