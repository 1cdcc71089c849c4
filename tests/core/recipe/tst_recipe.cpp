// Recipes as JSON: struct, keys, schema file and validate() in step; mistakes named.
#include "base/error.h"
#include "base/files.h"
#include "recipe/recipejson.h"
#include "recipe/shippedrecipes.h"
#include "student/names.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <functional>
#include <set>

using namespace retort;

namespace {

std::string messageOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const InputError &error) {
        return error.fullText();
    } catch (const std::exception &error) {
        return std::string("another kind of error: ") + error.what();
    }
    return "nothing was thrown";
}

bool accepted(const Recipe &recipe)
{
    try {
        validate(recipe);
        return true;
    } catch (const ValueError &) {
        return false;
    }
}

/// Sets a number whatever its type; values beyond whole numbers are cut.
void setNumber(Recipe &recipe, const RecipeKey &key, double value)
{
    std::visit(
        [&](auto member) {
            using Value = std::remove_cvref_t<decltype(recipe.*member)>;
            if constexpr (!std::is_same_v<Value, std::string>)
                recipe.*member = static_cast<Value>(value);
        },
        key.member);
}

bool isNumber(const RecipeKey &key)
{
    return !std::holds_alternative<std::string Recipe::*>(key.member) &&
           !std::holds_alternative<bool Recipe::*>(key.member);
}

} // namespace

class TestRecipe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMemberHasAKey();
    void schemaFileIsInStep();
    void rangesAreThoseOfValidate();
    void modulesGoWithTheirStudent();
    void filesBesideARecipeAreFound();
    void valuesSurviveTheRoundTrip();
    void absentKeysKeepTheirDefaults();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void shippedRecipesAreValidAndDescribed();
    void filesAreNamed();
};

void TestRecipe::everyMemberHasAKey()
{
    // Does not compile once Recipe has another number of members: then add the key, and the name here.
    const Recipe recipe;
    [[maybe_unused]] const auto &[m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18,
                                  m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31, m32, m33, m34,
                                  m35, m36, m37, m38] = recipe;
    QCOMPARE(recipeKeys().size(), std::size_t(38));

    // No two keys share a member: set one after the other, and each changes something new.
    std::set<std::string> names;
    std::set<std::string> seen{recipeToJson(recipe)};
    Recipe changed;
    for (const RecipeKey &key : recipeKeys()) {
        QVERIFY2(names.insert(key.key).second, key.key);
        QVERIFY2(std::string(key.help).size() > 10, key.key);
        std::visit(
            [&](auto member) {
                using Value = std::remove_cvref_t<decltype(changed.*member)>;
                if constexpr (std::is_same_v<Value, std::string>)
                    changed.*member = "another";
                else if constexpr (std::is_same_v<Value, bool>)
                    changed.*member = !(changed.*member);
                else
                    changed.*member = static_cast<Value>(changed.*member + Value(3));
            },
            key.member);
        QVERIFY2(seen.insert(recipeToJson(changed)).second, key.key);
    }
}

void TestRecipe::schemaFileIsInStep()
{
    const std::filesystem::path file =
        std::filesystem::path(RETORT_RESOURCES_DIR) / "recipes" / "recipe.schema.json";
    const std::string made = recipeSchema();
    const bool same = std::filesystem::exists(file) && readTextFile(file) == made;
    if (!same)
        writeFileAtomically("recipe.schema.json", made);
    QVERIFY2(same, qPrintable(QString("%1 differs; what it should hold is in %2")
                                  .arg(file.c_str(), QDir::current().filePath("recipe.schema.json"))));

    const auto schema = nlohmann::json::parse(made);
    QCOMPARE(schema["additionalProperties"].get<bool>(), false);
    const auto &properties = schema["properties"];
    QCOMPARE(properties.size(), recipeKeys().size() + 2); // and "$schema", "$comment"
    const auto defaults = nlohmann::json::parse(recipeToJson(Recipe{}));
    for (const auto &[key, value] : defaults.items()) {
        QVERIFY2(properties.at(key).at("default") == value, key.c_str());
        const auto type = properties.at(key).at("type").get<std::string>();
        QVERIFY2((type == "integer") == value.is_number_integer(), key.c_str());
        QVERIFY2((type == "number") == value.is_number_float(), key.c_str());
    }
    QVERIFY(properties["student"]["enum"] == nlohmann::json(studentChoices()));
    QVERIFY(!properties["start"].contains("enum"));
    QCOMPARE(properties["lr"]["exclusiveMinimum"].get<double>(), 0.0);
    QVERIFY(!properties["lr"].contains("minimum"));
    QCOMPARE(properties["momentum"]["exclusiveMaximum"].get<double>(), 1.0);
    QCOMPARE(properties["held_out"]["maximum"].get<double>(), 0.5);
}

void TestRecipe::rangesAreThoseOfValidate()
{
    QVERIFY(accepted(Recipe{}));
    for (const RecipeKey &key : recipeKeys()) {
        Recipe recipe;
        recipe.epochs = 100'000;        // warm-up ends there
        recipe.inputSize = 1024;        // crop padding ends there
        recipe.randomResizedCrop = 0.5; // views need it
        if (isNumber(key)) {
            const bool whole = !std::holds_alternative<double Recipe::*>(key.member);
            const double step = whole ? 1 : 1e-6;
            setNumber(recipe, key, key.aboveMinimum ? key.minimum + step : key.minimum);
            QVERIFY2(accepted(recipe), key.key);
            setNumber(recipe, key, key.belowMaximum ? key.maximum - step : key.maximum);
            QVERIFY2(accepted(recipe), key.key);
            if (std::holds_alternative<std::uint64_t Recipe::*>(key.member))
                continue; // seed: larger ones are fine inside the program, JSON only keeps to what all readers
                          // know
            setNumber(recipe, key, key.aboveMinimum ? key.minimum : key.minimum - step);
            QVERIFY2(!accepted(recipe), key.key);
            setNumber(recipe, key, key.belowMaximum ? key.maximum : key.maximum + step);
            QVERIFY2(!accepted(recipe), key.key);
            if (!whole) {
                for (const double odd : {std::nan(""), std::numeric_limits<double>::infinity()}) {
                    setNumber(recipe, key, odd);
                    QVERIFY2(!accepted(recipe), key.key);
                }
            }
        } else if (const auto *text = std::get_if<std::string Recipe::*>(&key.member)) {
            if (key.choices.empty())
                continue; // any text; what goes with what has a test of its own
            for (const std::string &choice : key.choices) {
                recipe.*(*text) = choice;
                recipe.module = choice == scriptedStudentName ? "net.pt" : "";
                QVERIFY2(accepted(recipe), choice.c_str());
            }
            recipe.*(*text) = "none of these";
            QVERIFY2(!accepted(recipe), key.key);
        }
    }
}

void TestRecipe::modulesGoWithTheirStudent()
{
    const auto says = [](const char *json) {
        return QString::fromStdString(messageOf([&] { (void)recipeFromJson(json, "r.json"); }));
    };
    QVERIFY(says(R"({"student": "torchscript"})").contains("\"module\" is empty; accepted: the TorchScript file"));
    QVERIFY(
        says(R"({"module": "net.pt"})").contains("\"module\" is \"net.pt\"; accepted: a file with the student"));
    const Recipe recipe = recipeFromJson(R"({"student": "torchscript", "module": "n.pt", "start": "run:3"})", "r");
    QCOMPARE(recipe.module, std::string("n.pt"));
    QCOMPARE(recipe.start, std::string("run:3"));
}

void TestRecipe::filesBesideARecipeAreFound()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directories(root / "nets");
    writeFileAtomically(root / "nets" / "net.pt", "x");
    writeFileAtomically(root / "a.json",
                        R"({"student": "torchscript", "module": "nets/net.pt", "start": "resnet18-imagenet"})");
    const Recipe recipe = readRecipe(root / "a.json");
    QCOMPARE(recipe.module, (root / "nets" / "net.pt").string());
    QCOMPARE(recipe.start, std::string("resnet18-imagenet")); // no file there: a name
}

void TestRecipe::valuesSurviveTheRoundTrip()
{
    Recipe recipe;
    recipe.student = "torchscript";
    recipe.module = "/nets/\"mine\".pt";
    recipe.start = "run:3@12";
    recipe.inputSize = 64;
    recipe.optimiser = "adamw";
    recipe.lr = 1.0 / 3;
    recipe.weightDecay = 1e-12;
    recipe.temperature = 4;
    recipe.edgeRows = false;
    recipe.edgeColumns = false;
    recipe.studentProxies = "teacher";
    recipe.flip = false;
    recipe.seed = 9007199254740991ULL;
    recipe.precision = "bf16";
    recipe.device = "cpu";
    recipe.threads = 2;
    QVERIFY(recipeFromJson(recipeToJson(recipe), "r.json") == recipe);
    QVERIFY(recipeFromJson(recipeToJson(Recipe{}), "r.json") == Recipe{});
    // An older Retort's or another program's numbers.
    const Recipe read = recipeFromJson(R"({"epochs": 7.0, "lr": 1, "seed": 18446744073709551615})", "r.json");
    QCOMPARE(read.epochs, std::int64_t(7));
    QCOMPARE(read.lr, 1.0);
    QCOMPARE(read.seed, std::uint64_t(18446744073709551615ULL));
}

void TestRecipe::absentKeysKeepTheirDefaults()
{
    QVERIFY(recipeFromJson("{}", "r.json") == Recipe{});
    Recipe expected;
    expected.nodeWeight = 0;
    expected.edgeWeight = 0.5;
    QVERIFY(recipeFromJson(R"({"$schema": "x", "$comment": "y", "node": 0, "edge": 0.5})", "r.json") == expected);
}

void TestRecipe::mistakesAreNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QByteArray &json, const char *says) {
        QTest::newRow(name) << json << says;
    };
    row("unknown", R"({"epoch": 3})", "r.json (key \"epoch\"): is not known\nDid you mean \"epochs\"?");
    row("American", R"({"optimizer": "sgd"})", "Did you mean \"optimiser\"?");
    row("case", R"({"LR": 1})", "(key \"LR\"): is not known");
    row("long", "{\"" + QByteArray(100000, 'x') + "\": 1}", "xxx...\"): is not known");
    row("twice", R"({"lr": 0.1, "epochs": 3, "lr": 0.2})", "(key \"lr\"): is there twice");
    row("text for a number", R"({"epochs": "3"})", "(key \"epochs\"): is \"3\", but a whole number was expected");
    row("part of a whole", R"({"epochs": 3.5})", "(key \"epochs\"): is 3.5, but a whole number was expected");
    row("huge for a whole", R"({"epochs": 1e30})", "is 1e+30, but a whole number was expected");
    row("beyond 63 bits", R"({"epochs": 9223372036854775808})", "(key \"epochs\"): is 9223372036854775808, but");
    row("negative seed", R"({"seed": -1})", "(key \"seed\"): is -1, but a whole number from 0 up was expected");
    row("beyond 64 bits", R"({"seed": 1e20})", "a whole number from 0 up was expected");
    row("number for a text", R"({"student": 20})", "(key \"student\"): is 20, but a text was expected");
    row("number for a switch", R"({"flip": 1})", "(key \"flip\"): is 1, but true or false was expected");
    row("text for a decimal", R"({"lr": "fast"})", "(key \"lr\"): is \"fast\", but a number was expected");
    row("null", R"({"lr": null})", "(key \"lr\"): is null, but a number was expected");
    row("out of range", R"({"lr": -1})", "lr");
    row("unknown student", R"({"student": "resnet21"})", "resnet20");
    row("too large for a double", R"({"lr": 1e999})", "r.json: is not valid JSON");
    row("NaN", R"({"lr": NaN})", "is not valid JSON");
    row("empty", "", "is not valid JSON");
    row("cut short", R"({"lr": 0.1)", "is not valid JSON");
    row("not UTF-8", "{\"lr\xFF\": 1}", "is not valid JSON");
    row("list", "[1]", "is JSON, but no object");
    row("number", "3", "is JSON, but no object");
    row("nested", R"({"lr": {"value": 1}})", "holds a list or an object inside a recipe");
    row("deep", "{\"lr\": " + QByteArray(1000000, '['), "holds a list or an object inside a recipe");
    row("deep from the start", QByteArray(1000000, '['), "holds a list or an object inside a recipe");
}

void TestRecipe::mistakesAreNamed()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, says);
    const std::string message = messageOf([&] { (void)recipeFromJson(json.toStdString(), "r.json"); });
    QVERIFY2(message.find(says.toStdString()) != std::string::npos, message.c_str());
    QVERIFY(message.size() < 1000);
}

void TestRecipe::shippedRecipesAreValidAndDescribed()
{
    const std::filesystem::path resources = RETORT_RESOURCES_DIR;
    const auto shipped = shippedRecipes(resources);
    std::vector<std::string> names;
    for (const ShippedRecipe &recipe : shipped)
        names.push_back(recipe.name);
    QCOMPARE(names, (std::vector<std::string>{"cifar10", "cifar100", "demo", "demo-quick", "folder-small",
                                              "imagenet1k", "two-class"}));

    // A section each in README.md, which says where it is from and how far it was tried.
    const std::string readme = readTextFile(resources / "recipes" / "README.md");
    for (const ShippedRecipe &recipe : shipped) {
        QVERIFY2(recipe.about.size() > 30, recipe.name.c_str());
        QVERIFY2(recipe.recipe.module.empty() && recipe.recipe.start.empty(), recipe.name.c_str());
        const std::size_t from = readme.find("\n## " + recipe.name + "\n");
        QVERIFY2(from != std::string::npos, recipe.name.c_str());
        const std::string section = readme.substr(from + 1, readme.find("\n## ", from + 1) - from);
        for (const char *part : {"- Source: ", "- Teacher: ", "- Expected: ", "- Run here: "})
            QVERIFY2(section.find(part) != std::string::npos, (recipe.name + ": " + part).c_str());
    }
    const auto find = [&](const char *name) { return namedRecipe(name, resources); };
    QVERIFY(find("demo-quick").epochs < find("demo").epochs);
    QVERIFY(!find("two-class").edgeRows); // says nothing with two classes
    QCOMPARE(find("imagenet1k").inputSize, std::int64_t(224));
    const std::string message = messageOf([&] { (void)find("cifar1000"); });
    QVERIFY2(message.find("Shipped are cifar10, cifar100, demo") != std::string::npos, message.c_str());
    QVERIFY(find(std::string(resources / "recipes" / "demo.json").c_str()) == find("demo"));
}

void TestRecipe::filesAreNamed()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "mine.json";
    const std::string missing = messageOf([&] { (void)readRecipe(file); });
    QVERIFY2(missing.find("mine.json") != std::string::npos, missing.c_str());
    std::ofstream(file) << R"({"epochs": 0})";
    const std::string bad = messageOf([&] { (void)readRecipe(file); });
    QVERIFY2(bad.find("mine.json") != std::string::npos && bad.find("epochs") != std::string::npos, bad.c_str());
}

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
