#include "base/error.h"
#include "base/files.h"
#include "datasets/dataset.h"
#include "idxfiles.h"
#include "tarfile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace testsupport;

namespace fs = std::filesystem;

namespace {

/// Records as the binary form has them; red is the number of the image, green 100, blue counts up along a row.
std::string records(int first, int count, const std::string &labelsOf)
{
    std::string bytes;
    for (int i = first; i < first + count; ++i) {
        for (const char kind : labelsOf)
            bytes += static_cast<char>(kind == 'c' ? i % 2 : i % 3);
        bytes.append(1024, static_cast<char>(i));
        bytes.append(1024, 100);
        for (int p = 0; p < 1024; ++p)
            bytes += static_cast<char>(p % 32);
    }
    return bytes;
}

} // namespace

class TestCifar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = m_dir->path().toStdString();
    }

    void tenInBinaryForm()
    {
        ten();
        const OpenedDataset train = openDataset(m_root / "set", {"train"}, {}, {});
        QVERIFY(train.kind == DatasetKind::Cifar);
        QCOMPARE(train.images->size(), std::int64_t{20});
        QCOMPARE(train.classNames, (std::vector<std::string>{"air plane", "bird", "cat"}));
        QCOMPARE(train.labels[4], 1);
        const Image image = train.images->image(7);
        QCOMPARE(image.height, 32);
        QCOMPARE(image.channels, 3);
        QCOMPARE(image.pixels[3 * 33], std::uint8_t{7});
        QCOMPARE(image.pixels[3 * 33 + 1], std::uint8_t{100});
        QCOMPARE(image.pixels[3 * 33 + 2], std::uint8_t{1});
        QCOMPARE(train.parts, (std::vector<std::string>{"test", "train"}));
        const OpenedDataset test = openDataset(m_root, {"test"}, {}, {}); // one folder above
        QVERIFY(test.kind == DatasetKind::Cifar);
        QCOMPARE(test.images->size(), std::int64_t{5});
        refuse(m_root / "set", {"val"}, "has no part \"val\"");
        DatasetChoice coarse{"train"};
        coarse.coarseLabels = true;
        refuse(m_root / "set", coarse, "has no coarse labels");
        fs::remove(m_root / "set" / "data_batch_3.bin");
        refuse(m_root / "set", {"train"}, "data_batch_3.bin: is missing");
        write("set/data_batch_3.bin", records(0, 3, "f").substr(0, 5000));
        refuse(m_root / "set", {"train"}, "data_batch_3.bin (offset 3073): is cut short");
        write("set/data_batch_3.bin", records(0, 3, "f"));
        write("set/batches.meta.txt", "air_plane\nbird\n");
        refuse(m_root / "set", {"train"}, "has the label 2, but there are 2 class names");
    }

    void hundredHasTwoKindsOfLabels()
    {
        write("train.bin", records(0, 6, "cf"));
        write("test.bin", records(50, 3, "cf"));
        write("fine_label_names.txt", "apple\nbee\ncan\n\n");
        write("coarse_label_names.txt", "fruit\nthings\n");
        const OpenedDataset fine = openDataset(m_root, {"train"}, {}, {});
        QCOMPARE(fine.labels, (std::vector<std::int32_t>{0, 1, 2, 0, 1, 2}));
        QCOMPARE(fine.classNames.size(), std::size_t{3});
        DatasetChoice choice{"train"};
        choice.coarseLabels = true;
        const OpenedDataset coarse = openDataset(m_root, choice, {}, {});
        QCOMPARE(coarse.labels, (std::vector<std::int32_t>{0, 1, 0, 1, 0, 1}));
        QCOMPARE(coarse.classNames, (std::vector<std::string>{"fruit", "things"}));
        QCOMPARE(coarse.fingerprint, fine.fingerprint); // labels are no part of an image
    }

    void packedArchivesAreReadInMemory()
    {
        ten();
        TarWriter tar;
        for (const auto &entry : fs::directory_iterator(m_root / "set"))
            tar.add("cifar-10-batches-bin/" + entry.path().filename().string(), readTextFile(entry.path()));
        const std::string bytes = tar.finished();
        Bytes plain;
        for (const char c : bytes)
            plain.push_back(static_cast<std::byte>(c));
        writeFileAtomically(m_root / "cifar-10-binary.tar.gz", gzipped(plain));
        writeFileAtomically(m_root / "cifar-10-binary.tar", plain);
        const std::string expected = openDataset(m_root / "set", {"train"}, {}, {}).fingerprint;
        for (const char *name : {"cifar-10-binary.tar.gz", "cifar-10-binary.tar"}) {
            const OpenedDataset opened = openDataset(m_root / name, {"train"}, {}, {});
            QCOMPARE(opened.fingerprint, expected);
            QVERIFY(opened.kind == DatasetKind::Cifar);
        }
        Bytes half = gzipped(plain);
        half.resize(half.size() / 2);
        writeFileAtomically(m_root / "cifar-10-binary.tar.gz", half);
        refuse(m_root / "cifar-10-binary.tar.gz", {"train"}, "is cut short");
    }

    void picklesExecuteNothing()
    {
        write("cifar-10-batches-py/data_batch_1", "cos\nsystem\n(S'true'\ntR.");
        write("cifar-10-batches-py/batches.meta", "(dp0\nS'label_names'\np1\n(lp2\nS'a'\naS'b'\nas.");
        for (const char *name : {"2", "3", "4", "5"})
            write(std::string("cifar-10-batches-py/data_batch_") + name, "N.");
        refuse(m_root, {"train"}, "os.system");
        write("cifar-10-batches-py/data_batch_1", "N.");
        refuse(m_root, {"train"}, "holds no dictionary");
    }

private:
    void ten() const
    {
        for (int b = 0; b < 5; ++b)
            write("set/data_batch_" + std::to_string(b + 1) + ".bin", records(4 * b, 4, "f"));
        write("set/test_batch.bin", records(40, 5, "f"));
        write("set/batches.meta.txt", "air_plane\nbird\ncat\n\n");
        std::error_code ignored;
        fs::create_directory_symlink(m_root / "set", m_root / "cifar-10-batches-bin", ignored);
    }
    void write(const std::string &name, const std::string &bytes) const
    {
        fs::create_directories((m_root / name).parent_path());
        writeFileAtomically(m_root / name, std::string_view(bytes));
    }
    static void refuse(const fs::path &path, const DatasetChoice &choice, const std::string &says)
    {
        try {
            static_cast<void>(openDataset(path, choice, {}, {}));
            QFAIL("nothing was thrown");
        } catch (const InputError &e) {
            QVERIFY2(std::string(e.what()).find(says) != std::string::npos, e.what());
            QVERIFY2(!e.remedy().empty(), e.what());
        }
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
};

QTEST_GUILESS_MAIN(TestCifar)
#include "tst_cifar.moc"
