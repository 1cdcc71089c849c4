#include "workflowfixture.h"

#include "workflow/explainrun.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace retort;
using namespace retort::test;

class TestExplainRun : public QObject
{
    Q_OBJECT

    struct Made
    {
        std::unique_ptr<Project> project;
        std::shared_ptr<const Session> session;
        std::int64_t run = 0;
    };

    static Made made(const Place &place, const NewProject &choice, const Recipe &recipe = tinyRecipe())
    {
        createProject(choice, {}, {});
        Made result;
        result.project = Project::open(choice.file, ProjectLock::acquire(choice.file));
        result.run = result.project->addRun("run", recipe);
        static_cast<void>(distilRun(*result.project, result.run, place.cache(), {}, {}, {}));
        result.session = openSession(result.project->settings(), place.cache(), {}, {});
        return result;
    }

private Q_SLOTS:
    void theEpochsOwnFiguresComeBack()
    {
        const Place place;
        const Made here = made(place, place.choice("a.retort", place.idx("idx")));
        for (const std::int64_t epoch : {1, 2}) {
            const RunExplanation test = explainRun(*here.project, *here.session, {here.run, epoch}, {}, {});
            QCOMPARE(test.epoch, epoch);
            QCOMPARE(test.role, DatasetRole::Test);
            QCOMPARE(test.images.size(), std::size_t(40));
            QCOMPARE(test.student.classes, here.project->evaluation(here.run, epoch).classes);
            const EpochRecord record = here.project->epochs(here.run)[static_cast<std::size_t>(epoch - 1)];
            const AnswerPair labels = explainedPair(test, ExplainPair::StudentLabels);
            QCOMPARE(labels.figures.accuracy.percent, *record.tuningAccuracy);
            QCOMPARE(explainedPair(test, ExplainPair::TeacherLabels).figures.accuracy.percent,
                     *here.project->run(here.run).teacherTuningAccuracy);

            // Held-out images are asked anew: as many agree as the epoch counted.
            const RunExplanation held =
                explainRun(*here.project, *here.session, {here.run, epoch, DatasetRole::Training}, {}, {});
            QCOMPARE(held.images.size(), held.teacherAsReference.images.size());
            QCOMPARE(held.labels.measuredOn, MeasuredOn::HeldOutImages);
            QVERIFY(held.labels.tuning.images.size() < held.images.size());
            const double agreement = explainedPair(held, ExplainPair::StudentTeacher).figures.accuracy.percent;
            QVERIFY2(std::abs(agreement - record.heldOutAgreement) < 1e-6, qPrintable(QString::number(agreement)));
        }
    }

    void theReportHalfIsTheRunsFinalFigure()
    {
        const Place place;
        const Made here = made(place, place.choice("a.retort", place.idx("idx")));
        const RunExplanation best = explainRun(*here.project, *here.session, {here.run}, {}, {});
        const RunRecord run = here.project->run(here.run);
        QCOMPARE(best.epoch, run.bestEpoch);
        const AnswerPair report = explainedPair(best, ExplainPair::StudentLabels, LabelHalf::Report);
        QCOMPARE(report.figures.accuracy.percent, run.figures->student.percent);
        QCOMPARE(report.figures.accuracy.count, run.figures->student.count);
        std::vector<std::int32_t> sorted = best.order;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t c = 0; c < best.classes.size(); ++c)
            QCOMPARE(sorted[c], static_cast<std::int32_t>(c));
        QVERIFY(!best.labelsSeen);
    }

    void withoutLabelsThereIsAgreementAlone()
    {
        const Place place;
        place.writeTextFile("names.txt", "cat\ndog\nship\n");
        NewProject choice = place.choice("u.retort", place.imageFolder("flat", false));
        choice.classes = place.root() / "names.txt";
        const Made here = made(place, choice);
        const RunExplanation held = explainRun(*here.project, *here.session, {here.run}, {}, {});
        QCOMPARE(held.role, DatasetRole::Training);
        QVERIFY(held.labels.empty());
        QVERIFY(explainedPair(held, ExplainPair::StudentLabels).confusion.empty());
        QCOMPARE(explainedPair(held, ExplainPair::StudentTeacher).figures.accuracy.count,
                 static_cast<std::int64_t>(held.images.size()));
        QVERIFY(holds(errorOf<ValueError>([&] {
                          static_cast<void>(
                              explainRun(*here.project, *here.session, {here.run, 0, DatasetRole::Test}, {}, {}));
                      }),
                      "no test images"));
        QVERIFY(holds(errorOf<StoreError>([&] {
                          static_cast<void>(explainRun(*here.project, *here.session, {here.run, 9}, {}, {}));
                      }),
                      "9"));
    }

    void auditedImagesAreAskedForBesideThoseHeldOut()
    {
        const Place place;
        place.writeTextFile("names.txt", "cat\ndog\nship\n");
        NewProject choice = place.choice("u.retort", place.imageFolder("flat", false));
        choice.classes = place.root() / "names.txt";
        const Made here = made(place, choice);
        const OpenedDataset &images = *here.session->training.dataset;
        const auto draw = std::make_shared<AuditDraw>();
        draw->strata = {""};
        std::vector<AuditAnswer> answers;
        std::set<std::int64_t> audited;
        for (std::int64_t i = 0; i < images.images->size(); ++i) {
            const ContentKey key = images.images->key(i);
            draw->population.push_back({key.low(), 0});
            if (i % 3 == 0) {
                draw->sample.push_back(key);
                answers.push_back({key, AuditAnswer::Kind::Class, "dog", 0, 0});
                audited.insert(i);
            }
        }
        std::sort(draw->population.begin(), draw->population.end(),
                  [](const auto &a, const auto &b) { return a.key < b.key; });
        here.project->setAuditDraws(DatasetRole::Training, {draw});
        here.project->setAuditAnswers(answers);
        const RunExplanation held = explainRun(*here.project, *here.session, {here.run}, {}, {});
        QCOMPARE(held.labels.measuredOn, MeasuredOn::AuditedTrainingImages);
        QCOMPARE(held.labels.tuning.images.size() + held.labels.report.images.size(), audited.size());
        for (const std::int64_t place_ : held.labels.tuning.images)
            QVERIFY(audited.count(held.images[static_cast<std::size_t>(place_)]) == 1);
        // Those that the student learned from have no part in its agreement.
        QVERIFY(held.teacherAsReference.images.size() < held.images.size());
    }

    void theTeacherAgreesWithItselfOnWholeImages()
    {
        const Place place;
        Recipe recipe = tinyRecipe();
        recipe.cropPadding = 0;
        recipe.flip = false;
        const Made here = made(place, place.choice("a.retort", place.idx("idx")), recipe);
        const auto ask = [&](std::int64_t run) {
            return teacherSelfAgreement(*here.project, *here.session, run, place.cache(), {}, {});
        };
        QVERIFY(holds(errorOf<ValueError>([&] { static_cast<void>(ask(here.run)); }), "neither cuts nor mirrors"));
        recipe.cropPadding = 8;
        const std::int64_t waiting = here.project->addRun("later", recipe);
        QVERIFY(holds(errorOf<StoreError>([&] { static_cast<void>(ask(waiting)); }), "not started"));
        here.project->setProbe(waiting, here.project->probe(here.run));
        const SelfAgreement cut = ask(waiting);
        QCOMPARE(cut.share.count, static_cast<std::int64_t>(here.project->probe(here.run).size()));
        QVERIFY(std::abs(cut.smallestArea - 0.5625) < 1e-12 && !cut.flip); // (1 - 8 / 32)^2
        QCOMPARE(ask(waiting).share.percent, cut.share.percent);
    }

    void stops()
    {
        const Place place;
        const Made here = made(place, place.choice("a.retort", place.idx("idx")));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, static_cast<void>(explainRun(*here.project, *here.session,
                                                    {here.run, 0, DatasetRole::Training}, stop.get_token(), {})));
    }
};

QTEST_GUILESS_MAIN(TestExplainRun)
#include "tst_explainrun.moc"
