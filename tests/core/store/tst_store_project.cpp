#include "projectfixture.h"

#include <QTest>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

ContentKey keyOf(std::uint8_t first)
{
    ContentKey key;
    key.bytes[0] = first;
    return key;
}

} // namespace

class TestStoreProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settingsComeBack()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        {
            const auto project = Project::create(file, ProjectLock::acquire(file));
            QCOMPARE(project->settings().classListId, 0);
            QVERIFY(!project->settings().teacher);
            QVERIFY(!project->settings().demo);
            fill(*project);
            DatasetRecord test = trainingImages("/somewhere/test");
            test.role = DatasetRole::Test;
            test.choice = {"test"};
            test.labelled = false;
            project->setDataset(test);
            project->setHeldOut(0.125);
            project->setDemo(true);
            QVERIFY(project->settings().excluded.empty());
            project->setExcluded({keyOf(9), keyOf(2), keyOf(255), keyOf(2)});
        }
        const auto project = Project::open(file, nullptr);
        const ProjectSettings settings = project->settings();
        QCOMPARE(settings.datasets.size(), 2);
        const DatasetRecord *training = settings.dataset(DatasetRole::Training);
        QVERIFY(training);
        QCOMPARE(training->location, std::string("/somewhere/images"));
        QCOMPARE(training->choice.part, std::string("train"));
        QVERIFY(training->choice == trainingImages({}).choice);
        QCOMPARE(training->fingerprint, std::string("00112233445566778899aabbccddeeff"));
        QCOMPARE(training->images, 1000);
        QCOMPARE(training->unreadable, 2);
        QCOMPARE(training->duplicates, 3);
        QVERIFY(training->labelled);
        QVERIFY(!settings.dataset(DatasetRole::Test)->labelled);
        QVERIFY(settings.dataset(DatasetRole::Test)->choice == DatasetChoice{"test"});
        QVERIFY(settings.teacher && settings.teacher->standIn);
        QCOMPARE(settings.teacher->location, std::string("/somewhere/clip"));
        QCOMPARE(settings.classes, threeClasses());
        QCOMPARE(settings.weighting, weightingOf(0.25));
        QCOMPARE(settings.heldOut, 0.125);
        QVERIFY(settings.demo);
        QCOMPARE(settings.excluded, (std::vector<ContentKey>{keyOf(2), keyOf(9), keyOf(255)}));
        QVERIFY(project->problems({}, {}).empty());
        QVERIFY(storeErrorOf([&] { project->setHeldOut(0.5); }).find("reading only") != std::string::npos);
    }

    void runsNameWhatWasExcluded()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        const auto project = Project::create(file, ProjectLock::acquire(file));
        fill(*project);
        const auto fingerprintNow = [&] { return project->run(project->addRun("run", {})).dataFingerprint; };
        const std::string images = trainingImages({}).fingerprint;
        QCOMPARE(fingerprintNow(), images);
        project->setExcluded({keyOf(1)});
        const std::string one = fingerprintNow();
        QCOMPARE(imagesOfLearned(one), images);
        QVERIFY(one != images);
        project->setExcluded({keyOf(1), keyOf(2)});
        QVERIFY(fingerprintNow() != one);
        project->setExcluded({});
        QVERIFY(project->settings().excluded.empty());
        QCOMPARE(fingerprintNow(), images);
    }

    void equalContentIsOneRow()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        const auto project = Project::create(file, ProjectLock::acquire(file));
        fill(*project);
        const std::int64_t weighting = project->settings().weightingId;
        const std::int64_t classes = project->settings().classListId;
        project->setWeighting(weightingOf(0.25));
        project->setClasses(threeClasses());
        QCOMPARE(project->settings().weightingId, weighting);
        QCOMPARE(project->settings().classListId, classes);
        // A weighting that no run used makes room for its successor.
        project->setWeighting(weightingOf(0.5));
        QVERIFY(project->settings().weightingId != weighting);
        QVERIFY(!storeErrorOf([&] { static_cast<void>(project->weighting(weighting)); }).empty());
    }

    void namedWeightingsStay()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        Weighting muted = weightingOf(0.5);
        muted.templates[0].muted = 0.125;
        muted.templates[0].weight = 0;
        muted.templates[1].weight = 1;
        {
            const auto project = Project::create(file, ProjectLock::acquire(file));
            fill(*project);
            QVERIFY(project->settings().named.empty());
            project->setNamedWeightings({{"first", weightingOf(0.25), 0, 10}, {"second", muted, 0, 20}});
            project->setWeighting(weightingOf(0.75)); // the former one has a name and stays
            const std::int64_t run = project->addRun("", {});
            project->setRunDeleted(run, true); // what a clean close removes, it must not take these along
        }
        const auto project = Project::open(file, ProjectLock::acquire(file));
        const std::vector<NamedWeighting> named = project->settings().named;
        QCOMPARE(named.size(), std::size_t(2));
        QCOMPARE(named[0].name, std::string("first"));
        QCOMPARE(named[0].weighting, weightingOf(0.25));
        QCOMPARE(named[0].createdAt, std::int64_t(10));
        QCOMPARE(named[1].weighting, muted); // to the bit, with what it had before it was muted
        QCOMPARE(project->weighting(named[0].id), weightingOf(0.25));
        QVERIFY(project->problems({}, {}).empty());

        // Used by a run, it keeps its name and the name keeps it.
        project->setWeighting(weightingOf(0.25));
        project->addRun("", {});
        for (const auto &other : {std::vector<NamedWeighting>{{"second", muted, 0, 20}},
                                  std::vector<NamedWeighting>{{"first", muted, 0, 10}}})
            QVERIFY(storeErrorOf([&] { project->setNamedWeightings(other); }).find("used by run") !=
                    std::string::npos);
        QCOMPARE(project->settings().named, named);
        project->setNamedWeightings({named[0]}); // the other one may go, with its content
        QVERIFY(!storeErrorOf([&] { static_cast<void>(project->weighting(named[1].id)); }).empty());
        QVERIFY_THROWS_EXCEPTION(ValueError,
                                 project->setNamedWeightings({{"x", muted, 0, 1}, {"x", muted, 0, 2}}));
        QVERIFY_THROWS_EXCEPTION(ValueError, project->setNamedWeightings({{" ", muted, 0, 1}}));
        QCOMPARE(project->settings().named.size(), std::size_t(1));
    }

    void noneOfTheseBelongsToTheClassList()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        ClassList marked = threeClasses();
        marked[2].background = true;
        const RejectRule rule{RejectMeasure::Confidence, 0.625, true};
        std::int64_t plain = 0;
        {
            const auto project = Project::create(file, ProjectLock::acquire(file));
            QVERIFY_THROWS_EXCEPTION(ValueError, project->setRejectRule(rule)); // of no list
            fill(*project);
            plain = project->settings().classListId;
            project->addRun("", {});
            project->setRejectRule(rule);
            QCOMPARE(project->settings().classes, threeClasses());
            project->setClasses(marked); // the rule stays
            QVERIFY_THROWS_EXCEPTION(ValueError, project->setRejectRule({RejectMeasure::Margin, 2, false}));
        }
        const auto project = Project::open(file, nullptr);
        const ProjectSettings settings = project->settings();
        QVERIFY(settings.reject == rule);
        QCOMPARE(settings.classes, marked);
        QVERIFY(settings.classListId != plain);
        QVERIFY(project->rejectRule(settings.classListId) == rule);
        QVERIFY(project->rejectRule(plain) == RejectRule{}); // what the run froze
        QCOMPARE(project->classes(plain), threeClasses());
        QVERIFY(project->problems({}, {}).empty());
    }

    void aRunFreezesWhatItUses()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        const auto project = Project::create(file, ProjectLock::acquire(file));
        fill(*project);
        const RunRecord run = project->run(project->addRun("first", {}));
        QCOMPARE(run.state, RunState::Queued);
        QCOMPARE(run.weightingId, project->settings().weightingId);
        QCOMPARE(run.teacherId, std::string("0123456789abcdef0123456789abcdef"));
        QCOMPARE(run.dataFingerprint, std::string("00112233445566778899aabbccddeeff"));
        project->setWeighting(weightingOf(0.75));
        project->setClasses({{"x", {}}, {"y", {}}});
        QCOMPARE(project->weighting(run.weightingId), weightingOf(0.25));
        QCOMPARE(project->classes(run.classListId), threeClasses());
        QVERIFY(project->settings().weightingId != run.weightingId);
        // Going back to it finds the same row.
        project->setWeighting(weightingOf(0.25));
        QCOMPARE(project->settings().weightingId, run.weightingId);
    }

    void refusesWhatMakesNoSense()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        const auto project = Project::create(file, ProjectLock::acquire(file));
        QVERIFY_THROWS_EXCEPTION(ValueError, project->setClasses({{"only", {}}}));
        QVERIFY_THROWS_EXCEPTION(ValueError, project->setClasses({{"twice", {}}, {"twice", {}}}));
        Weighting lopsided = weightingOf(0.5);
        lopsided.templates[0].weight = 0.9;
        QVERIFY_THROWS_EXCEPTION(ValueError, project->setWeighting(lopsided));
        QVERIFY_THROWS_EXCEPTION(ValueError, project->setHeldOut(0));
        const std::string missing = storeErrorOf([&] { project->addRun("too early", {}); });
        for (const char *part : {"training images", "a teacher", "class names", "prompt templates"})
            QVERIFY2(missing.find(part) != std::string::npos, missing.c_str());
    }

    void locationsMoveWithTheProject()
    {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        fs::create_directories(root / "before" / "images");
        const fs::path file = root / "before" / "a.retort";
        {
            const auto project = Project::create(file, ProjectLock::acquire(file));
            fill(*project, root / "before" / "images");
        }
        fs::rename(root / "before", root / "after");
        QCOMPARE(Project::open(root / "after" / "a.retort", nullptr)->settings().datasets[0].location,
                 (root / "after" / "images").string());
        // The project alone moved: the images are still where they were.
        fs::rename(root / "after", root / "before");
        fs::create_directories(root / "x" / "y" / "z");
        fs::rename(file, root / "x" / "y" / "z" / "a.retort");
        QCOMPARE(Project::open(root / "x" / "y" / "z" / "a.retort", nullptr)->settings().datasets[0].location,
                 (root / "before" / "images").string());
    }

    void createLeavesOthersAlone()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        {
            const auto project = Project::create(file, ProjectLock::acquire(file));
        }
        const auto size = fs::file_size(file);
        const std::string error =
            storeErrorOf([&] { static_cast<void>(Project::create(file, ProjectLock::acquire(file))); });
        QVERIFY2(error.find("exists already") != std::string::npos, error.c_str());
        QCOMPARE(fs::file_size(file), size);
        const fs::path nowhere = fs::path(folder.path().toStdString()) / "no" / "b.retort";
        QVERIFY(!storeErrorOf([&] { static_cast<void>(ProjectLock::acquire(nowhere)); }).empty());
        QVERIFY(!fs::exists(nowhere.parent_path()));
        QCOMPARE(std::distance(fs::directory_iterator(folder.path().toStdString()), fs::directory_iterator()), 1);
    }

    void connectionsOfOneProcessShareTheLock()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "a.retort";
        auto lock = ProjectLock::acquire(file);
        QCOMPARE(ProjectLock::acquire(file).get(), lock.get());
        const auto project = Project::create(file, lock);
        fill(*project);
        const std::int64_t id = project->addRun("running", {});
        project->setRunState(id, RunState::Running);
        {
            // A second connection of the same process is no sign of a dead one.
            const auto second = Project::open(file, ProjectLock::acquire(file));
            QCOMPARE(second->run(id).state, RunState::Running);
            second->setRunText(id, "renamed", "notes", {"a", "b"});
        }
        QCOMPARE(project->run(id).name, std::string("renamed"));
        QCOMPARE(project->run(id).tags, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(Project::open(file, nullptr)->run(id).state, RunState::Running);
        QVERIFY(fs::exists(ProjectLock::lockFile(file)));
        QVERIFY(ProjectLock::holder(file).has_value());
    }
};

QTEST_GUILESS_MAIN(TestStoreProject)
#include "tst_store_project.moc"
