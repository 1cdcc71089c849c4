#include "workflowfixture.h"

#include "measure/labelhalf.h"

#include "workflow/demo.h"
#include "workflow/labels.h"
#include "workflow/measuredlabels.h"

#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

PromptEmbeddings promptsOf(const Session &session)
{
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : session.settings.weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    return encodePrompts(*session.teacher, templates, session.settings.classes, known, {}, {});
}

} // namespace

class TestWorkflowProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromIdx()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const ProjectSettings settings = Project::open(place.root() / "a.retort", nullptr)->settings();
        QCOMPARE(settings.dataset(DatasetRole::Training)->images, 160);
        QVERIFY(settings.dataset(DatasetRole::Training)->labelled);
        QVERIFY(settings.dataset(DatasetRole::Test)); // the other part of the same folder
        QCOMPARE(settings.dataset(DatasetRole::Test)->images, 40);
        QCOMPARE(settings.classes.size(), 10);
        QCOMPARE(settings.classes[7].name, std::string("7"));
        QVERIFY(settings.teacher.has_value());
        QCOMPARE(settings.weighting.rule, WeightRule::Uniform);
        QCOMPARE(settings.weighting.templates.size(), 3);
        QCOMPARE(settings.weighting.templates[1].text, std::string("a picture of a {}."));
        QCOMPARE(settings.weighting.templates[1].weight, 1.0 / 3);
    }

    void fromFolders()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("classes", true)), {}, {});
        QCOMPARE(classNames(Project::open(place.root() / "a.retort", nullptr)->settings().classes),
                 (std::vector<std::string>{"kind0", "kind1", "kind2"}));
        // Flat: class names may come later, or from a file.
        NewProject choice = place.choice("b.retort", place.imageFolder("flat", false));
        createProject(choice, {}, {});
        QVERIFY(Project::open(choice.file, nullptr)->settings().classes.empty());
        QVERIFY(!Project::open(choice.file, nullptr)->settings().dataset(DatasetRole::Test));
        place.writeTextFile("names.txt", "cat, kitty\ndog\n");
        choice.file = place.root() / "c.retort";
        choice.classes = place.root() / "names.txt";
        choice.test = place.root() / "classes";
        createProject(choice, {}, {});
        const ProjectSettings settings = Project::open(choice.file, nullptr)->settings();
        QCOMPARE(settings.classes, (ClassList{{"cat", {"kitty"}}, {"dog", {}}}));
        QCOMPARE(settings.dataset(DatasetRole::Test)->images, 60);
    }

    void nothingIsLeftBehind()
    {
        const Place place;
        const auto refused = [&](NewProject choice, const std::string &part) {
            choice.file = place.root() / "bad.retort";
            const std::string error = errorOf<Error>([&] { createProject(choice, {}, {}); });
            QVERIFY2(holds(error, part), error.c_str());
            QVERIFY(!fs::exists(choice.file));
            QVERIFY(!fs::exists(ProjectLock::lockFile(choice.file)));
        };
        const NewProject good = place.choice("good.retort", place.idx("idx"));
        NewProject bad = good;
        bad.dataset = place.root() / "nowhere";
        refused(bad, "nowhere");
        bad = good;
        bad.teacher = place.root() / "idx";
        refused(bad, (place.root() / "idx").string());
        bad = good;
        bad.test = place.root() / "no-test";
        refused(bad, "no-test");
        bad = good;
        place.writeTextFile("one.txt", "only\n");
        bad.classes = place.root() / "one.txt";
        refused(bad, "");
        place.writeTextFile("twice.txt", "cat\ndog\ncat\n");
        bad.classes = place.root() / "twice.txt";
        refused(bad, "cat");
        testsupport::writeBmp(place.root() / "single" / "alone" / "a.bmp", testsupport::sampleImage(8, 8, 1));
        bad = good;
        bad.dataset = place.root() / "single";
        refused(bad, "");
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, createProject(good, stop.get_token(), {}));
        QVERIFY(!fs::exists(good.file));
        createProject(good, {}, {});
        QVERIFY(holds(errorOf<StoreError>([&] { createProject(good, {}, {}); }), "exists already"));
    }

    void aMovedDataSetIsNamed()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project =
            Project::open(place.root() / "a.retort", ProjectLock::acquire(place.root() / "a.retort"));
        QVERIFY(openSession(project->settings(), place.cache(), {}, {}));

        fs::rename(place.root() / "idx", place.root() / "moved");
        std::string error = errorOf<InputError>(
            [&] { static_cast<void>(openSession(project->settings(), place.cache(), {}, {})); });
        QVERIFY2(holds(error, (place.root() / "idx").string()) && holds(error, "training images") &&
                     holds(error, "--relocate training"),
                 error.c_str());
        relocateDataset(*project, DatasetRole::Training, place.root() / "moved", {}, {});
        error = errorOf<InputError>(
            [&] { static_cast<void>(openSession(project->settings(), place.cache(), {}, {})); });
        QVERIFY2(holds(error, "test images") && holds(error, "--relocate test"), error.c_str());
        relocateDataset(*project, DatasetRole::Test, place.root() / "moved", {}, {});
        QVERIFY(openSession(project->settings(), place.cache(), {}, {}));
        QVERIFY(!errorOf<InputError>([&] {
                     relocateDataset(*project, DatasetRole::Test, place.root() / "nowhere", {}, {});
                 }).empty());
    }

    void aChangedDataSetIsNamed()
    {
        const Place place;
        const fs::path folder = place.imageFolder("classes", true);
        createProject(place.choice("a.retort", folder), {}, {});
        const auto project =
            Project::open(place.root() / "a.retort", ProjectLock::acquire(place.root() / "a.retort"));
        const std::string before = project->settings().datasets[0].fingerprint;
        fs::remove(folder / "kind0" / "0.bmp");
        const std::string error = errorOf<InputError>(
            [&] { static_cast<void>(openSession(project->settings(), place.cache(), {}, {})); });
        QVERIFY2(holds(error, "60 images with fingerprint " + before) && holds(error, "59 with"), error.c_str());
        relocateDataset(*project, DatasetRole::Training, {}, {}, {});
        QCOMPARE(openSession(project->settings(), place.cache(), {}, {})->training.embeddings->rows(), 59);
    }

    void anotherTeacherIsNamed()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project =
            Project::open(place.root() / "a.retort", ProjectLock::acquire(place.root() / "a.retort"));
        fs::remove_all(place.root() / "clip");
        retort::testing::writeTinyClip(place.root() / "clip", retort::testing::tinyClipConfig(), 2);
        const std::string error = errorOf<InputError>(
            [&] { static_cast<void>(openSession(project->settings(), place.cache(), {}, {})); });
        QVERIFY2(holds(error, "another teacher") && holds(error, "--teacher"), error.c_str());
        relocateTeacher(*project, place.root() / "clip");
        QVERIFY(openSession(project->settings(), place.cache(), {}, {}));
    }

    void scoringPrompts()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        createProject(place.choice("b.retort", place.idx("shuffled", 160, true)), {}, {});
        const auto session =
            openSession(Project::open(place.root() / "a.retort", nullptr)->settings(), place.cache(), {}, {});
        const auto shuffled =
            openSession(Project::open(place.root() / "b.retort", nullptr)->settings(), place.cache(), {}, {});
        QCOMPARE(shuffled->training.fromCache, 160); // the same images, wherever they lie
        const PromptEmbeddings prompts = promptsOf(*session);
        const MeasuredLabels labels = measuredLabels(*session, session->settings.classes, {});
        QVERIFY(labels.role == DatasetRole::Test && labels.measuredOn == MeasuredOn::TestImages);
        Weighting weighting = session->settings.weighting;
        for (const WeightRule rule :
             {WeightRule::Uniform, WeightRule::MaxLogit, WeightRule::ZpeTest, WeightRule::AutoClip}) {
            weighting.rule = rule;
            const PromptScore score = scorePrompts(*session, prompts, weighting, true, true, &labels, {}, {});
            double sum = 0;
            for (const WeightedTemplate &entry : score.weighting.templates)
                sum += entry.weight;
            QVERIFY(std::abs(sum - 1) < 1e-6);
            QCOMPARE(score.training.answers.size(), 160);
            QVERIFY(score.test && score.test->answers.size() == 40);
            QCOMPARE(score.templateAccuracy.size(), 3);
            std::vector<std::int32_t> tuning = session->test->dataset->labels;
            for (std::size_t i = 0; i < tuning.size(); ++i)
                if (labelHalf(session->test->dataset->images->key(static_cast<std::int64_t>(i))) ==
                    LabelHalf::Report)
                    tuning[i] = -1;
            const Proportion expected = agreement(tuning, score.test->answers);
            QVERIFY(score.accuracy && score.accuracy->count == expected.count && expected.count > 8);
            QVERIFY(std::abs(score.accuracy->percent - expected.percent) < 1e-9);
            QVERIFY(std::abs(score.accuracy->high - expected.high) < 1e-9);
            // Labels change figures and nothing else.
            const MeasuredLabels wrong = measuredLabels(*shuffled, session->settings.classes, {});
            const PromptScore other = scorePrompts(*shuffled, prompts, weighting, true, true, &wrong, {}, {});
            const PromptScore hidden = scorePrompts(*session, prompts, weighting, true, true, nullptr, {}, {});
            QCOMPARE(hidden.weighting, score.weighting);
            QVERIFY(!hidden.accuracy && !hidden.templateAccuracy[0]);
            QCOMPARE(other.weighting, score.weighting);
            QCOMPARE(other.training.answers, score.training.answers);
        }
        // One template with all the weight is that template alone.
        weighting.rule = WeightRule::Manual;
        for (std::size_t p = 0; p < 3; ++p)
            weighting.templates[p].weight = p == 1 ? 1 : 0;
        const PromptScore alone = scorePrompts(*session, prompts, weighting, false, true, &labels, {}, {});
        QCOMPARE(alone.weighting, weighting);
        QCOMPARE(alone.accuracy->percent, *alone.templateAccuracy[1]);

        weighting.rule = WeightRule::Zpe;
        QVERIFY(holds(errorOf<ValueError>([&] {
                          static_cast<void>(
                              scorePrompts(*session, prompts, weighting, true, false, &labels, {}, {}));
                      }),
                      "reference"));
        QVERIFY(scorePrompts(*session, prompts, weighting, true, false, nullptr, {}, {},
                             session->test->embeddings.get())
                    .templateAccuracy.empty());
    }

    // Excluded images weigh no prompt and are counted nowhere; who is not excluded keeps every answer.
    void scoringWithoutExcludedImages()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("all", true)), {}, {});
        const auto settings = Project::open(place.root() / "a.retort", nullptr)->settings();
        const auto session = openSession(settings, place.cache(), {}, {});
        std::vector<ContentKey> excluded;
        std::vector<std::string> names;
        for (std::int64_t i = 0; i < 60; i += 4) {
            excluded.push_back(session->training.dataset->images->key(i));
            names.push_back(session->training.dataset->images->name(i));
        }
        std::sort(excluded.begin(), excluded.end());
        const auto some = withExcluded(*session, excluded);
        QCOMPARE(some->excluded.size(), excluded.size());
        QCOMPARE(some->split.training.size() + some->split.heldOut.size(), std::size_t(45));
        QCOMPARE(some->training.embeddings, session->training.embeddings);
        for (const std::string &name : names)
            fs::remove(place.root() / "all" / name);
        createProject(place.choice("b.retort", place.root() / "all"), {}, {});
        const auto fewer =
            openSession(Project::open(place.root() / "b.retort", nullptr)->settings(), place.cache(), {}, {});
        const PromptEmbeddings prompts = promptsOf(*session);
        Weighting weighting = session->settings.weighting;
        weighting.rule = WeightRule::ZpeTest;
        const MeasuredLabels labels = measuredLabels(*some, settings.classes, {});
        const MeasuredLabels fewerLabels = measuredLabels(*fewer, settings.classes, {});
        QCOMPARE(labels.tuning.labels, fewerLabels.tuning.labels);
        QCOMPARE(labels.report.labels, fewerLabels.report.labels);
        const PromptScore with = scorePrompts(*some, prompts, weighting, true, true, &labels, {}, {});
        const PromptScore without = scorePrompts(*fewer, prompts, weighting, true, true, &fewerLabels, {}, {});
        QCOMPARE(with.weighting, without.weighting);
        QCOMPARE(with.training.classCounts, without.training.classCounts);
        QVERIFY(std::abs(with.training.meanEntropy - without.training.meanEntropy) < 1e-6);
        QVERIFY(with.accuracy && with.accuracy->count > 0);
        QCOMPARE(with.accuracy->count, without.accuracy->count);
        QCOMPARE(with.accuracy->percent, without.accuracy->percent);
        QCOMPARE(with.templateAccuracy, without.templateAccuracy);
        std::vector<std::int32_t> kept = with.training.answers;
        QCOMPARE(std::erase(kept, -1), std::size_t(15));
        QCOMPARE(kept, without.training.answers);
        QCOMPARE(withExcluded(*some, {})->split.training, session->split.training);
    }

    // ImageNet's layout: both parts from one folder, classes by their names, labels by position.
    void imageNet()
    {
        const Place place;
        for (std::uint32_t i = 0; i < 24; ++i)
            testsupport::writeBmp(place.root() / "imagenet" / (i < 16 ? "train" : "val") /
                                      (i % 2 == 0 ? "n01440764" : "n04008634") / (std::to_string(i) + ".bmp"),
                                  testsupport::sampleImage(18, 20, i * 3));
        NewProject choice = place.choice("a.retort", place.root() / "imagenet");
        choice.resources = RETORT_RESOURCES_DIR;
        createProject(choice, {}, {});
        const auto session = openSession(Project::open(choice.file, nullptr)->settings(), place.cache(), {}, {});
        QCOMPARE(classNames(session->settings.classes), (std::vector<std::string>{"tench", "projectile"}));
        QCOMPARE(session->training.dataset->images->size(), 16);
        QCOMPARE(session->test->dataset->images->size(), 8);
        QCOMPARE(mapLabels(*session->test->dataset, session->settings.classes).labels,
                 (std::vector<std::int32_t>{0, 0, 0, 0, 1, 1, 1, 1}));
    }

    // An image whose header is sound and whose pixels are not: found by the teacher, left out, no failure, and no
    // reason to say that the data set has changed.
    void undecodableImagesAreLeftOut()
    {
        qputenv("XDG_CACHE_HOME", QByteArray());
        const Place place;
        qputenv("HOME", QByteArray::fromStdString(place.root().string()));
        const fs::path folder = place.imageFolder("classes", true);
        std::vector<std::byte> bytes = testsupport::bmpBytes(testsupport::sampleImage(8, 6, 1));
        bytes[28] = std::byte{7}; // bits a pixel
        bytes[34] = std::byte{1};
        writeFileAtomically(folder / "kind1" / "broken.bmp", bytes);
        fs::last_write_time(folder / "kind1" / "broken.bmp",
                            fs::file_time_type::clock::now() - std::chrono::hours(1));
        const NewProject choice = place.choice("a.retort", folder);
        createProject(choice, {}, {});
        const ProjectSettings settings = Project::open(choice.file, nullptr)->settings();
        QCOMPARE(settings.dataset(DatasetRole::Training)->images, 61);
        for (int round = 0; round < 2; ++round) {
            std::string notes;
            Reporter reporter;
            reporter.note = [&](const std::string &text) { notes += text + "\n"; };
            const auto session = openSession(settings, place.cache(), {}, reporter);
            QCOMPARE(session->training.dataset->images->size(), 60);
            QCOMPARE(session->training.embeddings->rows(), 60);
            QCOMPARE(session->split.training.size() + session->split.heldOut.size(), std::size_t{60});
            QVERIFY2(holds(notes, "1 of 61 images cannot be read and are left out; the first: kind1/broken.bmp"),
                     notes.c_str());
            QCOMPARE(holds(notes, "all images are checked"), round == 0);
        }
    }

    // What was chosen of the images goes through to the session and the split.
    void choicesAreKept()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("classes", true));
        choice.training.grouping = parseGrouping("name:([0-9])[.]bmp$");
        choice.training.sample = parseSampling("40", 3);
        choice.training.view = {Fit::Letterbox, parseRegion("0%,0%,50%,100%")};
        createProject(choice, {}, {});
        const auto project = Project::open(choice.file, ProjectLock::acquire(choice.file));
        project->setHeldOut(0.3);
        const auto session = openSession(project->settings(), place.cache(), {}, {});
        const OpenedDataset &images = *session->training.dataset;
        QCOMPARE(images.images->size(), 40);
        QVERIFY(images.images->view() == choice.training.view);
        std::vector<int> sides(10, 0);
        for (const std::int64_t i : session->split.heldOut)
            sides[static_cast<std::size_t>(std::stoi(images.groups[static_cast<std::size_t>(i)]))] |= 1;
        for (const std::int64_t i : session->split.training)
            sides[static_cast<std::size_t>(std::stoi(images.groups[static_cast<std::size_t>(i)]))] |= 2;
        QVERIFY(std::count(sides.begin(), sides.end(), 3) == 0);
        setView(*project, {Fit::Squash, {}});
        const auto squashed = openSession(project->settings(), place.cache(), {}, {});
        QCOMPARE(squashed->training.fromCache, 0);
        QVERIFY(*squashed->training.embeddings != *session->training.embeddings);
        QCOMPARE(squashed->training.dataset->fingerprint, images.fingerprint);
    }

    void tooFewGroupsAreMentioned()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("classes", true));
        choice.training.grouping = parseGrouping("folder");
        std::string notes;
        Reporter reporter;
        reporter.note = [&](const std::string &text) { notes += text + "\n"; };
        createProject(choice, {}, reporter);
        QVERIFY2(holds(notes, "there are only 3 groups"), notes.c_str());
    }

    void withoutLabelsThereIsNoAccuracy()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("flat", false));
        place.writeTextFile("names.txt", "cat\ndog\n");
        choice.classes = place.root() / "names.txt";
        createProject(choice, {}, {});
        const auto session = openSession(Project::open(choice.file, nullptr)->settings(), place.cache(), {}, {});
        const MeasuredLabels labels = measuredLabels(*session, session->settings.classes, {});
        QVERIFY(labels.empty());
        const PromptScore score =
            scorePrompts(*session, promptsOf(*session), session->settings.weighting, true, true, &labels, {}, {});
        QVERIFY(!score.accuracy && !measuredAnswers(score, labels));
        QVERIFY(!score.test);
        QVERIFY(!score.templateAccuracy.at(0));
        std::int64_t images = 0;
        for (const std::int64_t count : score.training.classCounts)
            images += count;
        QCOMPARE(images, 60);
    }

    void theDemoCanTakeOtherEpochs()
    {
        DemoChoice choice;
        choice.resources = RETORT_RESOURCES_DIR;
        const Recipe shipped = demoRecipe(choice);
        choice.epochs = 2;
        Recipe shorter = demoRecipe(choice);
        QCOMPARE(shorter.epochs, 2);
        QCOMPARE(shorter.warmupEpochs, 0.4); // of the shipped one's epoch nothing else would be left
        shorter.epochs = shipped.epochs;
        shorter.warmupEpochs = shipped.warmupEpochs;
        QVERIFY(shorter == shipped);
        choice.epochs = 50;
        QCOMPARE(demoRecipe(choice).warmupEpochs, shipped.warmupEpochs);
    }

    void labelsAreMatched()
    {
        OpenedDataset dataset;
        dataset.classNames = {"boat", "cat", "moon"};
        dataset.labels = {0, 1, 2, -1, 1};
        const ClassList classes{{"cat", {}}, {"ship", {"boat", "vessel"}}};
        MappedLabels mapped = mapLabels(dataset, classes);
        QCOMPARE(mapped.labels, (std::vector<std::int32_t>{1, 0, -1, -1, 0}));
        QVERIFY(holds(mapped.note, "1 of the sub-folders"));
        // No name in common: by position, where the numbers agree.
        dataset.classNames = {"n01", "n02"};
        dataset.labels = {0, 1, 1};
        mapped = mapLabels(dataset, classes);
        QCOMPARE(mapped.labels, (std::vector<std::int32_t>{0, 1, 1}));
        QVERIFY(holds(mapped.note, "by position"));
        dataset.classNames = {"n01", "n02", "n03"};
        QVERIFY(mapLabels(dataset, classes).labels.empty());
        // Numbers.
        dataset.classNames.clear();
        dataset.labels = {0, 1, 9};
        QCOMPARE(mapLabels(dataset, classes).labels, (std::vector<std::int32_t>{0, 1, -1}));
        dataset.labels.clear();
        QVERIFY(mapLabels(dataset, classes).labels.empty());
    }
};

QTEST_GUILESS_MAIN(TestWorkflowProject)
#include "tst_workflow_project.moc"
