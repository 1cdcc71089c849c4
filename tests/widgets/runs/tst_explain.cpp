#include "workflowfixture.h"

#include "store/projectlock.h"
#include "widgets/common/classfiguresmodel.h"
#include "widgets/common/confusionmatrix.h"
#include "widgets/common/imagelistmodel.h"
#include "widgets/common/page.h"
#include "widgets/common/runcurves.h"
#include "widgets/common/surenesschart.h"
#include "widgets/common/workspace.h"
#include "widgets/runs/explainview.h"
#include "widgets/runs/topconfusionsmodel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000;

class GreyPictures : public ImageSource
{
public:
    explicit GreyPictures(std::int64_t count) : m_count(count) {}
    [[nodiscard]] std::int64_t size() const override { return m_count; }
    [[nodiscard]] ContentKey key(std::int64_t) const override { return {}; }
    [[nodiscard]] Image image(std::int64_t) const override { return {2, 2, 1, std::vector<std::uint8_t>(4, 90)}; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }

private:
    std::int64_t m_count;
};

/// `images` images of `classes` classes; the student errs on every third, the labels know every second.
std::shared_ptr<const RunExplanation> made(std::int64_t classes, std::int64_t images, bool labelled)
{
    auto made = std::make_shared<RunExplanation>();
    made->run = 1;
    made->epoch = 1;
    for (std::int64_t c = 0; c < classes; ++c) {
        made->classes.push_back({"class " + std::to_string(c), {}});
        made->order.push_back(static_cast<std::int32_t>(classes - 1 - c));
    }
    made->pictures = std::make_shared<GreyPictures>(images);
    for (std::int64_t i = 0; i < images; ++i) {
        const auto right = static_cast<std::int32_t>(i % classes);
        const auto next = static_cast<std::int32_t>((i + 1) % classes);
        made->images.push_back(i);
        made->teacher.classes.push_back(right);
        made->teacher.confidences.push_back(0.9F);
        made->teacher.margins.push_back(0.8F);
        made->student.classes.push_back(i % 3 == 0 ? next : right);
        made->student.confidences.push_back(i % 2 == 0 ? 0.55F : 0.85F);
        made->student.margins.push_back(i % 2 == 0 ? 0.12F : 0.72F);
        if (!labelled)
            continue;
        LabelledSample &half = i % 4 == 0 ? made->labels.report : made->labels.tuning;
        half.images.push_back(i);
        half.labels.push_back(right);
    }
    made->teacherAsReference = referenceOf(made->teacher.classes);
    made->role = DatasetRole::Test;
    return made;
}

std::shared_ptr<const ExplainedPair> pairOf(const std::shared_ptr<const RunExplanation> &explanation,
                                            ExplainPair pair, LabelHalf half = LabelHalf::Tuning)
{
    return std::make_shared<ExplainedPair>(
        ExplainedPair{explanation, pair, half, explainedPair(*explanation, pair, half)});
}

QString texts(const QWidget &widget)
{
    QString all;
    for (const QLabel *label : widget.findChildren<QLabel *>())
        if (label->isVisibleTo(&widget))
            all += label->text() + QLatin1Char('\n');
    return all;
}

QPushButton *buttonOf(const QWidget &widget, const QString &text)
{
    for (QPushButton *button : widget.findChildren<QPushButton *>())
        if (button->text() == text && button->isVisibleTo(&widget))
            return button;
    return nullptr;
}

} // namespace

class TestExplain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void confusionsInWords()
    {
        TopConfusionsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto pair = pairOf(made(3, 30, true), ExplainPair::StudentLabels);
        model.setCells(topConfusions(pair->figures.confusion, 10), pair->explanation->classes);
        QVERIFY(model.rowCount() > 0);
        const ConfusionCell &cell = model.cell(0);
        QCOMPARE(model.index(0, TopConfusionsModel::WordsColumn).data().toString(),
                 QStringLiteral("class %1 taken for class %2").arg(cell.label).arg(cell.answer));
        QCOMPARE(model.index(0, TopConfusionsModel::ImagesColumn).data().toString(), QString::number(cell.count));
        model.setCells({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void classesSayWhatTheyAreHeldAgainst()
    {
        ClassFiguresModel model(ClassFiguresModel::Words::AgainstLabels);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto pair = pairOf(made(3, 30, true), ExplainPair::StudentLabels);
        model.setFigures(pair->explanation->classes, pair->figures.figures, pair->figures.confusion);
        QCOMPARE(model.rowCount(), 3);
        const auto head = [&] {
            return model.headerData(ClassFiguresModel::RecallColumn, Qt::Horizontal, Qt::DisplayRole).toString();
        };
        QCOMPARE(head(), QStringLiteral("Recall"));
        model.setWords(ClassFiguresModel::Words::AgainstTeacher);
        QCOMPARE(head(), QStringLiteral("Of the teacher's"));
    }

    void aMatrixOfManyClassesLosesNoConfusion_data()
    {
        QTest::addColumn<int>("classes");
        QTest::newRow("2") << 2;
        QTest::newRow("10") << 10;
        QTest::newRow("100") << 100;
        QTest::newRow("1000") << 1000;
    }

    void aMatrixOfManyClassesLosesNoConfusion()
    {
        QFETCH(int, classes);
        ConfusionMatrix matrix;
        matrix.resize(420, 420);
        const auto explanation = made(classes, 3 * classes, true);
        std::vector<ConfusionCell> cells;
        for (std::int32_t c = 0; c < classes; ++c)
            cells.push_back({c, c, 9, 9, proportion(9, 10)});
        // One cell far from the diagonal, in the order that is shown: rows and columns run backwards.
        cells.insert(cells.begin() + 1, {0, classes - 1, 1, 1, proportion(1, 10)});
        matrix.setClasses(classNames(explanation->classes));
        matrix.setWords(QStringLiteral("labelled"), QStringLiteral("student"));
        matrix.setCells(cells, explanation->order);
        matrix.show();
        const QImage with = matrix.grab().toImage();
        cells.erase(cells.begin() + 1);
        matrix.setCells(cells, explanation->order);
        const QImage without = matrix.grab().toImage();
        QVERIFY(with != without);
        QVERIFY(matrix.describeCell(classes - 1, 0).contains(QStringLiteral("no image")));
        QVERIFY(matrix.describeCell(0, 0).contains(QStringLiteral("class %1").arg(classes - 1)));
    }

    void ofManyClassesThoseWithoutImagesAreLeftOut()
    {
        for (const int classes : {10, 100}) {
            std::vector<std::int32_t> order;
            for (std::int32_t c = 0; c < classes; ++c)
                order.push_back(c);
            ConfusionMatrix matrix;
            matrix.setClasses(classNames(made(classes, classes, false)->classes));
            matrix.setCells({{3, 3, 5, 5, proportion(5, 6)}, {3, 7, 1, 1, proportion(1, 6)}}, order);
            const bool many = classes > 30;
            QCOMPARE(matrix.describeCell(2, 2).isEmpty(), many);
            const int place = many ? 0 : 3;
            QVERIFY(matrix.describeCell(place, many ? 1 : 7).contains(QStringLiteral("1 image")));
            QVERIFY(matrix.describeCell(place, many ? 1 : 7).contains(QStringLiteral("class 7")));
            matrix.setCells({}, order); // nothing to choose by: all of them
            QVERIFY(!matrix.describeCell(classes - 1, classes - 1).isEmpty());
        }
    }

    void aCellOpensItsImages()
    {
        ConfusionMatrix matrix;
        matrix.resize(420, 420);
        const auto pair = pairOf(made(2, 30, true), ExplainPair::StudentLabels);
        matrix.setClasses(classNames(pair->explanation->classes));
        matrix.setCells(pair->figures.confusion, pair->explanation->order);
        matrix.show();
        QVERIFY(QTest::qWaitForWindowExposed(&matrix));
        QSignalSpy chosen(&matrix, &ConfusionMatrix::cellChosen);
        matrix.setFocus();
        QTest::keyClick(&matrix, Qt::Key_Right); // from the first cell
        QTest::keyClick(&matrix, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toInt(), 1); // the order runs backwards
        QCOMPARE(chosen[0][1].toInt(), 0);
    }

    void thePanelShowsAPairAndItsImages()
    {
        ExplainPanel panel;
        panel.resize(900, 420);
        const auto explanation = made(3, 30, true);
        panel.show(pairOf(explanation, ExplainPair::StudentLabels));
        panel.QWidget::show();
        QVERIFY2(texts(panel).contains(QStringLiteral("macro-F1")), qPrintable(texts(panel)));
        QVERIFY2(texts(panel).contains(QStringLiteral("Tuning half of the labels of the test images")),
                 qPrintable(texts(panel)));
        auto *images = panel.findChild<ImageListModel *>();
        QCOMPARE(images->rowCount(), int(panel.shown()->figures.mistakes.size()));
        const ConfusionCell cell = topConfusions(panel.shown()->figures.confusion, 1).front();
        Q_EMIT panel.findChild<ConfusionMatrix *>()->cellChosen(cell.label, cell.answer);
        QCOMPARE(images->rowCount(), int(cell.count));
        QCOMPARE(panel.findChild<QTabWidget *>()->currentIndex(), 3);
        // Bars: all that lie in one.
        int inBars = 0;
        for (int bin = 0; bin < int(calibrationBins); ++bin) {
            Q_EMIT panel.findChild<SurenessChart *>()->calibrationChosen(bin);
            QCOMPARE(images->rowCount(),
                     int(panel.shown()->figures.calibration.bins[static_cast<std::size_t>(bin)].count));
            inBars += images->rowCount();
        }
        QCOMPARE(inBars, int(explanation->labels.tuning.images.size()));
        inBars = 0;
        for (int bin = 0; bin < int(marginBins); ++bin) {
            Q_EMIT panel.findChild<SurenessChart *>()->marginChosen(bin);
            inBars += images->rowCount();
        }
        QCOMPARE(inBars, int(explanation->labels.tuning.images.size()));
    }

    void withoutLabelsItSpeaksOfAgreementAndOffersTheAudit()
    {
        ExplainPanel panel;
        panel.resize(900, 420);
        const auto explanation = made(3, 30, false);
        panel.show(pairOf(explanation, ExplainPair::StudentTeacher));
        panel.QWidget::show();
        QVERIFY(texts(panel).contains(QStringLiteral("Agreement with the teacher")));
        QVERIFY(!texts(panel).contains(QStringLiteral("ccuracy")));
        QSignalSpy audit(&panel, &ExplainPanel::auditRequested);
        panel.findChild<QTabWidget *>()->setCurrentIndex(2);
        QPushButton *button = buttonOf(panel, QStringLiteral("Label some images"));
        QVERIFY(button);
        button->click();
        QCOMPARE(audit.count(), 1);
        panel.show(pairOf(explanation, ExplainPair::StudentLabels));
        QCOMPARE(panel.findChild<PageStack *>()->state(), PageStack::State::Empty);
        QVERIFY(!panel.findChild<ConfusionMatrix *>()->isVisible());
        SelfAgreement self;
        self.share = proportion(9, 10);
        self.smallestArea = 0.77;
        panel.setSelfAgreement(self, false);
        panel.show(pairOf(explanation, ExplainPair::StudentTeacher));
        QVERIFY2(texts(panel).contains(QStringLiteral("agrees with itself on 90.0 %")), qPrintable(texts(panel)));
    }

    void aRunIsExplainedOnce()
    {
        const Place place;
        makeRuns(place);
        Workspace workspace(place.root() / "resources");
        workspace.openProject(place.root() / "a.retort");
        QTRY_VERIFY_WITH_TIMEOUT(workspace.session() && workspace.idle(), patience);
        ExplainView view(workspace);
        view.resize(900, 420);
        view.setRun(1);
        QVERIFY(!workspace.interactive().busy()); // not before it is on screen
        view.show();
        QVERIFY(workspace.interactive().busy());
        view.setRun(2); // the first one is stale before it is done
        auto *panel = view.findChild<ExplainPanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(panel->shown() && view.settled(), patience);
        QCOMPARE(panel->shown()->explanation->run, std::int64_t(2));
        QCOMPARE(panel->pair(), ExplainPair::StudentLabels); // labels are there
        QTRY_VERIFY_WITH_TIMEOUT(!workspace.interactive().busy(), patience);
        QCOMPARE(panel->shown()->explanation->run, std::int64_t(2));

        // The report half is counted before it is shown.
        const std::int64_t looks = workspace.reportLooks();
        QPushButton *report = buttonOf(*panel, QStringLiteral("Show the report half"));
        QVERIFY(report);
        report->click();
        QTRY_COMPARE_WITH_TIMEOUT(panel->shown()->half, LabelHalf::Report, patience);
        QCOMPARE(workspace.reportLooks(), looks + 1);
        QVERIFY(texts(*panel).contains(QStringLiteral("looked at %1 time").arg(looks + 1)));

        // Of the other images, and of the teacher with itself.
        Q_EMIT panel->roleChosen(DatasetRole::Training);
        QTRY_VERIFY_WITH_TIMEOUT(panel->shown()->explanation->role == DatasetRole::Training && view.settled(),
                                 patience);
        Q_EMIT panel->pairChosen(ExplainPair::StudentTeacher);
        Q_EMIT panel->selfAgreementAsked();
        QTRY_VERIFY_WITH_TIMEOUT(texts(*panel).contains(QStringLiteral("agrees with itself")), patience);
    }

    void withoutLabelsTheTeachersOwnAgreementIsTheReferenceLine()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("images", false));
        place.writeTextFile("classes.txt", "one\ntwo\nthree\n");
        choice.classes = place.root() / "classes.txt";
        createProject(choice, {}, {});
        {
            const auto project = Project::open(choice.file, ProjectLock::acquire(choice.file));
            static_cast<void>(
                distilRun(*project, project->addRun("run", tinyRecipe(1)), place.cache(), {}, {}, {}));
        }
        Workspace workspace(place.root() / "resources");
        workspace.openProject(choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.session() && workspace.idle(), patience);
        RunCurves curves(workspace);
        curves.resize(600, 400);
        curves.setRun(1);
        curves.QWidget::show();
        QTRY_VERIFY_WITH_TIMEOUT(curves.settled(), patience);
        QTest::qWait(50);
        const QImage before = curves.grab().toImage();
        ExplainView view(workspace);
        view.resize(900, 420);
        view.setRun(1);
        view.show();
        auto *panel = view.findChild<ExplainPanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(panel->shown() && view.settled(), patience);
        QCOMPARE(panel->pair(), ExplainPair::StudentTeacher);
        QVERIFY(!workspace.selfAgreement(1));
        Q_EMIT panel->selfAgreementAsked();
        QTRY_VERIFY_WITH_TIMEOUT(workspace.selfAgreement(1), patience);
        QTRY_VERIFY(curves.grab().toImage() != before);
        workspace.closeProject();
        QVERIFY(!workspace.selfAgreement(1));
    }

    void aStoppedOneCanBeAskedForAgain()
    {
        const Place place;
        makeRuns(place);
        Workspace workspace(place.root() / "resources");
        workspace.openProject(place.root() / "a.retort");
        QTRY_VERIFY_WITH_TIMEOUT(workspace.session() && workspace.idle(), patience);
        ExplainView view(workspace);
        view.resize(900, 420);
        view.setRun(1);
        view.show();
        workspace.interactive().cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(view, QStringLiteral("Explain the run")), patience);
        buttonOf(view, QStringLiteral("Explain the run"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(view.findChild<ExplainPanel *>()->shown(), patience);
    }

    void closingWhileItRunsHarmsNothing()
    {
        const Place place;
        makeRuns(place);
        auto workspace = std::make_unique<Workspace>(place.root() / "resources");
        workspace->openProject(place.root() / "a.retort");
        QTRY_VERIFY_WITH_TIMEOUT(workspace->session() && workspace->idle(), patience);
        auto view = std::make_unique<ExplainView>(*workspace);
        view->setRun(1);
        view->show();
        QVERIFY(workspace->interactive().busy());
        view.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!workspace->interactive().busy(), patience);
        view = std::make_unique<ExplainView>(*workspace);
        view->setRun(2);
        view->show();
        view.reset();
        workspace.reset();
    }

private:
    static void makeRuns(const Place &place)
    {
        const NewProject choice = place.choice("a.retort", place.idx("idx"));
        createProject(choice, {}, {});
        const auto project = Project::open(choice.file, ProjectLock::acquire(choice.file));
        for (int i = 0; i < 2; ++i)
            static_cast<void>(
                distilRun(*project, project->addRun("run", tinyRecipe(1)), place.cache(), {}, {}, {}));
    }
};

QTEST_MAIN(TestExplain)
#include "tst_explain.moc"
