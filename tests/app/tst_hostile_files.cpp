// The corpus of hostile files: each is made here, given to the program as a person would, and must be answered
// with its message, soon, in little memory and without running anything.

#include "base/files.h"
#include "hostilefiles.h"
#include "imagefolder.h"
#include "tarfile.h"
#include "tinyclip.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace testsupport;

namespace {

using Maker = std::function<void(const fs::path &)>; ///< gets the folder that the test runs in

void write(const fs::path &file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    retort::writeFileAtomically(file, text);
}

/// A sound CLIP in the folder "spoilt", of which one file is then another.
Maker clipWith(const std::string &name, const std::string &content)
{
    return [=](const fs::path &root) {
        fs::copy(root / "clip", root / "spoilt");
        if (name.starts_with("pytorch_model"))
            fs::remove(root / "spoilt/model.safetensors");
        write(root / "spoilt" / name, content);
    };
}

/// The same, changed as text.
Maker clipChanged(const std::string &name, const std::function<void(std::string &)> &change)
{
    return [=](const fs::path &root) {
        std::string text = retort::readTextFile(root / "clip" / name);
        change(text);
        clipWith(name, text)(root);
    };
}

Maker replaced(const std::string &name, const std::string &before, const std::string &after)
{
    return clipChanged(name, [=](std::string &text) {
        const std::size_t at = text.find(before);
        if (at == std::string::npos)
            qFatal("nothing to replace");
        text.replace(at, before.size(), after);
    });
}

Maker file(const std::string &name, const std::function<std::string()> &content)
{
    return [=](const fs::path &root) { write(root / name, content()); };
}

std::string bmp(std::uint32_t seed)
{
    const std::vector<std::byte> bytes = bmpBytes(sampleImage(6, 8, seed));
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// Three pictures in the folder "pictures", and one that is none.
Maker pictureCalled(const std::string &name, const std::function<std::string()> &content)
{
    return [=](const fs::path &root) {
        for (std::uint32_t i = 0; i < 3; ++i)
            write(root / ("pictures/good" + std::to_string(i) + ".bmp"), bmp(i));
        write(root / "pictures" / name, content());
    };
}

std::string torchZip(const std::string &pickle, bool pack)
{
    ZipWriter zip;
    zip.add("archive/data.pkl", pickle, pack);
    zip.add("archive/version", "3\n", false);
    return zip.finished();
}

std::string safetensors(const std::string &header)
{
    return numberBytes(header.size(), 8, false) + header;
}

constexpr const char *teacher = "teacher info spoilt";
constexpr const char *pictures = "new x.retort --teacher clip --dataset pictures";

} // namespace

class TestHostileFiles : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QTemporaryDir m_shared;

private Q_SLOTS:
    void initTestCase() { retort::testing::writeTinyClip(fs::path(m_shared.path().toStdString()) / "clip"); }

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void answers_data()
    {
        QTest::addColumn<Maker>("make");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const Maker &make, const char *arguments, int code,
                            const char *says) {
            QTest::newRow(name) << make << QString::fromLatin1(arguments) << code << QString::fromUtf8(says);
        };

        row("pickle with code", clipWith("pytorch_model.bin", codePickle()), teacher, 1,
            "is a pickle, but not one of torch.save\nRetort reads tensors and runs no code, least of all a file's "
            "own.");
        row("pickle with code in a zip", clipWith("pytorch_model.bin", torchZip(codePickle(), false)), teacher, 1,
            "(archive/data.pkl, offset 2): asks for Python's \"posix.system\", which is no plain value\nRetort "
            "reads "
            "tensors and runs no code");
        row("zip bomb for a checkpoint", clipWith("pytorch_model.bin", torchZip(std::string(1 << 28, '\0'), true)),
            teacher, 1,
            "(entry archive/data.pkl): is compressed or encrypted\ntorch.save stores tensors as they are");
        row("pickle that never ends",
            clipWith("pytorch_model.bin", torchZip("\x80\x02" + repeated("(", 1 << 24), false)), teacher, 1,
            "(archive/data.pkl, offset");
        row("pickle that doubles itself",
            clipWith("pytorch_model.bin", torchZip("\x80\x02]" + repeated("2\x86", 200) + ".", false)), teacher, 1,
            "(archive/data.pkl");
        row("deep JSON as weights", clipWith("model.safetensors", safetensors(repeated("{\"a\":", 1 << 20))),
            teacher, 1, "(tensor \"a\"): has an unknown key \"a\"");
        row("header of 2^60 bytes", clipWith("model.safetensors", numberBytes(1ULL << 60, 8, false) + "{}"),
            teacher, 1, "is neither safetensors nor written by torch.save or TorchScript");
        row("deep JSON as configuration", clipWith("config.json", repeated("[", 1 << 20)), teacher, 1,
            "config.json: is nested more than 32 levels deep");
        row("deep JSON as vocabulary", clipWith("vocab.json", repeated("{\"a\":", 1 << 20)), teacher, 1,
            "vocab.json: is nested more than 32 levels deep");
        row("NaN among the weights",
            clipChanged("model.safetensors",
                        [](std::string &text) {
                            const float nan = std::numeric_limits<float>::quiet_NaN();
                            std::memcpy(text.data() + text.size() - 4, &nan, 4);
                        }),
            teacher, 1, "holds a NaN or an infinity\nThe checkpoint is damaged: copy or download it again.");
        row("no layers", replaced("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 0"), teacher,
            1, "num_hidden_layers\"): must be 1 to 1024");
        row("layers for a thousand machines",
            replaced("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1024"), teacher, 1,
            "is missing");
        row("vocabulary that does not match",
            clipWith("vocab.json", R"({"<|startoftext|>": 0, "<|endoftext|>": 1})"), teacher, 1,
            "The vocabulary and the merges do not belong together.");
        row("vocabulary that is too large",
            clipChanged("vocab.json",
                        [](std::string &text) { text.insert(text.find('{') + 1, "\"zzz\": 1000000, "); }),
            teacher, 1, "has the token id 1000000, but config.json's vocab_size is");
        row("half a download",
            clipChanged("model.safetensors", [](std::string &text) { text.resize(text.size() / 2); }), teacher, 1,
            "bytes of data\nThe file is damaged or was cut short: copy or download it again.");
        row("page instead of a file", clipWith("model.safetensors", "<!DOCTYPE html><html>Sign in</html>"),
            teacher, 1, "is a web page, not a checkpoint");
        row(
            "index that leads elsewhere",
            [](const fs::path &root) {
                clipWith("model.safetensors.index.json", R"({"weight_map": {"a": "../../etc/passwd"}})")(root);
                fs::remove(root / "spoilt/model.safetensors");
            },
            teacher, 1, "(key \"weight_map.a\"): must name a file beside the index");
        row(
            "pipe instead of weights",
            [](const fs::path &root) { QCOMPARE(::mkfifo((root / "spoilt").c_str(), 0600), 0); }, teacher, 1,
            "spoilt: is a pipe or a device, a file was expected");
        row(
            "folder of PDFs",
            [](const fs::path &root) {
                write(root / "spoilt/a.pdf", "%PDF-1.7");
                write(root / "spoilt/b.pdf", "%PDF-1.7");
            },
            teacher, 1, "spoilt: holds no CLIP, but a.pdf, b.pdf\nChoose a Hugging Face folder");

        row("picture of 100,000 x 100,000",
            pictureCalled("huge.png", [] { return pngFile(100'000, 100'000, "x"); }), pictures, 0,
            "1 of 4 images cannot be read and are left out; the first: huge.png: has 100000 x 100000 pixels");
        row("picture of 2^32 - 1", pictureCalled("huge.png", [] { return pngFile(0xFFFFFFFF, 0xFFFFFFFF, "x"); }),
            pictures, 0, "the first: huge.png: ");
        row("PDF called a picture", pictureCalled("paper.png", [] { return "%PDF-1.7"; }), pictures, 0,
            "the first: paper.png: is not a PNG, JPEG, BMP, WebP or TIFF");
        row("half a picture", pictureCalled("half.bmp", [] { return bmp(9).substr(0, 100); }), pictures, 0,
            "the first: half.bmp: is cut short");
        row(
            "pipes, devices and links in circles",
            [](const fs::path &root) {
                pictureCalled("good3.bmp", [] { return bmp(3); })(root);
                QCOMPARE(::mkfifo((root / "pictures/pipe.png").c_str(), 0600), 0);
                fs::create_symlink("/dev/zero", root / "pictures/zero.png");
                fs::create_symlink("circle.png", root / "pictures/circle.png");
                fs::create_symlink(".", root / "pictures/itself");
            },
            pictures, 0, "circle.png: leads nowhere");
        row(
            "only PDFs", [](const fs::path &root) { write(root / "pictures/a.pdf", "%PDF-1.7"); }, pictures, 1,
            "pictures: holds no image (1 files of other kinds were passed over)");
        row("tar that leads out of its folder",
            file("pictures",
                 [] {
                     TarWriter tar;
                     tar.add("good.bmp", bmp(1));
                     tar.add("../../evil.bmp", bmp(2));
                     TarWriter::Options link;
                     link.type = '2';
                     tar.add("link.bmp", "", link);
                     return tar.finished();
                 }),
            pictures, 0,
            "2 of 3 images cannot be read and are left out; the first: ../../evil.bmp: has a name that leads out");
        row("tar packed as a whole",
            file("pictures",
                 [] {
                     TarWriter tar;
                     tar.add("good.bmp", bmp(1));
                     return packed(tar.finished(), 31);
                 }),
            pictures, 1, "is packed as a whole: its images could only be reached from the beginning\nUnpack it");
        row("zip bomb for a picture",
            file("pictures",
                 [] {
                     ZipWriter zip;
                     zip.add("good.bmp", bmp(1), true);
                     zip.add("bomb.bmp", std::string(std::size_t(1) << 28, '\0'), true);
                     return zip.finished();
                 }),
            pictures, 0, "the first: bomb.bmp: unpacks to 256 MiB, more than 100 times what it is packed");
        row("zip that promises too little",
            file("pictures",
                 [] {
                     ZipWriter zip;
                     zip.add("good.bmp", bmp(1), true);
                     zip.add("more.bmp", std::string(1 << 24, 'x'), true, 500);
                     return zip.finished();
                 }),
            pictures, 0, "the first: more.bmp: ");
        row("gzip bomb for IDX",
            file("pictures/train-images-idx3-ubyte.gz",
                 [] {
                     return gzipBomb(std::string("\0\0\x08\x03", 4) + numberBytes(2, 4, true) +
                                         numberBytes(4, 4, true) + numberBytes(4, 4, true),
                                     8);
                 }),
            pictures, 1, "");
        row("gzip bomb for CIFAR",
            file("pictures",
                 [] {
                     TarWriter tar;
                     TarWriter::Options lie;
                     lie.claims = 8LL << 30;
                     tar.add("cifar-10-batches-bin/data_batch_1.bin", "", lie);
                     return gzipBomb(tar.unfinished(), 8);
                 }),
            pictures, 1, "");
        row(
            "pickle with code for CIFAR",
            [](const fs::path &root) {
                for (const char *name : {"data_batch_1", "test_batch", "batches.meta"})
                    write(root / "pictures" / name, codePickle());
            },
            pictures, 1,
            "asks for Python's \"posix.system\", which is no plain value\nCIFAR's own files hold arrays");
        row("IDX of 2^96 bytes",
            file("pictures", [] { return std::string("\0\0\x08\x03", 4) + repeated("\xFF", 12); }), pictures, 1,
            "promises more than the 4 GiB that are accepted");
        row("list with a field without end",
            file("list.csv", [] { return "path,label\n" + repeated("x", 1 << 24) + ",a\n"; }),
            "new x.retort --teacher clip --dataset list.csv", 1,
            "list.csv (line 2): has a field of more than 65536 characters");
        row("deep JSON in a list", file("list.jsonl", [] { return repeated("[", 1 << 20) + "\n"; }),
            "new x.retort --teacher clip --dataset list.jsonl", 1, "list.jsonl (line 1): is nested too deeply");

        row(
            "nothing there", [](const fs::path &) {}, teacher, 1, "spoilt: is neither a file nor a folder");
        row(
            "no pictures there", [](const fs::path &) {}, pictures, 1, "pictures: does not exist");
        row(
            "deep JSON as a recipe",
            [](const fs::path &root) {
                pictureCalled("good3.bmp", [] { return bmp(3); })(root);
                write(root / "recipe.json", repeated("[", 1 << 20));
            },
            "distil none.retort --recipe recipe.json", 1, "");
        row(
            "noise as a class list",
            [](const fs::path &root) {
                pictureCalled("good3.bmp", [] { return bmp(3); })(root);
                write(root / "classes.txt", repeated("\xFF\0\n", 100));
            },
            "new x.retort --teacher clip --dataset pictures --classes classes.txt", 1, "classes.txt");
        row("noise as a project",
            file("x.retort", [] { return "SQLite format 3" + std::string(1, '\0') + repeated("\xA5", 5000); }),
            "check x.retort", 1, "x.retort");
        row(
            "pipe as a project",
            [](const fs::path &root) { QCOMPARE(::mkfifo((root / "x.retort").c_str(), 0600), 0); },
            "check x.retort", 1, "x.retort is a pipe or a device, not a Retort project");
    }

    void answers()
    {
        QFETCH(Maker, make);
        QFETCH(QString, arguments);
        QFETCH(int, code);
        QFETCH(QString, says);
        const fs::path root = m_dir->path().toStdString();
        fs::copy(fs::path(m_shared.path().toStdString()) / "clip", root / "clip");
        make(root);

        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), m_dir->filePath(QStringLiteral("cache")));
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_dir->filePath(QStringLiteral("data")));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(RETORT_CLI), arguments.split(QLatin1Char(' ')));
        const bool ended = process.waitForFinished(120'000);
        if (!ended)
            process.kill();
        QVERIFY2(ended, "it does not end");
        const QString error = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(process.exitStatus() == QProcess::NormalExit, qPrintable(error));
        QVERIFY2(process.exitCode() == code && error.contains(says), qPrintable(error));
        // Progress may come before it, on lines of its own.
        QVERIFY2(code == 0 || (QLatin1Char('\n') + error).contains(QStringLiteral("\nerror: ")),
                 qPrintable(error));
        QVERIFY(!fs::exists(root / "owned"));
        QVERIFY(!fs::exists(root.parent_path() / "evil.bmp") &&
                !fs::exists(root.parent_path().parent_path() / "evil.bmp"));
    }

    /// Of all those runs, the largest.
    void littleMemory()
    {
        struct rusage children
        {};
        QCOMPARE(::getrusage(RUSAGE_CHILDREN, &children), 0);
#ifdef __SANITIZE_ADDRESS__
        constexpr long kilobytes = 4 << 20;
#else
        constexpr long kilobytes = 1 << 20;
#endif
        QVERIFY2(children.ru_maxrss < kilobytes,
                 qPrintable(QString::number(children.ru_maxrss) + QStringLiteral(" KB")));
    }
};

QTEST_GUILESS_MAIN(TestHostileFiles)
#include "tst_hostile_files.moc"
