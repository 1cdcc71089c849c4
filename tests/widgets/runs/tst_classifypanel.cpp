#include "widgets/common/imagegrid.h"
#include "widgets/runs/classifypanel.h"
#include "widgets/runs/classsharesmodel.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace retort;

namespace {

class TwoPictures : public ImageSource
{
public:
    [[nodiscard]] std::int64_t size() const override { return 3; }
    [[nodiscard]] ContentKey key(std::int64_t) const override { return {}; }
    [[nodiscard]] Image image(std::int64_t) const override { return {2, 2, 1, std::vector<std::uint8_t>(4, 90)}; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }
};

std::shared_ptr<ClassifiedImages> made(bool reference)
{
    auto images = std::make_shared<ClassifiedImages>();
    images->pictures = std::make_shared<TwoPictures>();
    images->file.classes = {"cat", "ship"};
    images->result.names = {"0", "2"};
    images->result.pictures = {0, 2};
    images->result.answers = {{1, 1}, {0.25F, 0.75F}, {0.1F, 0.5F}};
    images->result.energies = {1, 2};
    images->result.unreadable = {{"1", "is broken"}};
    images->result.rejectThreshold = 0.5;
    images->result.seconds = 0.5;
    if (reference) {
        images->file.reference.images = 200;
        images->file.reference.classCounts = {150, 50};
        images->file.reference.confidences = {0.5, 0.6, 0.7};
        images->file.reference.meanMargin = 0.5;
    }
    images->compared = compareWithReference(images->result, images->file, 10);
    return images;
}

} // namespace

class TestClassifyPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shares()
    {
        ClassSharesModel model;
        const QAbstractItemModelTester tester(&model);
        const auto images = made(true);
        model.show(images->file.classes, images->result, images->compared);
        QCOMPARE(model.rowCount(), 3);
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, ClassSharesModel::Images), QStringLiteral("0"));
        QCOMPARE(text(1, ClassSharesModel::Images), QStringLiteral("1")); // the other one is rejected
        QCOMPARE(text(2, ClassSharesModel::Name), QStringLiteral("(none)"));
        QCOMPARE(text(2, ClassSharesModel::Images), QStringLiteral("1"));
        QCOMPARE(text(0, ClassSharesModel::OldShare), QStringLiteral("75.0 %"));
        QCOMPARE(text(2, ClassSharesModel::OldShare), QString());
        const auto without = made(false);
        model.show(without->file.classes, without->result, without->compared);
        QCOMPARE(text(0, ClassSharesModel::OldShare), QString());
    }

    void panel()
    {
        ClassifyPanel panel;
        panel.resize(700, 400);
        panel.show(QStringLiteral("title"), made(true));
        panel.QWidget::show();
        const auto *grid = panel.findChild<ImageGrid *>();
        QCOMPARE(grid->model()->rowCount(), 2);
        QCOMPARE(grid->model()->index(0, 0).data().toString(), QStringLiteral("(none) 0.25"));
        QCOMPARE(grid->model()->index(1, 0).data().toString(), QStringLiteral("ship 0.75"));
        QString all;
        for (const QLabel *label : panel.findChildren<QLabel *>())
            all += label->text() + QLatin1Char('\n');
        QVERIFY2(all.contains(QStringLiteral("2 image(s), 4 images/s. 1 could not be read.")), qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("200 held-out images")), qPrintable(all));
        QSignalSpy csv(&panel, &ClassifyPanel::csvRequested);
        QSignalSpy add(&panel, &ClassifyPanel::addRequested);
        for (QPushButton *button : panel.findChildren<QPushButton *>())
            button->click();
        QCOMPARE(csv.count(), 1);
        QCOMPARE(add.count(), 1);
        QTRY_VERIFY(panel.settled());
    }
};

QTEST_MAIN(TestClassifyPanel)
#include "tst_classifypanel.moc"
