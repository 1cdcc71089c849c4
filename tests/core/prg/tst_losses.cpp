// The PRG losses against loops in double written from docs/method.md, and against finite differences.
#include "base/random.h"
#include "prg/losses.h"
#include "tensor/autocast.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace retort;

namespace {

using Rows = std::vector<std::vector<double>>;

Rows randomRows(std::size_t rows, std::size_t columns, double scale, std::uint64_t seed)
{
    RandomStream stream({seed, rows, columns});
    Rows values(rows, std::vector<double>(columns));
    for (auto &row : values)
        for (double &value : row)
            value = scale * stream.normal();
    return values;
}

torch::Tensor tensorOf(const Rows &rows, torch::ScalarType type = torch::kFloat64)
{
    torch::Tensor tensor =
        torch::empty({std::int64_t(rows.size()), std::int64_t(rows[0].size())}, torch::kFloat64);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows[i].size(); ++j)
            tensor[std::int64_t(i)][std::int64_t(j)] = rows[i][j];
    return tensor.to(type);
}

Rows transposed(const Rows &rows)
{
    Rows result(rows[0].size(), std::vector<double>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows[i].size(); ++j)
            result[j][i] = rows[i][j];
    return result;
}

double cosine(const std::vector<double> &a, const std::vector<double> &b, double epsilon = 0)
{
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return ab / std::sqrt((aa + epsilon) * (bb + epsilon));
}

std::vector<double> centred(std::vector<double> a)
{
    double mean = 0;
    for (const double value : a)
        mean += value / double(a.size());
    for (double &value : a)
        value -= mean;
    return a;
}

double meanPearson(const Rows &a, const Rows &b, double epsilon = 0)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += cosine(centred(a[i]), centred(b[i]), epsilon);
    return sum / double(a.size());
}

std::vector<double> softmax(const std::vector<double> &z, double temperature)
{
    const double top = *std::max_element(z.begin(), z.end());
    std::vector<double> p;
    double sum = 0;
    for (const double value : z) {
        p.push_back(std::exp((value - top) / temperature));
        sum += p.back();
    }
    for (double &value : p)
        value /= sum;
    return p;
}

double referenceNode(const Rows &teacher, const Rows &student, double temperature)
{
    double sum = 0;
    for (std::size_t i = 0; i < teacher.size(); ++i) {
        const auto p = softmax(teacher[i], temperature);
        const auto q = softmax(student[i], temperature);
        for (std::size_t c = 0; c < p.size(); ++c)
            sum += p[c] * std::log(p[c] / q[c]);
    }
    return temperature * temperature * sum / double(teacher.size());
}

/// Both sides' probabilities, a row an image.
Rows softened(Rows logits, double temperature)
{
    for (auto &row : logits)
        row = softmax(row, temperature);
    return logits;
}

double referencePseudo(const Rows &teacher, const Rows &student, double margin)
{
    double sum = 0;
    double kept = 0;
    for (std::size_t i = 0; i < teacher.size(); ++i) {
        auto p = softmax(teacher[i], 1);
        const auto answer = std::size_t(std::max_element(p.begin(), p.end()) - p.begin());
        std::sort(p.rbegin(), p.rend());
        if (p[0] - p[1] < margin)
            continue;
        sum -= std::log(softmax(student[i], 1)[answer]);
        ++kept;
    }
    return kept > 0 ? sum / kept : 0;
}

bool near(double a, double b, double tolerance)
{
    const bool ok = std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
    if (!ok)
        qWarning("%.12g instead of %.12g", a, b);
    return ok;
}

using Loss = std::function<torch::Tensor(const torch::Tensor &)>;

/// Analytic gradient against central differences, in double.
bool gradientHolds(const Loss &loss, const torch::Tensor &at)
{
    torch::Tensor x = at.clone().set_requires_grad(true);
    loss(x).backward();
    const torch::Tensor analytic = x.grad().clone();
    torch::Tensor probe = at.clone();
    double *values = probe.data_ptr<double>();
    const double step = 1e-6;
    for (std::int64_t i = 0; i < probe.numel(); ++i) {
        const double kept = values[i];
        values[i] = kept + step;
        const double above = loss(probe).item<double>();
        values[i] = kept - step;
        const double below = loss(probe).item<double>();
        values[i] = kept;
        if (!near(analytic.view(-1)[i].item<double>(), (above - below) / (2 * step), 2e-6))
            return false;
    }
    return analytic.abs().sum().item<double>() > 0;
}

bool finiteWithGradient(const Loss &loss, const torch::Tensor &at)
{
    const torch::Tensor x = at.clone().set_requires_grad(true);
    const torch::Tensor value = loss(x);
    value.backward();
    return std::isfinite(value.item<double>()) && x.grad().isfinite().all().item<bool>();
}

} // namespace

class TestLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void edgesAreCosines();
    void valuesMatchLoops_data();
    void valuesMatchLoops();
    void gradientsMatchFiniteDifferences();
    void edgeLossIgnoresScaleAndShift();
    void fewClassesAndSmallBatchesSwitchTermsOff();
    void constantAndZeroRowsStayFinite();
    void hugeLogitsStayFinite();
    void halfPrecisionIsComputedInFull();
    void teacherGetsNoGradient();
    void pseudoLabelsFollowTheMargin();
};

void TestLosses::edgesAreCosines()
{
    const Rows f = randomRows(5, 7, 3.0, 1);
    const Rows w = randomRows(4, 7, 0.5, 2);
    for (const torch::ScalarType type : {torch::kFloat64, torch::kFloat32}) {
        const torch::Tensor edges = proxyEdges(tensorOf(f, type), tensorOf(w, type));
        QCOMPARE(edges.scalar_type(), type);
        for (int i = 0; i < 5; ++i)
            for (int c = 0; c < 4; ++c)
                QVERIFY(near(edges[i][c].item<double>(), cosine(f[std::size_t(i)], w[std::size_t(c)]), 1e-6));
    }
}

void TestLosses::valuesMatchLoops_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("classes");
    QTest::addColumn<double>("scale");
    QTest::newRow("usual") << 16 << 10 << 2.0;
    QTest::newRow("many classes") << 9 << 100 << 5.0;
    QTest::newRow("one image") << 1 << 10 << 2.0;
    QTest::newRow("two images") << 2 << 5 << 1.0;
    QTest::newRow("two classes") << 8 << 2 << 1.0;
    QTest::newRow("sharp") << 6 << 8 << 40.0;
}

void TestLosses::valuesMatchLoops()
{
    QFETCH(int, batch);
    QFETCH(int, classes);
    QFETCH(double, scale);
    const Rows t = randomRows(std::size_t(batch), std::size_t(classes), scale, 3);
    const Rows s = randomRows(std::size_t(batch), std::size_t(classes), scale, 4);
    double featureSum = 0;
    for (std::size_t i = 0; i < t.size(); ++i)
        featureSum += 1 - cosine(t[i], s[i]);
    const bool rows = classes > 2;
    const bool columns = batch > 2;
    const double rowTerm = rows ? 1 - meanPearson(t, s) : 0;
    const double columnTerm = columns ? 1 - meanPearson(transposed(t), transposed(s)) : 0;
    const double both = rows && columns ? (rowTerm + columnTerm) / 2 : rowTerm + columnTerm;

    for (const torch::ScalarType type : {torch::kFloat64, torch::kFloat32}) {
        const double tolerance = type == torch::kFloat64 ? 1e-7 : 2e-5;
        const torch::Tensor a = tensorOf(t, type);
        const torch::Tensor b = tensorOf(s, type);
        for (const double temperature : {0.5, 1.0, 4.0})
            QVERIFY(near(nodeLoss(a, b, temperature).item<double>(), referenceNode(t, s, temperature), tolerance));
        for (const double margin : {0.0, 0.1, 0.5})
            QVERIFY(near(pseudoLoss(a, b, margin).item<double>(), referencePseudo(t, s, margin), tolerance));
        QVERIFY(near(featureLoss(b, a).item<double>(), featureSum / batch, tolerance));
        QVERIFY(near(edgeLoss(a, b, true, false).item<double>(), rowTerm, tolerance));
        QVERIFY(near(edgeLoss(a, b, false, true).item<double>(), columnTerm, tolerance));
        QVERIFY(near(edgeLoss(a, b, true, true).item<double>(), both, tolerance));
        QCOMPARE(edgeLoss(a, b, true, true).scalar_type(), type);
        for (const double temperature : {2.0, 8.0}) {
            constexpr double epsilon = 1e-8; // probabilities of unlikely classes hardly vary: there it counts
            const Rows p = softened(t, temperature);
            const Rows q = softened(s, temperature);
            const double expected = ((rows ? 1 - meanPearson(p, q, epsilon) : 0) +
                                     (columns ? 1 - meanPearson(transposed(p), transposed(q), epsilon) : 0)) *
                                    (rows && columns ? 0.5 : 1.0) * temperature * temperature;
            const double loss = relationLoss(a, b, temperature, true, true).item<double>();
            QVERIFY2(near(loss, expected, temperature * temperature * tolerance),
                     qPrintable(QString::number(loss - expected)));
        }
    }
}

void TestLosses::gradientsMatchFiniteDifferences()
{
    const torch::Tensor teacher = tensorOf(randomRows(5, 4, 1.5, 5));
    const torch::Tensor student = tensorOf(randomRows(5, 4, 1.5, 6));
    const torch::Tensor proxies = tensorOf(randomRows(4, 6, 0.7, 7));
    const torch::Tensor features = tensorOf(randomRows(5, 6, 0.7, 8));
    QVERIFY(gradientHolds([&](const torch::Tensor &x) { return nodeLoss(teacher, x, 2.0); }, student));
    QVERIFY(gradientHolds([&](const torch::Tensor &x) { return featureLoss(x, teacher); }, student));
    QVERIFY(
        gradientHolds([&](const torch::Tensor &x) { return relationLoss(teacher, x, 2.0, true, true); }, student));
    QVERIFY(gradientHolds([&](const torch::Tensor &x) { return pseudoLoss(teacher, x, 0.0); }, student));
    QVERIFY(gradientHolds([&](const torch::Tensor &x) { return pseudoLoss(teacher, x, 0.3); }, student));
    for (const auto &[rows, columns] : {std::pair(true, true), std::pair(true, false), std::pair(false, true)}) {
        const auto loss = [&, rows = rows, columns = columns](const torch::Tensor &f, const torch::Tensor &w) {
            return edgeLoss(teacher, proxyEdges(f, w), rows, columns);
        };
        QVERIFY(gradientHolds([&](const torch::Tensor &x) { return loss(x, proxies); }, features));
        QVERIFY(gradientHolds([&](const torch::Tensor &x) { return loss(features, x); }, proxies));
    }
}

void TestLosses::edgeLossIgnoresScaleAndShift()
{
    const torch::Tensor edges = tensorOf(randomRows(12, 6, 0.2, 9), torch::kFloat32);
    QVERIFY(edgeLoss(edges, edges * 0.5 + 0.3, true, true).item<double>() < 1e-4);
    QVERIFY(near(edgeLoss(edges, -edges, true, true).item<double>(), 2.0, 1e-4));
}

void TestLosses::fewClassesAndSmallBatchesSwitchTermsOff()
{
    QVERIFY(!edgeRowsApply(2) && edgeRowsApply(3) && !edgeColumnsApply(2) && edgeColumnsApply(3));
    for (const auto &[batch, classes] : {std::pair(1, 2), std::pair(2, 2)}) {
        const torch::Tensor teacher = tensorOf(randomRows(std::size_t(batch), std::size_t(classes), 1, 10));
        torch::Tensor student =
            tensorOf(randomRows(std::size_t(batch), std::size_t(classes), 1, 11)).set_requires_grad(true);
        const torch::Tensor loss = edgeLoss(teacher, student, true, true);
        QCOMPARE(loss.item<double>(), 0.0);
        loss.backward();
        QCOMPARE(student.grad().abs().sum().item<double>(), 0.0);
    }
    const torch::Tensor edges = tensorOf(randomRows(4, 4, 1, 12)).set_requires_grad(true);
    const torch::Tensor off = edgeLoss(edges.detach(), edges, false, false);
    off.backward();
    QCOMPARE(off.item<double>(), 0.0);
}

void TestLosses::constantAndZeroRowsStayFinite()
{
    for (const torch::ScalarType type : {torch::kFloat32, torch::kFloat64}) {
        const torch::Tensor varied = tensorOf(randomRows(4, 5, 0.3, 13), type);
        const torch::Tensor constant = torch::full({4, 5}, 0.25, type);
        const auto edge = [](const torch::Tensor &teacher) {
            return [teacher](const torch::Tensor &x) { return edgeLoss(teacher, x, true, true); };
        };
        QVERIFY(finiteWithGradient(edge(varied), constant));
        QVERIFY(finiteWithGradient(edge(constant), varied));
        QVERIFY(finiteWithGradient(edge(constant), constant));
        QVERIFY(near(edgeLoss(constant, varied, true, true).item<double>(), 1.0, 1e-4)); // no relation to learn

        const torch::Tensor zeros = torch::zeros({4, 5}, type);
        QVERIFY(finiteWithGradient([&](const torch::Tensor &x) { return proxyEdges(x, varied).sum(); }, zeros));
        QVERIFY(finiteWithGradient([&](const torch::Tensor &x) { return featureLoss(x, varied); }, zeros));
        QCOMPARE(proxyEdges(zeros, varied).abs().sum().item<double>(), 0.0);
    }
}

void TestLosses::hugeLogitsStayFinite()
{
    const torch::Tensor shape = tensorOf(randomRows(4, 5, 1, 14), torch::kFloat32);
    for (const double scale : {1e4, 1e20, 1e30}) {
        const torch::Tensor huge = shape * scale;
        QVERIFY(finiteWithGradient([&](const torch::Tensor &x) { return nodeLoss(huge, x, 1.0); }, shape));
        QVERIFY(finiteWithGradient([&](const torch::Tensor &x) { return nodeLoss(shape, x, 1.0); }, huge));
        QVERIFY(finiteWithGradient([&](const torch::Tensor &x) { return nodeLoss(huge, x, 1.0); }, -huge));
        QVERIFY(finiteWithGradient([&](const torch::Tensor &x) { return pseudoLoss(huge, x, 0.5); }, -huge));
    }
    QVERIFY(nodeLoss(shape * 1e20, shape * 1e20, 1.0).item<double>() < 1e-6);
}

void TestLosses::halfPrecisionIsComputedInFull()
{
    const torch::Tensor teacher = tensorOf(randomRows(6, 5, 2, 15), torch::kBFloat16);
    const torch::Tensor student = tensorOf(randomRows(6, 5, 2, 16), torch::kBFloat16);
    const torch::Tensor t = teacher.to(torch::kFloat64);
    const torch::Tensor s = student.to(torch::kFloat64);
    const auto agrees = [](const torch::Tensor &half, const torch::Tensor &fine) {
        return half.scalar_type() == torch::kFloat32 && near(half.item<double>(), fine.item<double>(), 1e-5);
    };
    torch::Tensor node;
    torch::Tensor pseudo;
    torch::Tensor feature;
    torch::Tensor edge;
    torch::Tensor cosines;
    {
        const AutocastScope scope(torch::kCPU, torch::kBFloat16);
        node = nodeLoss(teacher, student, 2.0);
        pseudo = pseudoLoss(teacher, student, 0.2);
        feature = featureLoss(student, teacher);
        edge = edgeLoss(teacher, student, true, true);
        cosines = proxyEdges(student, teacher);
    }
    QVERIFY(agrees(node, nodeLoss(t, s, 2.0)));
    QVERIFY(agrees(pseudo, pseudoLoss(t, s, 0.2)));
    QVERIFY(agrees(feature, featureLoss(s, t)));
    QVERIFY(agrees(edge, edgeLoss(t, s, true, true)));
    QVERIFY(agrees(cosines.sum(), proxyEdges(s, t).sum()));
}

void TestLosses::teacherGetsNoGradient()
{
    const torch::Tensor teacher = tensorOf(randomRows(6, 5, 2, 17)).set_requires_grad(true);
    const torch::Tensor student = tensorOf(randomRows(6, 5, 2, 18)).set_requires_grad(true);
    (nodeLoss(teacher, student, 1) + pseudoLoss(teacher, student, 0.1) + featureLoss(student, teacher) +
     edgeLoss(teacher, student, true, true))
        .backward();
    QVERIFY(!teacher.grad().defined());
    QVERIFY(student.grad().abs().sum().item<double>() > 0);
}

void TestLosses::pseudoLabelsFollowTheMargin()
{
    // Margins of the teacher's probabilities: about 0.96, 0.46, 0.
    const torch::Tensor teacher = torch::tensor({{4.0, 0.0}, {0.0, 1.0}, {2.0, 2.0}}, torch::kFloat64);
    const torch::Tensor student = torch::tensor({{0.0, 3.0}, {0.0, 1.0}, {5.0, 0.0}}, torch::kFloat64);
    const auto nll = [](double other) { return std::log1p(std::exp(other)); };
    QVERIFY(near(pseudoLoss(teacher, student, 0.9).item<double>(), nll(3), 1e-9));
    QVERIFY(near(pseudoLoss(teacher, student, 0.4).item<double>(), (nll(3) + nll(-1)) / 2, 1e-9));
    const torch::Tensor x = student.clone().set_requires_grad(true);
    const torch::Tensor none = pseudoLoss(teacher, x, 0.999);
    QCOMPARE(none.item<double>(), 0.0);
    none.backward();
    QCOMPARE(x.grad().abs().sum().item<double>(), 0.0);
}

QTEST_GUILESS_MAIN(TestLosses)
#include "tst_losses.moc"
