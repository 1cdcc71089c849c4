// What a recipe may hold: each key's range, and the message that names key, value and range.
#include "base/error.h"
#include "distil/distiller.h"

#include <QtTest>

#include <cmath>
#include <functional>

using namespace retort;

namespace {

struct Case
{
    const char *key;
    std::function<void(Recipe &)> spoil;
};

const double notANumber = std::nan("");

const std::vector<Case> cases{
    {"student", [](Recipe &r) { r.student = "resnet21"; }},
    {"input_size", [](Recipe &r) { r.inputSize = 23; }},
    {"epochs", [](Recipe &r) { r.epochs = 0; }},
    {"batch", [](Recipe &r) { r.batch = 0; }},
    {"optimiser", [](Recipe &r) { r.optimiser = "adam"; }},
    {"lr", [](Recipe &r) { r.lr = 0; }},
    {"lr", [](Recipe &r) { r.lr = notANumber; }},
    {"momentum", [](Recipe &r) { r.momentum = 1; }},
    {"weight_decay", [](Recipe &r) { r.weightDecay = -1e-9; }},
    {"warmup_epochs", [](Recipe &r) { r.warmupEpochs = 13; }},
    {"growing_epochs", [](Recipe &r) { r.growingEpochs = 13; }},
    {"growing_epochs",
     [](Recipe &r) {
         r.student = "torchscript";
         r.module = "my.pt";
         r.growingEpochs = 1;
     }},
    {"temperature", [](Recipe &r) { r.temperature = 0; }},
    {"node", [](Recipe &r) { r.nodeWeight = -1; }},
    {"feature", [](Recipe &r) { r.featureWeight = notANumber; }},
    {"edge", [](Recipe &r) { r.edgeWeight = 1e9; }},
    {"pseudo", [](Recipe &r) { r.pseudoWeight = -0.5; }},
    {"pseudo_margin", [](Recipe &r) { r.pseudoMargin = 1; }},
    {"student_proxies", [](Recipe &r) { r.studentProxies = "both"; }},
    {"crop_padding", [](Recipe &r) { r.cropPadding = 33; }},
    {"colour_jitter", [](Recipe &r) { r.colourJitter = 1.5; }},
    {"random_resized_crop", [](Recipe &r) { r.randomResizedCrop = -0.1; }},
    {"views", [](Recipe &r) { r.views = -1; }},
    {"held_out", [](Recipe &r) { r.heldOut = 0; }},
    {"held_out", [](Recipe &r) { r.heldOut = 0.6; }},
    {"probe_samples", [](Recipe &r) { r.probeSamples = 0; }},
    {"probe_top_k", [](Recipe &r) { r.probeTopK = 0; }},
    {"precision", [](Recipe &r) { r.precision = "fp8"; }},
    {"device", [](Recipe &r) { r.device = "gpu"; }},
    {"threads", [](Recipe &r) { r.threads = -1; }},
};

} // namespace

class RecipeRangesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void defaultsAreValid() { validate(Recipe{}); }

    void refused_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::addRow("%d %s", static_cast<int>(i), cases[i].key) << static_cast<int>(i);
    }
    void refused()
    {
        QFETCH(int, number);
        const Case &bad = cases[static_cast<std::size_t>(number)];
        Recipe recipe;
        bad.spoil(recipe);
        try {
            validate(recipe);
            QFAIL("was accepted");
        } catch (const ValueError &error) {
            const std::string text = error.fullText();
            QVERIFY2(text.find("\"" + std::string(bad.key) + "\"") != std::string::npos, text.c_str());
            QVERIFY2(text.find("accepted: ") != std::string::npos, text.c_str());
        }
    }
    void viewsNeedASizeOfCrops()
    {
        Recipe recipe;
        recipe.views = 4;
        std::string text;
        try {
            validate(recipe);
        } catch (const ValueError &error) {
            text = error.fullText();
        }
        QVERIFY2(text.find("\"views\" is 4 and \"random_resized_crop\" 0") != std::string::npos, text.c_str());
        recipe.randomResizedCrop = 0.5;
        validate(recipe);
    }

    void imagesGrowByEighths()
    {
        const auto sides = [](std::int64_t inputSize, std::int64_t growing, std::int64_t epochs) {
            Recipe recipe;
            recipe.inputSize = inputSize;
            recipe.epochs = epochs;
            recipe.growingEpochs = growing;
            std::vector<std::int64_t> all;
            for (std::int64_t epoch = 1; epoch <= epochs; ++epoch)
                all.push_back(trainingSide(recipe, epoch));
            return all;
        };
        using Sides = std::vector<std::int64_t>;
        QVERIFY((sides(32, 0, 2) == Sides{32, 32}));
        QVERIFY((sides(32, 4, 6) == Sides{16, 20, 24, 28, 32, 32}));
        QVERIFY((sides(224, 2, 3) == Sides{112, 168, 224}));
        QVERIFY((sides(33, 6, 7) == Sides{17, 17, 21, 25, 25, 29, 33}));
        QVERIFY((sides(32, 1, 1) == Sides{16}));
    }

    void somethingMustBeLearned()
    {
        Recipe recipe;
        recipe.nodeWeight = recipe.pseudoWeight = 0;
        recipe.edgeRows = recipe.edgeColumns = false;
        QVERIFY_THROWS_EXCEPTION(ValueError, validate(recipe));
        recipe.edgeColumns = true;
        validate(recipe);
    }

    void environment()
    {
        Recipe recipe;
        recipe.device = "cpu";
        recipe.precision = "fp32";
        recipe.threads = 3;
        RunEnvironment environment = chooseEnvironment(recipe);
        QCOMPARE(environment.device, std::string("cpu"));
        QCOMPARE(environment.precision, std::string("fp32"));
        QCOMPARE(environment.threads, std::int64_t(3));
        QVERIFY(environment.versions.find("retort ") == 0);
        QVERIFY(environment.versions.find("libtorch ") != std::string::npos);
        recipe.precision = "auto";
        recipe.threads = 0;
        environment = chooseEnvironment(recipe);
        QVERIFY(environment.precision == "fp32" || environment.precision == "bf16");
        QVERIFY(environment.threads >= 1);
        recipe.threads = -1;
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(chooseEnvironment(recipe)));
    }
};

QTEST_GUILESS_MAIN(RecipeRangesTest)
#include "tst_recipe_ranges.moc"
