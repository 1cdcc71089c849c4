// The audit of a project: queue, growth, changed classes, tables, and what becomes of the answers.
#include "workflowfixture.h"

#include "base/random.h"
#include "data/packedimages.h"
#include "workflow/audit.h"
#include "workflow/auditcsv.h"
#include "workflow/measuredlabels.h"
#include "workflow/runfigures.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace retort;
using namespace retort::test;

namespace {

const ClassList threeKinds{{"cat", {"kitty"}}, {"dog", {}}, {"ship", {"boat"}}};

ContentKey keyOf(std::uint64_t number)
{
    RandomStream stream{number, 9};
    ContentKey key;
    for (std::uint8_t &byte : key.bytes)
        byte = static_cast<std::uint8_t>(stream.below(256));
    return key;
}

OpenedDataset datasetOf(const std::vector<ContentKey> &keys)
{
    OpenedDataset dataset;
    dataset.images = std::make_shared<PackedImages>(1, 1, 1, std::vector<std::uint8_t>(keys.size()), keys);
    return dataset;
}

/// The first `count` images of an endless supply, in which image i shows threeKinds[i % 3].
OpenedDataset supply(std::int64_t count, std::uint64_t first = 0)
{
    std::vector<ContentKey> keys;
    for (std::int64_t i = 0; i < count; ++i)
        keys.push_back(keyOf(first + static_cast<std::uint64_t>(i)));
    return datasetOf(keys);
}

std::string kindOf(std::int64_t position)
{
    return threeKinds[static_cast<std::size_t>(position % 3)].name;
}

void say(Audit &audit, const AuditEntry &entry, AuditAnswer::Kind kind, const std::string &name = {},
         std::int64_t list = 1)
{
    audit.answers[entry.image] = {entry.image, kind, name, list, 0};
    audit.classLists.emplace(list, threeKinds);
}

AuditQueue queueOf(const OpenedDataset &dataset, const Audit &audit, const ClassList &classes = threeKinds)
{
    return auditQueue(dataset, DatasetRole::Training, audit, classes);
}

/// Answers every entry rightly.
void answerAll(Audit &audit, const OpenedDataset &dataset)
{
    for (const AuditEntry &entry : queueOf(dataset, audit).entries)
        say(audit, entry, AuditAnswer::Kind::Class, kindOf(entry.position));
}

AuditDraws planned(const OpenedDataset &dataset, const Audit &audit, std::optional<std::int64_t> count,
                   bool anew = false)
{
    AuditRequest request;
    request.count = count;
    request.anew = anew;
    return planAudit(dataset, DatasetRole::Training, audit, request, {}, threeKinds);
}

Audit drawn(const OpenedDataset &dataset, std::int64_t count)
{
    Audit audit;
    audit.draws = planned(dataset, audit, count);
    return audit;
}

LabelledSample half(LabelHalf which, const OpenedDataset &dataset, const Audit &audit,
                    const ClassList &classes = threeKinds)
{
    return auditSample(queueOf(dataset, audit, classes), dataset, audit, classes, which);
}

std::size_t counted(const OpenedDataset &dataset, const Audit &audit, const ClassList &classes = threeKinds)
{
    return half(LabelHalf::Tuning, dataset, audit, classes).images.size() +
           half(LabelHalf::Report, dataset, audit, classes).images.size();
}

} // namespace

class TestWorkflowAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOnWhereSomebodyStopped()
    {
        const OpenedDataset dataset = supply(500);
        Audit audit = drawn(dataset, 40);
        const AuditQueue queue = queueOf(dataset, audit);
        QCOMPARE(queue.entries.size(), std::size_t(40));
        QCOMPARE(queue.images, 500);
        QCOMPARE(queue.firstOpen(), std::size_t(0));
        for (std::size_t i = 0; i < 15; ++i)
            say(audit, queue.entries[i], AuditAnswer::Kind::Class, "cat");
        QCOMPARE(queueOf(dataset, audit).answered(), 15);
        QCOMPARE(queueOf(dataset, audit).firstOpen(), std::size_t(15));
        QCOMPARE(counted(dataset, audit), std::size_t(15));
        // What lies behind an image that was passed over does not count until that one is answered.
        say(audit, queue.entries[20], AuditAnswer::Kind::Unclear);
        QCOMPARE(queueOf(dataset, audit).answered(), 16);
        QCOMPARE(counted(dataset, audit), std::size_t(15));
        for (std::size_t i = 15; i < 20; ++i)
            say(audit, queue.entries[i], AuditAnswer::Kind::None);
        QCOMPARE(counted(dataset, audit), std::size_t(21));
        const LabelledSample tuning = half(LabelHalf::Tuning, dataset, audit);
        QCOMPARE(tuning.stratumSizes, std::vector<std::int64_t>{500});
        for (const std::int64_t image : tuning.images)
            QVERIFY(labelHalf(dataset.images->key(image)) == LabelHalf::Tuning);
    }

    // Whoever chooses what is looked at chooses the outcome: only a draw's own answers are estimated from.
    void chosenImagesAreNoSample()
    {
        const OpenedDataset dataset = supply(300);
        Audit audit = drawn(dataset, 20);
        const AuditQueue queue = queueOf(dataset, audit);
        for (std::size_t i = 0; i < 10; ++i)
            say(audit, queue.entries[i], AuditAnswer::Kind::Class, "cat");
        const LabelledSample before = half(LabelHalf::Tuning, dataset, audit);

        // Twice the same one, one that the draw will ask about later, and others.
        std::vector<std::int64_t> chosen{7, 7, queue.entries[15].position};
        for (std::int64_t image = 100; image < 150; ++image)
            if (std::none_of(queue.entries.begin(), queue.entries.end(),
                             [&](const AuditEntry &entry) { return entry.position == image; }))
                chosen.push_back(image);
        const AuditQueue asked = auditSelection(dataset, DatasetRole::Training, audit, threeKinds, chosen);
        std::set<ContentKey> different;
        for (const std::int64_t image : chosen)
            different.insert(dataset.images->key(image));
        QCOMPARE(asked.entries.size(), different.size());
        QCOMPARE(asked.entries[0].position, 7);
        for (const AuditEntry &entry : asked.entries) {
            QVERIFY(entry.draw == noDraw);
            say(audit, entry, AuditAnswer::Kind::Class, "dog");
        }
        QCOMPARE(auditSelection(dataset, DatasetRole::Training, audit, threeKinds, chosen).firstOpen(),
                 asked.entries.size());
        const LabelledSample after = half(LabelHalf::Tuning, dataset, audit);
        QCOMPARE(after.images, before.images);
        QCOMPARE(after.labels, before.labels);
        QVERIFY(auditSample(asked, dataset, audit, threeKinds, LabelHalf::Tuning).images.empty());
        QVERIFY(queueOf(dataset, audit).outside > 0);
        // The draw comes to the one that has its answer already.
        for (std::size_t i = 10; i < 20; ++i)
            if (i != 15)
                say(audit, queue.entries[i], AuditAnswer::Kind::Class, "cat");
        QCOMPARE(counted(dataset, audit), std::size_t(20));
    }

    void growsWithNewImages()
    {
        const OpenedDataset few = supply(400);
        const OpenedDataset all = supply(600);
        Audit audit = drawn(few, 40);
        answerAll(audit, few);
        QCOMPARE(queueOf(all, audit).notCovered, 200);
        QCOMPARE(queueOf(all, audit).images, 600);
        // The estimates still speak of the images that could be drawn.
        QCOMPARE(half(LabelHalf::Report, all, audit).stratumSizes, std::vector<std::int64_t>{400});

        audit.draws = planned(all, audit, std::nullopt);
        QCOMPARE(audit.draws.size(), std::size_t(2));
        QCOMPARE(audit.draws[1]->sample.size(), std::size_t(20)); // as large a share as before
        for (const AuditEntry &entry : queueOf(all, audit).entries)
            QCOMPARE(entry.draw, entry.position < 400 ? std::size_t(0) : std::size_t(1));
        QCOMPARE(queueOf(all, audit).notCovered, 0);
        QCOMPARE(queueOf(all, audit).firstOpen(), std::size_t(40));
        const std::vector<std::int32_t> answers(600, 0);
        const auto covered = [&] {
            return sampleFigures(half(LabelHalf::Report, all, audit), answers, 3).covered;
        };
        QVERIFY(std::abs(covered() - 100 * 400.0 / 600) < 1e-9);
        answerAll(audit, all);
        QCOMPARE(half(LabelHalf::Report, all, audit).stratumSizes, (std::vector<std::int64_t>{400, 200}));
        QVERIFY(std::abs(covered() - 100) < 1e-9);

        // Everything is covered: more is drawn behind what there is, in proportion.
        const AuditDraws longer = planned(all, audit, 30);
        QCOMPARE(longer[0]->sample.size(), std::size_t(60));
        QCOMPARE(longer[1]->sample.size(), std::size_t(30));
        QVERIFY(
            std::equal(audit.draws[0]->sample.begin(), audit.draws[0]->sample.end(), longer[0]->sample.begin()));
        const AuditDraws anew = planned(all, audit, 30, true);
        QCOMPARE(anew.size(), std::size_t(1));
        QCOMPARE(anew[0]->population.size(), std::size_t(600));
        // Nothing is left at last.
        audit.draws = planned(all, audit, 10'000);
        QCOMPARE(queueOf(all, audit).entries.size(), std::size_t(600));
        QVERIFY(holds(errorOf<ValueError>([&] { static_cast<void>(planned(all, audit, 1)); }), "drawn already"));
        QVERIFY(holds(errorOf<ValueError>([&] { static_cast<void>(planned(all, {}, 0)); }), "0 images"));
    }

    void imagesThatAreGoneLeaveTheSample()
    {
        const OpenedDataset all = supply(400);
        const OpenedDataset fewer = supply(300);
        Audit audit = drawn(all, 100);
        answerAll(audit, all);
        const AuditQueue queue = queueOf(fewer, audit);
        QVERIFY(queue.gone > 10 && queue.gone < 40);
        QCOMPARE(static_cast<std::int64_t>(queue.entries.size()) + queue.gone, 100);
        const LabelledSample report = half(LabelHalf::Report, fewer, audit);
        QCOMPARE(report.stratumSizes, std::vector<std::int64_t>{300});
        for (std::size_t i = 0; i < report.images.size(); ++i)
            QCOMPARE(report.labels[i], static_cast<std::int32_t>(report.images[i] % 3));
        // They come back with their answers.
        QCOMPARE(queueOf(all, audit).answered(), 100);
        // Copies of an image count once.
        std::vector<ContentKey> keys;
        for (std::uint64_t i = 0; i < 600; ++i)
            keys.push_back(keyOf(i % 300));
        const OpenedDataset copies = datasetOf(keys);
        QCOMPARE(queueOf(copies, audit).images, 300);
        QCOMPARE(half(LabelHalf::Report, copies, audit).stratumSizes, std::vector<std::int64_t>{300});
    }

    void theClassListIsEditedMeanwhile()
    {
        const OpenedDataset dataset = supply(200);
        Audit audit = drawn(dataset, 30);
        const AuditQueue asked = queueOf(dataset, audit);
        for (std::size_t i = 0; i < 30; ++i) {
            if (i % 5 == 0)
                say(audit, asked.entries[i], AuditAnswer::Kind::None);
            else
                say(audit, asked.entries[i], AuditAnswer::Kind::Class, i % 2 == 0 ? "dog" : "boat");
        }
        QCOMPARE(counted(dataset, audit), std::size_t(30));
        // Another order and other names, the former ones kept as aliases: the same.
        const ClassList renamed{{"vessel", {"ship", "boat"}}, {"hound", {"dog"}}, {"cat", {}}};
        AuditQueue queue = queueOf(dataset, audit, renamed);
        QCOMPARE(queue.stale, 0);
        QCOMPARE(queue.unlisted, 0);
        QCOMPARE(counted(dataset, audit, renamed), std::size_t(30));
        // A class that is gone: its answers are of none of the classes.
        const ClassList fewer{{"cat", {}}, {"ship", {"boat"}}};
        queue = queueOf(dataset, audit, fewer);
        QCOMPARE(queue.stale, 0);
        QCOMPARE(queue.unlisted, 12);
        QCOMPARE(counted(dataset, audit, fewer), std::size_t(30));
        std::int64_t none = 0;
        for (const LabelHalf which : {LabelHalf::Tuning, LabelHalf::Report})
            for (const std::int32_t label : half(which, dataset, audit, fewer).labels)
                none += label == noneOfThese;
        QCOMPARE(none, 18);
        // One class more: "none of these" is asked again, at the front of the queue.
        ClassList more = threeKinds;
        more.push_back({"tree", {}});
        queue = queueOf(dataset, audit, more);
        QCOMPARE(queue.stale, 6);
        QCOMPARE(queue.firstOpen(), std::size_t(0));
        QCOMPARE(counted(dataset, audit, more), std::size_t(0));
        for (const AuditEntry &entry : queue.entries)
            if (!entry.answer)
                say(audit, entry, AuditAnswer::Kind::Class, "tree", 2);
        QCOMPARE(counted(dataset, audit, more), std::size_t(30));
    }

    void groupsAreInOneHalf()
    {
        OpenedDataset dataset = supply(400);
        for (std::uint64_t i = 0; i < 400; ++i)
            dataset.groupKeys.push_back(keyOf(10'000 + i / 10));
        Audit audit = drawn(dataset, 200);
        answerAll(audit, dataset);
        std::set<std::int64_t> groups[2];
        for (const LabelHalf which : {LabelHalf::Tuning, LabelHalf::Report}) {
            const LabelledSample sample = half(which, dataset, audit);
            QCOMPARE(sample.groups.size(), sample.images.size());
            QVERIFY(!sample.images.empty());
            for (const std::int64_t image : sample.images)
                groups[which == LabelHalf::Report ? 1 : 0].insert(image / 10);
        }
        for (const std::int64_t group : groups[0])
            QVERIFY(!groups[1].contains(group));
    }

    // Everything together: strata by the teacher's answers, both halves, and images that came later.
    void estimatesOfAStratifiedAuditAreUnbiased()
    {
        double sum = 0;
        double squares = 0;
        int held = 0;
        constexpr int repeats = 150;
        for (int repeat = 0; repeat < repeats; ++repeat) {
            const std::uint64_t first = static_cast<std::uint64_t>(repeat) * 1200; // other contents, other halves
            const OpenedDataset some = supply(900, first);
            const OpenedDataset all = supply(1200, first);
            std::vector<std::int32_t> answers;
            double truth = 0;
            for (std::int64_t i = 0; i < 1200; ++i) {
                const auto label = static_cast<std::int32_t>(i % 3);
                answers.push_back(i % 10 < (label == 2 ? 4 : 9) ? label : 0);
                truth += answers.back() == label ? 100.0 / 1200 : 0;
            }
            Audit audit;
            AuditRequest request;
            request.count = 150;
            request.stratified = true;
            request.seed = static_cast<std::uint64_t>(repeat);
            audit.draws =
                planAudit(some, DatasetRole::Training, audit, request, {answers.data(), 900}, threeKinds);
            request.count.reset();
            audit.draws = planAudit(all, DatasetRole::Training, audit, request, answers, threeKinds);
            answerAll(audit, all);
            const Proportion accuracy = sampleAccuracy(half(LabelHalf::Report, all, audit), answers);
            sum += accuracy.percent - truth;
            squares += (accuracy.percent - truth) * (accuracy.percent - truth);
            held += accuracy.low <= truth && truth <= accuracy.high;
        }
        const double deviation = std::sqrt(squares / repeats);
        qInfo("bias %.2f (deviation %.2f), %d of %d intervals hold the truth", sum / repeats, deviation, held,
              repeats);
        QVERIFY(std::abs(sum / repeats) < 3.5 * deviation / std::sqrt(repeats));
        QVERIFY(held >= 132);
    }

    void aTableComesBack()
    {
        const OpenedDataset dataset = supply(300);
        Audit audit = drawn(dataset, 12);
        const AuditQueue asked = queueOf(dataset, audit);
        say(audit, asked.entries[0], AuditAnswer::Kind::Class, "dog");
        say(audit, asked.entries[1], AuditAnswer::Kind::None);
        say(audit, asked.entries[2], AuditAnswer::Kind::Unclear);
        say(audit, asked.entries[3], AuditAnswer::Kind::Class, "ship");
        const AuditImport import =
            parseAuditCsv(auditCsv(queueOf(dataset, audit), dataset), "a.csv", dataset, threeKinds);
        QVERIFY(import.problems.empty());
        QCOMPARE(import.answers.size(), std::size_t(4));
        QCOMPARE(import.open, 8);
        for (const AuditAnswer &answer : import.answers) {
            const AuditAnswer &before = audit.answers.at(answer.image);
            QVERIFY(answer.kind == before.kind && answer.className == before.className);
        }
    }

    void tablesOfOthersAreUnderstood()
    {
        const OpenedDataset dataset = supply(20);
        const AuditImport import =
            parseAuditCsv("image;class\n#3;kitty\n#4;\n#5;ship\n", "a.csv", dataset, threeKinds);
        QVERIFY(import.problems.empty());
        QCOMPARE(import.open, 1);
        QCOMPARE(import.answers[0].className, std::string("cat")); // by its alias
        QVERIFY(import.answers[1].image == keyOf(5));
        const AuditImport words =
            parseAuditCsv("KEY,answer\r\n" + keyOf(2).hex() + ",unclear\r\n", "a.csv", dataset, threeKinds);
        QVERIFY(words.answers.size() == 1 && words.answers[0].kind == AuditAnswer::Kind::Unclear);
    }

    void whatATableCannotMeanIsNamed_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("problem");
        const QString key = QString::fromStdString(keyOf(3).hex());
        QTest::newRow("unknown key") << QString(32, QLatin1Char('0')) + ",,class,dog"
                                     << "there is no image with the key 00000000000000000000000000000000";
        QTest::newRow("unknown name") << ",nothing.png,class,dog"
                                      << "there is no image called nothing.png";
        QTest::newRow("no image") << ",,class,dog"
                                  << "names no image";
        QTest::newRow("unknown class") << key + ",,class,horse"
                                       << "the class horse is not in the class list";
        QTest::newRow("unknown answer") << key + ",,perhaps,dog"
                                        << "has the answer \"perhaps\"";
        QTest::newRow("class without a name") << key + ",,class,"
                                              << "says class and names none";
        QTest::newRow("both") << key + ",,none,dog"
                              << "says none and the class dog";
        QTest::newRow("a contradiction") << key + ",,,dog\n" + key + ",,,cat"
                                         << "says something else of the image of line 2";
    }

    void whatATableCannotMeanIsNamed()
    {
        QFETCH(QString, line);
        QFETCH(QString, problem);
        const OpenedDataset dataset = supply(20);
        const AuditImport import =
            parseAuditCsv("key,image,answer,class\n" + line.toStdString() + "\n" + keyOf(9).hex() + ",,,dog\n",
                          "a.csv", dataset, threeKinds);
        QCOMPARE(import.problems.size(), std::size_t(1));
        QVERIFY2(holds(problemText(import.problems), problem.toStdString()), problemText(import.problems).c_str());
        QVERIFY(holds(problemText(import.problems), "line "));
        QVERIFY(import.answers.back().image == keyOf(9)); // the others can be taken
    }

    void whatIsNoTableIsNamed()
    {
        const OpenedDataset dataset = supply(3);
        const auto error = [&](const std::string &text) {
            return errorOf<InputError>(
                [&] { static_cast<void>(parseAuditCsv(text, "a.csv", dataset, threeKinds)); });
        };
        QVERIFY(holds(error("class\ndog\n"), "a.csv") && holds(error("class\ndog\n"), "line 1"));
        QVERIFY(holds(error("image\n#1\n"), "neither a column \"class\""));
        QVERIFY(holds(error("image,class\n#1\n"), "line 2"));
        QVERIFY(holds(error("image,class\n\"#1,dog\n"), "never closed"));
        QVERIFY(holds(error("\xFF\xFEi"), "UTF-16"));
        QVERIFY(holds(error(""), "neither a column"));
        QVERIFY(error("image,class\n").empty()); // nothing to take is no error
        QVERIFY(holds(problemText(std::vector<AuditImport::Problem>(9, {4, "x"})), "and 4 more"));
    }

    // Without labels of the images' own, answers are what accuracies are made from; those of the data set come
    // first.
    void answersAreMeasuredWith()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("flat", false));
        place.writeTextFile("names.txt", "cat\ndog\nship\n");
        choice.classes = place.root() / "names.txt";
        createProject(choice, {}, {});
        const auto project = Project::open(choice.file, ProjectLock::acquire(choice.file));
        const auto session = openSession(project->settings(), place.cache(), {}, {});
        const ClassList classes = project->settings().classes;
        QVERIFY(measuredLabels(*session, classes, project->audit()).empty());
        const OpenedDataset &images = *session->training.dataset;
        project->setAuditDraws(DatasetRole::Training,
                               planAudit(images, DatasetRole::Training, {}, {}, {}, classes));
        std::vector<AuditAnswer> answers;
        for (const AuditEntry &entry :
             auditQueue(images, DatasetRole::Training, project->audit(), classes).entries)
            answers.push_back(
                {entry.image, AuditAnswer::Kind::Class, entry.position % 2 == 0 ? "cat" : "ship", 0, 0});
        QCOMPARE(answers.size(), std::size_t(60));
        project->setAuditAnswers(answers);
        const MeasuredLabels labels = measuredLabels(*session, classes, project->audit());
        QVERIFY(labels.measuredOn == MeasuredOn::AuditedTrainingImages && labels.role == DatasetRole::Training);
        QCOMPARE(labels.tuning.images.size() + labels.report.images.size(), std::size_t(60));
        QCOMPARE(labels.report.stratumSizes, std::vector<std::int64_t>{60});

        createProject(place.choice("b.retort", place.imageFolder("classes", true)), {}, {});
        const auto own = Project::open(place.root() / "b.retort", ProjectLock::acquire(place.root() / "b.retort"));
        own->setAuditDraws(DatasetRole::Training, project->audit().draws);
        const auto labelled = openSession(own->settings(), place.cache(), {}, {});
        QVERIFY(measuredLabels(*labelled, own->settings().classes, own->audit()).measuredOn ==
                MeasuredOn::TrainingImages);
    }

    // The same bits with and without an audit; the run's figures come from its report half.
    void answersNeverReachTheWeights()
    {
        const Place place;
        const fs::path folder = place.imageFolder("flat", false);
        place.writeTextFile("names.txt", "cat\ndog\nship\n");
        const auto make = [&](const std::string &name) {
            NewProject choice = place.choice(name, folder);
            choice.classes = place.root() / "names.txt";
            createProject(choice, {}, {});
            return Project::open(choice.file, ProjectLock::acquire(choice.file));
        };
        const auto plain = make("a.retort");
        const RunRecord without = distilRun(*plain, plain->addRun("", tinyRecipe(1)), place.cache(), {}, {}, {});
        QVERIFY(!without.figures && !without.tuningAccuracy);
        QVERIFY(plain->reportLooks().empty());

        const auto audited = make("b.retort");
        const ClassList classes = audited->settings().classes;
        const auto session = openSession(audited->settings(), place.cache(), {}, {});
        const OpenedDataset &images = *session->training.dataset;
        AuditRequest request;
        request.count = 30;
        audited->setAuditDraws(DatasetRole::Training,
                               planAudit(images, DatasetRole::Training, {}, request, {}, classes));
        const auto answerAllWith = [&](const std::string &name) {
            std::vector<AuditAnswer> answers;
            for (const AuditEntry &entry :
                 auditQueue(images, DatasetRole::Training, audited->audit(), classes).entries)
                answers.push_back({entry.image, AuditAnswer::Kind::Class, name, 0, 0});
            audited->setAuditAnswers(answers);
        };
        answerAllWith("dog");
        const std::int64_t id = audited->addRun("", tinyRecipe(1));
        const RunRecord with = distilRun(*audited, id, place.cache(), {}, {}, {});
        QCOMPARE(with.weightsSha256, without.weightsSha256);
        QVERIFY(with.figures && with.figures->measuredOn == MeasuredOn::AuditedTrainingImages);
        const std::int64_t inReport = with.figures->student.count;
        QVERIFY(inReport > 5 && inReport < 25);
        QCOMPARE(audited->reportLooks().size(), std::size_t(1));
        // What the student says of every image adds up.
        double sum = with.figures->student.percent;
        for (const char *name : {"cat", "ship"}) {
            answerAllWith(name);
            QVERIFY(measureRun(*audited, id, *session, {}, {}));
            sum += audited->run(id).figures->student.percent;
            QCOMPARE(audited->run(id).figures->student.count, inReport);
        }
        QVERIFY(std::abs(sum - 100) < 1e-6);
        QCOMPARE(audited->run(id).figures->looksBefore, 2);
        QVERIFY(audited->problems({}, {}).empty());
        QVERIFY(!measureRun(*plain, 1, *session, {}, {})); // nothing is labelled there
    }

    // Labels of the training images themselves: a run is measured on those that it did not learn from.
    void aRunIsMeasuredOnHeldOutImages()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("classes", true)), {}, {});
        const auto project =
            Project::open(place.root() / "a.retort", ProjectLock::acquire(place.root() / "a.retort"));
        const RunRecord run = distilRun(*project, project->addRun("", tinyRecipe(1)), place.cache(), {}, {}, {});
        QVERIFY(run.figures && run.figures->measuredOn == MeasuredOn::HeldOutImages);
        QVERIFY(run.figures->student.count > 2 && run.figures->student.count < 18);
        QCOMPARE(run.figures->teacher.count, run.figures->student.count);
    }
};

QTEST_GUILESS_MAIN(TestWorkflowAudit)
#include "tst_workflow_audit.moc"
