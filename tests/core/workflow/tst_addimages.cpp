#include "workflow/addimages.h"
#include "workflow/runstart.h"
#include "workflowfixture.h"

#include <QTest>

#include <map>

using namespace retort;
using namespace retort::test;

namespace {

/// Five images of which two are among those of Place::imageFolder().
fs::path newImages(const Place &place)
{
    for (std::uint32_t i = 0; i < 5; ++i)
        testsupport::writeBmp(place.root() / "new" / (std::to_string(i) + ".bmp"),
                              testsupport::sampleImage(18, 20, i < 2 ? i * 3 : 1000 + i));
    return place.root() / "new";
}

std::map<ContentKey, std::string> labelsOf(const OpenedDataset &dataset)
{
    std::map<ContentKey, std::string> labels;
    for (std::int64_t i = 0; i < dataset.images->size(); ++i) {
        const std::int32_t label = dataset.labels[static_cast<std::size_t>(i)];
        labels[dataset.images->key(i)] = label < 0 ? "" : dataset.classNames[static_cast<std::size_t>(label)];
    }
    return labels;
}

MoreImages add(Project &project, const fs::path &path)
{
    return addImages(project, std::vector{path}, {}, {});
}

} // namespace

class TestAddImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunGoesOnWithMoreImages()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("all", true)), {}, {});
        const auto project = opened(place.root() / "a.retort");
        const auto before = openSession(project->settings(), place.cache(), {}, {});
        const std::int64_t first = project->addRun("first", tinyRecipe());
        QCOMPARE(distilRun(*project, first, place.cache(), {}, {}, {}).state, RunState::Finished);

        const MoreImages more = add(*project, newImages(place));
        QCOMPARE(more.added, 3);
        QCOMPARE(more.known, 2);
        QCOMPARE(fs::path(more.training.location), place.root() / "a-images.csv");
        // The list names what lies below its folder from there: project, list and images can be moved together.
        QVERIFY(!holds(readTextFile(place.root() / "a-images.csv"), place.root().string()));

        const auto after = openSession(project->settings(), place.cache(), {}, {});
        QCOMPARE(after->training.dataset->images->size(), 63);
        QCOMPARE(after->training.fromCache, 60);
        std::map<ContentKey, std::string> labels = labelsOf(*before->training.dataset);
        std::size_t without = 0;
        for (const auto &[key, label] : labelsOf(*after->training.dataset)) {
            without += label.empty() ? 1 : 0;
            QCOMPARE(label, labels[key]);
        }
        QCOMPARE(without, std::size_t(3));
        QCOMPARE(after->settings.classes, before->settings.classes);

        Recipe recipe = tinyRecipe();
        recipe.start = "run:" + std::to_string(first);
        const RunRecord further =
            distilRun(*project, addRun(*project, "further", recipe, place.root() / "resources", {}), place.cache(),
                      {}, {}, {});
        QCOMPARE(further.state, RunState::Finished);

        // Once more: a list of its own, and the one before stays for who wants to go back.
        const std::string list = readTextFile(place.root() / "a-images.csv");
        testsupport::writeBmp(place.root() / "late.bmp", testsupport::sampleImage(18, 20, 5000));
        const MoreImages again = add(*project, place.root() / "late.bmp");
        QCOMPARE(again.added, 1);
        QCOMPARE(fs::path(again.training.location), place.root() / "a-images-2.csv");
        QCOMPARE(again.training.images, 64);
        QCOMPARE(readTextFile(place.root() / "a-images.csv"), list);
    }

    void groupsAndSamplingStay_data()
    {
        QTest::addColumn<QString>("grouping");
        QTest::addColumn<QString>("sampling");
        QTest::newRow("folders") << "folder"
                                 << "";
        QTest::newRow("pattern") << "name:(kind[01])/"
                                 << "";
        QTest::newRow("a part") << ""
                                << "50%";
    }
    void groupsAndSamplingStay()
    {
        QFETCH(QString, grouping);
        QFETCH(QString, sampling);
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("all", true));
        choice.training.grouping = parseGrouping(grouping.toStdString());
        choice.training.sample = parseSampling(sampling.isEmpty() ? "100%" : sampling.toStdString(), 3);
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        const auto before = openSession(project->settings(), place.cache(), {}, {});
        add(*project, newImages(place));
        const auto after = openSession(project->settings(), place.cache(), {}, {});

        // Which side of the split an image is on.
        const auto sides = [](const Session &session) {
            std::map<ContentKey, bool> heldOut;
            for (const std::int64_t i : session.split.heldOut)
                heldOut[session.training.dataset->images->key(i)] = true;
            for (const std::int64_t i : session.split.training)
                heldOut[session.training.dataset->images->key(i)] = false;
            return heldOut;
        };
        const auto now = sides(*after);
        for (const auto &[key, heldOut] : sides(*before)) {
            QVERIFY(now.contains(key));
            QCOMPARE(now.at(key), heldOut);
        }
        // The list holds them all: what part of it is used stays the project's choice.
        const std::string list = readTextFile(place.root() / "a-images.csv");
        QCOMPARE(std::count(list.begin(), list.end(), '\n'), 1 + 60 + 3);
        if (sampling.isEmpty())
            QCOMPARE(now.size(), std::size_t(63));
        if (grouping == QStringLiteral("folder")) {
            const auto &groups = after->training.dataset->groups;
            QCOMPARE(std::count(groups.begin(), groups.end(), "new"), 3);
            QCOMPARE(std::count(groups.begin(), groups.end(), "kind1"), 20);
        }
    }

    void whatCannotBeAddedIsRefused()
    {
        const Place place;
        createProject(place.choice("packed.retort", place.idx("idx")), {}, {});
        const auto packed = opened(place.root() / "packed.retort");
        const std::string toPacked = errorOf<InputError>([&] { add(*packed, newImages(place)); });
        QVERIFY2(holds(toPacked, "packed") && holds(toPacked, "Unpack"), toPacked.c_str());
        QVERIFY(!fs::exists(place.root() / "packed-images.csv"));

        const fs::path all = place.imageFolder("all", false);
        place.writeTextFile("names.txt", "kind0\nkind1\n");
        NewProject choice = place.choice("a.retort", all);
        choice.classes = place.root() / "names.txt";
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        const auto record = *project->settings().dataset(DatasetRole::Training);
        const std::string known = errorOf<ValueError>([&] { add(*project, all); });
        QVERIFY2(holds(known, "all of these images are among"), known.c_str());
        const std::string archive = errorOf<InputError>([&] { add(*project, place.idx("idx")); });
        QVERIFY2(!archive.empty(), "images of an IDX file have no path");
        // Images that a person took away since are told as ever, and nothing is written.
        fs::remove(all / "997.bmp");
        const std::string changed = errorOf<InputError>([&] { add(*project, newImages(place)); });
        QVERIFY2(!changed.empty(), "a changed data set must be said");
        QVERIFY(!fs::exists(place.root() / "a-images.csv"));
        QCOMPARE(project->settings().dataset(DatasetRole::Training)->location, record.location);
    }

    void canBeStopped()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("all", true)), {}, {});
        const auto project = opened(place.root() / "a.retort");
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 addImages(*project, std::vector{newImages(place)}, stop.get_token(), {}));
        QVERIFY(!fs::exists(place.root() / "a-images.csv"));
    }
};

QTEST_GUILESS_MAIN(TestAddImages)
#include "tst_addimages.moc"
