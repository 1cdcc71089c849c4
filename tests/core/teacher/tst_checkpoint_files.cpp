// Checkpoints with the names of OpenAI and OpenCLIP: how they are recognised, and what is said about spoilt ones.
#include "base/error.h"
#include "base/files.h"
#include "formats/safetensors.h"
#include "teacher/modelconfigs.h"
#include "teacher/teacher.h"
#include "tinyclip.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

using namespace retort;

namespace {

namespace fs = std::filesystem;

NamedTensor tensor(const std::string &name, std::vector<std::int64_t> shape)
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape)
        count *= extent;
    std::vector<float> values(static_cast<std::size_t>(count));
    std::uint32_t state = 1;
    for (float &value : values) {
        state = state * 1664525U + 1013904223U;
        value = float(state >> 8) / float(1U << 24) - 0.5F;
    }
    const auto bytes = std::as_bytes(std::span(values));
    return {name, ElementType::F32, std::move(shape), {bytes.begin(), bytes.end()}};
}

void addTower(NamedTensors &out, const std::string &prefix, std::int64_t width, int layers)
{
    for (int layer = 0; layer < layers; ++layer) {
        const std::string block = prefix + "transformer.resblocks." + std::to_string(layer) + ".";
        for (const char *norm : {"ln_1", "ln_2"}) {
            out.push_back(tensor(block + norm + ".weight", {width}));
            out.push_back(tensor(block + norm + ".bias", {width}));
        }
        out.push_back(tensor(block + "attn.in_proj_weight", {3 * width, width}));
        out.push_back(tensor(block + "attn.in_proj_bias", {3 * width}));
        out.push_back(tensor(block + "attn.out_proj.weight", {width, width}));
        out.push_back(tensor(block + "attn.out_proj.bias", {width}));
        out.push_back(tensor(block + "mlp.c_fc.weight", {4 * width, width}));
        out.push_back(tensor(block + "mlp.c_fc.bias", {4 * width}));
        out.push_back(tensor(block + "mlp.c_proj.weight", {width, 4 * width}));
        out.push_back(tensor(block + "mlp.c_proj.bias", {width}));
    }
}

constexpr std::int64_t wide = 16;

NamedTensors openClipTensors()
{
    NamedTensors out;
    out.push_back(tensor("visual.class_embedding", {wide}));
    out.push_back(tensor("visual.conv1.weight", {wide, 3, 8, 8}));
    out.push_back(tensor("visual.positional_embedding", {5, wide}));
    for (const char *norm : {"visual.ln_pre", "visual.ln_post", "ln_final"}) {
        out.push_back(tensor(std::string(norm) + ".weight", {wide}));
        out.push_back(tensor(std::string(norm) + ".bias", {wide}));
    }
    out.push_back(tensor("visual.proj", {wide, 12}));
    out.push_back(tensor("text_projection", {wide, 12}));
    out.push_back(tensor("token_embedding.weight", {49408, wide}));
    out.push_back(tensor("positional_embedding", {77, wide}));
    out.push_back(tensor("logit_scale", {}));
    addTower(out, "visual.", wide, 2);
    addTower(out, "", wide, 1);
    return out;
}

void addNorm(NamedTensors &out, const std::string &name, std::int64_t channels)
{
    for (const char *part : {".weight", ".bias", ".running_mean", ".running_var"})
        out.push_back(tensor(name + part, {channels}));
    for (std::int64_t i = 0; i < channels; ++i) {
        const float one = 1; // a variance is no negative number
        std::memcpy(out.back().bytes.data() + 4 * i, &one, 4);
    }
    out.push_back({name + ".num_batches_tracked", ElementType::I64, {}, std::vector<std::byte>(8)});
}

/// The same with a ModifiedResNet of width 8 and one block a stage, for 32 px.
NamedTensors resNetTensors()
{
    NamedTensors out;
    for (NamedTensor &kept : openClipTensors()) {
        if (!kept.name.starts_with("visual."))
            out.push_back(std::move(kept));
    }
    const auto convolution = [&](const std::string &name, std::int64_t to, std::int64_t from, std::int64_t side) {
        out.push_back(tensor("visual." + name + ".weight", {to, from, side, side}));
    };
    const std::int64_t width = 8;
    convolution("conv1", width / 2, 3, 3);
    convolution("conv2", width / 2, width / 2, 3);
    convolution("conv3", width, width / 2, 3);
    addNorm(out, "visual.bn1", width / 2);
    addNorm(out, "visual.bn2", width / 2);
    addNorm(out, "visual.bn3", width);
    std::int64_t in = width;
    for (int stage = 0; stage < 4; ++stage) {
        const std::int64_t planes = width << stage;
        const std::string block = "layer" + std::to_string(stage + 1) + ".0.";
        convolution(block + "conv1", planes, in, 1);
        convolution(block + "conv2", planes, planes, 3);
        convolution(block + "conv3", 4 * planes, planes, 1);
        convolution(block + "downsample.0", 4 * planes, in, 1);
        addNorm(out, "visual." + block + "bn1", planes);
        addNorm(out, "visual." + block + "bn2", planes);
        addNorm(out, "visual." + block + "bn3", 4 * planes);
        addNorm(out, "visual." + block + "downsample.1", 4 * planes);
        in = 4 * planes;
    }
    out.push_back(tensor("visual.attnpool.positional_embedding", {2, in}));
    for (const char *name : {"q_proj", "k_proj", "v_proj", "c_proj"}) {
        const std::int64_t to = name[0] == 'c' ? 12 : in;
        out.push_back(tensor(std::string("visual.attnpool.") + name + ".weight", {to, in}));
        out.push_back(tensor(std::string("visual.attnpool.") + name + ".bias", {to}));
    }
    return out;
}

constexpr const char *configText = R"({"model_cfg": {"embed_dim": 12,
    "vision_cfg": {"image_size": 16, "layers": 2, "width": 16, "patch_size": 8, "head_width": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 1, "layers": 1}},
    "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}})";

/// A tiny OpenCLIP folder that a test may spoil.
class Folder
{
public:
    Folder()
    {
        writeFileAtomically(path() / "open_clip_config.json", std::string_view(configText));
        writeSafetensors(weights(), openClipTensors(), {});
    }

    [[nodiscard]] fs::path path() const { return m_dir.path().toStdString(); }
    [[nodiscard]] fs::path weights() const { return path() / "open_clip_model.safetensors"; }

    void change(const std::function<void(NamedTensors &)> &work) const
    {
        NamedTensors tensors = openClipTensors();
        work(tensors);
        writeSafetensors(weights(), tensors, {});
    }

    void configure(const std::string &before, const std::string &after) const
    {
        std::string text = configText;
        const std::size_t at = text.find(before);
        QVERIFY(at != std::string::npos);
        text.replace(at, before.size(), after);
        writeFileAtomically(path() / "open_clip_config.json", text);
    }

private:
    QTemporaryDir m_dir;
};

std::string errorOf(const fs::path &path)
{
    try {
        (void)Teacher::open(path);
    } catch (const InputError &error) {
        return error.remedy().empty() ? "no remedy: " + error.fullText() : error.fullText();
    }
    return "opened";
}

#define CONTAINS(text, part)                                                                                      \
    do {                                                                                                          \
        const std::string said = text;                                                                            \
        QVERIFY2(said.find(part) != std::string::npos && !said.starts_with("no remedy"), said.c_str());           \
    } while (false)

NamedTensor &find(NamedTensors &tensors, const std::string &name)
{
    return *std::find_if(tensors.begin(), tensors.end(), [&](const NamedTensor &t) { return t.name == name; });
}

} // namespace

class TestCheckpointFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folder()
    {
        const Folder folder;
        const auto teacher = Teacher::open(folder.path());
        const TeacherInfo &info = teacher->info();
        QCOMPARE(info.family, std::string("CLIP (OpenCLIP folder)"));
        QCOMPARE(info.format, std::string("safetensors"));
        QCOMPARE(info.precision, std::string("float32"));
        QCOMPARE(info.activation, std::string("gelu"));
        QCOMPARE(info.description,
                 std::string("ViT, 16 px, patch 8, width 16, 2 layers; text width 16, 1 layers"));
        QCOMPARE(info.dimension, 12);
        QCOMPARE(info.vocabulary, 49408);
        QCOMPARE(info.preprocessing.crop, 16);
        QCOMPARE(info.preprocessing.mean[0], 0.5F);
        QVERIFY(info.preprocessing.rounding == CropRounding::Even);
        const std::vector<std::int64_t> indices{0, 1};
        QCOMPARE(teacher->encodeImages(*testing::noiseImages(2, 20, 30, 3), indices, {}, {}).columns(), 12);
        // The file itself is known by the configuration beside it.
        QCOMPARE(Teacher::open(folder.weights())->info().family, std::string("CLIP (OpenCLIP file)"));
    }

    void resNet()
    {
        const Folder folder;
        folder.configure("\"image_size\": 16, \"layers\": 2, \"width\": 16, \"patch_size\": 8, \"head_width\": 16",
                         "\"image_size\": 32, \"layers\": [1, 1, 1, 1], \"width\": 8, \"patch_size\": null");
        NamedTensors tensors = resNetTensors();
        writeSafetensors(folder.weights(), tensors, {});
        const auto teacher = Teacher::open(folder.path());
        QCOMPARE(teacher->info().description,
                 std::string("ModifiedResNet, 32 px, width 8, blocks 1-1-1-1; text width 16, 1 layers"));
        // What an image gives depends on it alone, and differs from what others give.
        const auto images = testing::noiseImages(40, 40, 50, 3);
        std::vector<std::int64_t> all(40);
        std::iota(all.begin(), all.end(), 0);
        const Matrix together = teacher->encodeImages(*images, all, {}, {});
        const std::vector<std::int64_t> last{39};
        const Matrix alone = teacher->encodeImages(*images, last, {}, {});
        QVERIFY(std::equal(alone.row(0).begin(), alone.row(0).end(), together.row(39).begin()));
        QVERIFY(!std::equal(alone.row(0).begin(), alone.row(0).end(), together.row(0).begin()));
        std::erase_if(tensors, [](const NamedTensor &t) { return t.name == "visual.layer2.0.bn1.running_var"; });
        writeSafetensors(folder.weights(), tensors, {});
        CONTAINS(errorOf(folder.path()), "tensor \"visual.layer2.0.bn1.running_var\"): is missing");
    }

    void idNamesWhatDecidesTheResult()
    {
        const Folder folder;
        const std::string id = Teacher::open(folder.path())->info().id;
        folder.configure("\"embed_dim\": 12", "\"embed_dim\": 12, \"quick_gelu\": true");
        const auto other = Teacher::open(folder.path());
        QCOMPARE(other->info().activation, std::string("quick_gelu"));
        QVERIFY(other->info().id != id);
    }

    void singleFile()
    {
        const Folder folder;
        fs::remove(folder.path() / "open_clip_config.json");
        const fs::path file = folder.path() / "some.pt";
        fs::rename(folder.weights(), file);
        for (const fs::path &path : {file, folder.path()}) {
            CONTAINS(errorOf(path), "do not tell which activation it uses");
            CONTAINS(errorOf(path), "retort-cli teacher configure \"" + file.string() + "\" --model-config");
        }
        try {
            (void)nameModelConfig(file, "ViT-B-32");
            QFAIL("another shape");
        } catch (const InputError &error) {
            CONTAINS(error.fullText(), "is of another shape: it is a ViT, 16 px, patch 8, width 16, 2 layers");
        }
        try {
            (void)nameModelConfig(file, "ViT-Z");
            QFAIL("an unknown name");
        } catch (const ValueError &error) {
            CONTAINS(error.fullText(), "no model configuration is called \"ViT-Z\"");
            CONTAINS(error.remedy(), "ViT-B-32-quickgelu");
        }
        writeFileAtomically(folder.path() / "some.pt.open_clip_config.json", std::string_view(configText));
        QCOMPARE(errorOf(file), std::string("opened"));
    }

    void everyNamedConfigurationIsUnderstood()
    {
        const Folder folder;
        const std::vector<std::string> names = modelConfigNames();
        QVERIFY(names.size() > 30);
        for (const std::string &name : names) {
            try {
                (void)nameModelConfig(folder.weights(), name);
                QFAIL("the shape is none of these");
            } catch (const InputError &error) {
                CONTAINS(error.fullText(), "is of another shape");
            }
        }
    }

    void spoiltTensors_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("message");
        QTest::newRow("missing") << "missing"
                                 << "tensor \"visual.transformer.resblocks.1.attn.in_proj_weight\"): is missing";
        QTest::newRow("extra") << "extra"
                               << "tensor \"visual.head\"): belongs to no CLIP of the shape";
        QTest::newRow("NaN") << "NaN"
                             << "tensor \"text_projection\"): holds a NaN or an infinity";
        QTest::newRow("shape") << "shape"
                               << "tensor \"ln_final.bias\"): has the shape [8], its configuration asks";
        QTest::newRow("thirds") << "thirds"
                                << "in_proj_bias\"): cannot be cut into three equal parts";
        QTest::newRow("SigLIP") << "SigLIP"
                                << "tensor \"logit_bias\"): belongs to a text tower of another kind";
        QTest::newRow("timm") << "timm"
                              << "tensor \"visual.trunk.cls_token\"): belongs to an image tower of timm";
        QTest::newRow("other") << "other"
                               << "is none of a CLIP as OpenAI and OpenCLIP name them";
    }

    void spoiltTensors()
    {
        QFETCH(QString, kind);
        QFETCH(QString, message);
        const Folder folder;
        folder.change([&](NamedTensors &tensors) {
            if (kind == "missing") {
                std::erase_if(tensors, [](const NamedTensor &t) {
                    return t.name == "visual.transformer.resblocks.1.attn.in_proj_weight";
                });
            } else if (kind == "extra") {
                tensors.push_back(tensor("visual.head", {3}));
            } else if (kind == "NaN") {
                const float value = std::numeric_limits<float>::quiet_NaN();
                std::memcpy(find(tensors, "text_projection").bytes.data() + 40, &value, 4);
            } else if (kind == "shape") {
                find(tensors, "ln_final.bias") = tensor("ln_final.bias", {8});
            } else if (kind == "thirds") {
                NamedTensor &bias = find(tensors, "transformer.resblocks.0.attn.in_proj_bias");
                bias = tensor(bias.name, {47});
            } else if (kind == "SigLIP") {
                tensors.push_back(tensor("logit_bias", {}));
            } else if (kind == "timm") {
                tensors.push_back(tensor("visual.trunk.cls_token", {1}));
            } else {
                tensors = {tensor("encoder.weight", {2})};
            }
        });
        CONTAINS(errorOf(folder.path()), message.toStdString());
    }

    void spoiltConfigurations_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("message");
        QTest::newRow("no layers") << "\"layers\": 2"
                                   << "\"layers\": 0"
                                   << "key \"model_cfg.vision_cfg.layers\"";
        QTest::newRow("vocabulary") << "\"vocab_size\": 49408"
                                    << "\"vocab_size\": 32000"
                                    << "has a vocabulary of 32000 tokens, but CLIP's own";
        QTest::newRow("timm") << "\"width\": 16, \"patch_size\""
                              << "\"timm_model_name\": \"x\", \"patch_size\""
                              << "key \"model_cfg.vision_cfg.timm_model_name\"): is not supported";
        QTest::newRow("pooling") << "\"heads\": 1"
                                 << "\"heads\": 1, \"pool_type\": \"last\""
                                 << "key \"model_cfg.text_cfg.pool_type\"): is not supported";
        QTest::newRow("head width") << "\"head_width\": 16"
                                    << "\"patch_dropout\": 0"
                                    << "key \"model_cfg.vision_cfg.head_width\"): does not divide the width";
        QTest::newRow("heads") << "\"heads\": 1"
                               << "\"heads\": 3"
                               << "does not divide the width";
        QTest::newRow("mean") << "[0.5, 0.5, 0.5]"
                              << "[0.5, \"x\"]"
                              << "key \"preprocess_cfg.mean\"";
        QTest::newRow("deviation") << "[0.25, 0.25, 0.25]"
                                   << "[0.25, 0, 0.25]"
                                   << "key \"preprocess_cfg.std\"";
        QTest::newRow("resize") << "\"preprocess_cfg\": {"
                                << "\"preprocess_cfg\": {\"resize_mode\": \"longest\", "
                                << "key \"preprocess_cfg.resize_mode\"";
        QTest::newRow("JSON") << "{\"model_cfg\""
                              << "{model_cfg"
                              << "is no valid JSON";
        QTest::newRow("list") << "\"text_cfg\": {"
                              << "\"text_cfg\": 1, \"init_logit_scale\": {"
                              << "a JSON object was expected";
    }

    void spoiltConfigurations()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, message);
        const Folder folder;
        folder.configure(before.toStdString(), after.toStdString());
        CONTAINS(errorOf(folder.path()), message.toStdString());
    }

    void halfDownloaded()
    {
        const Folder folder;
        fs::resize_file(folder.weights(), fs::file_size(folder.weights()) / 2);
        CONTAINS(errorOf(folder.path()), "open_clip_model.safetensors");
        CONTAINS(errorOf(folder.path()), "cut short");
        fs::remove(folder.weights());
        CONTAINS(errorOf(folder.path()), "open_clip_model.safetensors: is missing");
    }
};

QTEST_GUILESS_MAIN(TestCheckpointFiles)
#include "tst_checkpoint_files.moc"
