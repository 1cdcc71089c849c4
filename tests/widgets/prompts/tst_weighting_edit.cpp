#include "base/error.h"
#include "base/random.h"
#include "widgets/prompts/moves.h"
#include "widgets/prompts/weightingedit.h"

#include <QTest>

#include <cmath>

using namespace retort;

namespace {

Weighting weightingOf(const std::vector<std::pair<double, bool>> &items)
{
    Weighting weighting;
    for (std::size_t i = 0; i < items.size(); ++i)
        weighting.templates.push_back({"template " + std::to_string(i) + " {}", items[i].first, items[i].second});
    return weighting;
}

double sumOf(const Weighting &weighting)
{
    double sum = 0;
    for (const WeightedTemplate &item : weighting.templates)
        sum += item.weight;
    return sum;
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-9;
}

} // namespace

class TestWeightingEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void othersShareWhatIsLeft()
    {
        const Weighting before = weightingOf({{0.5, false}, {0.3, false}, {0.2, false}});
        const Weighting after = withWeight(before, 0, 0.75);
        QVERIFY(near(after.templates[0].weight, 0.75));
        QVERIFY(near(after.templates[1].weight, 0.15)); // 3 : 2 as before
        QVERIFY(near(after.templates[2].weight, 0.10));
        QCOMPARE(after.rule, WeightRule::Manual);
    }

    void lockedStay()
    {
        const Weighting before = weightingOf({{0.5, false}, {0.3, true}, {0.2, false}});
        QVERIFY(near(largestWeight(before, 0), 0.7));
        const Weighting after = withWeight(before, 0, 0.9); // more than the locked one leaves
        QVERIFY(near(after.templates[0].weight, 0.7));
        QVERIFY(near(after.templates[1].weight, 0.3));
        QVERIFY(near(after.templates[2].weight, 0));
        QCOMPARE(withWeight(before, 1, 0.9), before); // a locked bar cannot be moved
        const Weighting alone = weightingOf({{0.5, true}, {0.5, false}});
        QCOMPARE(withWeight(alone, 1, 0.1), alone); // nobody could take what it gives
    }

    void fromZeroAllShareEqually()
    {
        Weighting weighting = weightingOf({{1, false}, {0, false}, {0, false}});
        weighting = withWeight(weighting, 0, 0.4);
        QVERIFY(near(weighting.templates[1].weight, 0.3));
        QVERIFY(near(weighting.templates[2].weight, 0.3));
    }

    void sumStaysOne()
    {
        RandomStream random{11};
        Weighting weighting = weightingOf({{0.2, false}, {0.2, true}, {0.3, false}, {0.1, false}, {0.2, false}});
        for (int i = 0; i < 5000; ++i) {
            const auto index = static_cast<std::size_t>(random.below(weighting.templates.size()));
            switch (random.below(6)) {
            case 0:
                weighting = withLock(weighting, index, random.below(3) == 0);
                break;
            case 1:
                weighting = withEqualShare(weighting, index);
                break;
            case 2:
                weighting = withTemplate(weighting, "added " + std::to_string(i) + " {}");
                break;
            case 3:
                if (weighting.templates.size() > 3)
                    weighting = withoutTemplate(weighting, index);
                break;
            default:
                weighting = withWeight(weighting, index, random.uniform());
                break;
            }
            QVERIFY2(std::abs(sumOf(weighting) - 1) < 1e-9, qPrintable(QString::number(i)));
            validate(weighting); // weights within 0 .. 1, templates well-formed
        }
    }

    void templatesComeAndGo()
    {
        Weighting weighting = weightingOf({{0.5, true}, {0.5, false}});
        weighting.rule = WeightRule::MaxLogit;
        weighting = withTemplate(weighting, "a sketch of a {}");
        QVERIFY(near(weighting.templates[2].weight, 0.25)); // equal share of what the locked one leaves
        QVERIFY(near(weighting.templates[0].weight, 0.5));
        QCOMPARE(weighting.rule, WeightRule::MaxLogit);
        weighting = withoutTemplate(weighting, 1);
        QVERIFY(near(weighting.templates[1].weight, 0.5));
        weighting = withLock(weighting, 1, true);
        weighting = withoutTemplate(weighting, 0); // the last one left takes all, locked or not
        QVERIFY(near(weighting.templates[0].weight, 1));

        for (const char *bad : {"no place", "two {} and {}", "", "template 0 {"})
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)withTemplate(weighting, bad));
        try {
            (void)withTemplate(weighting, "a sketch of a {}");
            QFAIL("a double was taken");
        } catch (const ValueError &error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("a sketch of a {}")));
        }
    }

    void setsReplace()
    {
        TemplateSet set;
        set.templates = {"{}", "a {}", "{}", "the {}"};
        Weighting before = weightingOf({{1, true}});
        before.normalise = true;
        const Weighting after = withTemplateSet(before, set);
        QCOMPARE(after.templates.size(), std::size_t(3)); // the double is there once
        for (const WeightedTemplate &item : after.templates) {
            QVERIFY(near(item.weight, 1.0 / 3));
            QVERIFY(!item.locked);
        }
        QVERIFY(after.normalise);
    }

    void moves()
    {
        const std::vector<std::int32_t> before{0, 0, 1, 1, 2, 0};
        const std::vector<std::int32_t> after{1, 1, 1, 0, 2, 2};
        const auto groups = findMoves(before, after);
        QCOMPARE(groups.size(), std::size_t(3));
        QCOMPARE(groups[0].from, 0);
        QCOMPARE(groups[0].to, 1);
        QCOMPARE(groups[0].images, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(groups[1].images, (std::vector<std::int64_t>{5})); // 0 to 2 before 1 to 0
        QVERIFY(findMoves(before, before).empty());
        QVERIFY(findMoves(before, std::vector<std::int32_t>{1}).empty());
    }
};

QTEST_GUILESS_MAIN(TestWeightingEdit)
#include "tst_weighting_edit.moc"
