#include "teacher/clipfolder.h"

#include "base/error.h"
#include "base/files.h"
#include "formats/safetensors.h"
#include "teacher/clipwords.h"
#include "teacher/imagepreparation.h"

#include <nlohmann/json.hpp>

namespace retort {

void writeClipFolder(const std::filesystem::path &folder, const ClipFolder &clip)
{
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
        throw Error(folder.string() + ": cannot be made: " + failure.message(),
                    "Choose a folder that you may write to.");
    nlohmann::ordered_json vocabulary = nlohmann::ordered_json::object();
    for (std::size_t id = 0; id < clip.tokens.size(); ++id)
        vocabulary.emplace(clip.tokens[id], id);
    std::string merges = "#version: 0.2\n";
    for (const auto &[left, right] : clip.merges)
        merges += left + " " + right + "\n";
    const nlohmann::ordered_json tokenizer = {
        {"tokenizer_class", "CLIPTokenizer"}, {"bos_token", startTokenName},
        {"eos_token", endTokenName},          {"pad_token", endTokenName},
        {"unk_token", endTokenName},          {"model_max_length", clip.config.contextLength}};

    writeFileAtomically(folder / "config.json", clipConfigToJson(clip.config));
    writeFileAtomically(folder / "preprocessor_config.json", imagePreparationToJson(clip.preprocessing));
    writeFileAtomically(folder / "vocab.json", vocabulary.dump() + "\n");
    writeFileAtomically(folder / "merges.txt", merges);
    writeFileAtomically(folder / "tokenizer_config.json", tokenizer.dump(2) + "\n");
    // transformers wants to be told which framework's tensors these are.
    writeSafetensors(folder / "model.safetensors", clip.weights, {{"format", "pt"}});
}

std::vector<std::string> byteTokens()
{
    std::vector<std::string> tokens;
    tokens.reserve(2 * 256 + 2);
    for (const char *ending : {"", endOfWord}) {
        for (int byte = 0; byte < 256; ++byte)
            tokens.push_back(byteSymbol(static_cast<unsigned char>(byte)) + ending);
    }
    tokens.emplace_back(startTokenName);
    tokens.emplace_back(endTokenName);
    return tokens;
}

} // namespace retort
