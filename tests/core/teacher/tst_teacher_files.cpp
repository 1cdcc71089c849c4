#include "base/error.h"
#include "base/files.h"
#include "formats/safetensors.h"
#include "teacher/teacher.h"
#include "tinyclip.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

using namespace retort;

namespace {

namespace fs = std::filesystem;
using namespace std::literals;

/// fullText() of what open() throws.
std::string errorOf(const fs::path &path)
{
    try {
        (void)Teacher::open(path);
    } catch (const InputError &error) {
        return error.remedy().empty() ? "no remedy: " + error.fullText() : error.fullText();
    }
    return "opened";
}

/// A folder with a tiny CLIP that a test may spoil.
class Folder
{
public:
    Folder() { testing::writeTinyClip(path()); }

    [[nodiscard]] fs::path path() const { return m_dir.path().toStdString(); }

    void changeWeights(const std::function<void(NamedTensors &)> &change) const
    {
        const fs::path file = path() / "model.safetensors";
        NamedTensors tensors = toNamedTensors(SafetensorsFile(file).view());
        change(tensors);
        writeSafetensors(file, tensors, {{"format", "pt"}});
    }

    void replace(const std::string &name, const std::string &before, const std::string &after) const
    {
        std::string text = readTextFile(path() / name);
        const std::size_t at = text.find(before);
        QVERIFY(at != std::string::npos);
        text.replace(at, before.size(), after);
        writeFileAtomically(path() / name, text);
    }

    [[nodiscard]] std::string error() const { return errorOf(path()); }

private:
    QTemporaryDir m_dir;
};

NamedTensor &find(NamedTensors &tensors, const std::string &name)
{
    return *std::find_if(tensors.begin(), tensors.end(), [&](const NamedTensor &t) { return t.name == name; });
}

constexpr const char *projection = "visual_projection.weight";

#define CONTAINS(text, part)                                                                                      \
    do {                                                                                                          \
        const std::string said = text;                                                                            \
        QVERIFY2(said.find(part) != std::string::npos, said.c_str());                                             \
    } while (false)

Matrix embeddings(const fs::path &folder)
{
    const std::vector<std::int64_t> indices{0, 1, 2};
    return Teacher::open(folder)->encodeImages(*testing::noiseImages(3, 16, 16, 3), indices, {}, {});
}

} // namespace

class TestTeacherFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void missingTensor()
    {
        const Folder folder;
        folder.changeWeights([](NamedTensors &tensors) {
            std::erase_if(tensors, [](const NamedTensor &t) { return t.name == projection; });
        });
        CONTAINS(folder.error(), "tensor \"visual_projection.weight\"");
        CONTAINS(folder.error(), "is missing");
        folder.changeWeights([](NamedTensors &tensors) { tensors.resize(10); });
        CONTAINS(folder.error(), "others");
    }

    void extraTensor()
    {
        const Folder folder;
        folder.changeWeights([](NamedTensors &tensors) {
            tensors.push_back({"vision_model.head.weight", ElementType::F32, {1}, std::vector<std::byte>(4)});
        });
        CONTAINS(folder.error(), "tensor \"vision_model.head.weight\"");
    }

    void positionIdsAreTolerated()
    {
        const Folder folder;
        const std::string id = Teacher::open(folder.path())->info().id;
        folder.changeWeights([](NamedTensors &tensors) {
            for (const char *tower : {"text", "vision"})
                tensors.push_back({std::string(tower) + "_model.embeddings.position_ids",
                                   ElementType::I64,
                                   {1, 2},
                                   std::vector<std::byte>(16)});
        });
        QCOMPARE(folder.error(), std::string("opened"));
        QVERIFY(Teacher::open(folder.path())->info().id != id);
    }

    void wrongShape()
    {
        const Folder folder;
        folder.changeWeights([](NamedTensors &tensors) { find(tensors, projection).shape = {32, 12}; });
        CONTAINS(folder.error(), "has the shape [32, 12], its configuration asks for [12, 32]");
        const Folder other;
        other.replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
        CONTAINS(other.error(), "belongs to no CLIP of the shape");
    }

    void notFinite_data()
    {
        QTest::addColumn<float>("value");
        QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("infinity") << -std::numeric_limits<float>::infinity();
    }

    void notFinite()
    {
        QFETCH(float, value);
        const Folder folder;
        folder.changeWeights([&](NamedTensors &tensors) {
            std::vector<std::byte> &bytes = find(tensors, projection).bytes;
            std::memcpy(bytes.data() + bytes.size() - 4, &value, 4);
        });
        CONTAINS(folder.error(), "tensor \"visual_projection.weight\"");
        CONTAINS(folder.error(), "NaN or an infinity");
    }

    void integers()
    {
        const Folder folder;
        folder.changeWeights([](NamedTensors &tensors) { find(tensors, projection).type = ElementType::I32; });
        CONTAINS(folder.error(), "holds I32 numbers");
    }

    void narrowAndWideTypes()
    {
        const Folder folder;
        const Matrix full = embeddings(folder.path());
        // bfloat16 is the upper half of a float32; an odd number of bytes in front spoils the alignment.
        folder.changeWeights([](NamedTensors &tensors) {
            for (NamedTensor &tensor : tensors) {
                std::vector<std::byte> halves;
                for (std::size_t i = 0; i < tensor.bytes.size(); i += 4)
                    halves.insert(halves.end(), {tensor.bytes[i + 2], tensor.bytes[i + 3]});
                tensor.type = ElementType::BF16;
                tensor.bytes = std::move(halves);
            }
        });
        const Matrix half = embeddings(folder.path());
        double largest = 0;
        for (std::int64_t r = 0; r < full.rows(); ++r) {
            for (std::int64_t c = 0; c < full.columns(); ++c)
                largest = std::max(largest, std::abs(double(full.at(r, c)) - double(half.at(r, c))));
        }
        QVERIFY(largest > 0 && largest < 0.1);
    }

    void damagedWeights()
    {
        const Folder folder;
        const fs::path file = folder.path() / "model.safetensors";
        fs::resize_file(file, fs::file_size(file) - 1);
        CONTAINS(folder.error(), "model.safetensors");
        fs::resize_file(file, 0);
        CONTAINS(folder.error(), "is empty");
    }

    void missingFiles_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"config.json", "model.safetensors", "preprocessor_config.json", "vocab.json", "merges.txt"})
            QTest::newRow(name) << name;
    }

    void missingFiles()
    {
        QFETCH(QString, name);
        const Folder folder;
        fs::remove(folder.path() / name.toStdString());
        CONTAINS(folder.error(), name.toStdString());
        QVERIFY(folder.error().find("no remedy") == std::string::npos);
    }

    void notACheckpoint()
    {
        const Folder folder;
        writeFileAtomically(folder.path() / "model.safetensors", "<!DOCTYPE html><html>Sign in</html>"sv);
        CONTAINS(folder.error(), "is a web page");
        fs::remove(folder.path() / "model.safetensors");
        CONTAINS(folder.error(), "model.safetensors");
        QVERIFY_THROWS_EXCEPTION(InputError, (void)Teacher::open(folder.path() / "nowhere"));
        const QTemporaryDir papers;
        for (const char *name : {"a.pdf", "b.pdf"})
            writeFileAtomically(fs::path(papers.path().toStdString()) / name, "%PDF-1.7"sv);
        CONTAINS(errorOf(papers.path().toStdString()), "holds no CLIP, but a.pdf, b.pdf");
        CONTAINS(errorOf(fs::path(papers.path().toStdString()) / "a.pdf"), "is a PDF");
        const QTemporaryDir nothing;
        CONTAINS(errorOf(nothing.path().toStdString()), "is empty");
    }

    void shards()
    {
        const Folder folder;
        const Matrix before = embeddings(folder.path());
        const fs::path whole = folder.path() / "model.safetensors";
        const NamedTensors tensors = toNamedTensors(SafetensorsFile(whole).view());
        std::string map;
        std::array<NamedTensors, 2> parts;
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            parts[i % 2].push_back(tensors[i]);
            map += (map.empty() ? "\"" : ", \"") + tensors[i].name + "\": \"part-" + std::to_string(i % 2) +
                   ".safetensors\"";
        }
        for (std::size_t i = 0; i < 2; ++i)
            writeSafetensors(folder.path() / ("part-" + std::to_string(i) + ".safetensors"), parts[i], {});
        fs::remove(whole);
        const fs::path index = folder.path() / "model.safetensors.index.json";
        writeFileAtomically(index, "{\"weight_map\": {" + map + "}}");
        QCOMPARE(embeddings(folder.path()), before);
        QCOMPARE(Teacher::open(folder.path())->info().format, std::string("safetensors in 2 parts"));

        fs::rename(folder.path() / "part-1.safetensors", folder.path() / "away");
        CONTAINS(folder.error(), "part-1.safetensors: is missing: it is one of 2 parts");
        fs::copy_file(folder.path() / "part-0.safetensors", folder.path() / "part-1.safetensors");
        CONTAINS(folder.error(), "is there twice, also in part-1.safetensors");
        writeFileAtomically(index, "{\"weight_map\": {\"a\": \"../x\"}}"sv);
        CONTAINS(folder.error(), "must name a file beside the index");
        writeFileAtomically(index, "{\"weight_map\": {}}"sv);
        CONTAINS(folder.error(), "names no file");
    }

    void noLayers()
    {
        const Folder folder;
        folder.replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 0");
        CONTAINS(folder.error(), "key \"text_config.num_hidden_layers\"");
        const Folder siglip;
        siglip.replace("config.json", "\"model_type\": \"clip\"", "\"model_type\": \"siglip\"");
        CONTAINS(siglip.error(), "\"siglip\" is not supported");
    }

    void tokenizerOfAnotherCheckpoint()
    {
        const Folder folder;
        const std::string json = readTextFile(folder.path() / "config.json");
        const std::size_t at = json.find("\"eos_token_id\": ") + 16;
        const std::string real = json.substr(at, json.find_first_of(",\n", at) - at);
        folder.replace("config.json", "\"eos_token_id\": " + real, "\"eos_token_id\": 5");
        CONTAINS(folder.error(), "eos_token_id");
        folder.replace("config.json", "\"eos_token_id\": 5", "\"eos_token_id\": 2"); // older files say this
        QCOMPARE(folder.error(), std::string("opened"));
        folder.replace("vocab.json", ":" + real, ":700");
        CONTAINS(folder.error(), "vocab_size");
    }

    void nestedImageProcessor()
    {
        const Folder folder;
        const Matrix before = embeddings(folder.path());
        const std::string own = readTextFile(folder.path() / "preprocessor_config.json");
        fs::remove(folder.path() / "preprocessor_config.json");
        writeFileAtomically(folder.path() / "processor_config.json", "{\"image_processor\": " + own + "}");
        QCOMPARE(embeddings(folder.path()), before);
    }

    void idNamesWhatDecidesTheResult()
    {
        const Folder folder;
        const std::string id = Teacher::open(folder.path())->info().id;
        const Folder copy;
        QCOMPARE(Teacher::open(copy.path())->info().id, id);
        copy.replace("preprocessor_config.json", "\"resample\": 3", "\"resample\": 2");
        QVERIFY(Teacher::open(copy.path())->info().id != id);
        const Folder weights;
        weights.changeWeights([](NamedTensors &tensors) { find(tensors, projection).bytes[0] ^= std::byte{1}; });
        QVERIFY(Teacher::open(weights.path())->info().id != id);
    }

    void damagedStandInFile()
    {
        const Folder folder;
        writeFileAtomically(folder.path() / "retort_teacher.json", std::string_view(R"({"stand_in": 1})"));
        CONTAINS(folder.error(), "stand_in");
        writeFileAtomically(folder.path() / "retort_teacher.json", std::string_view(R"({"known_words": [1]})"));
        CONTAINS(folder.error(), "known_words");
    }
};

QTEST_GUILESS_MAIN(TestTeacherFiles)
#include "tst_teacher_files.moc"
