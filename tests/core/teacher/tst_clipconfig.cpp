#include "base/error.h"
#include "teacher/clipconfig.h"

#include <QTest>

using namespace retort;

namespace {

ClipConfig parse(const std::string &json)
{
    return parseClipConfig(json, "folder/config.json");
}

} // namespace

class TestClipConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreVitB32()
    {
        const ClipConfig config = parse("{}");
        QCOMPARE(config, ClipConfig());
        QCOMPARE(config.vision.width, std::int64_t(768));
        QCOMPARE(config.text.width, std::int64_t(512));
        QCOMPARE(config.imageTokens(), std::int64_t(50));
        QCOMPARE(config.contextLength, std::int64_t(77));
        QCOMPARE(config.endToken, std::int64_t(49407));
        QVERIFY(config.vision.activation == MlpActivation::QuickGelu);
    }

    void readsWhatIsThere()
    {
        const ClipConfig config = parse(R"({"model_type": "clip", "projection_dim": 640,
            "text_config": {"hidden_size": 640, "num_attention_heads": 10, "hidden_act": "gelu", "eos_token_id": 2,
                            "vocab_size": 1000, "max_position_embeddings": 32, "layer_norm_eps": 1e-6},
            "vision_config": {"hidden_size": 896, "num_attention_heads": 14, "num_hidden_layers": 3, "image_size": [240, 240],
                              "patch_size": 16, "intermediate_size": 100}})");
        QCOMPARE(config.projection, std::int64_t(640));
        QVERIFY(config.text.activation == MlpActivation::Gelu);
        QVERIFY(config.vision.activation == MlpActivation::QuickGelu);
        QCOMPARE(config.text.layerNormEps, 1e-6);
        QCOMPARE(config.endToken, legacyEndToken);
        QCOMPARE(config.imageSize, std::int64_t(240));
        QCOMPARE(config.imageTokens(), std::int64_t(226));
        QCOMPARE(config.vision.layers, std::int64_t(3));
        QCOMPARE(config.text.intermediate, std::int64_t(2048));
    }

    void oldNestedSectionsHoldAlone()
    {
        // As transformers: the "_dict" section with its defaults wins over the other one; null is as good as
        // absent.
        const ClipConfig config = parse(R"({"vision_config": {"patch_size": 16, "num_hidden_layers": 5},
            "vision_config_dict": {"patch_size": 14},
            "text_config": {"hidden_size": 64}, "text_config_dict": null})");
        QCOMPARE(config.patchSize, std::int64_t(14));
        QCOMPARE(config.vision.layers, std::int64_t(12));
        QCOMPARE(config.text.width, std::int64_t(64));
    }

    void roundTrip()
    {
        ClipConfig config;
        config.vision = {128, 256, 4, 4, MlpActivation::Gelu, 1e-6};
        config.imageSize = 28;
        config.patchSize = 7;
        config.vocabulary = 1000;
        config.startToken = 998;
        config.endToken = 999;
        config.projection = 64;
        QCOMPARE(parse(clipConfigToJson(config)), config);
        QCOMPARE(QString::fromStdString(describe(config)),
                 QString("ViT, 28 px, patch 7, width 128, 4 layers; text width 512, 12 layers"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("said");
        QTest::newRow("no JSON") << "{"
                                 << "line 1";
        QTest::newRow("a list") << "[]"
                                << "object";
        QTest::newRow("other model") << R"({"model_type": "siglip"})"
                                     << "model_type";
        QTest::newRow("section of the wrong kind") << R"({"vision_config": 3})"
                                                   << "vision_config";
        QTest::newRow("unknown activation") << R"({"text_config": {"hidden_act": "relu"}})"
                                            << "text_config.hidden_act";
        QTest::newRow("uneven heads") << R"({"vision_config": {"num_attention_heads": 7}})"
                                      << "vision_config.num_attention_heads";
        QTest::newRow("no layer") << R"({"vision_config": {"num_hidden_layers": 0}})"
                                  << "num_hidden_layers";
        QTest::newRow("absurd width") << R"({"vision_config": {"hidden_size": 99999999999999999999}})"
                                      << "hidden_size";
        QTest::newRow("text for a number") << R"({"text_config": {"vocab_size": "many"}})"
                                           << "text_config.vocab_size";
        QTest::newRow("not square") << R"({"vision_config": {"image_size": [224, 112]}})"
                                    << "image_size";
        QTest::newRow("patch larger than image") << R"({"vision_config": {"image_size": 16}})"
                                                 << "patch_size";
        QTest::newRow("grey") << R"({"vision_config": {"num_channels": 1}})"
                              << "num_channels";
        QTest::newRow("deep") << QString("[").repeated(100000) << "deep";
    }

    void refuses()
    {
        QFETCH(QString, json);
        QFETCH(QString, said);
        try {
            (void)parse(json.toStdString());
            QFAIL("was accepted");
        } catch (const InputError &error) {
            const QString text = QString::fromStdString(error.fullText());
            QVERIFY2(text.contains("config.json") && text.contains(said), qPrintable(text));
            QVERIFY(!error.remedy().empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestClipConfig)
#include "tst_clipconfig.moc"
