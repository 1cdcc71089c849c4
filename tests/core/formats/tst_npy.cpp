#include "base/error.h"
#include "base/files.h"
#include "formats/npy.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

using namespace retort;

namespace {

/// A file of tests/fuzz/seeds/npy, which numpy wrote.
std::vector<std::byte> seed(const char *name)
{
    return readFile(std::filesystem::path(RETORT_SOURCE_DIR) / "tests/fuzz/seeds/npy" / name);
}

/// A version 1.0 file with this header and these bytes behind it.
std::vector<std::byte> file(const std::string &header, std::size_t dataBytes, char version = 1)
{
    std::string text = "\x93NUMPY";
    text += {version, 0, static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
    if (version > 1)
        text += std::string(2, '\0');
    text += header + std::string(dataBytes, '\0');
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::string messageOf(const std::vector<std::byte> &bytes)
{
    try {
        (void)parseNpy(bytes, "table.npy");
    } catch (const InputError &error) {
        return error.fullText();
    }
    return "none";
}

} // namespace

class TestNpy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // numpy.arange(6).reshape(2, 3) - 1.5, in every type, byte order, order of axes and version.
    void whatNumpyWrites_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("bytes");
        for (const auto &[name, bytes] :
             {std::pair("f2", 2), std::pair("f4", 4), std::pair("f8", 8), std::pair("big", 4),
              std::pair("fortran", 8), std::pair("bigfortran2", 2), std::pair("v2", 4), std::pair("v3", 4)})
            QTest::newRow(name) << name << bytes;
    }

    void whatNumpyWrites()
    {
        QFETCH(const QString, name);
        QFETCH(const int, bytes);
        const std::vector<std::byte> content = seed(name.toUtf8().constData());
        const NumberTable table = parseNpy(content, name.toStdString());
        QCOMPARE(table.rows, 2);
        QCOMPARE(table.columns, 3);
        QCOMPARE(elementSize(table.type), static_cast<std::size_t>(bytes));
        std::vector<float> row(3);
        for (std::int64_t r = 0; r < 2; ++r) {
            table.copyRow(r, row);
            for (std::int64_t c = 0; c < 3; ++c) {
                QCOMPARE(row[static_cast<std::size_t>(c)], static_cast<float>(3 * r + c) - 1.5F);
                QCOMPARE(table.at(r, c), row[static_cast<std::size_t>(c)]);
            }
        }
    }

    void emptyTable()
    {
        const std::vector<std::byte> content = seed("empty");
        const NumberTable table = parseNpy(content, "empty");
        QCOMPARE(table.rows, 0);
        QCOMPARE(table.columns, 3);
    }

    void otherWaysToWriteTheHeader()
    {
        for (const char *header : {"{\"shape\":(1L,2L),\"fortran_order\":False,\"descr\":\"=f4\"}",
                                   "  {'descr':'<f4', 'fortran_order' : "
                                   "False , 'shape': ( 1 , 2 , ) , }\n\n"})
            QCOMPARE(parseNpy(file(header, 8), "x").columns, 2);
    }

    void refused_data()
    {
        QTest::addColumn<std::vector<std::byte>>("bytes");
        QTest::addColumn<QString>("said");
        const auto good = [](const char *descr, const char *order, const char *shape) {
            return std::string("{'descr': ") + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + "}";
        };
        const std::vector<std::byte> whole = seed("f4");
        const auto cut = [&](std::size_t size) {
            return std::vector<std::byte>(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        };
        QTest::newRow("nothing") << std::vector<std::byte>() << "is no .npy file";
        QTest::newRow("cut in the magic") << cut(5) << "is no .npy file";
        QTest::newRow("cut in the length") << cut(9) << "ends within its header";
        QTest::newRow("cut in the header") << cut(60) << "says that its header has 118 bytes";
        QTest::newRow("cut in the numbers")
            << cut(151) << "holds 23 bytes of numbers, which do not make 2 x 3 of type <f4";
        std::vector<std::byte> more = whole;
        more.push_back({});
        QTest::newRow("more numbers") << more << "holds 25 bytes";
        QTest::newRow("version 4") << file("{}", 0, 4) << "format 4.0; 1.0, 2.0 and 3.0 are read";
        QTest::newRow("integers") << seed("ints") << "\"<i8\"; floating-point numbers (f2, f4, f8) are read";
        QTest::newRow("one dimension") << seed("one") << "says that the array is 3; a table of rows and columns";
        QTest::newRow("three dimensions") << file(good("'<f4'", "False", "(1, 1, 1)"), 4) << "1 x 1 x 1";
        QTest::newRow("a number alone") << file(good("'<f4'", "False", "()"), 4) << "the array is ()";
        QTest::newRow("fields") << seed("fields") << "has several fields";
        QTest::newRow("objects") << file(good("'|O'", "False", "(1, 2)"), 16) << "\"|O\"";
        QTest::newRow("a negative extent")
            << file(good("'<f4'", "False", "(-1, 2)"), 8) << "shape that makes no sense";
        QTest::newRow("an extent too large")
            << file(good("'<f4'", "False", "(99999999999999999999, 2)"), 8) << "shape that makes no sense";
        QTest::newRow("a product too large")
            << file(good("'<f8'", "False", "(4611686018427387904, 8)"), 0) << "holds 0 bytes of numbers";
        QTest::newRow("a key more") << file("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'x': 'y'}",
                                            4)
                                    << "has the key \"x\"";
        QTest::newRow("a key twice") << file("{'descr': '<f4', 'descr': '<f4'}", 4) << "there twice";
        QTest::newRow("a key less") << file("{'descr': '<f4', 'shape': (1, 1)}", 4)
                                    << "lacks descr, fortran_order or shape";
        QTest::newRow("no truth") << file(good("'<f4'", "Maybe", "(1, 1)"), 4) << "neither True nor False";
        QTest::newRow("no end") << file("{'descr': '<f4", 0) << "text without an end";
        QTest::newRow("no comma") << file("{'descr': '<f4' 'shape': (1, 1)}", 4) << "else than a comma";
        QTest::newRow("something behind")
            << file(good("'<f4'", "False", "(1, 1)") + "import os", 4) << "goes on behind";
        QTest::newRow("no dictionary") << file("print('hello')", 0) << "lacks a '{'";
    }

    void refused()
    {
        QFETCH(const std::vector<std::byte>, bytes);
        QFETCH(const QString, said);
        const std::string message = messageOf(bytes);
        QVERIFY2(message.find(said.toStdString()) != std::string::npos, message.c_str());
        QVERIFY2(message.starts_with("table.npy") && message.find('\n') != std::string::npos, message.c_str());
    }

    void written()
    {
        const QTemporaryDir folder;
        for (const std::int64_t rows : {0, 1, 1000}) {
            const std::filesystem::path path = folder.path().toStdString() + "/a.npy";
            Matrix matrix(rows, 3);
            for (std::int64_t r = 0; r < rows; ++r)
                for (std::int64_t c = 0; c < 3; ++c)
                    matrix.at(r, c) =
                        static_cast<float>(std::sin(static_cast<double>(r) * 3 + static_cast<double>(c)));
            writeNpy(path, matrix);
            const std::vector<std::byte> bytes = readFile(path);
            QCOMPARE((bytes.size() - static_cast<std::size_t>(rows) * 12) % 64, std::size_t{0});
            const NumberTable table = parseNpy(bytes, path);
            QCOMPARE(table.rows, rows);
            Matrix read(rows, 3);
            for (std::int64_t r = 0; r < rows; ++r)
                table.copyRow(r, read.row(r));
            QVERIFY(read == matrix);
        }
        // The very bytes that numpy writes.
        const std::filesystem::path path = folder.path().toStdString() + "/b.npy";
        Matrix matrix(2, 3);
        for (std::int64_t i = 0; i < 6; ++i)
            matrix.at(i / 3, i % 3) = static_cast<float>(i) - 1.5F;
        writeNpy(path, matrix);
        QVERIFY(readFile(path) == seed("f4"));
    }
};

QTEST_GUILESS_MAIN(TestNpy)
#include "tst_npy.moc"
