#include "projectfixture.h"

#include "widgets/common/chart.h"
#include "widgets/common/workspace.h"
#include "widgets/runs/curvesview.h"

#include <QFile>
#include <QImageReader>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

} // namespace

class TestCurvesView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QSettings().remove(QStringLiteral("runs"));
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "a.retort";
        const auto project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*project);
        Recipe recipe;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) { // two of one recipe, and another
            recipe.seed = seed;
            recipe.lr = seed == 3 ? 0.2 : 0.1;
            const std::int64_t run = project->addRun(seed == 1 ? "first" : "", recipe);
            for (std::int64_t epoch = 1; epoch <= 4; ++epoch)
                project->commitEpoch(run, reportOf(epoch, 50 + static_cast<double>(epoch * seed)),
                                     40 + static_cast<double>(epoch));
            project->setRunEnvironment(run, {"cpu", "fp32", 1, "test"}, 88.0);
        }
        m_workspace = std::make_unique<Workspace>(std::filesystem::path());
        m_workspace->openProject(m_file);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->runs().size(), std::size_t(3), patience);
    }

    void cleanup()
    {
        m_workspace.reset();
        m_folder.reset();
    }

    void overlaysTheRunsThatAreChosen()
    {
        CurvesView view(*m_workspace);
        view.setRuns({1, 3});
        QVERIFY(!view.settled());
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
        const std::vector<Chart *> charts = view.charts();
        QCOMPARE(charts.size(), std::size_t(2)); // images in percent, loss
        QCOMPARE(charts[0]->points(0).size(), 4);
        QCOMPARE(charts[0]->points(1).back(), QPointF(12, 50 + 4 * 3));
        QTRY_VERIFY_WITH_TIMEOUT(charts[0]->accessibleDescription().contains(QStringLiteral("teacher: 88")),
                                 patience);
        QCOMPARE(charts[1]->points(0).size(), 12); // every step
        // Any metric, any axis.
        view.tools().setMetrics({CurveMetric::NodeLoss, CurveMetric::LearningRate, CurveMetric::MeanMargin});
        view.tools().setX(CurveX::Epoch);
        QTRY_COMPARE_WITH_TIMEOUT(view.charts().size(), std::size_t(3), patience);
        QCOMPARE(view.charts()[0]->points(0).front().x(), 1.0 / 3);
        view.setRuns({});
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
    }

    void agreementIsHeldAgainstTheTeachersOwn()
    {
        CurvesView view(*m_workspace);
        view.tools().setMetrics({CurveMetric::Agreement});
        view.setRuns({1, 2});
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!view.charts().front()->accessibleDescription().isEmpty(), patience);
        QVERIFY(!view.charts().front()->accessibleDescription().contains(QStringLiteral("teacher: ")));
        SelfAgreement self;
        self.share.percent = 93;
        m_workspace->setSelfAgreement(2, self);
        QTRY_VERIFY_WITH_TIMEOUT(
            view.charts().front()->accessibleDescription().contains(QStringLiteral("teacher with itself: 93")),
            patience);
    }

    void seedsAreFolded()
    {
        CurvesView view(*m_workspace);
        view.tools().setMetrics({CurveMetric::Agreement});
        view.setRuns({1, 2, 3});
        view.tools().setFolded(true);
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
        const Chart *chart = view.charts().front();
        QCOMPARE(chart->points(0).back().y(), 50 + 4 * 1.5); // mean of seeds 1 and 2
        QCOMPARE(chart->points(1).back().y(), 50 + 4 * 3.0);
        QTRY_VERIFY_WITH_TIMEOUT(chart->accessibleDescription().contains(QStringLiteral("first, 2 ")), patience);
    }

    void followsARunThatTrains()
    {
        CurvesView view(*m_workspace);
        view.tools().setMetrics({CurveMetric::Agreement, CurveMetric::Loss});
        view.setRuns({2});
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
        StepMetrics step;
        step.step = 13;
        step.loss = 0.5;
        Q_EMIT m_workspace->runStepped(2, step, 100);
        QTRY_COMPARE_WITH_TIMEOUT(view.charts()[1]->points(0).back(), QPointF(13, 0.5), patience);
        EpochRecord epoch;
        epoch.epoch = 5;
        epoch.mean.step = 15;
        epoch.heldOutAgreement = 99;
        Q_EMIT m_workspace->runEpochDone(2, epoch, nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(view.charts()[0]->points(0).back(), QPointF(15, 99), patience);
        step.step = 10; // resumed from before
        Q_EMIT m_workspace->runStepped(2, step, 100);
        QTRY_COMPARE_WITH_TIMEOUT(view.charts()[1]->points(0).back().x(), 10.0, patience);
        // What was not heard is stored when the epoch ends.
        step.step = 40;
        Q_EMIT m_workspace->runStepped(2, step, 100);
        QTRY_COMPARE_WITH_TIMEOUT(view.charts()[1]->points(0).back().x(), 40.0, patience);
        Q_EMIT m_workspace->runEpochDone(2, epoch, nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(view.settled() && view.charts()[1]->points(0).back().x() == 12.0, patience);
        QCOMPARE(view.charts()[1]->points(0).size(), 12);
    }

    void chartsZoomAndPointTogether()
    {
        CurvesView view(*m_workspace);
        view.setRuns({1});
        view.resize(900, 500);
        view.show();
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
        Chart &first = *view.charts()[0];
        Chart &second = *view.charts()[1];
        QTest::keyClick(&first, Qt::Key_Plus);
        QCOMPARE(second.view().left, first.view().left);
        QCOMPARE(second.view().right, first.view().right);
        QTest::keyClick(&first, Qt::Key_Right);
        QCOMPARE(second.pointer(), first.pointer());
        QVERIFY(first.pointer());
    }

    void leavesAsFiles()
    {
        CurvesView view(*m_workspace);
        view.setRuns({1, 2});
        view.tools().setMetrics({CurveMetric::Loss});
        QTRY_VERIFY_WITH_TIMEOUT(view.settled(), patience);
        QSignalSpy written(&view, &CurvesView::written);
        view.exportTo(m_folder->filePath(QStringLiteral("a.csv")), CurvesView::Format::Csv);
        view.exportTo(m_folder->filePath(QStringLiteral("a.png")), CurvesView::Format::Png);
        view.exportTo(m_folder->filePath(QStringLiteral("a.svg")), CurvesView::Format::Svg);
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 3, patience);
        QFile csv(m_folder->filePath(QStringLiteral("a.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray text = csv.readAll();
        QVERIFY(text.startsWith("run,metric,step,value,low,high\r\nfirst,loss,1,1,,\r\n"));
        QCOMPARE(text.count('\n'), 1 + 2 * 12);
        QVERIFY(QImageReader(m_folder->filePath(QStringLiteral("a.png"))).size().width() >= 1280);
        QFile svg(m_folder->filePath(QStringLiteral("a.svg")));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QVERIFY(svg.readAll().contains("<svg"));

        QSignalSpy failed(&view, &CurvesView::failed);
        view.exportTo(m_folder->filePath(QStringLiteral("no/such/folder/a.csv")), CurvesView::Format::Csv);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
    }

    void closingWhileReadingIsSafe()
    {
        auto view = std::make_unique<CurvesView>(*m_workspace);
        view->setRuns({1, 2, 3});
        view.reset();
        CurvesView other(*m_workspace);
        other.setRuns({1, 2, 3});
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(other.settled(), patience);
        QVERIFY(other.charts().empty() || other.charts().front()->accessibleDescription().isEmpty());
    }

    void choicesAreRemembered()
    {
        {
            CurvesView view(*m_workspace);
            view.tools().setMetrics({CurveMetric::NodeKl});
            view.tools().setX(CurveX::Seconds);
            view.tools().setSmoothing(0.6);
        }
        CurvesView view(*m_workspace);
        QCOMPARE(view.tools().metrics(), std::set<CurveMetric>{CurveMetric::NodeKl});
        QCOMPARE(QSettings().value(QStringLiteral("runs/x")).toInt(), static_cast<int>(CurveX::Seconds));
        QCOMPARE(QSettings().value(QStringLiteral("runs/smoothing")).toInt(), 60);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_MAIN(TestCurvesView)
#include "tst_curvesview.moc"
