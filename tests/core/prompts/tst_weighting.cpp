// Weightings: names of rules, what is refused, and how locked weights and shares divide 1.
#include "messages.h"
#include "prompts/weighting.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace retort;

namespace {

Weighting weightingOf(std::vector<WeightedTemplate> templates)
{
    Weighting weighting;
    weighting.templates = std::move(templates);
    return weighting;
}

bool near(const std::vector<double> &a, const std::vector<double> &b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::abs(a[i] - b[i]) > 1e-12)
            return false;
    return a.size() == b.size();
}

} // namespace

class TestWeighting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesHaveNames();
    void mistakesAreNamed();
    void sharesDivideWhatLocksLeave();
    void impossibleLocksAreNamed();
    void theMarkIsInherited();
};

void TestWeighting::rulesHaveNames()
{
    for (const char *name : {"manual", "uniform", "maxlogit", "zpe-test", "zpe", "autoclip"})
        QCOMPARE(ruleName(ruleFromName(name)), std::string(name));
    VERIFY_SAYS(messageOf<ValueError>([] { (void)ruleFromName("maxlogits"); }),
                "manual, uniform, maxlogit, zpe-test, zpe, autoclip");
}

void TestWeighting::mistakesAreNamed()
{
    const auto message = [](const Weighting &weighting) {
        return messageOf<ValueError>([&] { validate(weighting); });
    };
    validate(weightingOf({{"a {}", 0.25}, {"b {}", 0.75}}));
    VERIFY_SAYS(message({}), "there is no template");
    VERIFY_SAYS(message(weightingOf({{"a", 1}})), "the template \"a\" has no {}");
    VERIFY_SAYS(message(weightingOf({{"a {}", 0.5}, {"a {}", 0.5}})), "\"a {}\" is there twice");
    VERIFY_SAYS(message(weightingOf({{"a {}", 1.5}, {"b {}", -0.5}})), "the weight of \"a {}\" is 1.5");
    VERIFY_SAYS(message(weightingOf({{"a {}", -0.5}, {"b {}", 1.5}})), "the weight of \"a {}\" is -0.5");
    VERIFY_SAYS(message(weightingOf({{"a {}", std::nan("")}})), "the weight of \"a {}\" is nan");
    VERIFY_SAYS(message(weightingOf({{"a {}", 0.5}, {"b {}", 0.4}})), "the weights sum to 0.9");
    for (const double temperature : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        Weighting weighting = weightingOf({{"a {}", 1}});
        weighting.temperature = temperature;
        VERIFY_SAYS(message(weighting), "the temperature of the weights is");
    }
}

void TestWeighting::sharesDivideWhatLocksLeave()
{
    const Weighting open = weightingOf({{"a {}"}, {"b {}"}, {"c {}"}});
    QVERIFY(near(sharedWeights(open, std::vector<double>{1, 1, 2}), {0.25, 0.25, 0.5}));
    QVERIFY(near(sharedWeights(open, std::vector<double>{0, 0, 0}), {1.0 / 3, 1.0 / 3, 1.0 / 3}));
    const Weighting locked = weightingOf({{"a {}", 0.4, true}, {"b {}", 0.9}, {"c {}"}});
    QVERIFY(near(sharedWeights(locked, std::vector<double>{7, 1, 2}), {0.4, 0.2, 0.4}));
    QVERIFY(near(sharedWeights(locked, std::vector<double>{7, 0, 0}), {0.4, 0.3, 0.3}));
    const Weighting full = weightingOf({{"a {}", 1.0, true}, {"b {}", 0.9}, {"c {}"}});
    QVERIFY(near(sharedWeights(full, std::vector<double>{1, 1, 1}), {1, 0, 0}));
    const Weighting all = weightingOf({{"a {}", 0.3, true}, {"b {}", 0.7, true}});
    QVERIFY(near(sharedWeights(all, std::vector<double>{1, 1}), {0.3, 0.7}));
}

void TestWeighting::impossibleLocksAreNamed()
{
    const auto message = [](const Weighting &weighting, std::vector<double> shares) {
        return messageOf<ValueError>([&] { (void)sharedWeights(weighting, shares); });
    };
    VERIFY_SAYS(message(weightingOf({{"a {}", 0.7, true}, {"b {}", 0.7, true}, {"c {}"}}), {1, 1, 1}),
                "the locked weights sum to 1.4");
    VERIFY_SAYS(message(weightingOf({{"a {}", 0.7, true}}), {1}),
                "all templates are locked or muted and their weights sum to 0.7");
    VERIFY_SAYS(message(weightingOf({{"a {}"}}), {-1}), "the share of \"a {}\" is -1");
    VERIFY_SAYS(message(weightingOf({{"a {}"}}), {1, 2}), "2 shares for 1 templates");
}

void TestWeighting::theMarkIsInherited()
{
    Weighting before = weightingOf({{"a {}", 0.5}, {"the {}", 0.5}});
    Weighting next = weightingOf({{"a {}", 1}});
    QVERIFY(!labelsSeenInSelection(next, before, false));
    QVERIFY(labelsSeenInSelection(next, before, true));
    before.labelsSeen = true;
    QVERIFY(labelsSeenInSelection(next, before, false));
    next.templates = {{"one {}", 1, false}}; // nothing of the marked one is left
    QVERIFY(!labelsSeenInSelection(next, before, false));
}

QTEST_GUILESS_MAIN(TestWeighting)
#include "tst_weighting.moc"
