// The model of templates as the page uses it, with the undo stack: every edit goes back to the same bits, and a
// long random sequence of edits, undos and redos keeps model and a plain reference equal.
#include "base/error.h"
#include "base/random.h"
#include "prompts/weightingedit.h"
#include "widgets/common/workspacecommands.h"
#include "widgets/prompts/templatemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include <functional>

using namespace retort;

namespace {

Weighting templatesOf(int count)
{
    Weighting weighting;
    for (int i = 0; i < count; ++i)
        weighting.templates.push_back({"template " + std::to_string(i) + " of a {}", 1.0 / count, false});
    return weighting;
}

/// Model and undo stack, wired as page and workspace wire them.
struct Bench
{
    explicit Bench(const Weighting &weighting) : stored(weighting)
    {
        model.setWeighting(weighting);
        QObject::connect(&model, &TemplateModel::edited, &model,
                         [this](const Weighting &next, const QString &what, const QString &gesture) {
                             undo.push(new ValueCommand<Weighting>(
                                 what, stored, next,
                                 [this](const Weighting &value) {
                                     stored = value;
                                     model.setWeighting(value);
                                 },
                                 gesture));
                         });
    }

    TemplateModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    Weighting stored;
    QUndoStack undo;
};

/// What the cells say is what the weighting says.
void compareCells(const TemplateModel &model)
{
    const Weighting &weighting = model.weighting();
    QCOMPARE(model.rowCount(), static_cast<int>(weighting.templates.size()));
    for (int row = 0; row < model.rowCount(); ++row) {
        const WeightedTemplate &item = weighting.templates[static_cast<std::size_t>(row)];
        QCOMPARE(model.index(row, TemplateModel::TextColumn).data().toString(), QString::fromStdString(item.text));
        QCOMPARE(model.index(row, 0).data(TemplateModel::WeightRole).toDouble(), item.weight);
        QCOMPARE(model.index(row, 0).data(TemplateModel::LockedRole).toBool(), item.locked);
        QCOMPARE(model.index(row, 0).data(TemplateModel::MutedRole).toBool(), item.muted.has_value());
    }
}

} // namespace

class TestTemplateModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEditGoesBackToTheSameBits_data()
    {
        QTest::addColumn<std::function<void(TemplateModel &)>>("edit");
        const auto row = [](const char *name, std::function<void(TemplateModel &)> edit) {
            QTest::newRow(name) << std::move(edit);
        };
        row("weight", [](TemplateModel &m) { m.setWeight(0, 0.123); });
        row("equal share", [](TemplateModel &m) { m.setEqualShare(1); });
        row("slide", [](TemplateModel &m) {
            m.beginSlide(2);
            m.slideTo(0.9);
            m.slideTo(0.37);
            m.endSlide();
        });
        row("lock", [](TemplateModel &m) { m.setLocked({0, 2}, true); });
        row("mute", [](TemplateModel &m) { m.setMuted({0, 2}, true); });
        row("text", [](TemplateModel &m) { m.setText(1, QStringLiteral("a new {}")); });
        row("add", [](TemplateModel &m) { m.addTemplates(QStringLiteral("a new {}\na newer {}"), 1); });
        row("remove", [](TemplateModel &m) { m.removeTemplates({3, 1}); });
        row("move", [](TemplateModel &m) { m.moveTemplates({4, 0}, 2); });
        row("set", [](TemplateModel &m) { m.loadSet({"s", {}, {"x {}", "template 1 of a {}"}}); });
        row("rule", [](TemplateModel &m) { m.setRule(WeightRule::Zpe, true); });
        row("normalise", [](TemplateModel &m) { m.setNormalise(true); });
    }

    void everyEditGoesBackToTheSameBits()
    {
        QFETCH(std::function<void(TemplateModel &)>, edit);
        Weighting uneven = templatesOf(5);
        uneven = withWeight(uneven, 1, 0.4321);
        Bench bench(uneven);
        edit(bench.model);
        QCOMPARE(bench.undo.count(), 1);
        const Weighting after = bench.model.weighting();
        QVERIFY(after != uneven);
        QCOMPARE(after, bench.stored);
        compareCells(bench.model);
        bench.undo.undo();
        QCOMPARE(bench.model.weighting(), uneven);
        compareCells(bench.model);
        bench.undo.redo();
        QCOMPARE(bench.model.weighting(), after);
        compareCells(bench.model);
    }

    void whatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<std::function<void(TemplateModel &)>>("edit");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, std::function<void(TemplateModel &)> edit, const char *says) {
            QTest::newRow(name) << std::move(edit) << QString::fromLatin1(says);
        };
        const auto text = [](const QString &value) { return [value](TemplateModel &m) { m.setText(0, value); }; };
        row("no place", text(QStringLiteral("a photo")), "has no {}");
        row("two places", text(QStringLiteral("{} {}")), "more than one {}");
        row("empty", text(QString()), "has no {}");
        row("long", text(QStringLiteral("{}") + QString(9998, QLatin1Char('a'))), "10000 characters");
        row("control characters", text(QStringLiteral("a {}\u0001")), "control character");
        row("double", text(QStringLiteral("template 1 of a {}")), "is there already");
        row(
            "all muted",
            [](TemplateModel &m) {
                m.setMuted({0, 1, 2}, true);
            },
            "would be muted");
        row(
            "all removed",
            [](TemplateModel &m) {
                m.removeTemplates({0, 1, 2});
            },
            "must stay");
        row(
            "locked", [](TemplateModel &m) { m.setWeight(2, 0.5); }, "is locked");
        row(
            "slide of a locked one", [](TemplateModel &m) { m.beginSlide(2); }, "is locked");
    }

    void whatMakesNoSenseIsRefused()
    {
        QFETCH(std::function<void(TemplateModel &)>, edit);
        QFETCH(QString, says);
        Bench bench(withLock(templatesOf(3), std::vector<std::size_t>{2}, true));
        bench.model.setWeight(0, 0.3);
        const Weighting before = bench.model.weighting();
        QSignalSpy refused(&bench.model, &TemplateModel::refused);
        edit(bench.model);
        QCOMPARE(refused.count(), 1);
        QVERIFY2(refused.at(0).at(0).toString().contains(says), qPrintable(refused.at(0).at(0).toString()));
        QCOMPARE(bench.model.weighting(), before);
        QCOMPARE(bench.undo.count(), 1);
        bench.undo.undo(); // still works
        QVERIFY(bench.model.weighting() != before);
    }

    void allLockedNothingMoves()
    {
        Bench bench(withLock(templatesOf(3), std::vector<std::size_t>{0, 1}, true));
        QSignalSpy refused(&bench.model, &TemplateModel::refused);
        bench.model.setWeight(2, 0.9); // the only free one: nobody could give
        QCOMPARE(refused.count(), 1);
        bench.model.setLocked({2}, true);
        bench.model.setWeight(2, 0.9);
        QCOMPARE(refused.count(), 2);
        QCOMPARE(bench.undo.count(), 1);
    }

    void rightToLeftIsText()
    {
        Bench bench(templatesOf(2));
        const QString hebrew = QStringLiteral("\u05EA\u05DE\u05D5\u05E0\u05D4 {}");
        QCOMPARE(bench.model.addTemplates(hebrew, 0), 1);
        QCOMPARE(bench.model.index(0, TemplateModel::TextColumn).data().toString(), hebrew);
    }

    void gesturesMerge()
    {
        Bench bench(templatesOf(4));
        const Weighting before = bench.model.weighting();
        bench.model.setWeight(0, 0.3, QStringLiteral("a"));
        bench.model.setWeight(0, 0.4, QStringLiteral("a"));
        bench.model.setWeight(0, 0.5, QStringLiteral("a"));
        QCOMPARE(bench.undo.count(), 1);
        bench.model.setWeight(1, 0.3, QStringLiteral("b"));
        QCOMPARE(bench.undo.count(), 2);
        bench.undo.undo();
        QCOMPARE(bench.model.weighting().templates[0].weight, 0.5);
        bench.undo.undo();
        QCOMPARE(bench.model.weighting(), before);
    }

    void rowsThatStayKeepTheirPlace()
    {
        Bench bench(templatesOf(6));
        const QPersistentModelIndex kept = bench.model.index(4, TemplateModel::TextColumn);
        const QString text = kept.data().toString();
        bench.model.addTemplates(QStringLiteral("a new {}"), 1);
        QCOMPARE(kept.row(), 5);
        bench.model.removeTemplates({0});
        QCOMPARE(kept.row(), 4);
        bench.model.moveTemplates({4}, 0);
        QCOMPARE(kept.row(), 0);
        QCOMPARE(kept.data().toString(), text);
        bench.undo.undo();
        QCOMPARE(kept.row(), 4);
        QCOMPARE(kept.data().toString(), text);
    }

    void tenThousandEditsUndosAndRedos()
    {
        const Weighting start = templatesOf(6);
        Bench bench(start);
        std::vector<Weighting> history{start}; // the reference: states, and where in them we are
        std::size_t now = 0;
        RandomStream random{2024};
        int edits = 0;
        for (int i = 0; i < 10'000; ++i) {
            const Weighting &before = history[now];
            const std::size_t count = before.templates.size();
            const auto index = static_cast<std::size_t>(random.below(count));
            const auto other = static_cast<std::size_t>(random.below(count));
            const int row = static_cast<int>(index);
            const QList<int> rows{row, static_cast<int>(other)};
            const std::vector<std::size_t> indices{index, other};
            const double value = random.uniform();
            const std::string text = "added " + std::to_string(i) + " {}";
            std::optional<Weighting> expected;
            const auto expect = [&](const std::function<Weighting()> &change) {
                try {
                    expected = change();
                } catch (const ValueError &) {
                    expected = before; // refused
                }
            };
            switch (random.below(12)) {
            case 0:
            case 1:
                bench.undo.undo();
                now -= now > 0;
                break;
            case 2:
                bench.undo.redo();
                now += now + 1 < history.size();
                break;
            case 3: {
                const bool on = random.below(2) == 0;
                bench.model.setLocked(rows, on);
                expect([&] { return withLock(before, indices, on); });
                break;
            }
            case 4: {
                const bool on = random.below(3) == 0;
                bench.model.setMuted(rows, on);
                expect([&] { return withMute(before, indices, on); });
                break;
            }
            case 5:
                if (count > 12)
                    break;
                bench.model.addTemplates(QString::fromStdString(text), row);
                expect([&] { return withTemplates(before, {text}, index); });
                break;
            case 6:
                if (count < 5)
                    break;
                bench.model.removeTemplates(rows);
                expect([&] { return withoutTemplates(before, indices); });
                break;
            case 7:
                bench.model.moveTemplates(rows, static_cast<int>(other));
                expect([&] { return withMoved(before, indices, other); });
                break;
            case 8:
                bench.model.setText(row, QString::fromStdString(text));
                expect([&] { return withText(before, index, text); });
                break;
            case 9:
                bench.model.beginSlide(row);
                bench.model.slideTo(random.uniform());
                bench.model.slideTo(value);
                bench.model.endSlide();
                expect([&] { return withWeight(before, index, value); });
                break;
            default:
                bench.model.setWeight(row, value);
                expect([&] { return withWeight(before, index, value); });
                break;
            }
            if (expected && *expected != before) {
                const Weighting next = *expected;
                history.resize(now + 1);
                history.push_back(next);
                ++now;
                ++edits;
            }
            QVERIFY2(bench.model.weighting() == history[now], qPrintable(QString::number(i)));
            QVERIFY(bench.stored == history[now]);
            QCOMPARE(bench.undo.index(), static_cast<int>(now));
            if (i % 100 == 0)
                compareCells(bench.model);
        }
        QVERIFY(edits > 4000);
        while (bench.undo.canUndo())
            bench.undo.undo();
        QVERIFY(bench.model.weighting() == start);
    }
};

QTEST_MAIN(TestTemplateModel)
#include "tst_template_model.moc"
