// A bundle made in one place is done again in another.
#include "workflowfixture.h"

#include "export/exportrun.h"
#include "workflow/reproduce.h"

#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

Recipe tinyRecipe()
{
    Recipe recipe;
    recipe.epochs = 2;
    recipe.batch = 32;
    recipe.heldOut = 0.2;
    recipe.probeSamples = 16;
    recipe.threads = 1;
    return recipe;
}

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
        newer[0].bytes = bytes(R"({"retort_bundle": 2, "retort_version": "9.1"})");
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
