#include "widgets/project/projectsummary.h"

#include <QLocale>
#include <QTest>

using namespace retort;

namespace {

ProjectSettings demoSettings()
{
    ProjectSettings settings;
    DatasetRecord training;
    training.location = "/data/clothes";
    training.images = 30190;
    training.labelled = true;
    training.choice.range = {0.5, 1};
    DatasetRecord test;
    test.role = DatasetRole::Test;
    test.location = "/data/clothes";
    test.images = 10000;
    test.labelled = true;
    settings.datasets = {training, test};
    settings.teacher = TeacherRecord{"id", "/models/demo", "ViT, 28 px", true};
    settings.classes = {{"shirt", {}}, {"coat", {}}};
    settings.weighting.templates = {{"a photo of a {}.", 0.75, false}, {"a sketch of a {}.", 0.25, false}};
    return settings;
}

const SummaryCard &card(const std::vector<SummaryCard> &cards, const QString &title)
{
    for (const SummaryCard &each : cards)
        if (each.title == title)
            return each;
    static const SummaryCard none;
    return none;
}

QString all(const SummaryCard &card)
{
    return card.title + card.figure + card.lines.join(QLatin1Char(' ')) + card.warning;
}

} // namespace

class TestProjectSummary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void saysWhatTheProjectIsMadeOf()
    {
        const auto cards = summarise(demoSettings(), {}, nullptr);
        QCOMPARE(cards.size(), 6);
        const SummaryCard &images = card(cards, QStringLiteral("Images to learn from"));
        QCOMPARE(images.figure, QStringLiteral("30,190"));
        QVERIFY2(all(images).contains(QStringLiteral("for measuring only")), qPrintable(all(images)));
        QVERIFY2(all(images).contains(QStringLiteral("50.0 %")), qPrintable(all(images)));
        QVERIFY(all(card(cards, QStringLiteral("Classes"))).contains(QStringLiteral("shirt, coat")));
        QVERIFY(all(card(cards, QStringLiteral("Prompts"))).contains(QStringLiteral("a photo of a {}.")));
        QCOMPARE(card(cards, QStringLiteral("Runs")).page, QStringLiteral("distil"));
        for (const SummaryCard &each : cards) {
            QVERIFY(!each.button.isEmpty());
            QVERIFY(!each.page.isEmpty());
        }
    }

    void theStandInIsCalledOne()
    {
        ProjectSettings settings = demoSettings();
        QVERIFY(card(summarise(settings, {}, nullptr), QStringLiteral("Teacher"))
                    .warning.contains(QStringLiteral("stand-in")));
        settings.teacher->standIn = false;
        QVERIFY(card(summarise(settings, {}, nullptr), QStringLiteral("Teacher")).warning.isEmpty());
    }

    void whatIsWrongIsMarked()
    {
        ProjectSettings settings = demoSettings();
        settings.datasets[0].duplicates = 3;
        QVERIFY(card(summarise(settings, {}, nullptr), QStringLiteral("Images to learn from"))
                    .warning.contains(QStringLiteral("more than once")));
        settings.datasets[0].unreadable = 2;
        QVERIFY(card(summarise(settings, {}, nullptr), QStringLiteral("Images to learn from"))
                    .warning.contains(QStringLiteral("could not be read")));
        settings.weighting.labelsSeen = true;
        QVERIFY(!card(summarise(settings, {}, nullptr), QStringLiteral("Prompts")).warning.isEmpty());
    }

    void anEmptyProjectSaysWhatToDo()
    {
        const auto cards = summarise(ProjectSettings{}, {}, nullptr);
        QCOMPARE(cards.size(), 6);
        QCOMPARE(cards[0].button, QStringLiteral("Add images"));
    }

    void theNewestRunIsCompared()
    {
        RunRecord run;
        run.id = 4;
        run.state = RunState::Finished;
        run.bestAgreement = 96.2;
        auto text = all(card(summarise(demoSettings(), {run}, nullptr), QStringLiteral("Runs")));
        QVERIFY2(text.contains(QStringLiteral("96.2 %")), qPrintable(text));
        run.figures = RunFigures();
        run.figures->student.percent = 85.1;
        run.figures->teacher.percent = 85.8;
        text = all(card(summarise(demoSettings(), {run}, nullptr), QStringLiteral("Runs")));
        QVERIFY2(text.contains(QStringLiteral("Student 85.1 %, teacher 85.8 %")), qPrintable(text));
    }
};

QTEST_MAIN(TestProjectSummary)
#include "tst_projectsummary.moc"
