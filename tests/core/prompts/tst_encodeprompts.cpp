// Prompts through a text tower: what is encoded, what is remembered, and the fused form on the demo teacher.
#include "messages.h"
#include "prompts/promptensemble.h"
#include "prompts/templateset.h"
#include "teacher/textcache.h"
#include "tinyclip.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>
#include <numeric>
#include <utility>

using namespace retort;

namespace {

double dot(std::span<const float> a, std::span<const float> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                              [](float x, float y) { return double(x) * double(y); });
}

} // namespace

class TestEncodePrompts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aliasesAreAveragedAndTextsRemembered();
    void stopKeepsWhatIsEncoded();
    void cacheKeepsTexts();
    void fusedFormHoldsOnTheDemoTeacher();

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Teacher> m_teacher;
};

void TestEncodePrompts::initTestCase()
{
    testing::writeTinyClip(m_folder.path().toStdString());
    m_teacher = Teacher::open(m_folder.path().toStdString());
}

void TestEncodePrompts::aliasesAreAveragedAndTextsRemembered()
{
    const std::vector<std::string> templates{"a {}.", "{}"};
    const ClassList classes{{"ship", {"boat"}}, {"plane", {}}};
    TextEmbeddings known{{"ship", {1, 2}}}; // of another teacher: taken as missing
    std::vector<Progress> reports;
    const Reporter reporter{[&](const Progress &progress) { reports.push_back(progress); }, {}};
    const PromptEmbeddings prompts = encodePrompts(*m_teacher, templates, classes, known, {}, reporter);
    QCOMPARE(known.size(), std::size_t(6));
    QCOMPARE(reports.size(), std::size_t(1));
    QCOMPARE(reports.back().done, std::int64_t(6));
    QCOMPARE(reports.back().total, std::int64_t(6));
    QVERIFY(prompts.templates == templates);

    const std::vector<std::string> texts{"a ship.", "a boat.", "plane"};
    const Matrix direct = m_teacher->encodeTexts(texts, {}, {});
    std::vector<double> mean;
    for (std::int64_t d = 0; d < direct.columns(); ++d)
        mean.push_back(double(direct.at(0, d)) + double(direct.at(1, d)));
    const double length = std::sqrt(std::inner_product(mean.begin(), mean.end(), mean.begin(), 0.0));
    for (std::int64_t d = 0; d < direct.columns(); ++d) {
        QVERIFY(std::abs(double(prompts.perTemplate[0].at(0, d)) - mean[std::size_t(d)] / length) < 1e-5);
        QVERIFY(std::abs(prompts.perTemplate[1].at(1, d) - direct.at(2, d)) < 1e-5F);
    }

    reports.clear();
    const PromptEmbeddings again = encodePrompts(*m_teacher, templates, classes, known, {}, reporter);
    QVERIFY(reports.empty()); // nothing was encoded
    QVERIFY(again.perTemplate == prompts.perTemplate);
}

void TestEncodePrompts::stopKeepsWhatIsEncoded()
{
    std::vector<std::string> templates;
    for (int i = 0; i < 200; ++i)
        templates.push_back(std::to_string(i) + " {}");
    const ClassList classes{{"ship", {}}, {"plane", {}}};
    TextEmbeddings known;
    std::stop_source stop;
    const Reporter reporter{[&](const Progress &) { stop.request_stop(); }, {}};
    QVERIFY_EXCEPTION_THROWN(
        (void)encodePrompts(*m_teacher, templates, classes, known, stop.get_token(), reporter), Cancelled);
    QVERIFY(!known.empty() && known.size() < 400);
    const std::size_t before = known.size();
    (void)encodePrompts(*m_teacher, templates, classes, known, {}, {});
    QCOMPARE(known.size(), std::size_t(400));
    QVERIFY(before > 0);
}

void TestEncodePrompts::cacheKeepsTexts()
{
    const std::filesystem::path folder = std::filesystem::path(m_folder.path().toStdString()) / "cache";
    const auto teacher = rememberTexts(m_teacher, folder);
    QVERIFY(teacher != m_teacher && teacher->info().id == m_teacher->info().id);
    std::int64_t encoded = 0;
    std::vector<std::string> notes;
    std::stop_source stop;
    Reporter reporter{[&](const Progress &progress) { encoded = progress.total; },
                      [&](const std::string &note) { notes.push_back(note); }};
    const auto encode = [&](const Teacher &by, const std::vector<std::string> &templates) {
        encoded = 0;
        TextEmbeddings known{{"ship", {1, 2}}}; // of another teacher
        return encodePrompts(by, templates, {{"ship", {"boat"}}, {"plane", {}}}, known, stop.get_token(),
                             reporter);
    };
    const std::vector<std::string> templates{"a {}.", "{}"};
    const PromptEmbeddings first = encode(*teacher, templates);
    QCOMPARE(encoded, std::int64_t(6));
    const PromptEmbeddings again = encode(*teacher, templates);
    QCOMPARE(encoded, std::int64_t(0));
    QVERIFY(again.perTemplate == first.perTemplate);
    QVERIFY(encode(*m_teacher, templates).perTemplate == first.perTemplate);
    (void)encode(*rememberTexts(m_teacher, folder), {"a {}.", "the {}", "{}"});
    QCOMPARE(encoded, std::int64_t(3)); // by another process, as it were

    // What was encoded before a stop is not encoded again.
    std::vector<std::string> many;
    for (int i = 0; i < 200; ++i)
        many.push_back(std::to_string(i) + " {}");
    const Reporter quiet = std::exchange(reporter, {[&](const Progress &) { stop.request_stop(); }, {}});
    QVERIFY_EXCEPTION_THROWN((void)encode(*teacher, many), Cancelled);
    stop = {};
    reporter = quiet;
    (void)encode(*teacher, many);
    QVERIFY(encoded > 0 && encoded < 600);

    // A damaged record is encoded again, a cache that cannot be written costs nothing but a note.
    std::filesystem::path file;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        file = entry.path();
    QVERIFY(file.extension() == ".texts");
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(-5, std::ios::end).put('x');
    (void)encode(*teacher, many);
    QCOMPARE(encoded, std::int64_t(1));
    QVERIFY(notes.empty());
    std::filesystem::remove_all(folder);
    std::ofstream(folder) << "in the way";
    QVERIFY(encode(*teacher, templates).perTemplate == first.perTemplate);
    QCOMPARE(encoded, std::int64_t(6));
    QVERIFY(!notes.empty() && notes.front().find(folder.string()) != std::string::npos);
    QVERIFY(rememberTexts(m_teacher, {}) == m_teacher);
}

void TestEncodePrompts::fusedFormHoldsOnTheDemoTeacher()
{
    const std::filesystem::path resources = RETORT_RESOURCES_DIR;
    const auto teacher = Teacher::open(resources / "demo-teacher");
    const double scale = teacher->info().logitScale;
    const TemplateSet set = readTemplateSet(resources / "templates" / "everyday.txt");
    const ClassList classes{
        {"trouser", {"pants"}}, {"sneaker", {}}, {"bag", {"handbag"}}, {"ankle boot", {"boot"}}};
    TextEmbeddings known;
    const PromptEmbeddings prompts = encodePrompts(*teacher, set.templates, classes, known, {}, {});
    const auto images = testing::noiseImages(40, 28, 28, 1);
    std::vector<std::int64_t> indices(40);
    std::iota(indices.begin(), indices.end(), 0);
    const Matrix embeddings = teacher->encodeImages(*images, indices, {}, {});

    Weighting weighting;
    weighting.rule = WeightRule::MaxLogit;
    for (const std::string &text : set.templates)
        weighting.templates.push_back({text});
    const std::vector<double> weights = findWeights(weighting, prompts, embeddings, scale, nullptr, {}, {});
    const Matrix logits = teacherLogits(embeddings, classProxies(prompts, weights, false), scale);
    for (std::int64_t i = 0; i < logits.rows(); ++i)
        for (std::int64_t c = 0; c < logits.columns(); ++c) {
            double z = 0;
            for (std::size_t p = 0; p < weights.size(); ++p)
                z += weights[p] * scale * dot(embeddings.row(i), prompts.perTemplate[p].row(c));
            QVERIFY(std::abs(double(logits.at(i, c)) - z) < 1e-5 * scale);
        }
}

QTEST_GUILESS_MAIN(TestEncodePrompts)
#include "tst_encodeprompts.moc"
