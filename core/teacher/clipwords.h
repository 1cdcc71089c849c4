#pragma once

#include <string>
#include <vector>

namespace retort {

/// The words that CLIP's byte-level BPE sees, in UTF-8: the text in Unicode normal form C, white space collapsed,
/// lower-cased character by character, then cut into contractions ('s, 't, 're, 've, 'm, 'll, 'd), runs of
/// letters, single digits, and runs of anything else that is no space. Equal to the normaliser and pre-tokeniser
/// of Hugging Face's fast CLIPTokenizer. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::vector<std::string> clipWords(const std::string &text);

/// Whether a word from clipWords is a run of letters.
[[nodiscard]] bool isLetterWord(const std::string &word);

/// What stands for a byte in byte-level vocabularies: the printable characters of Latin-1 for themselves, U+0100
/// and up for the rest. UTF-8.
[[nodiscard]] const std::string &byteSymbol(unsigned char byte);

} // namespace retort
