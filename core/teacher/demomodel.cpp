#include "teacher/demomodel.h"

#include "base/random.h"
#include "teacher/demochanges.h"

#include <cmath>
#include <string>

namespace retort {

namespace {

/// How logits are scaled before anything is learned.
constexpr double firstScale = 20;

void fillNormal(torch::Tensor &tensor, double deviation, RandomStream &stream)
{
    float *values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = static_cast<float>(deviation * stream.normal());
}

void fillUniform(torch::Tensor &tensor, double bound, RandomStream &stream)
{
    float *values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = static_cast<float>(bound * (2 * stream.uniform() - 1));
}

/// Standard deviation of a tensor that is drawn from a normal distribution.
double deviation(const std::string &name, const ClipConfig &config)
{
    const auto has = [&name](const char *part) { return name.find(part) != std::string::npos; };
    const bool text = has("text_");
    const TowerConfig &tower = text ? config.text : config.vision;
    const auto width = static_cast<double>(tower.width);
    if (has("fc1"))
        return 1 / std::sqrt(2 * width);
    if (has("out_proj") || has("fc2")) // what a layer adds: smaller, the more layers add something
        return 1 / std::sqrt(2 * width * static_cast<double>(tower.layers));
    if (has("_proj.") || has("projection"))
        return 1 / std::sqrt(width);
    return text && has("position_embedding") ? 0.01 : 0.02;
}

} // namespace

ClipConfig demoConfig(const WordVocabulary &vocabulary)
{
    ClipConfig config;
    config.vision = {128, 256, 4, 4, MlpActivation::Gelu, 1e-5};
    config.imageSize = demoSide;
    config.patchSize = 7;
    config.text = {128, 256, 2, 4, MlpActivation::Gelu, 1e-5};
    config.vocabulary = static_cast<std::int64_t>(vocabulary.tokens.size());
    config.contextLength = 24;
    config.startToken = vocabulary.startToken();
    config.endToken = vocabulary.endToken();
    config.projection = 128;
    return config;
}

void initialiseDemo(ClipModel &model, const WordVocabulary &vocabulary, std::uint64_t seed)
{
    const torch::NoGradGuard noGrad;
    std::uint64_t number = 0;
    for (auto &[name, tensor] : model->state()) {
        RandomStream stream{seed, static_cast<std::uint64_t>(Purpose::Weights), number++};
        if (name == "logit_scale")
            tensor.fill_(std::log(firstScale));
        else if (name.ends_with(".bias"))
            tensor.zero_();
        else if (name.find("norm") != std::string::npos)
            tensor.fill_(1);
        else if (name.find("patch_embedding") != std::string::npos)
            fillUniform(tensor, 1 / std::sqrt(static_cast<double>(tensor[0].numel())), stream);
        else
            fillNormal(tensor, deviation(name, model->config()), stream);
    }
    torch::Tensor met = torch::zeros({model->config().vocabulary, 1});
    met[vocabulary.startToken()] = 1;
    met[vocabulary.endToken()] = 1;
    for (const auto &[word, id] : vocabulary.words)
        met[id] = 1;
    model->textTower->embeddings->tokens->weight.mul_(met);
}

} // namespace retort
