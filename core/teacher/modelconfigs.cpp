#include "teacher/modelconfigs.h"

#include "base/error.h"
#include "base/files.h"
#include "formats/jsonobject.h"
#include "teacher/openclip.h"
#include "teacher/shippeddata.h"

namespace retort {

namespace {

namespace fs = std::filesystem;

const nlohmann::json &modelConfigs()
{
    static const nlohmann::json all = parseJson(shipped::modelConfigs(), "model-configs.json");
    return all;
}

} // namespace

fs::path nameModelConfig(const fs::path &weights, const std::string &name)
{
    const auto found = modelConfigs().find(name);
    if (found == modelConfigs().end()) {
        std::string names;
        for (const std::string &known : modelConfigNames())
            names += (names.empty() ? "" : ", ") + known;
        throw ValueError("no model configuration is called \"" + name + "\"", "Known are: " + names + ".");
    }
    const std::string text = found->dump(2) + "\n";
    const OpenClipConfig config = parseOpenClipConfig(text, name);
    WeightSet read;
    read.addFile(weights);
    if (!hasOpenClipNames(read))
        throw InputError(weights, {}, "is no CLIP as OpenAI and OpenCLIP name its tensors",
                         "Choose a .pt, .bin or .safetensors file of OpenCLIP's.");
    ClipConfig shape = openClipShape(read, config.clip.vision.activation);
    shape.vision.heads = config.clip.vision.heads;
    shape.text.heads = config.clip.text.heads;
    if (shape != config.clip)
        throw InputError(weights, {},
                         "is of another shape: it is a " + describe(shape) + ", but " + name + " is a " +
                             describe(config.clip),
                         "Choose the configuration that the checkpoint was trained with.");
    writeFileAtomically(sidecarOf(weights), text);
    return sidecarOf(weights);
}

std::vector<std::string> modelConfigNames()
{
    std::vector<std::string> names;
    for (const auto &item : modelConfigs().items())
        names.push_back(item.key());
    return names;
}

} // namespace retort
