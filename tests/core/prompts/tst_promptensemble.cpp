// Ensembles: the fused form against the long way, and each rule against loops in double from docs/method.md.
#include "base/random.h"
#include "messages.h"
#include "prompts/promptensemble.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace retort;

namespace {

constexpr double scale = 100;

using Values = std::vector<double>;

Matrix unitRows(std::int64_t rows, std::int64_t columns, std::uint64_t seed, double common = 0)
{
    Matrix matrix(rows, columns);
    RandomStream stream({seed});
    for (std::int64_t r = 0; r < rows; ++r) {
        double squares = 0;
        for (float &value : matrix.row(r)) {
            value = static_cast<float>(stream.normal() + common);
            squares += double(value) * value;
        }
        for (float &value : matrix.row(r))
            value = static_cast<float>(value / std::sqrt(squares));
    }
    return matrix;
}

struct Fixture
{
    PromptEmbeddings prompts;
    Matrix images;
    Weighting weighting;
};

/// Embeddings with something in common, as CLIP's have: cosines are mostly positive.
Fixture fixture(std::int64_t images = 60, std::int64_t templates = 7, std::int64_t classes = 5,
                std::int64_t dimension = 24)
{
    Fixture f;
    f.images = unitRows(images, dimension, 1, 0.8);
    f.prompts.classes = classes;
    for (std::int64_t p = 0; p < templates; ++p) {
        const std::string text = "template " + std::to_string(p) + " {}";
        f.prompts.templates.push_back(text);
        f.prompts.perTemplate.push_back(unitRows(classes, dimension, std::uint64_t(p) + 2, 0.3 + 0.1 * double(p)));
        f.weighting.templates.push_back({text});
    }
    return f;
}

double cosine(const Fixture &f, std::size_t p, std::int64_t i, std::int64_t c)
{
    double sum = 0;
    for (std::int64_t d = 0; d < f.images.columns(); ++d)
        sum += double(f.images.at(i, d)) * f.prompts.perTemplate[p].at(c, d);
    return sum;
}

Values softmax(Values z)
{
    const double top = *std::max_element(z.begin(), z.end());
    double sum = 0;
    for (double &value : z)
        sum += value = std::exp(value - top);
    for (double &value : z)
        value /= sum;
    return z;
}

Values proportional(Values z)
{
    const double sum = std::accumulate(z.begin(), z.end(), 0.0);
    for (double &value : z)
        value /= sum;
    return z;
}

/// Mean over images of max over classes of s * cosine - bias[p][c].
Values maxLogits(const Fixture &f, const std::vector<Values> &bias = {})
{
    Values scores;
    for (std::size_t p = 0; p < f.prompts.perTemplate.size(); ++p) {
        double sum = 0;
        for (std::int64_t i = 0; i < f.images.rows(); ++i) {
            double top = -1e300;
            for (std::int64_t c = 0; c < f.prompts.classes; ++c)
                top = std::max(top, scale * cosine(f, p, i, c) - (bias.empty() ? 0 : bias[p][std::size_t(c)]));
            sum += top;
        }
        scores.push_back(sum / double(f.images.rows()));
    }
    return scores;
}

std::vector<Values> meanLogits(const Fixture &f, const Matrix &images)
{
    Fixture other = f;
    other.images = images;
    std::vector<Values> means;
    for (std::size_t p = 0; p < f.prompts.perTemplate.size(); ++p) {
        Values &row = means.emplace_back(std::size_t(f.prompts.classes), 0.0);
        for (std::int64_t c = 0; c < f.prompts.classes; ++c)
            for (std::int64_t i = 0; i < images.rows(); ++i)
                row[std::size_t(c)] += scale * cosine(other, p, i, c) / double(images.rows());
    }
    return means;
}

Values found(const Fixture &f, const Matrix *reference = nullptr, const Reporter &reporter = {})
{
    return findWeights(f.weighting, f.prompts, f.images, scale, reference, {}, reporter);
}

bool near(const Values &a, const Values &b, double tolerance = 2e-5)
{
    bool ok = a.size() == b.size();
    for (std::size_t i = 0; ok && i < a.size(); ++i)
        ok = std::abs(a[i] - b[i]) <= tolerance;
    for (std::size_t i = 0; !ok && i < a.size(); ++i)
        qWarning("%zu: %.9g, expected %.9g", i, a[i], i < b.size() ? b[i] : 0.0);
    return ok;
}

/// AutoCLIP for one image as the method's text has it, locked templates included.
Values autoClipWeights(const Fixture &f, std::int64_t image)
{
    const std::size_t templates = f.prompts.perTemplate.size();
    double left = 1;
    double open = 0;
    for (const WeightedTemplate &entry : f.weighting.templates) {
        left -= entry.locked ? entry.weight : 0;
        open += !entry.locked;
    }
    Values start;
    for (const WeightedTemplate &entry : f.weighting.templates)
        start.push_back(entry.locked ? entry.weight : left / open);
    Values mixed(std::size_t(f.prompts.classes), 0.0);
    for (std::size_t p = 0; p < templates; ++p)
        for (std::int64_t c = 0; c < f.prompts.classes; ++c)
            mixed[std::size_t(c)] += start[p] * cosine(f, p, image, c);
    const Values q = softmax(mixed);
    Values gradient;
    for (std::size_t p = 0; p < templates; ++p) {
        if (f.weighting.templates[p].locked)
            continue;
        gradient.push_back(0);
        for (std::int64_t c = 0; c < f.prompts.classes; ++c)
            gradient.back() += q[std::size_t(c)] * cosine(f, p, image, c);
    }
    double low = 0;
    double high = 1e9;
    const auto weightsAt = [&](double step) {
        Values z = gradient;
        for (double &value : z)
            value *= step;
        return softmax(z);
    };
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        double entropy = 0;
        for (const double w : weightsAt(middle))
            entropy -= w > 0 ? w * std::log(w) : 0;
        (entropy > 0.85 * std::log(open) ? low : high) = middle;
    }
    Values result = start;
    const Values shares = weightsAt(low);
    for (std::size_t p = 0, k = 0; p < templates; ++p)
        if (!f.weighting.templates[p].locked)
            result[p] = left * shares[k++];
    return result;
}

} // namespace

class TestPromptEnsemble : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsAndAliases();
    void fusedFormEqualsTheLongWay();
    void normalisedProxiesAreClipsOwnEnsemble();
    void uniformAndManual();
    void maxLogit();
    void zpe();
    void autoClip();
    void locksHoldUnderEveryRule();
    void blocksDoNotShow();
    void progressAndStop();
    void impossibleInputIsNamed();
};

void TestPromptEnsemble::textsAndAliases()
{
    const std::vector<std::string> templates{"a {}.", "{}"};
    const ClassList classes{{"ship", {"boat"}}, {"plane", {}}};
    const std::vector<std::string> texts = promptTexts(templates, classes);
    QVERIFY((texts == std::vector<std::string>{"a ship.", "a boat.", "a plane.", "ship", "boat", "plane"}));

    TextEmbeddings known{{"a ship.", {1, 0}}, {"a boat.", {0, 1}}, {"a plane.", {0, -1}},
                         {"ship", {1, 0}},    {"boat", {1, 0}},    {"plane", {0.6F, 0.8F}}};
    const PromptEmbeddings prompts = assemblePrompts(templates, classes, known);
    QCOMPARE(prompts.classes, std::int64_t(2));
    QCOMPARE(prompts.perTemplate.size(), std::size_t(2));
    QVERIFY(std::abs(prompts.perTemplate[0].at(0, 0) - std::sqrt(0.5F)) < 1e-6F); // mean of both, length 1
    QVERIFY(std::abs(prompts.perTemplate[0].at(0, 1) - std::sqrt(0.5F)) < 1e-6F);
    QVERIFY(std::abs(prompts.perTemplate[1].at(1, 1) - 0.8F) < 1e-6F);

    known.erase("boat");
    VERIFY_SAYS(messageOf<ValueError>([&] { (void)assemblePrompts(templates, classes, known); }),
                "the prompt \"boat\" has not been encoded");
    known["boat"] = {1, 0, 0};
    VERIFY_SAYS(messageOf<ValueError>([&] { (void)assemblePrompts(templates, classes, known); }), "\"boat\"");
}

void TestPromptEnsemble::fusedFormEqualsTheLongWay()
{
    const Fixture f = fixture(200, 20, 11, 64);
    RandomStream stream({9});
    Values weights;
    for (std::size_t p = 0; p < f.prompts.perTemplate.size(); ++p)
        weights.push_back(p == 3 ? 0.0 : stream.uniform());
    weights = proportional(weights);
    const Matrix logits = teacherLogits(f.images, classProxies(f.prompts, weights, false), scale);
    for (std::int64_t i = 0; i < f.images.rows(); ++i)
        for (std::int64_t c = 0; c < f.prompts.classes; ++c) {
            double z = 0;
            for (std::size_t p = 0; p < weights.size(); ++p)
                z += weights[p] * scale * cosine(f, p, i, c);
            QVERIFY(std::abs(logits.at(i, c) - z) < 1e-5 * scale);
        }
}

void TestPromptEnsemble::normalisedProxiesAreClipsOwnEnsemble()
{
    const Fixture f = fixture();
    const Values even(f.prompts.perTemplate.size(), 1.0 / double(f.prompts.perTemplate.size()));
    const Matrix plain = classProxies(f.prompts, even, false);
    const Matrix unit = classProxies(f.prompts, even, true);
    for (std::int64_t c = 0; c < f.prompts.classes; ++c) {
        double squares = 0;
        for (const float value : plain.row(c))
            squares += double(value) * value;
        QVERIFY(squares < 0.99); // a mean of different directions is shorter
        for (std::int64_t d = 0; d < plain.columns(); ++d)
            QVERIFY(std::abs(unit.at(c, d) - plain.at(c, d) / std::sqrt(squares)) < 1e-6);
    }
}

void TestPromptEnsemble::uniformAndManual()
{
    Fixture f = fixture(10, 4);
    f.weighting.rule = WeightRule::Uniform;
    QVERIFY(near(found(f), {0.25, 0.25, 0.25, 0.25}, 1e-12));
    f.weighting.rule = WeightRule::Manual;
    f.weighting.templates[0].weight = 0.5;
    f.weighting.templates[0].locked = true;
    f.weighting.templates[1].weight = 0.6;
    f.weighting.templates[2].weight = 0.2;
    QVERIFY(near(found(f), {0.5, 0.375, 0.125, 0}, 1e-12));
}

void TestPromptEnsemble::maxLogit()
{
    Fixture f = fixture();
    f.weighting.rule = WeightRule::MaxLogit;
    Values scores = maxLogits(f);
    QVERIFY(near(found(f), softmax(scores)));
    QVERIFY(*std::max_element(scores.begin(), scores.end()) >
            1.1 * *std::min_element(scores.begin(), scores.end()));

    f.weighting.softmax = false;
    QVERIFY(near(found(f), proportional(scores)));

    f.weighting.softmax = true;
    f.weighting.temperature = 20;
    for (double &score : scores)
        score /= 20;
    QVERIFY(near(found(f), softmax(scores)));
}

void TestPromptEnsemble::zpe()
{
    Fixture f = fixture();
    const Matrix reference = unitRows(33, f.images.columns(), 77, 0.4);
    std::vector<Values> own = meanLogits(f, f.images);
    f.weighting.rule = WeightRule::ZpeTest;
    QVERIFY(near(found(f), softmax(maxLogits(f, own))));

    std::vector<Values> bias = meanLogits(f, reference);
    for (std::size_t p = 0; p < bias.size(); ++p)
        for (std::size_t c = 0; c < bias[p].size(); ++c)
            bias[p][c] = (bias[p][c] + own[p][c]) / 2;
    f.weighting.rule = WeightRule::Zpe;
    QVERIFY(near(found(f, &reference), softmax(maxLogits(f, bias))));
    QVERIFY(std::abs(softmax(maxLogits(f, bias))[2] - softmax(maxLogits(f, own))[2]) >
            0.1); // the reference matters
}

void TestPromptEnsemble::autoClip()
{
    for (const bool normalise : {false, true}) {
        Fixture f = fixture();
        f.weighting.rule = WeightRule::AutoClip;
        f.weighting.normalise = normalise;
        Values mean;
        const Matrix logits = autoClipLogits(f.weighting, f.prompts, f.images, scale, &mean, {});
        Values expectedMean(mean.size(), 0.0);
        for (std::int64_t i = 0; i < f.images.rows(); ++i) {
            const Values weights = autoClipWeights(f, i);
            for (std::size_t p = 0; p < weights.size(); ++p)
                expectedMean[p] += weights[p] / double(f.images.rows());
            for (std::int64_t c = 0; c < f.prompts.classes; ++c) {
                double z = 0;
                Values proxy(std::size_t(f.images.columns()), 0.0);
                for (std::size_t p = 0; p < weights.size(); ++p) {
                    z += weights[p] * scale * cosine(f, p, i, c);
                    for (std::size_t d = 0; d < proxy.size(); ++d)
                        proxy[d] += weights[p] * f.prompts.perTemplate[p].at(c, std::int64_t(d));
                }
                const double length =
                    std::sqrt(std::inner_product(proxy.begin(), proxy.end(), proxy.begin(), 0.0));
                QVERIFY(std::abs(logits.at(i, c) - (normalise ? z / length : z)) < 2e-5 * scale);
            }
        }
        QVERIFY(near(mean, expectedMean));
        QVERIFY(near(found(f), expectedMean));
    }
    // How the weights are spread: every image in one bin, none further off than rounding may push it.
    Fixture f = fixture();
    f.weighting.rule = WeightRule::AutoClip;
    const Matrix spread = autoClipSpread(f.weighting, f.prompts, f.images, scale, 8, 0.5, {});
    for (std::int64_t p = 0; p < spread.rows(); ++p) {
        Values least(8, 0.0);
        Values most(8, 0.0);
        for (std::int64_t i = 0; i < f.images.rows(); ++i) {
            const double place = autoClipWeights(f, i)[std::size_t(p)] / 0.5 * 8;
            const auto bin = [&](double at) { return std::size_t(std::clamp(at, 0.0, 7.0)); };
            for (std::size_t b = bin(place - 1e-3); b <= bin(place + 1e-3); ++b)
                most[b] += 1 / double(f.images.rows());
            if (bin(place - 1e-3) == bin(place + 1e-3))
                least[bin(place)] += 1 / double(f.images.rows());
        }
        double sum = 0;
        for (std::size_t b = 0; b < 8; ++b) {
            const double share = spread.at(p, std::int64_t(b));
            QVERIFY(share > least[b] - 1e-5 && share < most[b] + 1e-5);
            sum += share;
        }
        QVERIFY(std::abs(sum - 1) < 1e-5);
    }
}

void TestPromptEnsemble::locksHoldUnderEveryRule()
{
    Fixture f = fixture();
    f.weighting.templates[1] = {f.weighting.templates[1].text, 0.3, true};
    f.weighting.templates[4] = {f.weighting.templates[4].text, 0.0, true};
    const Matrix reference = unitRows(20, f.images.columns(), 77);
    for (const WeightRule rule : {WeightRule::Manual, WeightRule::Uniform, WeightRule::MaxLogit,
                                  WeightRule::ZpeTest, WeightRule::Zpe, WeightRule::AutoClip}) {
        f.weighting.rule = rule;
        const Values weights = found(f, &reference);
        QVERIFY(std::abs(weights[1] - 0.3) < 1e-6);
        QVERIFY(std::abs(weights[4]) < 1e-12);
        QVERIFY(std::abs(std::accumulate(weights.begin(), weights.end(), 0.0) - 1) < 1e-6);
    }
    Values expected = softmax([&] {
        Values scores = maxLogits(f);
        scores[1] = scores[4] = -1e9;
        return scores;
    }());
    for (double &weight : expected)
        weight *= 0.7;
    expected[1] = 0.3;
    f.weighting.rule = WeightRule::MaxLogit;
    QVERIFY(near(found(f), expected));

    Values mean(expected.size(), 0.0);
    for (std::int64_t i = 0; i < f.images.rows(); ++i) {
        const Values weights = autoClipWeights(f, i);
        for (std::size_t p = 0; p < mean.size(); ++p)
            mean[p] += weights[p] / double(f.images.rows());
    }
    f.weighting.rule = WeightRule::AutoClip;
    QVERIFY(near(found(f), mean));

    for (std::size_t p = 0; p + 1 < f.weighting.templates.size(); ++p)
        f.weighting.templates[p] = {f.weighting.templates[p].text, 0.1, true};
    const Values last = found(f); // one left: nothing to choose
    QVERIFY(std::abs(last.back() - (1 - 0.1 * double(last.size() - 1))) < 1e-6);
}

void TestPromptEnsemble::blocksDoNotShow()
{
    Fixture f = fixture(5000, 3, 4, 16); // more than two blocks
    f.weighting.rule = WeightRule::MaxLogit;
    f.weighting.temperature = 10;
    Values scores = maxLogits(f);
    for (double &score : scores)
        score /= 10;
    QVERIFY(near(found(f), softmax(scores)));
    f.weighting.rule = WeightRule::AutoClip;
    const Matrix all = autoClipLogits(f.weighting, f.prompts, f.images, scale, nullptr, {});
    Fixture last = f;
    last.images = Matrix(1, f.images.columns());
    std::copy(f.images.row(4999).begin(), f.images.row(4999).end(), last.images.row(0).begin());
    const Matrix one = autoClipLogits(f.weighting, last.prompts, last.images, scale, nullptr, {});
    for (std::int64_t c = 0; c < 4; ++c)
        QVERIFY(std::abs(all.at(4999, c) - one.at(0, c)) < 1e-5 * scale);
}

void TestPromptEnsemble::progressAndStop()
{
    Fixture f = fixture(5000, 3, 4, 16);
    for (const WeightRule rule : {WeightRule::MaxLogit, WeightRule::ZpeTest, WeightRule::AutoClip}) {
        f.weighting.rule = rule;
        std::stop_source stop;
        std::vector<std::int64_t> done;
        const Reporter reporter{[&](const Progress &progress) {
                                    QCOMPARE(progress.total, std::int64_t(5000));
                                    done.push_back(progress.done);
                                    if (done.size() == 2)
                                        stop.request_stop();
                                },
                                {}};
        QVERIFY_EXCEPTION_THROWN(
            (void)findWeights(f.weighting, f.prompts, f.images, scale, nullptr, stop.get_token(), reporter),
            Cancelled);
        QCOMPARE(done.size(), std::size_t(2));
    }
}

void TestPromptEnsemble::impossibleInputIsNamed()
{
    const Fixture good = fixture(10, 3, 4, 8);
    const auto message = [](const Fixture &f, const Matrix *reference = nullptr) {
        return messageOf<ValueError>([&] { (void)found(f, reference); });
    };
    Fixture f = good;
    f.weighting.rule = WeightRule::Zpe;
    VERIFY_SAYS(message(f), "the rule zpe needs a reference set");
    const Matrix other = unitRows(5, 9, 1);
    VERIFY_SAYS(message(f, &other), "embedded by another teacher");
    f = good;
    f.images = Matrix(0, 8);
    VERIFY_SAYS(message(f), "there are no images");
    f.images = unitRows(4, 9, 1);
    VERIFY_SAYS(message(f), "do not fit 4 classes and images of dimension 9");
    f = good;
    f.weighting.templates.pop_back();
    VERIFY_SAYS(message(f), "2 weights for 3 encoded templates");
    f = good;
    std::swap(f.weighting.templates[0], f.weighting.templates[1]);
    VERIFY_SAYS(message(f), "template 1 is \"template 1 {}\", but \"template 0 {}\" was encoded");
    f = good;
    f.prompts = {};
    f.weighting.templates.clear();
    VERIFY_SAYS(message(f), "there is no template");

    f = good;
    f.weighting.rule = WeightRule::MaxLogit;
    f.weighting.softmax = false;
    for (Matrix &texts : f.prompts.perTemplate) // images and texts point apart
        for (std::int64_t c = 0; c < texts.rows(); ++c)
            for (std::int64_t d = 0; d < texts.columns(); ++d)
                texts.row(c)[std::size_t(d)] = -f.images.at(0, d);
    VERIFY_SAYS(message(f), "Use the softmax of the scores");

    QVERIFY(messageOf<ValueError>([&] {
                (void)classProxies(good.prompts, Values{1, 0}, false);
            }).find("2 weights for 3") != std::string::npos);
    QVERIFY(messageOf<ValueError>([&] {
                (void)teacherLogits(other, good.prompts.perTemplate[0], 1);
            }).find("dimension 9 do not fit proxies of dimension 8") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestPromptEnsemble)
#include "tst_promptensemble.moc"
