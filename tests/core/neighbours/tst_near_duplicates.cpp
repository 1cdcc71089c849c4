#include "base/error.h"
#include "neighbours/nearduplicates.h"
#include "unitrows.h"

#include <QTest>

#include <map>
#include <set>

using namespace retort;

namespace {

/// Groups by plain loops: each row joins the earliest first one that is alike.
std::set<std::set<std::int64_t>> groupsByLoops(const Matrix &rows, double least)
{
    std::map<std::int64_t, std::set<std::int64_t>> members;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        const auto found = std::find_if(members.begin(), members.end(), [&](const auto &group) {
            return cosine(rows.row(group.first), rows.row(row)) >= least;
        });
        members[found == members.end() ? row : found->first].insert(row);
    }
    std::set<std::set<std::int64_t>> groups;
    for (const auto &[first, group] : members)
        if (group.size() > 1)
            groups.insert(group);
    return groups;
}

std::set<std::set<std::int64_t>> asSets(const std::vector<DuplicateGroup> &groups)
{
    std::set<std::set<std::int64_t>> sets;
    for (const DuplicateGroup &group : groups) {
        std::set<std::int64_t> rows;
        for (const Neighbour &member : group.members)
            rows.insert(member.row);
        sets.insert(rows);
    }
    return sets;
}

} // namespace

class TestNearDuplicates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatLoopsFind_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<double>("least");
        // Up to 65 dimensions are compared as they are, more by a screen first; 1024 rows are a block.
        QTest::newRow("narrow") << 300 << 16 << 0.95;
        QTest::newRow("just narrow") << 300 << 65 << 0.97;
        QTest::newRow("screened") << 300 << 128 << 0.97;
        QTest::newRow("screened, loose") << 300 << 128 << 0.5;
        QTest::newRow("several blocks") << 2500 << 96 << 0.97;
        QTest::newRow("all in one") << 200 << 128 << 0.01;
    }

    void findsWhatLoopsFind()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(double, least);
        Matrix images = unitRows(rows, columns, 8);
        copyNearly(images, 3, rows - 1, 0.1);
        copyNearly(images, 3, 50, 0.0);
        copyNearly(images, rows - 1, 51, 0.2); // alike to the one before, less to its first
        copyNearly(images, 20, 150, 0.15);
        for (std::int64_t i = 60; i < 100; i += 2)
            copyNearly(images, i, i + 1, static_cast<double>(i) / 200); // on both sides of the limit
        const std::vector<DuplicateGroup> groups = findNearDuplicates(images, least, {}, {});
        QCOMPARE(asSets(groups), groupsByLoops(images, least));
        QVERIFY(!groups.empty());
        float before = 2;
        for (const DuplicateGroup &group : groups) {
            QVERIFY(group.alike <= before && group.alike >= least - 1e-6);
            before = group.alike;
            float smallest = 1;
            for (std::size_t i = 0; i < group.members.size(); ++i) {
                const Neighbour &member = group.members[i];
                QVERIFY(i == 0 || member.row > group.members[i - 1].row);
                const double expected = cosine(images.row(group.members[0].row), images.row(member.row));
                QVERIFY(std::abs(member.cosine - std::min(1.0, expected)) < 1e-6);
                smallest = std::min(smallest, member.cosine);
            }
            QCOMPARE(group.alike, smallest);
        }
    }

    // A teacher with random weights finds all images alike: one group, and no list of all pairs.
    void nearlyConstantEmbeddings()
    {
        Matrix images(3000, 100);
        for (std::int64_t i = 0; i < images.rows(); ++i) {
            for (float &value : images.row(i))
                value = 1;
            images.at(i, i % 100) = 1.01F;
            normalise(images.row(i));
        }
        const std::vector<DuplicateGroup> groups = findNearDuplicates(images, 0.98, {}, {});
        QCOMPARE(groups.size(), std::size_t(1));
        QCOMPARE(groups[0].members.size(), std::size_t(3000));
    }

    void equalRowsAreFoundAtOne()
    {
        Matrix images = unitRows(200, 130, 2);
        std::copy(images.row(4).begin(), images.row(4).end(), images.row(120).begin());
        QCOMPARE(asSets(findNearDuplicates(images, 1, {}, {})), (std::set<std::set<std::int64_t>>{{4, 120}}));
        QVERIFY(findNearDuplicates(unitRows(1, 4, 1), 0.9, {}, {}).empty());
        QVERIFY(findNearDuplicates(Matrix(), 0.9, {}, {}).empty());
    }

    void overlap()
    {
        const Matrix training = unitRows(2100, 48, 4);
        Matrix test = unitRows(1100, 48, 5);
        const auto plant = [&](std::int64_t from, std::int64_t to) {
            std::copy(training.row(from).begin(), training.row(from).end(), test.row(to).begin());
        };
        plant(2099, 0);
        plant(7, 1099);
        plant(1500, 600);
        copyNearly(test, 600, 600, 0.1);
        const std::vector<OverlapPair> pairs = findOverlap(test, training, 0.98, {}, {});
        QCOMPARE(pairs.size(), std::size_t(3));
        // Two equal pairs: which comes first is up to the last bit of their cosines.
        const auto isPair = [](const OverlapPair &pair, std::int64_t a, std::int64_t b) {
            return pair.a == a && pair.b == b && std::abs(pair.cosine - 1) < 1e-6;
        };
        QVERIFY((isPair(pairs[0], 0, 2099) && isPair(pairs[1], 1099, 7)) ||
                (isPair(pairs[1], 0, 2099) && isPair(pairs[0], 1099, 7)));
        QVERIFY(pairs[2].a == 600 && pairs[2].b == 1500);
        QVERIFY(std::abs(pairs[2].cosine - cosine(test.row(600), training.row(1500))) < 1e-6);
        // Every test image has a nearest one.
        const std::vector<OverlapPair> loose = findOverlap(test, training, 0.001, {}, {});
        QCOMPARE(loose.size(), std::size_t(1100));
        for (const OverlapPair &pair : loose)
            for (std::int64_t j = 0; j < training.rows(); j += 97)
                QVERIFY(cosine(test.row(pair.a), training.row(j)) <= pair.cosine + 1e-6);
        QVERIFY(findOverlap(Matrix(0, 48), training, 0.5, {}, {}).empty());
        QVERIFY(findOverlap(test, Matrix(0, 48), 0.5, {}, {}).empty());
    }

    void progressAndStop()
    {
        const Matrix images = unitRows(5000, 20, 4);
        std::vector<std::int64_t> done;
        std::stop_source stop;
        Reporter reporter;
        reporter.progress = [&](const Progress &progress) { done.push_back(progress.done); };
        QVERIFY(findNearDuplicates(images, 0.99, {}, reporter).empty());
        QVERIFY(done.size() == 5 && std::is_sorted(done.begin(), done.end()) && done.back() == 5000);
        reporter.progress = [&](const Progress &) { stop.request_stop(); };
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)findNearDuplicates(images, 0.99, stop.get_token(), reporter));
        stop = {};
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)findOverlap(images, images, 0.99, stop.get_token(), reporter));
    }

    void whatMakesNoSense()
    {
        const Matrix images = unitRows(10, 4, 1);
        for (const double least : {0.0, -1.0, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)findNearDuplicates(images, least, {}, {}));
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)findOverlap(images, images, least, {}, {}));
        }
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)findOverlap(images, unitRows(10, 5, 1), 0.9, {}, {}));
    }
};

QTEST_GUILESS_MAIN(TestNearDuplicates)
#include "tst_near_duplicates.moc"
