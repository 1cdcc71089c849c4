// The loop as a whole: what an epoch reports, what decides the bits and what must not.
#include "distil/runidentity.h"
#include "distilfixture.h"

#include <QtTest>

#include <set>

using namespace retort;

namespace {

bool sameWeights(const Recorder &a, const Recorder &b)
{
    return a.epochs.back().weights == b.epochs.back().weights;
}

std::vector<std::string> names(const NamedTensors &tensors)
{
    std::vector<std::string> list;
    for (const NamedTensor &tensor : tensors)
        list.push_back(tensor.name);
    return list;
}

} // namespace

class DistilTest : public QObject
{
    Q_OBJECT

    DistilInput m_input = smallInput();
    Recorder m_plain = finished(smallRecipe(), m_input);

private Q_SLOTS:
    void reports()
    {
        const Recipe recipe = smallRecipe();
        QCOMPARE(m_plain.epochs.size(), std::size_t(2));
        const EpochReport &report = m_plain.epochs[1];
        QCOMPARE(report.epoch, std::int64_t(2));
        QVERIFY(report.seconds > 0);
        QVERIFY(report.imagesPerSecond > 0);
        QVERIFY(m_plain.rate > 0);
        const std::size_t perEpoch = m_plain.steps.size() / 2;
        QCOMPARE(report.steps.size(), perEpoch);
        QCOMPARE(report.steps.front().step, static_cast<std::int64_t>(perEpoch) + 1);
        QCOMPARE(report.mean.step, static_cast<std::int64_t>(2 * perEpoch));
        double loss = 0;
        for (const StepMetrics &step : report.steps) {
            loss += step.loss / static_cast<double>(perEpoch);
            const double sum = step.nodeLoss + 2 * step.edgeLoss + step.pseudoLoss; // the recipe's weights
            QVERIFY(std::abs(sum - step.loss) < 1e-4 * step.loss);
        }
        QVERIFY(std::abs(loss - report.mean.loss) < 1e-9);

        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < m_input.images->size(); ++i)
            keys.push_back(m_input.images->key(i));
        const auto probes = static_cast<std::int64_t>(probeIndices(recipe, keys).size());
        QVERIFY(probes > 2 && probes <= 8);
        QCOMPARE(report.studentGraph.samples, probes);
        QCOMPARE(report.teacherGraph.answers.size(), static_cast<std::size_t>(probes));
        QCOMPARE(report.teacherGraph.edges.size(), report.studentGraph.edges.size());
        QCOMPARE(report.studentGraph.proxyCorrelations.rows(), std::int64_t(5));
        QVERIFY(report.heldOutAgreement >= 0 && report.heldOutAgreement <= 100);
        QVERIFY(report.evaluation.classes.empty());
        QVERIFY(std::is_sorted(report.weights.begin(), report.weights.end(),
                               [](const NamedTensor &a, const NamedTensor &b) { return a.name < b.name; }));
        QVERIFY(!report.checkpoint.empty());
    }

    // An epoch with views is, bit by bit, one whose images are the crops that were drawn for it and whose teacher
    // says of each what it said of that crop: the student never sees a crop with the answer to another.
    void viewsAreTaughtAsTheyWereScored()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        const DistilInput input = withViews(smallInput(), 3, recipe);
        const Recorder taught = finished(recipe, input);

        std::vector<ContentKey> keys;
        std::vector<std::uint8_t> pixels;
        auto embeddings = std::make_shared<Matrix>(input.images->size(), 12);
        for (std::int64_t i = 0; i < input.images->size(); ++i)
            keys.push_back(input.images->key(i));
        const Split split = splitByContent(keys, recipe.heldOut);
        std::vector<std::int64_t> crops = countTo(input.images->size());
        for (std::int64_t &i : crops)
            i *= 3; // of held-out images it does not matter
        for (const std::int64_t view :
             viewsOfOrder(epochOrder(split.training, recipe.seed, 1), *input.images, 3, recipe.seed, 1))
            crops[static_cast<std::size_t>(view / 3)] = view;
        for (std::size_t i = 0; i < crops.size(); ++i) {
            const Image crop = input.views->images->image(crops[i]);
            pixels.insert(pixels.end(), crop.pixels.begin(), crop.pixels.end());
            std::ranges::copy(input.views->embeddings->row(crops[i]),
                              embeddings->row(static_cast<std::int64_t>(i)).begin());
        }
        DistilInput plain = input;
        plain.views.reset();
        plain.images = std::make_shared<const PackedImages>(32, 32, 3, std::move(pixels), keys);
        plain.teacher.embeddings = embeddings;
        Recipe as = recipe;
        as.views = 0;
        as.randomResizedCrop = 0;
        as.cropPadding = 0;
        as.flip = false;
        const Recorder expected = finished(as, plain);
        QCOMPARE(taught.steps.size(), expected.steps.size());
        for (std::size_t i = 0; i < taught.steps.size(); ++i)
            QVERIFY(taught.steps[i].loss == expected.steps[i].loss);
        QVERIFY(sameWeights(taught, expected));
        // What was measured at the end are the plain images and what the teacher says of them.
        QVERIFY(taught.epochs[0].teacherGraph.answers != expected.epochs[0].teacherGraph.answers ||
                taught.epochs[0].teacherGraph.confidences != expected.epochs[0].teacherGraph.confidences);
    }

    // Where weights depend on the image, each view has logits of its own.
    void viewsWithLogits()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        DistilInput input = withViews(smallInput(), 2, recipe);
        const Recorder without = finished(recipe, input);
        const auto logitsOf = [&](const Matrix &rows) {
            auto logits = std::make_shared<Matrix>(rows.rows(), 5);
            for (std::int64_t i = 0; i < rows.rows(); ++i)
                for (std::int64_t c = 0; c < 5; ++c)
                    logits->at(i, c) = rows.at(i, (c + 1) % 5) * 10;
            return logits;
        };
        input.teacher.logits = logitsOf(*input.teacher.embeddings);
        input.views->logits = logitsOf(*input.views->embeddings);
        const Recorder with = finished(recipe, input);
        QVERIFY(with.steps[0].pseudoLoss != without.steps[0].pseudoLoss);
        QVERIFY(with.steps[0].edgeLoss == without.steps[0].edgeLoss);
    }

    void probesAreHeldOutInKeyOrder()
    {
        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < m_input.images->size(); ++i)
            keys.push_back(m_input.images->key(i));
        Recipe recipe = smallRecipe();
        recipe.probeSamples = 3;
        const std::vector<std::int64_t> few = probeIndices(recipe, keys);
        const std::vector<std::int64_t> heldOut = splitByContent(keys, recipe.heldOut).heldOut;
        QCOMPARE(few, (std::vector<std::int64_t>{heldOut[0], heldOut[1], heldOut[2]}));
        recipe.probeSamples = 1000;
        QCOMPARE(probeIndices(recipe, keys), heldOut);
    }

    // Groups decide what is held out, and are part of what a run must find again when it goes on; so is the view.
    void groupsAndViewBelongToARun()
    {
        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < m_input.images->size(); ++i)
            keys.push_back(m_input.images->key(i));
        const Recipe recipe = smallRecipe();
        DistilInput grouped = m_input;
        for (std::size_t i = 0; i < keys.size(); ++i)
            grouped.groups.push_back(keys[i / 4 * 4]);
        QCOMPARE(probeIndices(recipe, keys, grouped.groups),
                 splitByContent(keys, recipe.heldOut, grouped.groups).heldOut);
        const auto identity = [&](const DistilInput &input) { return runIdentity(recipe, {}, keys, input); };
        const auto plain = identity(m_input);
        QCOMPARE(identity(grouped).size(), plain.size() + 1);
        DistilInput others = grouped;
        std::swap(others.groups.front(), others.groups.back());
        QVERIFY(identity(others) != identity(grouped));
        DistilInput seen = m_input;
        seen.view = "letterbox";
        QCOMPARE(identity(seen).size(), plain.size() + 1);
    }

    void theTeacherGraphTellsTheTeacher()
    {
        const EpochReport &report = m_plain.epochs[0];
        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < m_input.images->size(); ++i)
            keys.push_back(m_input.images->key(i));
        const std::vector<std::int64_t> probes = probeIndices(smallRecipe(), keys);
        for (std::size_t i = 0; i < probes.size(); ++i) // image i shows class i modulo 5
            QCOMPARE(std::int64_t(report.teacherGraph.answers[i]), probes[i] % 5);
        const Matrix &v = *m_input.teacher.embeddings;
        const Matrix &t = m_input.teacher.proxies;
        for (const GraphEdge &edge : report.teacherGraph.edges) {
            double dot = 0, length = 0;
            for (std::int64_t d = 0; d < v.columns(); ++d) {
                const auto p = static_cast<double>(t.at(edge.proxy, d));
                dot += p * static_cast<double>(v.at(probes[static_cast<std::size_t>(edge.sample)], d));
                length += p * p;
            }
            QVERIFY(std::abs(dot / std::sqrt(length) - static_cast<double>(edge.weight)) < 1e-5);
        }
    }

    void learns()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 8;
        recipe.cropPadding = 0;
        const Recorder run = finished(recipe, m_input);
        QVERIFY(run.epochs.back().mean.loss < 0.7 * run.epochs.front().mean.loss);
        QVERIFY(run.epochs.back().summary.edgeCorrelation > run.epochs.front().summary.edgeCorrelation);
        // Every epoch ended with the teacher's graph unchanged but for which edges it shows.
        for (const EpochReport &report : run.epochs)
            QVERIFY(report.teacherGraph.answers == run.epochs.front().teacherGraph.answers);
    }

    void sameSeedSameBits() { QVERIFY(sameWeights(finished(smallRecipe(), m_input), m_plain)); }

    void otherSeedOtherBits()
    {
        Recipe recipe = smallRecipe();
        recipe.seed = 2;
        QVERIFY(!sameWeights(finished(recipe, m_input), m_plain));
    }

    void aTeamRepeatsItselfAndSeesWholeBatches_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<QString>("student");
        QTest::newRow("two members") << 2 << "resnet20";
        QTest::newRow("more threads than shares") << 5 << "resnet20";
        QTest::newRow("hard swish and gates") << 2 << "mobilenet_v3_small";
    }
    void aTeamRepeatsItselfAndSeesWholeBatches()
    {
        QFETCH(int, threads);
        QFETCH(QString, student);
        Recipe recipe = smallRecipe();
        recipe.student = student.toStdString();
        recipe.batch = 32;
        recipe.epochs = 3;
        recipe.lr = 1e-4; // larger steps would amplify the roundings
        recipe.featureWeight = 0.5;
        DistilInput input = m_input;
        input.evaluation = smallInput(5, 17).images; // no multiple of the members
        const RunEnvironment team{"cpu", "fp32", threads, "test"};
        const Recorder run = finished(recipe, input, team);
        QVERIFY(sameWeights(finished(recipe, input, team), run));
        // One thread computes the same but for roundings: losses over the batch, statistics of normalisation and
        // their running values, which evaluation reads.
        const Recorder alone = finished(recipe, input);
        for (std::size_t i = 0; i < run.steps.size(); ++i)
            QVERIFY2(std::abs(run.steps[i].loss - alone.steps[i].loss) < 1e-5 * alone.steps[i].loss,
                     qPrintable(QString::number(run.steps[i].loss) + " " + QString::number(alone.steps[i].loss)));
        const EpochReport &a = run.epochs.back();
        const EpochReport &b = alone.epochs.back();
        QVERIFY(std::abs(a.summary.nodeKl - b.summary.nodeKl) < 1e-4 * b.summary.nodeKl);
        QCOMPARE(a.evaluation.classes.size(), std::size_t(17));
        for (std::size_t i = 0; i < 17; ++i)
            QVERIFY(std::abs(a.evaluation.confidences[i] - b.evaluation.confidences[i]) < 1e-4F);
    }

    void theOrderOfImagesDoesNotMatter()
    {
        std::vector<std::int64_t> order = countTo(60);
        RandomStream stream{3};
        stream.shuffle(order);
        QVERIFY(sameWeights(finished(smallRecipe(), smallInput(5, order)), m_plain));
    }

    // As if they were not there: the same bits, and a checkpoint that either goes on with.
    void excludedImagesAreNotLearnedFrom()
    {
        std::vector<std::int64_t> rest;
        DistilInput input = m_input;
        for (std::int64_t i = 0; i < 60; ++i) {
            if (i % 7 == 3)
                input.excluded.push_back(input.images->key(i));
            else
                rest.push_back(i);
        }
        std::sort(input.excluded.begin(), input.excluded.end());
        const DistilInput without = smallInput(5, rest);
        const Recorder excluded = finished(smallRecipe(), input);
        const Recorder absent = finished(smallRecipe(), without);
        QVERIFY(sameWeights(excluded, absent));
        QVERIFY(!sameWeights(excluded, m_plain));
        QVERIFY(excluded.epochs[1].heldOutAgreement == absent.epochs[1].heldOutAgreement);
        QCOMPARE(excluded.epochs[1].studentGraph.samples, absent.epochs[1].studentGraph.samples);
        QCOMPARE(excluded.epochs[1].checkpoint, absent.epochs[1].checkpoint);

        std::vector<ContentKey> keys;
        for (std::int64_t i = 0; i < 60; ++i)
            keys.push_back(input.images->key(i));
        for (const std::int64_t probe : probeIndices(smallRecipe(), keys, {}, input.excluded))
            QVERIFY(probe % 7 != 3);

        Recorder recorder;
        const auto resumed = [&](const DistilInput &with) {
            distil(smallRecipe(), onOneThread(), with, excluded.epochs[0].checkpoint, recorder, {}, {});
        };
        resumed(without);
        QVERIFY(sameWeights(recorder, excluded));
        QVERIFY_THROWS_EXCEPTION(Error, resumed(m_input));
    }

    void givenLogitsReplaceTheProduct()
    {
        DistilInput input = m_input;
        const Matrix &v = *input.teacher.embeddings;
        const Matrix &t = input.teacher.proxies;
        auto logits = std::make_shared<Matrix>(v.rows(), t.rows());
        for (std::int64_t i = 0; i < v.rows(); ++i)
            for (std::int64_t c = 0; c < t.rows(); ++c)
                for (std::int64_t d = 0; d < v.columns(); ++d)
                    logits->at(i, c) += 10 * v.at(i, d) * t.at(c, d);
        input.teacher.logits = logits;
        const Recorder same = finished(smallRecipe(), input);
        QVERIFY(std::abs(same.steps[0].loss - m_plain.steps[0].loss) < 1e-4);
        for (float &value : std::span(logits->data(), static_cast<std::size_t>(60 * 5)))
            value = -value;
        QVERIFY(std::abs(finished(smallRecipe(), input).steps[0].nodeLoss - m_plain.steps[0].nodeLoss) > 0.1);
    }

    void evaluationIsOnlyReported()
    {
        DistilInput input = m_input;
        input.evaluation = smallInput(5, 23).images;
        const Recorder run = finished(smallRecipe(), input);
        QCOMPARE(run.epochs[0].evaluation.classes.size(), std::size_t(23));
        QCOMPARE(run.epochs[1].evaluation.margins.size(), std::size_t(23));
        QVERIFY(sameWeights(run, m_plain));
    }

    void imagesGrow()
    {
        Recipe recipe = smallRecipe();
        recipe.growingEpochs = 1;
        const Recorder grown = finished(recipe, m_input);
        QVERIFY(!sameWeights(grown, m_plain)); // it saw something else
        for (const EpochReport &epoch : grown.epochs)
            QVERIFY(std::isfinite(epoch.mean.loss));
        QVERIFY(grown.epochs.back().mean.loss < grown.epochs.front().mean.loss);
    }

    void greyImagesAreRepeated()
    {
        const Recorder grey = finished(smallRecipe(), smallInput(5, countTo(60), 1));
        QCOMPARE(names(grey.epochs.back().weights), names(m_plain.epochs.back().weights));
    }

    void termsThatAreOffAreZero()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        recipe.edgeWeight = recipe.pseudoWeight = 0;
        recipe.nodeWeight = 0.5;
        const StepMetrics step = finished(recipe, m_input).steps[0];
        QCOMPARE(step.edgeLoss, 0.0);
        QCOMPARE(step.pseudoLoss, 0.0);
        QVERIFY(std::abs(step.loss - 0.5 * step.nodeLoss) < 1e-6);
    }

    void mapsBesideTheStudentLearnAndStayOutOfIt()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 6;
        recipe.nodeWeight = recipe.pseudoWeight = recipe.edgeWeight = 0;
        recipe.featureWeight = 1;
        recipe.studentProxies = "teacher";
        const Recorder run = finished(recipe, m_input);
        QCOMPARE(names(run.epochs.back().weights), names(m_plain.epochs.back().weights));
        QVERIFY(run.epochs.back().mean.loss < run.epochs.front().mean.loss);
        QVERIFY(std::abs(run.steps[0].nodeLoss - run.steps[0].loss) < 1e-6); // the feature part, weight 1
        QVERIFY(run.steps[0].loss > 0 && run.steps[0].loss < 2);
        recipe.featureWeight = 0;
        recipe.edgeWeight = 1;
        const Recorder edges = finished(recipe, m_input);
        QVERIFY(edges.epochs.back().mean.edgeLoss < edges.epochs.front().mean.edgeLoss);
    }

    void regressionAloneAnswersByTheTeachersProxies()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 10;
        recipe.nodeWeight = recipe.pseudoWeight = recipe.edgeWeight = 0;
        recipe.featureWeight = 1;
        DistilInput input = m_input;
        input.evaluation = input.images;
        const EpochReport last = finished(recipe, input).epochs.back();
        // No term reads the classifier; left at random, it would give a fifth of the answers that the teacher
        // gives.
        int agreeing = 0;
        for (std::size_t i = 0; i < last.evaluation.classes.size(); ++i)
            agreeing += last.evaluation.classes[i] == std::int32_t(i % 5) ? 1 : 0;
        QVERIFY2(agreeing > 36, qPrintable(QString::number(agreeing) + " of 60"));
        const auto bias = std::find_if(last.weights.begin(), last.weights.end(),
                                       [](const NamedTensor &tensor) { return tensor.name == "fc.bias"; });
        QVERIFY(bias != last.weights.end());
        QVERIFY(
            std::all_of(bias->bytes.begin(), bias->bytes.end(), [](std::byte b) { return b == std::byte{0}; }));
    }

    void startWeightsAreUsed()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        DistilInput input = m_input;
        input.start.weights = m_plain.epochs.back().weights;
        QVERIFY_THROWS_EXCEPTION(ValueError, finished(recipe, input)); // a resumed run could not tell it
        input.start.fingerprint = "those of the plain run";
        QVERIFY(finished(recipe, input).steps[0].loss < m_plain.steps[0].loss);
    }

    void bfloat16StaysNearFloat()
    {
        const Recorder run = finished(smallRecipe(), m_input, onOneThread("bf16"));
        QVERIFY(!sameWeights(run, m_plain));
        QVERIFY(std::abs(run.steps[0].loss - m_plain.steps[0].loss) < 0.05 * m_plain.steps[0].loss);
        for (const NamedTensor &tensor : run.epochs.back().weights)
            QVERIFY(tensor.type == ElementType::F32 || tensor.type == ElementType::I64);
    }
};

QTEST_GUILESS_MAIN(DistilTest)
#include "tst_distil.moc"
