#include "base/error.h"
#include "base/files.h"
#include "formats/safetensors.h"
#include "teacher/teacher.h"
#include "tinyclip.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

using namespace retort;

namespace {

namespace fs = std::filesystem;

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

    /// fullText() of what open() throws.
    [[nodiscard]] std::string error() const
    {
        try {
            (void)Teacher::open(path());
        } catch (const InputError &error) {
            return error.remedy().empty() ? "no remedy: " + error.fullText() : error.fullText();
        }
        return "opened";
    }

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
        CONTAINS(folder.error(), "has the shape [32, 12], config.json asks for [12, 32]");
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
        CONTAINS(folder.error(), "too few");
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

    void otherKindsOfCheckpoint()
    {
        const Folder folder;
        fs::remove(folder.path() / "model.safetensors");
        writeFileAtomically(folder.path() / "pytorch_model.bin", std::string_view("x"));
        CONTAINS(folder.error(), "save_pretrained");
        fs::remove(folder.path() / "pytorch_model.bin");
        writeFileAtomically(folder.path() / "model.safetensors.index.json", std::string_view("{}"));
        CONTAINS(folder.error(), "split into several files");
        QVERIFY_THROWS_EXCEPTION(InputError, (void)Teacher::open(folder.path() / "nowhere"));
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
