#include "base/error.h"
#include "base/random.h"
#include "prompts/templateset.h"
#include "prompts/weightingedit.h"

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
        int refused = 0;
        for (int i = 0; i < 5000; ++i) {
            const auto index = static_cast<std::size_t>(random.below(weighting.templates.size()));
            const std::vector one{index};
            try {
                switch (random.below(9)) {
                case 0:
                    weighting = withLock(weighting, one, random.below(3) == 0);
                    break;
                case 1:
                    weighting = withEqualShare(weighting, index);
                    break;
                case 2:
                    if (weighting.templates.size() < 6) // few enough that all of them may be locked or muted
                        weighting = withTemplates(weighting, {"added " + std::to_string(i) + " {}"},
                                                  static_cast<std::size_t>(random.below(8)));
                    break;
                case 3:
                    if (weighting.templates.size() > 3)
                        weighting = withoutTemplates(weighting, one);
                    break;
                case 4:
                    weighting = withMute(weighting, one, random.below(2) == 0);
                    break;
                case 5:
                    weighting = withMoved(weighting, one, static_cast<std::size_t>(random.below(9)));
                    break;
                default:
                    weighting = withWeight(weighting, index, random.uniform());
                    break;
                }
            } catch (const ValueError &) {
                ++refused;
            }
            QVERIFY2(std::abs(sumOf(weighting) - 1) < 1e-9, qPrintable(QString::number(i)));
            validate(weighting); // weights within 0 .. 1, templates well-formed, the muted without weight
        }
        QVERIFY(refused > 0 && refused < 1000);
    }

    void templatesComeAndGo()
    {
        Weighting weighting = weightingOf({{0.5, true}, {0.5, false}});
        weighting.rule = WeightRule::MaxLogit;
        weighting = withTemplates(weighting, {"a sketch of a {}"}, 9);
        QVERIFY(near(weighting.templates[2].weight, 0.25)); // equal share of what the locked one leaves
        QVERIFY(near(weighting.templates[0].weight, 0.5));
        QCOMPARE(weighting.rule, WeightRule::MaxLogit);
        weighting = withoutTemplates(weighting, std::vector<std::size_t>{1});
        QVERIFY(near(weighting.templates[1].weight, 0.5));
        weighting = withLock(weighting, std::vector<std::size_t>{1}, true);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)withoutTemplates(weighting, std::vector<std::size_t>{0, 1}));
        weighting =
            withoutTemplates(weighting, std::vector<std::size_t>{0}); // the last one takes all, locked or not
        QVERIFY(near(weighting.templates[0].weight, 1));

        for (const char *bad : {"no place", "two {} and {}", "", "template 0 {", "a \x07 {}", "latin \xE9 {}"})
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)withTemplates(weighting, {bad}, 0));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)withTemplates(weighting, {"{}" + std::string(10'000, 'a')}, 0));
        try {
            (void)withTemplates(weighting, {"a sketch of a {}"}, 0);
            QFAIL("a double was taken");
        } catch (const ValueError &error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("a sketch of a {}")));
        }
        // Right to left is text like any other.
        const std::string hebrew = "\u05EA\u05DE\u05D5\u05E0\u05D4 \u05E9\u05DC {}";
        QCOMPARE(withTemplates(weighting, {hebrew}, 0).templates[0].text, hebrew);
    }

    void mutedComeBackAsTheyWere()
    {
        const Weighting before = weightingOf({{0.5, false}, {0.3, false}, {0.2, false}});
        const std::vector<std::size_t> first{0};
        const Weighting muted = withMute(before, first, true);
        QCOMPARE(muted.templates[0].weight, 0.0);
        QCOMPARE(*muted.templates[0].muted, 0.5);
        QVERIFY(near(muted.templates[1].weight, 0.6)); // 3 : 2 as before
        QCOMPARE(withMute(muted, first, true), muted);
        const Weighting heard = withMute(muted, first, false);
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(near(heard.templates[i].weight, before.templates[i].weight));
        QVERIFY(!heard.templates[0].muted);
        // Several together: whatever the order they were selected in.
        const Weighting quiet = withMute(before, std::vector<std::size_t>{0, 1}, true);
        QCOMPARE(withMute(quiet, std::vector<std::size_t>{1, 0}, false),
                 withMute(quiet, std::vector<std::size_t>{0, 1}, false));
        // Moving its bar is a way to hear it again.
        QVERIFY(!withWeight(muted, 0, 0.1).templates[0].muted);
        // Somebody must be heard, and locked ones take nothing.
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)withMute(before, std::vector<std::size_t>{0, 1, 2}, true));
        const Weighting locked = withLock(before, std::vector<std::size_t>{1, 2}, true);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)withMute(locked, first, true));
        // When only muted ones are left, they are heard.
        const Weighting two = withMute(weightingOf({{0.5, false}, {0.5, false}}), first, true);
        QCOMPARE(withoutTemplates(two, std::vector<std::size_t>{1}).templates[0].weight, 1.0);
    }

    void aRuleLeavesTheMutedAlone()
    {
        const Weighting weighting =
            withMute(weightingOf({{0.5, false}, {0.3, false}, {0.2, true}}), std::vector<std::size_t>{0}, true);
        const std::vector<double> weights = sharedWeights(weighting, std::vector<double>{7, 1, 5});
        QCOMPARE(weights[0], 0.0);
        QVERIFY(near(weights[1], 0.8));
        QVERIFY(near(weights[2], 0.2));
    }

    void textsAndPlaces()
    {
        const Weighting before = weightingOf({{0.5, true}, {0.3, false}, {0.2, false}});
        const Weighting renamed = withText(before, 0, "a drawing of a {}");
        QCOMPARE(renamed.templates[0].weight, 0.5);
        QVERIFY(renamed.templates[0].locked);
        QCOMPARE(withText(before, 0, before.templates[0].text), before);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)withText(before, 0, before.templates[1].text));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)withText(before, 0, "no place"));
        const auto order = [](const Weighting &weighting) {
            std::string places;
            for (const WeightedTemplate &item : weighting.templates)
                places += item.text.substr(9, 1);
            return places;
        };
        QCOMPARE(order(withMoved(before, std::vector<std::size_t>{0}, 2)), std::string("102"));
        QCOMPARE(order(withMoved(before, std::vector<std::size_t>{0}, 3)), std::string("120"));
        QCOMPARE(order(withMoved(before, std::vector<std::size_t>{2, 1}, 0)), std::string("120"));
        QCOMPARE(order(withMoved(before, std::vector<std::size_t>{0, 2}, 1)), std::string("021"));
        QCOMPARE(withMoved(before, std::vector<std::size_t>{1}, 1), before);
    }

    void whyABarStays()
    {
        const Weighting weighting = weightingOf({{0.5, true}, {0.5, false}});
        QVERIFY(whyHeld(weighting, 0).find("locked") != std::string::npos);
        QVERIFY(!whyHeld(weighting, 1).empty());
        QVERIFY(!whyHeld(weightingOf({{1, false}}), 0).empty());
        QVERIFY(whyHeld(weightingOf({{0.5, false}, {0.5, false}}), 0).empty());
        Weighting each = weightingOf({{0.5, false}, {0.5, false}});
        each.rule = WeightRule::AutoClip; // a bar shows their mean, it sets nothing
        QVERIFY(!whyHeld(each, 0).empty());
        QCOMPARE(withWeight(each, 0, 0.9), each);
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
};

QTEST_GUILESS_MAIN(TestWeightingEdit)
#include "tst_weighting_edit.moc"
