#include "fakeimages.h"
#include "widgets/common/classlistmodel.h"
#include "widgets/common/imagelistmodel.h"
#include "widgets/common/thumbnailcache.h"
#include "widgets/data/datasetfacts.h"
#include "widgets/data/imagechoice.h"
#include "widgets/data/unreadablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace retort;

class TestImageModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void imageList()
    {
        ImageListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setSource(std::make_shared<FakeImages>(5));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.index(3, 0).data().toString(), QStringLiteral("image 3"));

        model.setImages(std::vector<std::int64_t>{4, 1, 9, -1});
        QCOMPARE(model.rowCount(), 2); // what does not exist is left out
        QCOMPARE(model.index(0, 0).data(ImageListModel::ImageRole).toLongLong(), 4);
        model.setCaption([](std::int64_t image, int row) { return QStringLiteral("%1/%2").arg(image).arg(row); });
        QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("1/1"));
        QCOMPARE(model.index(1, 0).data(Qt::AccessibleTextRole).toString(), QStringLiteral("image 1, 1/1"));
        QCOMPARE(model.index(1, 0).data(Qt::ToolTipRole).toString(), QStringLiteral("image 1"));
        model.setImages(std::nullopt);
        QCOMPARE(model.rowCount(), 5);
        model.setSource(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void unreadable()
    {
        UnreadableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setImages({{"a/b.png", "is cut short"}, {"c.jpg", "is empty"}});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, UnreadableModel::ReasonColumn).data().toString(), QStringLiteral("is cut short"));
        QCOMPARE(model.index(1, UnreadableModel::NameColumn).data().toString(), QStringLiteral("c.jpg"));
    }

    void thumbnailsComeAndFailuresAreNamed()
    {
        const auto images = std::make_shared<FakeImages>(100, 7);
        ThumbnailCache cache;
        cache.setSource(images);
        cache.setSide(32);
        cache.want({6, 7, 8});
        QTRY_VERIFY(cache.settled());
        QVERIFY(cache.thumbnail(6));
        QVERIFY(cache.thumbnail(6)->width() <= 32);
        QVERIFY(!cache.thumbnail(7));
        QVERIFY(cache.failure(7).contains(QStringLiteral("is gone")));
        QVERIFY(cache.failure(7).contains(QStringLiteral("Put it back")));
        QVERIFY(cache.failure(6).isEmpty());

        // What is there is not decoded again.
        const std::int64_t before = images->decoded;
        cache.want({6, 7, 8});
        QTRY_VERIFY(cache.settled());
        QCOMPARE(images->decoded.load(), before);

        cache.setSide(64);
        QVERIFY(!cache.thumbnail(6));
        cache.setSource(nullptr);
        QVERIFY(cache.failure(7).isEmpty());
    }

    void whatScrolledAwayIsNotLoaded()
    {
        const auto images = std::make_shared<FakeImages>(1'000'000);
        ThumbnailCache cache;
        cache.setSource(images);
        std::vector<std::int64_t> first(900'000);
        for (std::size_t i = 0; i < first.size(); ++i)
            first[i] = static_cast<std::int64_t>(i);
        cache.want(first);
        cache.want({999'999});
        QTRY_VERIFY(cache.settled());
        QVERIFY(cache.thumbnail(999'999));
        QVERIFY(images->decoded < 900'000); // one batch at most of the first wish
    }

    void chosenByAnswersAndParts()
    {
        LogitSummary summary;
        summary.answers = {0, 1, 0, 1, -1}; // the last one is excluded
        summary.margins = {0.5F, 0.1F, 0.2F, 0.9F, 0.2F};
        ImageFacts facts{5, &summary, {}};
        using Order = std::optional<std::vector<std::int64_t>>;
        const auto chosen = [&](int answer, ImageOrder order, ImagePart part = ImagePart::All) {
            return chosenImages({part, answer, order, {}}, facts);
        };
        QCOMPARE(chosen(-1, ImageOrder::AsTheyAre), Order());
        QCOMPARE(chosen(-1, ImageOrder::LeastSure), Order({1, 2, 4, 0, 3}));
        QCOMPARE(chosen(0, ImageOrder::MostSure), Order({0, 2}));
        QCOMPARE(chosen(1, ImageOrder::AsTheyAre), Order({1, 3}));
        QCOMPARE(chosen(-1, ImageOrder::ByClass), Order({4, 0, 2, 1, 3}));
        QCOMPARE(chosen(7, ImageOrder::LeastSure), Order(std::in_place));
        // Parts that are not known keep nothing away.
        QCOMPARE(chosen(-1, ImageOrder::AsTheyAre, ImagePart::HeldOut), Order());
        facts.parts = {ImagePart::Training, ImagePart::HeldOut, ImagePart::HeldOut, ImagePart::Training,
                       ImagePart::Excluded};
        QCOMPARE(chosen(-1, ImageOrder::AsTheyAre, ImagePart::HeldOut), Order({1, 2}));
        QCOMPARE(chosen(0, ImageOrder::AsTheyAre, ImagePart::HeldOut), Order(std::vector<std::int64_t>{2}));
        QCOMPARE(chosen(-1, ImageOrder::LeastSure, ImagePart::Excluded), Order(std::vector<std::int64_t>{4}));
        QCOMPARE(chosenImages({ImagePart::All, -1, ImageOrder::AsTheyAre, std::vector<std::int64_t>{3, 0}}, facts),
                 Order({0, 3}));

        const std::vector<Neighbour> ranked{{3, 0.9F}, {1, 0.8F}, {0, 0.7F}, {2, 0.1F}, {4, 0.0F}};
        QCOMPARE(chosenOf(ranked, {}, facts, 2), (std::vector<Neighbour>{{3, 0.9F}, {1, 0.8F}}));
        QCOMPARE(chosenOf(ranked, {ImagePart::HeldOut, -1, ImageOrder::AsTheyAre, {}}, facts, 9),
                 (std::vector<Neighbour>{{1, 0.8F}, {2, 0.1F}}));
        // Without answers, wishes about them are none.
        facts.answers = nullptr;
        QCOMPARE(chosen(0, ImageOrder::LeastSure), Order());
    }

    void facts()
    {
        auto dataset = std::make_shared<OpenedDataset>();
        dataset->images = std::make_shared<FakeImages>(2000);
        const DatasetFacts facts = inspectDataset(dataset, 0.05, {});
        QCOMPARE(facts.smallestWidth, 6);
        QCOMPARE(facts.largestHeight, 4);
        QVERIFY(facts.grey);
        QCOMPARE(inspectDataset(dataset, 0, {}).heldOut, 0);
        QVERIFY(facts.heldOut <= 2000);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)inspectDataset(dataset, 0, stop.get_token()));
    }

    void classList()
    {
        ClassListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy edited(&model, &ClassListModel::edited);
        QSignalSpy refused(&model, &ClassListModel::refused);
        QSignalSpy drafted(&model, &ClassListModel::drafted);
        QVERIFY(model.addClass(QStringLiteral(" ship, boat , ,vessel ")));
        QCOMPARE(drafted.count(), 1); // one class is no list yet
        QCOMPARE(edited.count(), 0);
        QCOMPARE(model.classes().front().name, std::string("ship"));
        QCOMPARE(model.classes().front().aliases, (std::vector<std::string>{"boat", "vessel"}));
        QVERIFY(model.addClass(QStringLiteral("cat")));
        QVERIFY(!model.addClass(QStringLiteral("cat")));
        QCOMPARE(refused.count(), 1);
        QVERIFY(refused.front().front().toString().contains(QStringLiteral("cat")));
        QVERIFY(!model.addClass(QStringLiteral(" , ")));
        QCOMPARE(model.rowCount(), 2);

        const QModelIndex name = model.index(1, ClassListModel::NameColumn);
        QVERIFY(!model.setData(name, QStringLiteral("  "), Qt::EditRole));
        QVERIFY(!model.setData(name, QStringLiteral("ship"), Qt::EditRole));
        QCOMPARE(name.data().toString(), QStringLiteral("cat"));
        QVERIFY(model.setData(name, QStringLiteral("house  cat"), Qt::EditRole));
        QCOMPARE(name.data().toString(), QStringLiteral("house cat"));
        QVERIFY(
            model.setData(model.index(1, ClassListModel::AliasesColumn), QStringLiteral("kitten"), Qt::EditRole));
        QVERIFY(model.setData(name, QStringLiteral("house cat, tabby"), Qt::EditRole));
        QCOMPARE(name.data().toString(), QStringLiteral("house cat"));
        QCOMPARE(model.classes()[1].aliases, (std::vector<std::string>{"kitten", "tabby"}));
        QCOMPARE(edited.count(), 4);

        model.setUnknownWords([](const QString &text) {
            return text.contains(QStringLiteral("kitten")) ? QStringList{QStringLiteral("kitten")} : QStringList();
        });
        QVERIFY(!model.index(1, ClassListModel::AliasesColumn).data(Qt::DecorationRole).isNull());
        QVERIFY(model.index(1, ClassListModel::AliasesColumn)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("kitten")));
        QVERIFY(model.index(0, ClassListModel::AliasesColumn).data(Qt::DecorationRole).isNull());

        QVERIFY(model.addClass(QStringLiteral("dog")));
        model.removeClasses({0});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.classes().front().name, std::string("house cat"));
        const auto refusals = refused.count();
        model.removeClasses({0}); // an answer is a choice between two at least
        QCOMPARE(refused.count(), refusals + 1);
        QCOMPARE(model.rowCount(), 2);
    }

    void backgroundAndSharedNames()
    {
        ClassListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setClasses({{"shirt", {"top"}}, {"coat", {"jacket", "shirt"}}, {"other", {}}});
        // An alias that names another class is allowed, and told.
        const QModelIndex aliases = model.index(1, ClassListModel::AliasesColumn);
        QVERIFY(!aliases.data(Qt::DecorationRole).isNull());
        QVERIFY(aliases.data(Qt::ToolTipRole).toString().contains(QStringLiteral("shirt")));
        QVERIFY(model.index(0, ClassListModel::AliasesColumn).data(Qt::DecorationRole).isNull());

        QSignalSpy edited(&model, &ClassListModel::edited);
        QSignalSpy refused(&model, &ClassListModel::refused);
        const QModelIndex mark = model.index(2, ClassListModel::BackgroundColumn);
        QVERIFY(mark.flags() & Qt::ItemIsUserCheckable);
        QVERIFY(!(mark.flags() & Qt::ItemIsEditable));
        QVERIFY(model.setData(mark, Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(edited.count(), 1);
        QVERIFY(model.classes()[2].background);
        QCOMPARE(mark.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
        QVERIFY(!model.setData(mark.siblingAtRow(0), Qt::Checked, Qt::CheckStateRole)); // two must be left
        QCOMPARE(refused.count(), 1);
        QVERIFY(!model.classes()[0].background);
    }
};

QTEST_MAIN(TestImageModels)
#include "tst_image_models.moc"
