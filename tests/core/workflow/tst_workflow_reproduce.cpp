// A bundle made in one place is done again in another.
#include "workflowfixture.h"

#include "export/exportrun.h"
#include "export/modelcard.h"
#include "formats/npy.h"
#include "scriptmodules.h"
#include "workflow/reproduce.h"
#include "workflow/runstart.h"

#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

/// A finished run in `place`, as a bundle.
fs::path bundleIn(const Place &place)
{
    createProject(place.choice("a.retort", place.idx("idx")), {}, {});
    const auto project = Project::open(place.root() / "a.retort", ProjectLock::acquire(place.root() / "a.retort"));
    const std::int64_t id = project->addRun("tiny", tinyRecipe());
    static_cast<void>(distilRun(*project, id, place.cache(), {}, {}, {}));
    const fs::path bundle = place.root() / "run.zip";
    static_cast<void>(exportRun(*project, {.run = id, .format = "bundle", .out = bundle}));
    return bundle;
}

/// Logits for the images of Place::imageFolder(name, true), as a teacher.
void writeAnswers(const fs::path &file)
{
    Matrix logits(60, 3);
    std::string list;
    for (std::int64_t i = 0; i < logits.rows(); ++i) {
        for (std::int64_t c = 0; c < 3; ++c)
            logits.at(i, c) = (c == i % 3 ? 4.0F : 0.0F) + 0.1F * static_cast<float>((i * 7 + c * 3) % 5);
        list += "kind" + std::to_string(i % 3) + "/" + std::to_string(i) + ".bmp\n";
    }
    writeNpy(file, logits);
    fs::path beside = file;
    writeFileAtomically(beside.replace_extension(".txt"), std::string_view(list));
}

/// The run of `prepare`, finished, in a bundle, and done again in another place, whose cache is empty; gives its
/// model card as well.
struct Repeated
{
    Bundle bundle;
    Reproduction result;
    std::string card;
    std::unique_ptr<Project> project; ///< the new one
};
template<typename Prepare>
Repeated repeated(const Place &here, const Place &there, const fs::path &dataset, const Prepare &prepare)
{
    const auto project = opened(here.root() / "a.retort");
    const std::int64_t id = prepare(*project);
    static_cast<void>(distilRun(*project, id, here.cache(), {}, {}, {}));
    const fs::path file = here.root() / "run.zip";
    static_cast<void>(exportRun(*project, {.run = id, .format = "bundle", .out = file}));
    Repeated repeated{readBundle(file), {}, modelCard(*project, id), nullptr};
    ReproduceChoice choice;
    choice.bundle = file;
    choice.project = there.root() / "again.retort";
    choice.dataset = dataset;
    choice.resources = there.root() / "resources";
    repeated.result = reproduce(choice, there.cache(), {}, {}, {});
    repeated.project = Project::open(choice.project, nullptr);
    return repeated;
}

ReproduceChoice choiceFor(const Place &place, const fs::path &bundle)
{
    ReproduceChoice choice;
    choice.bundle = bundle;
    choice.project = place.root() / "again.retort";
    choice.resources = place.root() / "resources";
    return choice;
}

Reproduction again(const Place &place, const ReproduceChoice &choice)
{
    return reproduce(choice, place.cache(), {}, {}, {});
}

} // namespace

class TestWorkflowReproduce : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameBitsInAnotherPlace()
    {
        const Place here;
        const fs::path bundle = bundleIn(here);
        const Place there;
        ReproduceChoice choice = choiceFor(there, bundle);
        choice.dataset = there.idx("moved");
        choice.test = choice.dataset;
        choice.teacher = there.root() / "clip";
        fs::rename(here.root() / "idx", here.root() / "gone"); // nothing is taken from where it was made
        fs::rename(here.root() / "clip", here.root() / "gone-too");
        std::int64_t heard = 0;
        RunListener listener;
        listener.epoch = [&](const EpochRecord &, const ProxyGraph &) { ++heard; };
        const Reproduction result = reproduce(choice, there.cache(), {}, {}, listener);
        QVERIFY(result.same);
        QCOMPARE(result.epochs, 2);
        QCOMPARE(heard, 2);
        QCOMPARE(result.firstOther, 0);
        QCOMPARE(result.run.weightsSha256, result.original.weightsSha256);
        QVERIFY(result.differences.empty());
        QVERIFY(result.run.figures);
        QVERIFY(Project::open(choice.project, nullptr)->problems({}, {}).empty());
        QVERIFY(holds(errorOf<StoreError>([&] { again(there, choice); }), "exists already"));
    }

    void withoutTestImages()
    {
        const Place place;
        const fs::path bundle = bundleIn(place);
        fs::remove(place.root() / "idx" / "t10k-images-idx3-ubyte");
        fs::remove(place.root() / "idx" / "t10k-labels-idx1-ubyte");
        ReproduceChoice choice = choiceFor(place, bundle);
        choice.dataset = place.root() / "only";
        fs::rename(place.root() / "idx", *choice.dataset);
        const Reproduction result = again(place, choice);
        QVERIFY(result.same);
        QVERIFY(result.run.figures);
        QCOMPARE(result.run.figures->measuredOn, MeasuredOn::HeldOutImages);
    }

    void whatDiffersIsSaid()
    {
        const Place place;
        const Bundle bundle = readBundle(bundleIn(place));
        std::vector<ZipMember> files = bundleOf(*Project::open(place.root() / "a.retort", nullptr), 1);
        const auto edit = [&](const std::string &from, const std::string &to) {
            std::string text(reinterpret_cast<const char *>(files[0].bytes.data()), files[0].bytes.size());
            std::size_t times = 0;
            for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
                text.replace(at, from.size(), to);
                ++times;
            }
            const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
            files[0].bytes.assign(bytes.begin(), bytes.end());
            return times;
        };
        QVERIFY(edit("retort 0", "retort 99") > 0); // versions of the environment
        QVERIFY(edit(bundle.epochs[0].weightsSha256, std::string(64, 'e')) == 1);
        writeFileAtomically(place.root() / "other.zip", toZip(files));
        std::vector<std::string> notes;
        Reporter reporter;
        reporter.note = [&](const std::string &text) { notes.push_back(text); };
        const Reproduction result =
            reproduce(choiceFor(place, place.root() / "other.zip"), place.cache(), {}, reporter, {});
        QVERIFY(!result.same);
        QCOMPARE(result.firstOther, 1);
        QCOMPARE(result.largestDifference, 0.0); // the last epoch is the same after all
        QCOMPARE(result.differences.size(), 1);
        QVERIFY(holds(result.differences[0], "retort 99"));
        QVERIFY(std::any_of(notes.begin(), notes.end(),
                            [](const std::string &note) { return holds(note, "same bits are not promised"); }));
    }

    void startWeightsAreCarried()
    {
        const Place here, there;
        createProject(here.choice("a.retort", here.idx("idx")), {}, {});
        const Repeated again = repeated(here, there, there.idx("moved"), [&](Project &project) {
            const std::int64_t first = project.addRun("first", tinyRecipe());
            static_cast<void>(distilRun(project, first, here.cache(), {}, {}, {}));
            Recipe recipe = tinyRecipe();
            recipe.start = "run:1";
            return addRun(project, "second", recipe, here.root() / "resources", {});
        });
        QVERIFY(again.result.same);
        QVERIFY(!again.bundle.run.start.weightsSha256.empty());
        QCOMPARE(again.result.run.start.weightsSha256, again.bundle.run.start.weightsSha256);
        QCOMPARE(again.result.run.start.note, again.bundle.run.start.note);
        QVERIFY2(holds(again.card, "did not begin with random values") && holds(again.card, "run 1, epoch"),
                 again.card.c_str());
    }

    void aModuleIsCarried()
    {
        const Place here, there;
        createProject(here.choice("a.retort", here.idx("idx")), {}, {});
        const fs::path module = here.root() / "student.pt";
        writeFileAtomically(module, smallScript(10));
        const Repeated again = repeated(here, there, there.idx("moved"), [&](Project &project) {
            Recipe recipe = tinyRecipe();
            recipe.student = "torchscript";
            recipe.module = module.string();
            const std::int64_t id = addRun(project, "own", recipe, here.root() / "resources", {});
            fs::remove(module);
            return id;
        });
        QVERIFY(again.result.same);
        QCOMPARE(again.result.run.start.moduleSha256, again.bundle.run.start.moduleSha256);
        QVERIFY2(holds(again.card, "TorchScript"), again.card.c_str());
    }

    void excludedImagesAreCarried()
    {
        const Place here, there;
        createProject(here.choice("a.retort", here.idx("idx")), {}, {});
        const Repeated again = repeated(here, there, there.idx("moved"), [&](Project &project) {
            const auto session = openSession(project.settings(), here.cache(), {}, {});
            std::vector<ContentKey> keys;
            for (std::int64_t i = 0; i < 40; i += 2)
                keys.push_back(session->training.dataset->images->key(i));
            project.setExcluded(keys);
            return project.addRun("tiny", tinyRecipe());
        });
        QVERIFY(again.result.same);
        QVERIFY(!again.bundle.excluded.empty());
        QCOMPARE(again.project->settings().excluded, again.bundle.excluded);
        QCOMPARE(again.result.run.dataFingerprint, again.bundle.run.dataFingerprint);
        QVERIFY2(holds(again.card,
                       std::to_string(again.bundle.excluded.size()) + " of the training images were excluded"),
                 again.card.c_str());
        // They are known as long as they are excluded, and no longer.
        const auto project = opened(here.root() / "a.retort");
        project->setExcluded({});
        const std::string error = errorOf<StoreError>([&] { static_cast<void>(bundleOf(*project, 1)); });
        QVERIFY2(holds(error, "other images were excluded"), error.c_str());
    }

    void theRuleOfNoneOfTheseIsCarried()
    {
        const Place here, there;
        createProject(here.choice("a.retort", here.idx("idx")), {}, {});
        const RejectRule rule{RejectMeasure::Confidence, 0.105, true};
        std::vector<std::string> said;
        const Repeated again = repeated(here, there, there.idx("moved"), [&](Project &project) {
            project.setRejectRule(rule);
            return project.addRun("tiny", tinyRecipe());
        });
        QVERIFY(again.result.same);
        QVERIFY(again.bundle.reject == rule);
        QVERIFY(again.project->settings().reject == rule);
        QVERIFY2(holds(again.card, "kept out of training"), again.card.c_str());
        // It goes with the student, too, unless another one is named.
        const auto project = opened(here.root() / "a.retort");
        const RunRecord run = project->run(1);
        QCOMPARE(studentFileOf(*project, run, run.bestEpoch, std::nullopt).rejectThreshold, std::optional(0.105));
        QCOMPARE(studentFileOf(*project, run, run.bestEpoch, 0.5).rejectThreshold, std::optional(0.5));
    }

    void recordedAnswersAreATeacherToo()
    {
        const Place here, there;
        NewProject choice = here.choice("a.retort", here.imageFolder("images", true));
        choice.teacher = here.root() / "answers.npy";
        writeAnswers(choice.teacher);
        createProject(choice, {}, {});
        const Repeated again = repeated(here, there, there.imageFolder("moved", true),
                                        [&](Project &project) { return project.addRun("tiny", tinyRecipe()); });
        QVERIFY(again.result.same);
        QVERIFY(again.bundle.teacher.recorded);
        QVERIFY(again.project->settings().teacher->recorded);
        QVERIFY2(holds(again.card, "another program recorded") && !holds(again.card, "A CLIP model"),
                 again.card.c_str());
    }

    void howImagesAreLookedAtIsCarried()
    {
        const Place here, there;
        NewProject choice = here.choice("a.retort", here.imageFolder("images", true));
        choice.training.view = {Fit::Letterbox, parseRegion("10%,0%,80%,100%")};
        choice.training.sample = parseSampling("90%", 3);
        createProject(choice, {}, {});
        Weighting seen;
        const Repeated again = repeated(here, there, there.imageFolder("moved", true), [&](Project &project) {
            seen = project.settings().weighting;
            seen.labelsSeen = true; // and with what its prompts were chosen
            project.setWeighting(seen);
            Recipe recipe = tinyRecipe();
            recipe.views = 2;
            recipe.randomResizedCrop = 0.6;
            return project.addRun("tiny", recipe);
        });
        QVERIFY(again.result.same);
        QVERIFY(again.result.run.view == choice.training.view);
        QVERIFY(again.bundle.training.choice.sample == choice.training.sample);
        QVERIFY(again.result.run.labelsSeen);
        for (const char *words : {"2 random crops", "a sample of 90%", "Labels were seen"})
            QVERIFY2(holds(again.card, words), again.card.substr(again.card.find("## Where")).c_str());
        // The project may look at them otherwise by now.
        const auto project = opened(here.root() / "a.retort");
        setView(*project, {});
        static_cast<void>(exportRun(*project, {.run = 1, .format = "bundle", .out = here.root() / "later.zip"}));
        QVERIFY(readBundle(here.root() / "later.zip").training.choice.view == choice.training.view);
    }

    void aDeviceThatIsNotThereIsSaid()
    {
        const Place place;
        const fs::path file = bundleIn(place);
        if (chooseEnvironment(tinyRecipe()).device != "cpu")
            QSKIP("this machine has another device");
        std::vector<ZipMember> files = bundleOf(*opened(place.root() / "a.retort"), 1);
        std::string text(reinterpret_cast<const char *>(files[0].bytes.data()), files[0].bytes.size());
        const std::string from = R"("device": "cpu")";
        text.replace(text.find(from), from.size(), R"("device": "cuda")");
        const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
        files[0].bytes.assign(bytes.begin(), bytes.end());
        writeFileAtomically(place.root() / "cuda.zip", toZip(files));
        const Reproduction result = again(place, choiceFor(place, place.root() / "cuda.zip"));
        QCOMPARE(result.differences, std::vector<std::string>{"device: cuda then, cpu now"});
        QCOMPARE(result.run.environment.device, std::string("cpu"));
    }

    void bundlesOfTheFirstFormat()
    {
        const Place place;
        std::vector<ZipMember> files =
            bundleOf(*Project::open(bundleIn(place).parent_path() / "a.retort", nullptr), 1);
        const auto text = [&](std::size_t i) {
            return std::string(reinterpret_cast<const char *>(files[i].bytes.data()), files[i].bytes.size());
        };
        const std::string now = R"("retort_bundle": 2)";
        std::string first = text(0);
        first.replace(first.find(now), now.size(), R"("retort_bundle": 1)");
        for (const char *key : {"data_fingerprint", "excluded", "start", "recorded"}) {
            const std::size_t at = first.find('"' + std::string(key) + '"');
            QVERIFY(at != std::string::npos);
            first[at + 1] = '_';
        }
        const Bundle bundle = parseBundle(first, text(1), text(2), text(3), "old.zip");
        QCOMPARE(bundle.run.dataFingerprint, bundle.training.fingerprint);
        std::string started = text(1);
        const std::string none = R"("start": "")";
        started.replace(started.find(none), none.size(), R"("start": "run:1")");
        const std::string error = errorOf<InputError>(
            [&] { static_cast<void>(parseBundle(first, started, text(2), text(3), "old.zip")); });
        QVERIFY2(holds(error, "do not hold what the student started from"), error.c_str());
    }

    void otherImagesAreRefused()
    {
        const Place place;
        ReproduceChoice choice = choiceFor(place, bundleIn(place));
        choice.dataset = place.idx("other", 150);
        const std::string error = errorOf<InputError>([&] { again(place, choice); });
        QVERIFY2(holds(error, "have changed") && holds(error, "fingerprint"), error.c_str());
        QVERIFY(!fs::exists(choice.project));
        choice.dataset = place.root() / "nowhere";
        QVERIFY(holds(errorOf<InputError>([&] { again(place, choice); }), "--dataset PATH"));
    }

    void anotherTeacherIsRefused()
    {
        const Place place;
        ReproduceChoice choice = choiceFor(place, bundleIn(place));
        choice.teacher = place.root() / "other";
        retort::testing::writeTinyClip(*choice.teacher, retort::testing::tinyClipConfig(), 2);
        const std::string error = errorOf<InputError>([&] { again(place, choice); });
        QVERIFY2(holds(error, "there is another one") && holds(error, "--teacher PATH"), error.c_str());
        QVERIFY(!fs::exists(choice.project));
    }

    void damagedAndForeignBundles()
    {
        const Place place;
        const fs::path file = bundleIn(place);
        const auto refused = [&](const std::vector<ZipMember> &files) {
            writeFileAtomically(place.root() / "bad.zip", toZip(files));
            return errorOf<InputError>([&] { static_cast<void>(readBundle(place.root() / "bad.zip")); });
        };
        const auto bytes = [](const std::string &text) {
            const auto view = std::as_bytes(std::span(text.data(), text.size()));
            return std::vector<std::byte>(view.begin(), view.end());
        };
        const std::string foreign = refused({{"photo.jpg", bytes("x")}});
        QVERIFY2(holds(foreign, "is no bundle of Retort: it holds no bundle.json"), foreign.c_str());
        const std::vector<ZipMember> good = bundleOf(*Project::open(place.root() / "a.retort", nullptr), 1);
        QCOMPARE(refused(good), std::string());
        for (std::size_t i = 0; i < good.size(); ++i) {
            if (good[i].name == "curves.csv" || good[i].name == "MODEL_CARD.md" ||
                good[i].name == "best.safetensors")
                continue;
            std::vector<ZipMember> files = good;
            files[i].bytes.resize(files[i].bytes.size() / 2);
            const std::string error = refused(files);
            QVERIFY2(holds(error, "bad.zip"), (good[i].name + ": " + error).c_str());
        }
        std::vector<ZipMember> newer = good;
        newer[0].bytes = bytes(R"({"retort_bundle": 3, "retort_version": "9.1"})");
        QVERIFY(holds(refused(newer), "Use the Retort that made it: 9.1"));
        std::vector<ZipMember> changed = good;
        for (ZipMember &member : changed)
            if (member.name == "last.safetensors")
                member.bytes.back() ^= std::byte{1};
        QVERIFY(holds(refused(changed), "differs from its checksum"));
        const std::vector<std::byte> cut = readFile(file);
        writeFileAtomically(place.root() / "bad.zip", std::span(cut).first(cut.size() / 2));
        QVERIFY(!errorOf<InputError>([&] { static_cast<void>(readBundle(place.root() / "bad.zip")); }).empty());
    }

    void anUnfinishedRunHasNoBundle()
    {
        const Place place;
        createProject(place.choice("a.retort", place.idx("idx")), {}, {});
        const auto project =
            Project::open(place.root() / "a.retort", ProjectLock::acquire(place.root() / "a.retort"));
        static_cast<void>(project->addRun("tiny", tinyRecipe()));
        QVERIFY(
            holds(errorOf<StoreError>([&] { static_cast<void>(bundleOf(*project, 1)); }), "no finished epoch"));
    }

    void theSameRunTheSameFile()
    {
        const Place place;
        const std::vector<std::byte> first = readFile(bundleIn(place));
        static_cast<void>(exportRun(*Project::open(place.root() / "a.retort", nullptr),
                                    {.run = 1, .format = "bundle", .out = place.root() / "b.zip"}));
        QVERIFY(readFile(place.root() / "b.zip") == first);
    }
};

QTEST_GUILESS_MAIN(TestWorkflowReproduce)
#include "tst_workflow_reproduce.moc"
