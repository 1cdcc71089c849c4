#include "base/error.h"
#include "base/matrixbuilder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <sys/resource.h>
#include <thread>
#include <vector>

using namespace retort;

namespace {

std::vector<float> rowOf(std::int64_t row, std::int64_t columns)
{
    std::vector<float> values;
    for (std::int64_t c = 0; c < columns; ++c)
        values.push_back(static_cast<float>(row * 100 + c));
    return values;
}

} // namespace

class TestMatrix : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtInMemoryAndInAFile_data()
    {
        QTest::addColumn<bool>("inFile");
        QTest::newRow("memory") << false;
        QTest::newRow("file") << true;
    }

    void builtInMemoryAndInAFile()
    {
        QFETCH(const bool, inFile);
        const QTemporaryDir folder;
        constexpr std::int64_t rows = 3000;
        constexpr std::int64_t columns = 7;
        MatrixBuilder builder(rows, columns, folder.path().toStdString(), inFile ? 1000 : rows * columns * 4);
        QCOMPARE(builder.inFile(), inFile);
        std::vector<std::jthread> threads;
        for (std::int64_t t = 0; t < 2; ++t)
            threads.emplace_back([&, t] {
                for (std::int64_t r = 10 + t; r < rows; r += 2) // rows 0 .. 9 stay 0
                    builder.setRow(rows + 9 - r, rowOf(rows + 9 - r, columns));
            });
        threads.clear();
        Matrix block(4, columns);
        for (std::int64_t r = 0; r < 4; ++r)
            std::ranges::copy(rowOf(-r, columns), block.row(r).begin());
        builder.setRows(5, block);
        const std::shared_ptr<const Matrix> made = builder.finish();
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 0);
        QCOMPARE(made->rows(), rows);
        QCOMPARE(made->columns(), columns);
        for (std::int64_t r = 0; r < rows; ++r) {
            const std::vector<float> expected = r < 5 || r == 9 ? std::vector<float>(columns, 0.0F)
                                                : r < 9         ? rowOf(5 - r, columns)
                                                                : rowOf(r, columns);
            QVERIFY2(std::ranges::equal(made->row(r), expected), std::to_string(r).c_str());
        }

        // A copy is a matrix of its own, in memory; the first one does not see what is done to it.
        Matrix copy = *made;
        QVERIFY(copy == *made);
        copy.at(20, 3) += 1;
        QVERIFY(copy != *made);
        QCOMPARE(made->at(20, 3), 2003.0F);
        const Matrix moved = std::move(copy);
        QCOMPARE(moved.at(20, 3), 2004.0F);
        Matrix assigned;
        QVERIFY(assigned.empty());
        assigned = moved;
        QVERIFY(assigned == moved);
        assigned = *made;
        QVERIFY(assigned == *made);
    }

    void emptyOnes()
    {
        MatrixBuilder builder(0, 12, "/nowhere");
        const auto made = builder.finish();
        QCOMPARE(made->rows(), 0);
        QCOMPARE(made->columns(), 12);
        QVERIFY(made->empty());
        QVERIFY(*made == Matrix(0, 12));
    }

    void withoutAFolderInMemory()
    {
        MatrixBuilder builder(10, 3, "/proc/no-such-place", 1);
        QVERIFY(!builder.inFile());
        builder.setRow(9, rowOf(9, 3));
        QVERIFY(std::ranges::equal(builder.finish()->row(9), rowOf(9, 3)));
    }

    // A disk that is full, or here: files that may not be longer.
    void noRoom()
    {
        const QTemporaryDir folder;
        struct rlimit before
        {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        MatrixBuilder builder(1000, 100, folder.path().toStdString(), 1);
        QVERIFY(builder.inFile());
        struct rlimit small = before;
        small.rlim_cur = 10'000;
        std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        std::string said;
        try {
            builder.setRow(900, rowOf(900, 100));
        } catch (const Error &error) {
            said = error.fullText();
        }
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY2(said.find("400 KB of numbers") != std::string::npos &&
                     said.find("XDG_CACHE_HOME") != std::string::npos,
                 said.c_str());
    }
};

QTEST_GUILESS_MAIN(TestMatrix)
#include "tst_matrix.moc"
