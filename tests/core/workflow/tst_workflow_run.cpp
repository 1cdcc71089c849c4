#include "workflowfixture.h"

#include "measure/labelhalf.h"
#include "workflow/demo.h"
#include "workflow/excludeimages.h"

#include <QTest>

#include <cstring>

using namespace retort;
using namespace retort::test;

namespace {

/// Makes a project and runs it to the end.
RunRecord runOf(const Place &place, const std::string &name, const fs::path &dataset,
                const std::string &classes = {})
{
    NewProject choice = place.choice(name, dataset);
    if (!classes.empty())
        choice.classes = place.root() / classes;
    createProject(choice, {}, {});
    const auto project = opened(choice.file);
    return distilRun(*project, project->addRun("run", tinyRecipe()), place.cache(), {}, {}, {});
}

} // namespace

class TestWorkflowRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunLeavesEverything()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const std::int64_t id = project->addRun("run", tinyRecipe());
        std::int64_t steps = 0;
        std::vector<EpochRecord> heard;
        RunListener listener;
        listener.step = [&](const StepMetrics &, double) { ++steps; };
        listener.epoch = [&](const EpochRecord &epoch, const ProxyGraph &student) {
            heard.push_back(epoch);
            QCOMPARE(project->studentGraph(id, epoch.epoch).edges.size(),
                     student.edges.size()); // committed already
        };
        const RunRecord run = distilRun(*project, id, place.cache(), {}, {}, listener);
        QCOMPARE(run.state, RunState::Finished);
        QCOMPARE(run.epochsDone, 2);
        QCOMPARE(heard.size(), 2);
        QVERIFY(steps > 0);
        QCOMPARE(static_cast<std::int64_t>(project->steps(id).size()), steps);
        QVERIFY(run.tuningAccuracy && run.teacherTuningAccuracy && run.bestAgreement);
        QCOMPARE(heard[1].tuningAccuracy, project->epochs(id)[1].tuningAccuracy);
        QVERIFY(run.figures && run.figures->epoch == run.bestEpoch);
        QCOMPARE(run.environment.device, std::string("cpu"));
        QCOMPARE(run.environment.threads, 1);
        QVERIFY(!run.environment.versions.empty());
        QCOMPARE(run.weightsSha256.size(), 64);
        QCOMPARE(project->evaluation(id, 2).classes.size(), 40);
        const auto probe = project->probe(id);
        QCOMPARE(static_cast<std::int64_t>(probe.size()), project->teacherGraph(id, 1).samples);
        QVERIFY(!probe.empty() && probe.size() <= 16);
        QVERIFY(project->problems({}, {}).empty());
        QVERIFY_THROWS_EXCEPTION(ValueError, distilRun(*project, id, place.cache(), {}, {}, {}));
    }

    // Curves show the tuning half; what a run comes to is the report half's alone, and is a look at it.
    void everyLabelIsInOneHalf()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const std::int64_t id = project->addRun("run", tinyRecipe());
        project->addReportLook("prompts");
        const RunRecord run = distilRun(*project, id, place.cache(), {}, {}, {});
        const auto session = openSession(project->settings(), place.cache(), {}, {});
        const OpenedDataset &test = *session->test->dataset;
        const Answers answers = project->evaluation(id, run.bestEpoch);
        std::int64_t hits[2] = {0, 0};
        std::int64_t counts[2] = {0, 0};
        for (std::size_t i = 0; i < test.labels.size(); ++i) {
            const LabelHalf half = labelHalf(test.images->key(static_cast<std::int64_t>(i)));
            ++counts[static_cast<int>(half)];
            hits[static_cast<int>(half)] += answers.classes[i] == test.labels[i];
        }
        QVERIFY(counts[0] > 8 && counts[1] > 8 && counts[0] + counts[1] == 40);
        QCOMPARE(*run.tuningAccuracy, proportion(hits[0], counts[0]).percent);
        QCOMPARE(run.figures->student.percent, proportion(hits[1], counts[1]).percent);
        QVERIFY(std::abs(run.figures->student.low - proportion(hits[1], counts[1]).low) < 1e-9);
        QCOMPARE(run.figures->student.count, counts[1]);
        QCOMPARE(run.figures->teacher.count, counts[1]);
        QCOMPARE(run.figures->looksBefore, 1);
        const std::vector<ReportLook> looks = project->reportLooks();
        QCOMPARE(looks.size(), 2);
        QCOMPARE(looks[0].what, std::string("prompts"));
        QCOMPARE(looks[1].what, "run " + std::to_string(id));
    }

    void theMarkGoesWithTheRun()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        Weighting weighting = project->settings().weighting;
        const std::int64_t before = project->addRun("", tinyRecipe());
        weighting.labelsSeen = true;
        project->setWeighting(weighting);
        const std::int64_t after = project->addRun("", tinyRecipe());
        QVERIFY(!project->run(before).labelsSeen);
        QVERIFY(project->run(after).labelsSeen);
        QVERIFY(project->runs()[1].labelsSeen);
    }

    void labelsNeverReachTheWeights()
    {
        const Place place;
        const RunRecord plain = runOf(place, "a.retort", place.idx("idx"));
        const RunRecord shuffled = runOf(place, "b.retort", place.idx("shuffled", 160, true));
        QVERIFY(!plain.weightsSha256.empty());
        QCOMPARE(shuffled.weightsSha256, plain.weightsSha256);
        QVERIFY(shuffled.tuningAccuracy != plain.tuningAccuracy); // they were shuffled
    }

    void pathsNeverReachTheWeights()
    {
        const Place place;
        place.writeTextFile("names.txt", "kind0\nkind1\nkind2\n");
        const RunRecord folders = runOf(place, "a.retort", place.imageFolder("classes", true), "names.txt");
        // Embedded again, so that the tower sees them in another order, too.
        fs::remove_all(place.root() / "cache");
        const RunRecord flat = runOf(place, "b.retort", place.imageFolder("flat", false), "names.txt");
        QCOMPARE(flat.dataFingerprint, folders.dataFingerprint);
        QCOMPARE(flat.weightsSha256, folders.weightsSha256);
    }

    void stoppedAndResumedIsTheSame()
    {
        const Place place;
        const fs::path dataset = place.idx("idx");
        const RunRecord undisturbed = runOf(place, "a.retort", dataset);
        createProject(place.choice("b.retort", dataset), {}, {});
        const std::int64_t id = opened(place.root() / "b.retort")->addRun("run", tinyRecipe());
        int stops = 0;
        for (bool finished = false; !finished;) {
            const auto project = opened(place.root() / "b.retort");
            std::stop_source stop;
            int steps = 0;
            RunListener listener;
            listener.step = [&](const StepMetrics &, double) {
                if (++steps == 3)
                    stop.request_stop();
            };
            try {
                QCOMPARE(distilRun(*project, id, place.cache(), stop.get_token(), {}, listener).weightsSha256,
                         undisturbed.weightsSha256);
                finished = true;
            } catch (const Cancelled &) {
                QCOMPARE(project->run(id).state, RunState::Paused);
                QVERIFY(!project->checkpoint(id).empty());
                project->setRunState(id, RunState::Cancelled); // as a caller who meant it does; still resumable
                QVERIFY(++stops < 20);
            }
        }
        QVERIFY(stops >= 2);
        const auto project = opened(place.root() / "b.retort");
        QCOMPARE(project->steps(id).size(), opened(place.root() / "a.retort")->steps(1).size());
        QVERIFY(project->problems({}, {}).empty());
    }

    void aRunKeepsItsWeighting()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const std::int64_t id = project->addRun("run", tinyRecipe());
        Weighting other = project->settings().weighting;
        other.rule = WeightRule::Manual;
        other.templates = {{"a dark {}", 1, false}};
        project->setWeighting(other);
        const RunRecord run = distilRun(*project, id, place.cache(), {}, {}, {});
        const RunRecord plain = runOf(place, "b.retort", place.root() / "idx");
        QCOMPARE(run.weightsSha256, plain.weightsSha256);
        const std::int64_t second = project->addRun("other", tinyRecipe());
        QVERIFY(distilRun(*project, second, place.cache(), {}, {}, {}).weightsSha256 != plain.weightsSha256);
    }

    void autoClipHasLogitsOfItsOwn()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        Weighting weighting = project->settings().weighting;
        const RunRecord uniform =
            distilRun(*project, project->addRun("uniform", tinyRecipe()), place.cache(), {}, {}, {});
        weighting.rule = WeightRule::AutoClip; // with the same mean weights
        project->setWeighting(weighting);
        const RunRecord own = distilRun(*project, project->addRun("own", tinyRecipe()), place.cache(), {}, {}, {});
        QVERIFY(own.weightsSha256 != uniform.weightsSha256);
    }

    void otherImagesAreNotResumedOn()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const std::int64_t id = project->addRun("run", tinyRecipe());
        relocateDataset(*project, DatasetRole::Training, place.idx("other", 150), {}, {});
        const std::string error = errorOf<InputError>([&] { distilRun(*project, id, place.cache(), {}, {}, {}); });
        QVERIFY2(holds(error, "run 1 was made with other training images"), error.c_str());
        QCOMPARE(project->run(id).state, RunState::Paused);
        QVERIFY(holds(project->run(id).error, "other training images"));
        relocateDataset(*project, DatasetRole::Training, place.root() / "idx", {}, {});
        QCOMPARE(distilRun(*project, id, place.cache(), {}, {}, {}).state, RunState::Finished);
        QCOMPARE(project->run(id).error, std::string());
    }

    // The weights are those of a project that never had the excluded images; a run goes on only with the same ones
    // excluded.
    void excludedImagesAreAsIfNotThere()
    {
        const Place place;
        place.writeTextFile("names.txt", "kind0\nkind1\nkind2\n");
        NewProject choice = place.choice("a.retort", place.imageFolder("all", false));
        choice.classes = place.root() / "names.txt";
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        const auto session = openSession(project->settings(), place.cache(), {}, {});
        ExclusionChange change;
        for (std::int64_t i = 0; i < 60; i += 6)
            change.exclude.push_back(session->training.dataset->images->name(i));
        changeExcluded(*project, change, {}, {});
        const std::int64_t id = project->addRun("run", tinyRecipe());
        QCOMPARE(distilRun(*project, id, place.cache(), {}, {}, {}).state, RunState::Finished);

        for (const std::string &name : change.exclude)
            fs::remove(place.root() / "all" / name);
        choice.file = place.root() / "b.retort";
        createProject(choice, {}, {});
        const auto fewer = opened(choice.file);
        const RunRecord without = distilRun(*fewer, fewer->addRun("run", tinyRecipe()), place.cache(), {}, {}, {});
        QCOMPARE(project->run(id).weightsSha256, without.weightsSha256);
    }

    void aRunGoesOnOnlyWithTheSameExcluded()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const auto images = openSession(project->settings(), place.cache(), {}, {})->training.dataset->images;
        const std::int64_t id = project->addRun("run", tinyRecipe());
        changeExcluded(*project, {{images->name(5), images->key(7).hex()}, {}}, {}, {});
        QCOMPARE(project->settings().excluded.size(), 2);
        const std::string error = errorOf<InputError>([&] { distilRun(*project, id, place.cache(), {}, {}, {}); });
        QVERIFY2(holds(error, "run 1 was made while other images were excluded from training than the 2 that are"),
                 error.c_str());
        changeExcluded(*project, {{}, {images->name(5)}}, {}, {});
        QCOMPARE(project->settings().excluded, std::vector<ContentKey>{images->key(7)});
        changeExcluded(*project, {{}, {"all"}}, {}, {});
        QCOMPARE(distilRun(*project, id, place.cache(), {}, {}, {}).state, RunState::Finished);

        const std::string unknown = errorOf<ValueError>([&] {
            changeExcluded(*project, {{"#3", "nobody.png"}, {}}, {}, {});
        });
        QVERIFY2(holds(unknown, "no image \"nobody.png\""), unknown.c_str());
        QVERIFY(project->settings().excluded.empty()); // all or nothing
        ExclusionChange everything;
        for (std::int64_t i = 0; i < images->size(); ++i)
            everything.exclude.push_back(images->name(i));
        QVERIFY(
            holds(errorOf<ValueError>([&] { changeExcluded(*project, everything, {}, {}); }), "no image would"));
    }

    void aDataSetThatVanishesPausesTheRun()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const std::int64_t id = project->addRun("run", tinyRecipe());
        std::stop_source stop;
        RunListener listener;
        listener.epoch = [&](const EpochRecord &, const ProxyGraph &) { stop.request_stop(); };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 distilRun(*project, id, place.cache(), stop.get_token(), {}, listener));
        fs::rename(place.root() / "idx", place.root() / "gone");
        const std::string error = errorOf<InputError>([&] { distilRun(*project, id, place.cache(), {}, {}, {}); });
        QVERIFY2(holds(error, (place.root() / "idx").string()), error.c_str());
        QCOMPARE(project->run(id).state, RunState::Paused);
        QCOMPARE(project->run(id).error, error);
        QCOMPARE(project->run(id).epochsDone, 1);
        fs::rename(place.root() / "gone", place.root() / "idx");
        QCOMPARE(distilRun(*project, id, place.cache(), {}, {}, {}).state, RunState::Finished);
    }

    void aLossThatDivergesEndsTheRun()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        Recipe recipe = tinyRecipe();
        static_cast<void>(distilRun(*project, project->addRun("first", recipe), place.cache(), {}, {}, {}));
        StudentStart start;
        start.weights = project->weights(1, 0);
        for (NamedTensor &tensor : start.weights)
            if (tensor.name == "fc.weight" || tensor.name == "fc.bias")
                for (std::size_t i = 0; i + sizeof(float) <= tensor.bytes.size(); i += sizeof(float)) {
                    float value = 0; // surely wrong, and too slow to learn better
                    std::memcpy(&value, tensor.bytes.data() + i, sizeof value);
                    value = -1000 * value + 1000 * static_cast<float>(i % 7);
                    std::memcpy(tensor.bytes.data() + i, &value, sizeof value);
                }
        recipe.start = "run:1";
        recipe.lr = 1e-9;
        recipe.epochs = 40;
        const std::int64_t id = project->addRun("diverges", recipe, start, "spoilt");
        const std::string error = errorOf<Error>([&] { distilRun(*project, id, place.cache(), {}, {}, {}); });
        QVERIFY2(holds(error, "the loss diverged: ") && holds(error, "lower learning rate"), error.c_str());
        const RunRecord run = project->run(id);
        QCOMPARE(run.state, RunState::Failed);
        QCOMPARE(run.error, error);
        QVERIFY(run.epochsDone > 0 && run.epochsDone < recipe.epochs);
        QVERIFY2(holds(error, "epochs 1 to " + std::to_string(run.epochsDone) + " are kept"), error.c_str());
        QVERIFY(!project->weights(id, run.epochsDone).empty()); // and can be taken away
        QVERIFY(project->problems({}, {}).empty());
    }

    void aRunKeepsItsView()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const std::int64_t id = project->addRun("run", tinyRecipe());
        setView(*project, {Fit::Squash, {}});
        const std::string error = errorOf<InputError>([&] { distilRun(*project, id, place.cache(), {}, {}, {}); });
        QVERIFY2(holds(error, "run 1 looks at images otherwise: as centre, now they are seen as squash"),
                 error.c_str());
        QVERIFY(project->run(project->addRun("new", tinyRecipe())).view == (ImageView{Fit::Squash, {}}));
    }

    void theDemoOnTinyImages()
    {
        const Place place;
        place.writeTextFile("resources/classes/fashion-mnist.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
        fs::copy(place.root() / "clip", place.root() / "resources" / "demo-teacher", fs::copy_options::recursive);
        fs::copy(fs::path(RETORT_RESOURCES_DIR) / "recipes", place.root() / "resources" / "recipes");
        DemoChoice choice;
        choice.out = place.root() / "demo.retort";
        choice.resources = place.root() / "resources";
        choice.images = place.idx("idx", 400);
        choice.cache = place.root() / "cache";
        choice.quick = true;
        const DemoResult result = runDemo(choice, {}, {}, {});
        QCOMPARE(result.run, 1);
        QVERIFY(result.figures.reportHalf && result.figures.student.count > 0 &&
                result.figures.student.count < 40);
        QVERIFY(result.imagesPerSecond > 0);
        {
            const auto project = Project::open(choice.out, nullptr);
            const ProjectSettings settings = project->settings();
            QVERIFY(settings.demo);
            QCOMPARE(settings.weighting.rule, WeightRule::MaxLogit);
            QVERIFY(!settings.weighting.labelsSeen);
            QVERIFY(!project->run(1).labelsSeen);
            // None of the half that the demo teacher learned from.
            QVERIFY(settings.dataset(DatasetRole::Training)->choice.range.from == 0.5);
            const OpenedDataset teachers = openDataset(choice.images, {"train", {0, 0.5}}, {}, {});
            QVERIFY(settings.dataset(DatasetRole::Training)->images + teachers.images->size() <= 400);
        }
        // Again: another run in the same project, the same bits.
        QCOMPARE(runDemo(choice, {}, {}, {}).run, 2);
        const auto runs = Project::open(choice.out, nullptr)->runs();
        QCOMPARE(runs[1].weightsSha256, runs[0].weightsSha256);
        // A later Retort with another demo teacher: the project takes it, its runs stay.
        fs::remove_all(place.root() / "resources" / "demo-teacher");
        retort::testing::writeTinyClip(place.root() / "resources" / "demo-teacher",
                                       retort::testing::tinyClipConfig(), 2);
        createDemoProject(choice, {}, {});
        const auto updated = Project::open(choice.out, nullptr);
        QVERIFY(updated->settings().teacher->id != updated->run(1).teacherId);
        QVERIFY(openSession(updated->settings(), place.cache(), {}, {}));
        // Something else is never replaced.
        createProject(place.choice("mine.retort", place.root() / "idx"), {}, {});
        choice.out = place.root() / "mine.retort";
        QVERIFY(holds(errorOf<StoreError>([&] { static_cast<void>(runDemo(choice, {}, {}, {})); }), "not a demo"));
        choice.out = place.root() / "new.retort";
        choice.images = place.root() / "nowhere";
        QVERIFY(holds(errorOf<InputError>([&] { static_cast<void>(runDemo(choice, {}, {}, {})); }),
                      "apt install dataset-fashion-mnist"));
        QVERIFY(!fs::exists(choice.out));
    }
};

QTEST_GUILESS_MAIN(TestWorkflowRun)
#include "tst_workflow_run.moc"
