#include "base/error.h"
#include "base/files.h"
#include "data/split.h"
#include "formats/npy.h"
#include "formats/safetensors.h"
#include "teacher/rowlist.h"
#include "teacher/teacher.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <numeric>

using namespace retort;

namespace {

namespace fs = std::filesystem;

ContentKey keyOf(const std::string &text)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

/// Images that are names alone; files below a folder, or none. What is before a '=' in a name is its content.
class NamedImages : public ImageSource
{
public:
    explicit NamedImages(std::vector<std::string> names, std::string folder = {})
        : m_names(std::move(names)), m_folder(std::move(folder))
    {}
    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_names.size()); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return keyOf(location(index)); }
    [[nodiscard]] Image image(std::int64_t) const override { qFatal("a recorded teacher looks at no image"); }
    [[nodiscard]] std::string name(std::int64_t index) const override
    {
        return m_names.at(static_cast<std::size_t>(index));
    }
    [[nodiscard]] std::string location(std::int64_t index) const override
    {
        return m_folder.empty() ? name(index) : m_folder + "/" + name(index);
    }

private:
    std::vector<std::string> m_names;
    std::string m_folder;
};

Matrix matrixOf(const std::vector<std::vector<float>> &rows)
{
    Matrix matrix(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.at(0).size()));
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::ranges::copy(rows[r], matrix.row(static_cast<std::int64_t>(r)).begin());
    return matrix;
}

NamedTensor tensorOf(const std::string &name, const Matrix &matrix)
{
    NamedTensor tensor{name, ElementType::F32, {matrix.rows(), matrix.columns()}, {}};
    tensor.bytes.resize(sizeof(float) * static_cast<std::size_t>(matrix.rows() * matrix.columns()));
    std::memcpy(tensor.bytes.data(), matrix.data(), tensor.bytes.size());
    return tensor;
}

Matrix answersTo(const Teacher &teacher, const ImageSource &images)
{
    std::vector<std::int64_t> all(static_cast<std::size_t>(images.size()));
    std::iota(all.begin(), all.end(), 0);
    return teacher.encodeImages(images, all, {}, {});
}

/// s * v . T'
Matrix logitsOf(const Teacher &teacher, const ImageSource &images)
{
    const Matrix rows = answersTo(teacher, images);
    const Matrix &proxies = teacher.classEmbeddings();
    Matrix logits(rows.rows(), proxies.rows());
    for (std::int64_t i = 0; i < rows.rows(); ++i)
        for (std::int64_t c = 0; c < proxies.rows(); ++c)
            logits.at(i, c) = static_cast<float>(
                teacher.info().logitScale *
                std::inner_product(rows.row(i).begin(), rows.row(i).end(), proxies.row(c).begin(), 0.0));
    return logits;
}

const Matrix someImages = matrixOf({{3, 4, 0}, {0, 2, 0}, {-1, 0, 0}});
const Matrix someClasses = matrixOf({{1, 0, 0}, {0, 5, 0}});

} // namespace

class TestRecordedTeacher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void embeddings_data()
    {
        QTest::addColumn<bool>("npy");
        QTest::newRow("npy") << true;
        QTest::newRow("safetensors") << false;
    }

    void embeddings()
    {
        QFETCH(const bool, npy);
        const fs::path file = writeEmbeddings(npy, "a.png\nb.png\nc.png\n");
        const auto teacher = Teacher::open(file);
        const TeacherInfo &info = teacher->info();
        QVERIFY(info.recorded);
        QCOMPARE(info.fixedClasses, 2);
        QCOMPARE(info.dimension, 3);
        QCOMPARE(info.logitScale, npy ? 100.0 : 50.0);
        QCOMPARE(info.id.size(), std::size_t{32});
        QCOMPARE(info.family, std::string("recorded embeddings"));
        QCOMPARE(info.description, std::string("embeddings of 3 images, 3 dimensions, 2 classes"));
        // Rows by name, in the order that is asked for, brought to length 1; classes too.
        const Matrix rows = answersTo(*teacher, NamedImages({"c.png", "a.png"}, "/data"));
        QVERIFY(rows == matrixOf({{-1, 0, 0}, {0.6F, 0.8F, 0}}));
        QVERIFY(teacher->classEmbeddings() == matrixOf({{1, 0, 0}, {0, 1, 0}}));
        try {
            (void)teacher->encodeTexts(std::vector<std::string>{"a photo of a cat."}, {}, {});
            QFAIL("text was read");
        } catch (const ValueError &error) {
            QVERIFY(std::string(error.what()).find("reads no text") != std::string::npos);
        }
        // Whatever decides what it says names it.
        write("other.txt", "a.png\nc.png\nb.png\n");
        fs::copy_file(file, path(std::string("other") + file.extension().string()));
        if (npy)
            fs::copy_file(path("t.classes.npy"), path("other.classes.npy"));
        QVERIFY(Teacher::open(path("other" + file.extension().string()))->info().id != info.id);
        QCOMPARE(Teacher::open(file)->info().id, info.id);
    }

    // Less their mean, which no softmax sees, the logits come back, and the rows are unit ones.
    void logits()
    {
        const Matrix given = matrixOf({{5, -2, 1, 0}, {0.5F, 0.25F, 30, -7}, {1, 1, 1, 1.5F}, {2, 2, 2, 2}});
        writeNpy(path("t.npy"), given);
        write("t.txt", "0\n1\n2\n3\n");
        const auto teacher = Teacher::open(path("t.npy"));
        QCOMPARE(teacher->info().family, std::string("recorded logits"));
        QCOMPARE(teacher->info().fixedClasses, 4);
        const NamedImages images({"0", "1", "2", "3"});
        const Matrix rows = answersTo(*teacher, images);
        QCOMPARE(rows.columns(), teacher->info().dimension);
        const Matrix back = logitsOf(*teacher, images);
        for (std::int64_t i = 0; i < 4; ++i) {
            const double mean = std::accumulate(given.row(i).begin(), given.row(i).end(), 0.0) / 4;
            for (std::int64_t c = 0; c < 4; ++c)
                QVERIFY(std::abs(back.at(i, c) - (given.at(i, c) - mean)) < 1e-5);
            const auto row = rows.row(i);
            QVERIFY(std::abs(std::inner_product(row.begin(), row.end(), row.begin(), 0.0) - 1) < 1e-6);
        }
        writeSafetensors(path("s.safetensors"), {tensorOf("logits", given)}, {});
        write("s.txt", "0\n1\n2\n3\n");
        QVERIFY(answersTo(*Teacher::open(path("s.safetensors")), images) == rows);
    }

    // The longest end of an image's path that is listed; a whole path of another machine by what is behind the
    // folder that all share; a content key where there is no path.
    void lists()
    {
        const NamedImages images({"cat/1.png", "dog/1.png"}, "/data/set/train");
        const auto rows = [&](const std::string &text, const ImageSource &asked) {
            write("l.txt", text);
            const RowList list(path("l.txt"), std::count(text.begin(), text.end(), '\n'));
            std::vector<std::int64_t> found;
            for (std::int64_t i = 0; i < asked.size(); ++i)
                found.push_back(list.rowOf(asked, i));
            return found;
        };
        const std::vector<std::int64_t> turned{1, 0};
        QCOMPARE(rows("dog/1.png\ncat/1.png\n", images), turned);
        QCOMPARE(rows("./dog/1.png\r\n./cat/1.png\r\n", images), turned);
        QCOMPARE(rows("train/dog/1.png\ntrain/cat/1.png\nval/dog/1.png\n", images), turned);
        QCOMPARE(rows("/data/set/train/dog/1.png\n/data/set/train/cat/1.png\n", images), turned);
        QCOMPARE(rows("/home/j/train/dog/1.png\n/home/j/train/cat/1.png\n/home/j/val/cat/1.png\n", images),
                 turned);
        QCOMPARE(rows("/home/j/dog/1.png\n/home/j/cat/1.png\n", images), turned);
        QCOMPARE(rows("cat/1.png\nset/train/cat/1.png\ndog/1.png\n", images), (std::vector<std::int64_t>{1, 2}));
        const NamedImages packed({"#0", "#1"});
        QCOMPARE(rows(packed.key(1).hex() + "\n" + packed.key(0).hex() + "\n", packed), turned);
        // What rowListText writes is understood.
        QCOMPARE(rows(rowListText(packed), packed), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(rows(rowListText(images), images), (std::vector<std::int64_t>{0, 1}));
    }

    void unknownImages()
    {
        const auto teacher = Teacher::open(writeEmbeddings(true, "x/a.png\nb.png\nc.png\n"));
        for (const char *name : {"d.png", "y/a.png", "xx/a.png", "a.png"}) {
            const std::string said = messageOf([&] { (void)answersTo(*teacher, NamedImages({name}, "/data")); });
            QVERIFY2(said.find("t.txt: does not list /data/" + std::string(name)) != std::string::npos,
                     said.c_str());
        }
    }

    // A list whose paths do not tell two images apart.
    void oneRowForTwoImages()
    {
        const auto teacher = Teacher::open(writeEmbeddings(true, "a.png\nb.png\nc.png\n"));
        (void)answersTo(*teacher, NamedImages({"a.png", "b.png"}, "/data/train"));
        (void)answersTo(*teacher, NamedImages({"a.png", "b.png"}, "/data/train"));
        const std::string said =
            messageOf([&] { (void)answersTo(*teacher, NamedImages({"a.png"}, "/data/test")); });
        QVERIFY2(said.find("t.txt (line 1): would stand for two different images; one is /data/test/a.png") !=
                     std::string::npos,
                 said.c_str());
    }

    void stopped()
    {
        const auto teacher = Teacher::open(writeEmbeddings(true, "a.png\nb.png\nc.png\n"));
        std::stop_source source;
        source.request_stop();
        const std::vector<std::int64_t> first{0};
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, (void)teacher->encodeImages(NamedImages({"a.png"}), first, source.get_token(), {}));
    }

    void refused_data()
    {
        using Change = std::function<void(TestRecordedTeacher &)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("said");
        const auto npy = [](const Matrix &matrix) -> Change {
            return [matrix](TestRecordedTeacher &test) { writeNpy(test.path("t.npy"), matrix); };
        };
        const auto list = [](const std::string &text) -> Change {
            return [text](TestRecordedTeacher &test) { test.write("t.txt", text); };
        };
        QTest::newRow("no list") << Change([](TestRecordedTeacher &test) { fs::remove(test.path("t.txt")); })
                                 << "t.txt: is not there: nothing says which images the rows of t.npy belong to";
        QTest::newRow("a short list") << list("a.png\nb.png\n") << "lists 2 images for 3 rows";
        QTest::newRow("a long list") << list("a\nb\nc\nd\n") << "lists 4 images for 3 rows";
        QTest::newRow("twice") << list("a.png\nb.png\n./a.png\n")
                               << "t.txt (line 3): names the image of line 1 again";
        QTest::newRow("an empty line") << list("a.png\n\nc.png\n") << "t.txt (line 2): is empty";
        QTest::newRow("other dimensions")
            << npy(matrixOf({{1, 2}, {1, 2}, {1, 2}})) << "has images of 2 dimensions and classes of 3";
        QTest::newRow("one column") << npy(matrixOf({{1}, {1}, {1}})) << "is a table of 3 x 1";
        QTest::newRow("no rows") << npy(Matrix(0, 3)) << "is a table of 0 x 3";
        QTest::newRow("zeros") << npy(matrixOf({{1, 2, 3}, {0, 0, 0}, {1, 2, 3}}))
                               << "t.npy (row 1): is all zeros";
        QTest::newRow("not finite") << npy(matrixOf({{1, 2, 3}, {1, 2, 3}, {1, NAN, 3}}))
                                    << "t.npy (row 2): holds a number that is not finite";
        QTest::newRow("zero class") << Change([](TestRecordedTeacher &test) {
            writeNpy(test.path("t.classes.npy"), matrixOf({{1, 0, 0}, {0, 0, 0}}));
        }) << "t.classes.npy (row 1): is all zeros";
        QTest::newRow("one class") << Change([](TestRecordedTeacher &test) {
            writeNpy(test.path("t.classes.npy"), matrixOf({{1, 0, 0}}));
        }) << "knows one class only";
        const auto asLogits = [](const Matrix &matrix) -> Change {
            return [matrix](TestRecordedTeacher &test) {
                fs::remove(test.path("t.classes.npy"));
                writeNpy(test.path("t.npy"), matrix);
            };
        };
        QTest::newRow("probabilities") << asLogits(matrixOf({{0.5F, 0.25F, 0.25F}, {0, 1, 0}, {0.9F, 0.1F, 0}}))
                                       << "holds probabilities";
        QTest::newRow("constant logits")
            << asLogits(matrixOf({{5, 5}, {1, 1}, {0, 0}})) << "says the same of every class";
        QTest::newRow("infinite logit")
            << asLogits(matrixOf({{5, 1}, {INFINITY, 1}, {0, 0}})) << "t.npy (row 1): holds a number";
        QTest::newRow("a broken npy") << Change([](TestRecordedTeacher &test) {
            test.write("t.npy", "\x93NUMPY and no more");
        }) << "t.npy (offset 6): is of the .npy format";
        const auto tensors = [](NamedTensors all, Metadata metadata = {}) -> Change {
            return [all, metadata](TestRecordedTeacher &test) {
                fs::remove(test.path("t.npy"));
                writeSafetensors(test.path("t.safetensors"), all, metadata);
            };
        };
        const NamedTensor images = tensorOf("image_embeds", someImages);
        const NamedTensor classes = tensorOf("text_embeds", someClasses);
        QTest::newRow("no classes") << tensors({images}) << "holds embeddings of images and none of classes";
        QTest::newRow("both") << tensors({images, classes, tensorOf("logits", someImages)})
                              << "holds image_embeds and logits";
        QTest::newRow("a bad scale") << tensors({images, classes}, {{"logit_scale", "a lot"}})
                                     << "(metadata \"logit_scale\"): is \"a lot\"";
        QTest::newRow("a negative scale")
            << tensors({images, classes}, {{"logit_scale", "-1"}}) << "no number above 0";
        NamedTensor flat = images;
        flat.shape = {9};
        QTest::newRow("a flat tensor") << tensors({flat, classes}) << "(tensor \"image_embeds\"): is no table";
        NamedTensor whole = images;
        whole.type = ElementType::I32;
        QTest::newRow("whole numbers") << tensors({whole, classes}) << "(tensor \"image_embeds\"): is no table";
    }

    void refused()
    {
        QFETCH(const std::function<void(TestRecordedTeacher &)>, change);
        QFETCH(const QString, said);
        (void)writeEmbeddings(true, "a.png\nb.png\nc.png\n");
        change(*this);
        const fs::path file = fs::exists(path("t.npy")) ? path("t.npy") : path("t.safetensors");
        const std::string message = messageOf([&] { (void)Teacher::open(file); });
        QVERIFY2(message.find(said.toStdString()) != std::string::npos, message.c_str());
        QVERIFY2(message.find('\n') != std::string::npos, message.c_str()); // a remedy
    }

private:
    [[nodiscard]] fs::path path(const std::string &name) const
    {
        return fs::path(m_dir->path().toStdString()) / name;
    }
    void write(const std::string &name, const std::string &text) const
    {
        writeFileAtomically(path(name), std::string_view(text));
    }
    [[nodiscard]] fs::path writeEmbeddings(bool npy, const std::string &list) const
    {
        write("t.txt", list);
        if (npy) {
            writeNpy(path("t.npy"), someImages);
            writeNpy(path("t.classes.npy"), someClasses);
            return path("t.npy");
        }
        writeSafetensors(path("t.safetensors"),
                         {tensorOf("image_embeds", someImages), tensorOf("text_embeds", someClasses)},
                         {{"logit_scale", "50"}});
        return path("t.safetensors");
    }
    template<typename F>
    static std::string messageOf(F f)
    {
        try {
            f();
        } catch (const Error &error) {
            return error.fullText();
        }
        return "none";
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestRecordedTeacher)
#include "tst_recordedteacher.moc"
