// A study from its plan to its page: draws, tunes, compares, goes on where it was stopped.
#include "workflowfixture.h"

#include "measure/labelhalf.h"
#include "workflow/study.h"
#include "workflow/studyimages.h"
#include "workflow/studyreport.h"

#include <QTest>

#include <set>

using namespace retort;
using namespace retort::test;

namespace {

/// Two methods, two settings, two seeds, tuned with two recipes on one seed: 4 + 8 runs.
StudyPlan tinyPlan(const Place &place)
{
    StudyPlan plan;
    plan.title = "Tiny";
    plan.images = place.idx("idx", 240).string();
    place.writeTextFile("resources/classes/ten.txt", "c0\nc1\nc2\nc3\nc4\nc5\nc6\nc7\nc8\nc9\n");
    plan.classes = "ten";
    plan.teacher = (place.root() / "clip").string();
    plan.templates = "everyday";
    plan.recipe = tinyRecipe(1);
    plan.seeds = {1, 2};
    plan.tuningSetting = "all";
    plan.tuningSeeds = {100, 1};
    plan.settings = {{"all", "every class", 120, {}, {}, {}},
                     {"two", "two classes", 24, {"c3", "c1"}, {1, 0.5}, {}}};
    plan.methods = {
        {"PRG", "all terms", true, {}, {{"lr", {"0.05", "0.1"}, 0, 0, false}}},
        {"KL", "nodes", false, {{"edge", "0"}, {"pseudo", "0"}}, {{"lr", {"0.05", "0.1"}, 0, 0, false}}}};
    return plan;
}

StudyPlaces placesOf(const Place &place, const std::string &project)
{
    return {place.root() / project, place.root() / "resources", {}, {}, place.root() / "cache", {}};
}

} // namespace

class TestWorkflowStudy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSeedDrawsTheImages()
    {
        const Place place;
        const StudyPlan plan = tinyPlan(place);
        const StudyImages images(plan, placesOf(place, "a.retort"), place.cache(), {}, {});
        using Half = StudyImages::Half;
        const auto keys = [](const Session &session) {
            std::set<ContentKey> all;
            for (std::int64_t i = 0; i < session.training.dataset->images->size(); ++i)
                all.insert(session.training.dataset->images->key(i));
            return all;
        };
        const auto one = images.session(plan.settings[0], 1, Half::Report);
        QCOMPARE(one->training.dataset->images->size(), std::int64_t(120));
        QVERIFY(keys(*one) == keys(*images.session(plan.settings[0], 1, Half::Tuning)));
        QVERIFY(keys(*one) != keys(*images.session(plan.settings[0], 2, Half::Report)));

        // 24 images of 24 + 24, the second class half as often: 16 and 8. Labels are places in the setting's list.
        const auto two = images.session(plan.settings[1], 1, Half::Report);
        const std::vector<std::int32_t> &labels = two->training.dataset->labels;
        QCOMPARE(std::count(labels.begin(), labels.end(), 0), 16);
        QCOMPARE(std::count(labels.begin(), labels.end(), 1), 8);
        QCOMPARE(two->settings.classes[0].name, std::string("c3"));
        for (std::int64_t i = 0; i < two->training.embeddings->rows(); ++i)
            QVERIFY(two->training.dataset->images->key(i) != ContentKey{});

        // A test image is in one half's session only, and only if it shows one of the classes.
        std::size_t shown = 0;
        for (const Half half : {Half::Tuning, Half::Report}) {
            const auto session = images.session(plan.settings[1], 1, half);
            const OpenedDataset &test = *session->test->dataset;
            for (std::int64_t i = 0; i < test.images->size(); ++i)
                QCOMPARE(labelHalf(test.images->key(i)) == LabelHalf::Tuning, half == Half::Tuning);
            shown += test.labels.size();
        }
        QCOMPARE(shown, std::size_t(8)); // of 40 test images, 4 a class
    }

    void whatDoesNotFitIsNamed()
    {
        const Place place;
        StudyPlan plan = tinyPlan(place);
        const auto says = [&](const StudyPlan::Setting &setting) {
            const StudyImages images(plan, placesOf(place, "a.retort"), place.cache(), {}, {});
            return errorOf<ValueError>([&] { (void)images.session(setting, 1, StudyImages::Half::Report); });
        };
        QVERIFY(holds(says({"s", "", 1000, {}, {}, {}}), "draws 1000 training images, of which there are 240"));
        QVERIFY(holds(says({"s", "", 47, {"c1", "c3"}, {1, 0.5}, {}}), "of which there are 36"));
        QVERIFY(holds(says({"s", "", 9, {"zebra"}, {}, {}}), "\"zebra\""));
        QVERIFY(holds(says({"s", "", 9, {}, {1, 1}, {}}), "a balance of 2 classes and has 10"));
        plan.images.clear();
        QVERIFY(holds(errorOf<ValueError>(
                          [&] { (void)StudyImages(plan, placesOf(place, "a.retort"), place.cache(), {}, {}); }),
                      "--images"));
        plan.images = place.imageFolder("flat", false).string();
        QVERIFY(holds(
            errorOf<Error>([&] { (void)StudyImages(plan, placesOf(place, "a.retort"), place.cache(), {}, {}); }),
            "flat"));
    }

    void aStudyGoesOnWhereItWasStopped()
    {
        const Place place;
        const StudyPlan plan = tinyPlan(place);
        const StudyPlaces places = placesOf(place, "a.retort");
        std::stop_source stop;
        std::int64_t ended = 0;
        const StudyListener listener = [&](const RunRecord &, const StudyResults &soFar) {
            QCOMPARE(soFar.planned, std::int64_t(12));
            QCOMPARE(soFar.finished, ++ended);
            if (ended == 7)
                stop.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)runStudy(plan, places, {}, stop.get_token(), {}, listener));
        QCOMPARE(ended, std::int64_t(7));
        const StudyResults results = runStudy(plan, places, {}, {}, {}, listener);
        QCOMPARE(ended, std::int64_t(12)); // none twice
        QCOMPARE(results.finished, results.planned);
        QCOMPARE(results.cells.size(), std::size_t(8));
        const auto project = Project::open(places.project, nullptr);
        for (const StudyCell &cell : results.cells) {
            const RunRecord run = project->run(cell.run);
            QCOMPARE(run.recipe.seed, cell.seed);
            QCOMPARE(run.figures->student.percent, cell.student);
            const StudyTuning &tuning = results.tuning[cell.method];
            QCOMPARE(std::to_string(run.recipe.lr).substr(0, 4),
                     tuning.points[*tuning.chosen].changes[0].second + (*tuning.chosen == 1 ? "0" : ""));
            QCOMPARE(run.recipe.edgeWeight == 0, plan.methods[cell.method].name == "KL");
            const Weighting weighting = project->weighting(run.weightingId);
            QCOMPARE(weighting.rule == WeightRule::Uniform, plan.methods[cell.method].name == "KL");
        }
        // Tuning never looked at the report half.
        for (const RunRecord &run : project->runs())
            QCOMPARE(run.figures.has_value(), run.name.find("tuning") != 0);

        // Several runs at a time, each on one thread: the same weights.
        QVERIFY(holds(errorOf<ValueError>([&] {
                          (void)runStudy(plan, places, {1, {"some"}}, {}, {}, {});
                      }),
                      "\"some\""));
        const StudyPlaces part = placesOf(place, "c.retort");
        QCOMPARE(runStudy(plan, part, {2, {"two"}}, {}, {}, {}).finished, std::int64_t(8)); // 4 of tuning
        const StudyPlaces beside = placesOf(place, "b.retort");
        const StudyResults parallel = runStudy(plan, beside, {3}, {}, {}, {});
        const auto other = Project::open(beside.project, nullptr);
        QCOMPARE(parallel.cells.size(), results.cells.size());
        for (std::size_t i = 0; i < results.cells.size(); ++i)
            QCOMPARE(other->run(parallel.cells[i].run).weightsSha256,
                     project->run(results.cells[i].run).weightsSha256);
        QVERIFY(other->problems({}, {}).empty());
        for (const RunRecord &run : other->runs()) { // tested once, with the weights that count
            QVERIFY(!other->evaluation(run.id, 0).classes.empty());
            QVERIFY(run.figures.has_value() != run.tuningAccuracy.has_value());
            for (const EpochRecord &epoch : other->epochs(run.id))
                QVERIFY(epoch.epoch == run.bestEpoch || !epoch.tuningAccuracy);
        }

        // What a table says was finished elsewhere is not run again; what it says of another recipe is not taken.
        StudyPlaces carried = placesOf(place, "d.retort");
        carried.elsewhere = place.root() / "page" / "runs.csv";
        writeStudyRuns(results, place.root() / "page.md");
        std::int64_t again = 0;
        const StudyListener count = [&](const RunRecord &, const StudyResults &) { ++again; };
        const StudyResults same = runStudy(plan, carried, {}, {}, {}, count);
        QCOMPARE(again, std::int64_t(0));
        QCOMPARE(same.finished, std::int64_t(12));
        QVERIFY(same.madeWith == results.madeWith && same.madeWith.size() == 1);
        for (std::size_t i = 0; i < results.cells.size(); ++i) {
            QCOMPARE(same.cells[i].student, results.cells[i].student);
            QCOMPARE(same.cells[i].run, std::int64_t(0));
        }
        StudyPlan changed = plan;
        changed.settings[1].recipe = {{"weight_decay", "0.001"}};
        QCOMPARE(runStudy(changed, carried, {}, {}, {}, count).finished, std::int64_t(12));
        QCOMPARE(again, std::int64_t(4)); // the cells of the setting that changed
    }

    void aTableOfRunsComesBack()
    {
        const std::vector<StudyRun> runs{{"scarce / KL + pseudo, \"soft\" / seed 1",
                                          "ab12",
                                          0,
                                          "retort 1, libtorch 2, bf16",
                                          {},
                                          81.25,
                                          88.119009584664518,
                                          92.5},
                                         {"tuning / KL / lr 0.1 / seed 1001", "cd", 0, "x", 80.5, {}, {}, 90.0}};
        const std::string csv = studyRunsToCsv(runs);
        QVERIFY(studyRunsFromCsv(csv, "runs.csv") == runs);
        QVERIFY(studyRunsFromCsv(studyRunsToCsv({}), "runs.csv").empty());
        const auto says = [](const std::string &text) {
            return errorOf<InputError>([&] { (void)studyRunsFromCsv(text, "runs.csv"); });
        };
        const std::string head = csv.substr(0, csv.find('\n') + 1);
        QVERIFY(holds(says("setting,method,seed\n"), "no column \"run\""));
        QVERIFY(holds(says(head + "a,b,c,1,2,3,4\na,b,c,1,2,3,x\n"), "line 3): agreement is \"x\""));
        QVERIFY(holds(says(head + "a,b,c,101,,,\n"), "tuning_accuracy is \"101\""));
        QVERIFY(holds(says(head + "a,b,c,nan,,,\n"), "tuning_accuracy is \"nan\""));
        QVERIFY(holds(says(head + "a,b\n"), "line 2"));
    }

    void theBestMeanIsChosen()
    {
        StudyTuning tuning;
        tuning.points = {{{}, {80.0, 70.0}}, {{}, {76.0, std::nullopt}}};
        QCOMPARE(tuning.mean(0), 75.0);
        QCOMPARE(tuning.mean(1), 76.0);
    }

    void thePageSaysWhatTheRunsSay()
    {
        const Place place;
        StudyPlan plan = tinyPlan(place);
        plan.seeds = {1, 3};
        StudyResults results;
        results.tuning = {
            {{{{{"lr", "0.1"}}, {50.0, 60.0}}, {{{"lr", "0.2"}}, {61.0, 60.0}}}, 1},
            {{{{{"lr", "0.05"}}, {40.0, 41.0}}, {{{"lr", "0.1"}}, {42.0, std::nullopt}}}, std::nullopt}};
        results.planned = 12;
        results.finished = 7;
        results.teacher = "a tiny one";
        results.standIn = true;
        for (const auto &[seed, prg, kl] :
             {std::tuple{1U, 81.0, 80.0}, std::tuple{2U, 82.0, 80.5}, std::tuple{3U, 83.5, 82.0}}) {
            results.cells.push_back({0, 0, seed, 1, prg, 90, 95});
            results.cells.push_back({0, 1, seed, 2, kl, 89, 94});
        }
        results.cells.push_back({1, 0, 1, 3, 50, 60, 70}); // its pair is missing: left out
        results.runs = {{"two / PRG / seed 1", "ab", 3, "retort, bf16", {}, 50, 60, 70}};
        results.madeWith = {"retort, bf16", "retort, fp32"};
        results.criteria = {{"worse", {1, 2, 3}, -0.5}, {"better", {3, 2, 1}, 0.75}};
        results.accuracies = {60, 70, 65};
        results.templates = {"a {}", "b {}", "c {}"};
        const fs::path page = place.root() / "out" / "results.md";
        fs::create_directories(page.parent_path());
        writeStudyReport(plan, results, page);
        const std::string text = readTextFile(page);
        for (const char *part :
             {"a stand-in", "7 of 12 runs", "Made with retort, bf16; retort, fp32; 20", "3 of 3 seeds",
              "| PRG | 82.17 ± 1.26 | 90.00 | 95.00 |",
              "| KL | 80.83 ± 1.04 | 89.00 | 94.00 | +1.33 (+0.62 to +2.05) | 8.00 | 0.0153 | 0.0153 |",
              "**PRG** is better (p < 0.05 after Holm's correction) than KL.", "7.83 points below its teacher",
              "### two\\nNot run yet", "results/all.svg", "| better | +0.75 |", "60.00 to 70.00 %",
              "| PRG | `lr: 0.1` | 55.00 |\\n|  | `lr: 0.2` | **60.50** |",
              "| KL | `lr: 0.05` | 40.50 |\\n|  | `lr: 0.1` | not run yet |"}) {
            std::string wanted = part;
            if (const std::size_t at = wanted.find("\\n"); at != std::string::npos)
                wanted.replace(at, 2, "\n");
            QVERIFY2(holds(text, wanted), (wanted + "\n---\n" + text).c_str());
        }
        QVERIFY(text.find("| better |") < text.find("| worse |"));
        QVERIFY(!fs::exists(place.root() / "out" / "results" / "two.svg"));
        QVERIFY(holds(readTextFile(place.root() / "out" / "results" / "runs.csv"),
                      "two / PRG / seed 1,ab,\"retort, bf16\",,50,60,70"));
        QVERIFY(holds(readTextFile(place.root() / "out" / "results" / "all.svg"), "</svg>"));
        place.writeTextFile("file", "");
        QVERIFY_THROWS_EXCEPTION(Error, writeStudyReport(plan, results, place.root() / "file" / "results.md"));
    }
};

QTEST_GUILESS_MAIN(TestWorkflowStudy)
#include "tst_workflow_study.moc"
