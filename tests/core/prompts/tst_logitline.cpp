// Logits along a line of weights against the long way: every template's logits, weighted and added in double.
#include "base/random.h"
#include "prompts/logitline.h"
#include "prompts/weightingedit.h"

#include <QtTest>

#include <cmath>

using namespace retort;

namespace {

constexpr double scale = 100;

Matrix unitRows(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    Matrix matrix(rows, columns);
    RandomStream stream({seed});
    for (std::int64_t r = 0; r < rows; ++r) {
        double squares = 0;
        for (float &value : matrix.row(r)) {
            value = static_cast<float>(stream.normal() + 0.5);
            squares += double(value) * value;
        }
        for (float &value : matrix.row(r))
            value = static_cast<float>(value / std::sqrt(squares));
    }
    return matrix;
}

std::vector<double> weightsOf(const Weighting &weighting)
{
    std::vector<double> weights;
    for (const WeightedTemplate &item : weighting.templates)
        weights.push_back(item.weight);
    return weights;
}

} // namespace

class TestLogitLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPositionIsTheLongWay_data()
    {
        QTest::addColumn<bool>("normalise");
        QTest::addColumn<int>("index");
        for (const bool normalise : {false, true})
            for (const int index : {0, 2, 4})
                QTest::addRow("template %d, %s", index, normalise ? "normalised" : "plain") << normalise << index;
    }

    void everyPositionIsTheLongWay()
    {
        QFETCH(bool, normalise);
        QFETCH(int, index);
        const auto moved = static_cast<std::size_t>(index);
        PromptEmbeddings prompts;
        prompts.classes = 7;
        Weighting base;
        for (std::size_t p = 0; p < 6; ++p) {
            prompts.templates.push_back("template " + std::to_string(p) + " {}");
            prompts.perTemplate.push_back(unitRows(prompts.classes, 19, p + 1));
            base.templates.push_back({prompts.templates.back(), 1.0 / 6, p == 1});
        }
        base = withMute(base, std::vector<std::size_t>{3}, true);
        const Matrix images = unitRows(11, 19, 99);
        const double largest = largestWeight(base, moved);
        const ProxyLine line = proxyLine(prompts, weightsOf(withWeight(base, moved, 0)),
                                         weightsOf(withWeight(base, moved, largest)), normalise);
        const LogitLine logits(line, images, scale);
        for (int position = 0; position < 64; ++position) {
            const double t = position / 63.0;
            const std::vector<double> weights = weightsOf(withWeight(base, moved, t * largest));
            const std::vector<float> scales = logits.scales(t);
            QCOMPARE(scales.size(), normalise ? std::size_t(7) : std::size_t(0));
            Matrix some(4, prompts.classes);
            logits.logits(t, scales, 5, some);
            const Matrix proxies = line.at(t);
            for (std::int64_t i = 0; i < some.rows(); ++i)
                for (std::int64_t c = 0; c < prompts.classes; ++c) {
                    double sum = 0;
                    double squares = 0;
                    double alongProxies = 0;
                    for (std::int64_t d = 0; d < images.columns(); ++d) {
                        double proxy = 0;
                        for (std::size_t p = 0; p < weights.size(); ++p)
                            proxy += weights[p] * double(prompts.perTemplate[p].at(c, d));
                        sum += proxy * double(images.at(i + 5, d));
                        squares += proxy * proxy;
                        alongProxies += double(proxies.at(c, d)) * double(images.at(i + 5, d));
                    }
                    const double expected = scale * (normalise ? sum / std::sqrt(squares) : sum);
                    QVERIFY2(std::abs(double(some.at(i, c)) - expected) < 2e-4,
                             qPrintable(QStringLiteral("%1 at %2").arg(double(some.at(i, c)) - expected).arg(t)));
                    QVERIFY(std::abs(scale * alongProxies - expected) < 2e-4);
                }
        }
    }
};

QTEST_GUILESS_MAIN(TestLogitLine)
#include "tst_logitline.moc"
