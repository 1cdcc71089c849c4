// Stopping and going on gives the same bits as never having stopped.
#include "distilfixture.h"

#include <QtTest>

using namespace retort;

namespace {

void compareReports(const EpochReport &a, const EpochReport &b)
{
    QCOMPARE(a.epoch, b.epoch);
    QVERIFY(a.weights == b.weights);
    QCOMPARE(a.steps.size(), b.steps.size());
    for (std::size_t i = 0; i < a.steps.size(); ++i) {
        QCOMPARE(a.steps[i].step, b.steps[i].step);
        QVERIFY(a.steps[i].loss == b.steps[i].loss);
        QVERIFY(a.steps[i].edgeLoss == b.steps[i].edgeLoss);
        QVERIFY(a.steps[i].learningRate == b.steps[i].learningRate);
    }
    QVERIFY(a.mean.loss == b.mean.loss);
    QVERIFY(a.heldOutAgreement == b.heldOutAgreement);
    QVERIFY(a.studentGraph.edges == b.studentGraph.edges);
    QVERIFY(a.teacherGraph.edges == b.teacherGraph.edges);
    QVERIFY(a.studentGraph.proxyCorrelations == b.studentGraph.proxyCorrelations);
    QVERIFY(a.summary.nodeKl == b.summary.nodeKl);
}

/// Stops after each of the given steps (0 = before the first), each time going on from the checkpoint.
std::vector<EpochReport> inPieces(const Recipe &recipe, const RunEnvironment &environment,
                                  const DistilInput &input, const std::vector<std::int64_t> &stops)
{
    std::vector<EpochReport> epochs;
    std::vector<std::byte> checkpoint;
    for (std::size_t piece = 0; piece <= stops.size(); ++piece) {
        Recorder recorder;
        if (piece < stops.size()) {
            recorder.stopAfter = stops[piece];
            if (stops[piece] == 0)
                recorder.stop.request_stop();
        }
        bool cancelled = false;
        try {
            distil(recipe, environment, input, checkpoint, recorder, recorder.stop.get_token(), {});
        } catch (const Cancelled &) {
            cancelled = true;
        }
        if (cancelled != (piece < stops.size()) || (cancelled && recorder.checkpoint.empty()))
            return {};
        checkpoint = recorder.checkpoint;
        for (EpochReport &report : recorder.epochs)
            epochs.push_back(std::move(report));
    }
    return epochs;
}

} // namespace

class DistilResumeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withViewsToo()
    {
        Recipe recipe = smallRecipe();
        const DistilInput input = withViews(smallInput(), 3, recipe);
        const std::vector<EpochReport> whole = inPieces(recipe, onOneThread(), input, {});
        const std::vector<EpochReport> pieces = inPieces(recipe, onOneThread(), input, {2, 4});
        QCOMPARE(whole.size(), std::size_t{2});
        QCOMPARE(pieces.size(), std::size_t{2});
        for (std::size_t i = 0; i < 2; ++i)
            compareReports(whole[i], pieces[i]);
    }

    void sameBits_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<QString>("precision");
        QTest::addColumn<QString>("optimiser");
        QTest::addColumn<QList<qlonglong>>("stops");
        QTest::addColumn<QString>("student");
        // 48 or so images in batches of 16: 2 or 3 steps an epoch.
        QTest::newRow("before the first step") << 1 << "fp32"
                                               << "sgd" << QList<qlonglong>{0} << "resnet20";
        QTest::newRow("after the first step") << 1 << "fp32"
                                              << "sgd" << QList<qlonglong>{1} << "resnet20";
        QTest::newRow("often") << 1 << "fp32"
                               << "sgd" << QList<qlonglong>{0, 1, 2, 3, 4, 5} << "resnet20";
        QTest::newRow("often, bf16, two threads") << 2 << "bf16"
                                                  << "sgd" << QList<qlonglong>{1, 2} << "resnet20";
        QTest::newRow("often, adamw") << 1 << "fp32"
                                      << "adamw" << QList<qlonglong>{1, 2, 4} << "resnet20";
        QTest::newRow("hard swish and gates, two threads") << 2 << "fp32"
                                                           << "sgd" << QList<qlonglong>{1} << "mobilenet_v3_small";
        QTest::newRow("SiLU and gates, bf16, two threads") << 2 << "bf16"
                                                           << "sgd" << QList<qlonglong>{1} << "efficientnet_b0";
    }
    void sameBits()
    {
        QFETCH(int, threads);
        QFETCH(QString, precision);
        QFETCH(QString, optimiser);
        QFETCH(QList<qlonglong>, stops);
        QFETCH(QString, student);
        const DistilInput input = smallInput();
        Recipe recipe = smallRecipe();
        recipe.student = student.toStdString();
        recipe.epochs = 3;
        recipe.optimiser = optimiser.toStdString();
        // Everything that has a state of its own takes part.
        recipe.featureWeight = 0.5;
        recipe.studentProxies = "teacher";
        recipe.colourJitter = 0.2;
        recipe.growingEpochs = 2;
        RunEnvironment environment = onOneThread(precision.toStdString());
        environment.threads = threads;
        if (threads > 1)
            recipe.batch = 32; // a share of 16 for each
        const Recorder whole = finished(recipe, input, environment);
        const auto pieces = inPieces(recipe, environment, input, {stops.begin(), stops.end()});
        QCOMPARE(pieces.size(), whole.epochs.size());
        for (std::size_t i = 0; i < pieces.size(); ++i)
            compareReports(pieces[i], whole.epochs[i]);
    }

    void epochsCheckpointContinues() // as after a crash: nothing but what epochDone was given
    {
        const DistilInput input = smallInput();
        const Recipe recipe = smallRecipe();
        const Recorder whole = finished(recipe, input);
        Recorder second;
        distil(recipe, onOneThread(), input, whole.epochs[0].checkpoint, second, {}, {});
        QCOMPARE(second.epochs.size(), std::size_t(1));
        compareReports(second.epochs[0], whole.epochs[1]);
        Recorder third;
        distil(recipe, onOneThread(), input, whole.epochs[1].checkpoint, third, {}, {});
        QVERIFY(third.epochs.empty()); // it was done
    }

    void cancelledBeforeTheStart()
    {
        Recorder recorder;
        recorder.stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, distil(smallRecipe(), onOneThread(), smallInput(), {}, recorder,
                                                   recorder.stop.get_token(), {}));
        QVERIFY(recorder.steps.empty());
        QVERIFY(recorder.epochs.empty());
        QVERIFY(!recorder.checkpoint.empty());
        QCOMPARE(recorder.stoppedEpoch, std::int64_t(1));
    }

    void stoppedAtTheNextStep()
    {
        Recorder recorder;
        recorder.stopAfter = 1;
        QVERIFY_THROWS_EXCEPTION(Cancelled, distil(smallRecipe(), onOneThread(), smallInput(), {}, recorder,
                                                   recorder.stop.get_token(), {}));
        QCOMPARE(recorder.steps.size(), std::size_t(1));
    }

    void stoppedWhileEvaluating() // the epoch is not lost and not reported twice
    {
        const DistilInput input = smallInput();
        const Recipe recipe = smallRecipe();
        const Recorder whole = finished(recipe, input);
        Recorder first;
        Reporter reporter;
        reporter.progress = [&](const Progress &progress) {
            if (progress.stage == "evaluating")
                first.stop.request_stop();
        };
        // The stop is seen at the next batch of images, of which there are several with evaluation images.
        DistilInput more = input;
        more.evaluation = input.images;
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 distil(recipe, onOneThread(), more, {}, first, first.stop.get_token(), reporter));
        QVERIFY(first.epochs.empty());
        QCOMPARE(first.stoppedEpoch, std::int64_t(1));
        Recorder second;
        distil(recipe, onOneThread(), more, first.checkpoint, second, {}, {});
        QCOMPARE(second.epochs.size(), std::size_t(2));
        for (std::size_t i = 0; i < 2; ++i)
            compareReports(second.epochs[i], whole.epochs[i]);
    }

    void foreignCheckpointsAreRefused()
    {
        const DistilInput input = smallInput();
        const Recorder whole = finished(smallRecipe(), input);
        const auto refused = [&](const Recipe &recipe, const DistilInput &other, const RunEnvironment &environment,
                                 const char *part) {
            Recorder recorder;
            try {
                distil(recipe, environment, other, whole.epochs[0].checkpoint, recorder, {}, {});
            } catch (const Error &error) {
                return std::string(error.what()).find(part) != std::string::npos;
            }
            return false;
        };
        Recipe recipe = smallRecipe();
        recipe.lr = 0.03;
        QVERIFY(refused(recipe, input, onOneThread(), "lr is 0.03"));
        recipe = smallRecipe();
        recipe.seed = 9;
        QVERIFY(refused(recipe, input, onOneThread(), "seed is 9"));
        QVERIFY(refused(smallRecipe(), smallInput(5, 61), onOneThread(), "61 images"));
        DistilInput otherTeacher = input;
        otherTeacher.teacher.proxies.at(0, 0) = 0.9F;
        QVERIFY(refused(smallRecipe(), otherTeacher, onOneThread(), "teacher"));
        QVERIFY(refused(smallRecipe(), input, onOneThread("bf16"), "precision is bf16"));
        Recorder recorder;
        const std::vector<std::byte> noise(1000, std::byte{7});
        QVERIFY_THROWS_EXCEPTION(Error, distil(smallRecipe(), onOneThread(), input, noise, recorder, {}, {}));
    }
};

QTEST_GUILESS_MAIN(DistilResumeTest)
#include "tst_distil_resume.moc"
