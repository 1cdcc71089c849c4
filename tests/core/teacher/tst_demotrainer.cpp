// The demo teacher: what is done to pictures, what is said about them, and a few steps of its training.
#include "base/error.h"
#include "base/files.h"
#include "data/split.h"
#include "teacher/demolessons.h"
#include "teacher/demomodel.h"
#include "teacher/demotrainer.h"
#include "teacher/teacher.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <set>

using namespace retort;

class TestDemoTrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharesOfEveryClassSumToOne();
    void everydayIsTaught();
    void turnedPicturesTurnBack();
    void negativeAndDark();
    void smallAndCloseUp();
    void blurredAndSketched();
    void noiseIsDrawnFromTheStream();
    void everyKnownWordIsOneToken();
    void unknownWordsAreNamed();
    void picturesGoWithTheirCaptions();
    void firstWeightsFollowFromTheSeed();
    void sameSeedSameFiles();
    void theResultOpensAsAStandIn();
    void stopLeavesNothing();
    void badLessonsAreRefused_data();
    void badLessonsAreRefused();
    void aFolderInUseIsLeftAlone();

private:
    [[nodiscard]] std::filesystem::path folder(const char *name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

namespace {

/// Reproducible images; label i % 10.
DemoLessons lessons(std::int64_t count)
{
    RandomStream stream{7};
    std::vector<std::uint8_t> pixels;
    std::vector<ContentKey> keys;
    std::vector<std::int32_t> labels;
    for (std::int64_t i = 0; i < count; ++i) {
        std::vector<std::uint8_t> picture(demoSide * demoSide);
        for (std::uint8_t &value : picture)
            value = static_cast<std::uint8_t>(stream.below(256));
        keys.push_back(contentKey(picture));
        pixels.insert(pixels.end(), picture.begin(), picture.end());
        labels.push_back(static_cast<std::int32_t>(i % demoClasses));
    }
    return {std::make_shared<PackedImages>(demoSide, demoSide, 1, std::move(pixels), std::move(keys)), labels};
}

torch::Tensor pictures(std::int64_t count)
{
    RandomStream stream{11};
    torch::Tensor result = torch::empty({count, 1, demoSide, demoSide});
    for (std::int64_t i = 0; i < result.numel(); ++i)
        result.data_ptr<float>()[i] = static_cast<float>(stream.uniform());
    return result;
}

torch::Tensor changedPictures(PictureChange change, const torch::Tensor &of)
{
    RandomStream stream{3};
    return changed(change, of, stream);
}

std::map<std::string, std::vector<std::byte>> filesIn(const std::filesystem::path &folder)
{
    std::map<std::string, std::vector<std::byte>> files;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        files.emplace(entry.path().filename().string(), readFile(entry.path()));
    return files;
}

std::vector<std::string> knownWords()
{
    return captionWords(demoCaptions(demoTemplates(), demoNounTexts()));
}

} // namespace

void TestDemoTrainer::sharesOfEveryClassSumToOne()
{
    std::vector<double> sums(demoClasses, 0);
    for (const DemoNoun &noun : demoNouns())
        sums.at(static_cast<std::size_t>(noun.label)) += noun.share;
    for (const double sum : sums)
        QVERIFY(std::abs(sum - 1) < 1e-12);
    QCOMPARE(demoNounTexts().size(), std::size_t(23));
}

// The shipped set that the demo uses holds only templates that the stand-in was taught.
void TestDemoTrainer::everydayIsTaught()
{
    std::ifstream file(RETORT_RESOURCES_DIR "/templates/everyday.txt");
    std::string line;
    int count = 0;
    while (std::getline(file, line)) {
        if (line.starts_with('#'))
            continue;
        ++count;
        QVERIFY2(std::any_of(demoTemplates().begin(), demoTemplates().end(),
                             [&](const DemoTemplate &entry) { return entry.text == line; }),
                 line.c_str());
    }
    QCOMPARE(count, 18);
}

void TestDemoTrainer::turnedPicturesTurnBack()
{
    const torch::Tensor original = pictures(2);
    const torch::Tensor upside = changedPictures(PictureChange::UpsideDown, original);
    QVERIFY(torch::equal(upside[0][0][0], original[0][0][demoSide - 1]));
    QVERIFY(torch::equal(changedPictures(PictureChange::UpsideDown, upside), original));

    torch::Tensor turned = changedPictures(PictureChange::Sideways, original);
    QVERIFY(torch::equal(turned[0][0].select(1, 0), original[0][0][0].flip(0))); // the top row is now at the left
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!torch::equal(turned, original));
        turned = changedPictures(PictureChange::Sideways, turned);
    }
    QVERIFY(torch::equal(turned, original));
}

void TestDemoTrainer::negativeAndDark()
{
    const torch::Tensor original = pictures(50);
    const torch::Tensor negative = changedPictures(PictureChange::Negative, original);
    QVERIFY(torch::allclose(negative + original, torch::ones_like(original)));

    const torch::Tensor light =
        changedPictures(PictureChange::Dark, original).flatten(1).sum(1) / original.flatten(1).sum(1);
    QVERIFY(light.min().item<float>() >= 0.199F && light.max().item<float>() <= 0.401F);
    QVERIFY(light.max().item<float>() - light.min().item<float>() > 0.1F); // one for each picture
}

void TestDemoTrainer::smallAndCloseUp()
{
    const torch::Tensor original = pictures(1);
    const torch::Tensor small = changedPictures(PictureChange::Small, original)[0][0];
    QCOMPARE(small.size(0), demoSide);
    QVERIFY(std::abs(small[7][7].item<float>() -
                     original[0][0].slice(0, 0, 2).slice(1, 0, 2).mean().item<float>()) < 1e-6F);
    QVERIFY(std::abs(4 * small.sum().item<float>() - original.sum().item<float>()) < 0.01F);
    QCOMPARE(small.slice(0, 0, 7).abs().sum().item<float>(), 0.0F);
    QCOMPARE(small.slice(1, 21).abs().sum().item<float>(), 0.0F);

    // A ramp stays a ramp, half as steep.
    const torch::Tensor ramp = torch::arange(demoSide, torch::kFloat32).expand({1, 1, demoSide, demoSide});
    const torch::Tensor close = changedPictures(PictureChange::CloseUp, ramp)[0][0];
    QVERIFY(std::abs(close[5][10].item<float>() - (7 + 10.5F / 2 - 0.5F)) < 1e-5F);
    QVERIFY(std::abs(close[5][0].item<float>() - 7) < 1e-5F);
    QCOMPARE(close.size(1), demoSide);
}

void TestDemoTrainer::blurredAndSketched()
{
    torch::Tensor point = torch::zeros({1, 1, demoSide, demoSide});
    point[0][0][14][10] = 1;
    const torch::Tensor blurred = changedPictures(PictureChange::Blurry, point)[0][0];
    QVERIFY(std::abs(blurred[14][10].item<float>() - 25.0F / 625) < 1e-6F);
    QVERIFY(std::abs(blurred[18][14].item<float>() - 1.0F / 625) < 1e-6F);
    QCOMPARE(blurred[19][10].item<float>(), 0.0F);

    const torch::Tensor outline = changedPictures(PictureChange::Sketch, point)[0][0];
    QCOMPARE(outline[14][10].item<float>(), 0.0F);
    QCOMPARE(outline.sum().item<float>(), 4.0F);
    for (const auto &[row, column] : {std::pair{13, 10}, {15, 10}, {14, 9}, {14, 11}})
        QCOMPARE(outline[row][column].item<float>(), 1.0F);
    // Beyond the frame it is black, so a bright picture has an outline there.
    const torch::Tensor frame =
        changedPictures(PictureChange::Sketch, torch::full({1, 1, demoSide, demoSide}, 0.4F))[0][0];
    QVERIFY(std::abs(frame[0][0].item<float>() - 0.8F) < 1e-6F);
    QCOMPARE(frame[5][5].item<float>(), 0.0F);
}

void TestDemoTrainer::noiseIsDrawnFromTheStream()
{
    const torch::Tensor grey = torch::full({8, 1, demoSide, demoSide}, 0.5F);
    const torch::Tensor noisy = changedPictures(PictureChange::Noisy, grey);
    QVERIFY(torch::equal(noisy, changedPictures(PictureChange::Noisy, grey)));
    RandomStream other{4};
    QVERIFY(!torch::equal(noisy, changed(PictureChange::Noisy, grey, other)));
    QVERIFY(noisy.min().item<float>() >= 0 && noisy.max().item<float>() <= 1);
    QVERIFY(std::abs(noisy.std().item<float>() - 0.24F) < 0.02F); // 0.25, a little less for what is cut off
    QVERIFY(torch::equal(grey, torch::full_like(grey, 0.5F)));
}

void TestDemoTrainer::everyKnownWordIsOneToken()
{
    const std::vector<std::string> words = knownWords();
    QCOMPARE(words.size(), std::size_t(56));
    const WordVocabulary vocabulary = learnWordVocabulary(words);
    QCOMPARE(vocabulary.tokens.size(), std::size_t(682));
    QCOMPARE(std::set(vocabulary.tokens.begin(), vocabulary.tokens.end()).size(), vocabulary.tokens.size());
    for (const std::string &word : words)
        QCOMPARE(vocabulary.tokens.at(static_cast<std::size_t>(vocabulary.words.at(word))), word + endOfWord);

    // Retort's tokenizer, from the merges alone, says the same.
    std::string json = "{";
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        std::string text = vocabulary.tokens[id];
        for (std::size_t at = 0; (at = text.find_first_of("\"\\", at)) != std::string::npos; at += 2)
            text.insert(at, "\\");
        json += (id == 0 ? "\"" : ", \"") + text + "\": " + std::to_string(id);
    }
    std::string merges = "#version: 0.2\n";
    for (const auto &[left, right] : vocabulary.merges)
        merges += left + " " + right + "\n";
    const Tokenizer tokenizer = Tokenizer::fromVocabulary(json + "}", "vocab.json", merges, "merges.txt");
    for (const std::string &caption : demoCaptions(demoTemplates(), demoNounTexts()))
        QCOMPARE(vocabulary.encode(caption), tokenizer.encode(caption, 24));
}

void TestDemoTrainer::unknownWordsAreNamed()
{
    const WordVocabulary vocabulary = learnWordVocabulary(knownWords());
    try {
        static_cast<void>(vocabulary.encode("a photo of a lantern."));
        QFAIL("no exception");
    } catch (const ValueError &error) {
        QVERIFY(std::string(error.what()).find("\"lantern\"") != std::string::npos);
    }
}

void TestDemoTrainer::picturesGoWithTheirCaptions()
{
    const DemoLessons some = lessons(demoBatch);
    const WordVocabulary vocabulary = learnWordVocabulary(knownWords());
    Batch batch;
    batch.indices.resize(demoBatch);
    std::iota(batch.indices.begin(), batch.indices.end(), 0);
    batch.height = batch.width = demoSide;
    batch.channels = 1;
    for (const std::int64_t index : batch.indices) {
        const auto record = some.images->record(index);
        batch.pixels.insert(batch.pixels.end(), record.begin(), record.end());
    }
    RandomStream stream{1};
    const DemoLesson lesson = DemoLessonPlan(vocabulary).lesson(batch, some.labels, stream);
    QCOMPARE(lesson.pixels.sizes(), torch::IntArrayRef({demoBatch, 3, demoSide, demoSide}));
    QCOMPARE(lesson.ids.size(0), std::int64_t(5 * 23));
    QCOMPARE(lesson.targets.sizes(), torch::IntArrayRef({demoBatch, 5 * 23}));
    QVERIFY(torch::allclose(lesson.targets.sum(1), torch::ones({demoBatch})));

    // The first 77 pictures are as they were, and go with both plain templates alike.
    const float first = static_cast<float>(batch.pixels.front()) / 255;
    QVERIFY(std::abs(lesson.pixels[0][2][0][0].item<float>() - (first - 0.286F) / 0.353F) < 1e-5F);
    const torch::Tensor byTemplate = lesson.targets.view({demoBatch, 5, 23}).sum(2);
    QVERIFY(torch::allclose(byTemplate.slice(0, 0, 77),
                            torch::tensor({0.5F, 0.5F, 0.0F, 0.0F, 0.0F}).expand({77, 5})));
    for (std::int64_t i = 0; i < 3; ++i) {
        const torch::Tensor group = byTemplate.slice(0, 77 + 17 * i, 77 + 17 * (i + 1));
        QVERIFY(torch::allclose(group.select(1, 2 + i), torch::ones({17})));
    }
    // Picture 3 is a dress: 0.7 "dress", 0.3 "gown", shared by the two templates.
    const std::vector<std::string> nouns = demoNounTexts();
    const auto dress = std::find(nouns.begin(), nouns.end(), "dress") - nouns.begin();
    QVERIFY(std::abs(lesson.targets[3][dress].item<float>() - 0.35F) < 1e-6F);
    QCOMPARE(lesson.ids[dress].eq(vocabulary.words.at("dress")).sum().item<std::int64_t>(), std::int64_t(1));
}

void TestDemoTrainer::firstWeightsFollowFromTheSeed()
{
    const WordVocabulary vocabulary = learnWordVocabulary(knownWords());
    const ClipConfig config = demoConfig(vocabulary);
    ClipModel a(config);
    ClipModel b(config);
    ClipModel c(config);
    initialiseDemo(a, vocabulary, 5);
    initialiseDemo(b, vocabulary, 5);
    initialiseDemo(c, vocabulary, 6);
    const TensorMap first = a->state();
    for (const auto &[name, tensor] : b->state())
        QVERIFY2(torch::equal(tensor, first.at(name)), name.c_str());
    QVERIFY(!torch::equal(c->imageProjection->weight, a->imageProjection->weight));

    const auto deviation = [&](const char *name) { return first.at(name).std().item<double>(); };
    const auto near = [](double value, double expected) { return std::abs(value / expected - 1) < 0.05; };
    QVERIFY(near(deviation("vision_model.encoder.layers.1.self_attn.q_proj.weight"), 1 / std::sqrt(128.0)));
    QVERIFY(near(deviation("vision_model.encoder.layers.1.self_attn.out_proj.weight"), 1 / std::sqrt(128.0 * 8)));
    QVERIFY(near(deviation("text_model.encoder.layers.1.mlp.fc2.weight"), 1 / std::sqrt(128.0 * 4)));
    QVERIFY(near(deviation("text_model.encoder.layers.1.mlp.fc1.weight"), 1 / std::sqrt(256.0)));
    QVERIFY(near(deviation("text_projection.weight"), 1 / std::sqrt(128.0)));
    QVERIFY(near(deviation("vision_model.embeddings.position_embedding.weight"), 0.02));
    QVERIFY(near(deviation("text_model.embeddings.position_embedding.weight"), 0.01));
    QVERIFY(near(deviation("vision_model.embeddings.patch_embedding.weight"), 1 / std::sqrt(3 * 147.0)));
    QVERIFY(near(std::exp(a->logitScale.item<double>()), 20));
    // 56 words and two special tokens have something to say.
    const torch::Tensor met = a->textTower->embeddings->tokens->weight.ne(0).any(1);
    QCOMPARE(met.sum().item<std::int64_t>(), std::int64_t(58));
}

void TestDemoTrainer::sameSeedSameFiles()
{
    const DemoLessons some = lessons(2 * demoBatch + 10);
    const DemoTrained trained = trainDemoTeacher(some, {folder("a"), 1, 2}, {}, {});
    QCOMPARE(trained.steps, std::int64_t(4));
    QVERIFY(trained.loss > 0);
    const int threads = at::get_num_threads();
    at::set_num_threads(threads == 1 ? 2 : 1);
    static_cast<void>(trainDemoTeacher(some, {folder("b"), 1, 2}, {}, {}));
    at::set_num_threads(threads);
    static_cast<void>(trainDemoTeacher(some, {folder("c"), 2, 2}, {}, {}));
    QVERIFY(filesIn(folder("a")) == filesIn(folder("b")));
    auto a = filesIn(folder("a"));
    auto c = filesIn(folder("c"));
    QVERIFY(a.at("model.safetensors") != c.at("model.safetensors"));
    a.erase("model.safetensors");
    c.erase("model.safetensors");
    QVERIFY(a == c);
}

void TestDemoTrainer::theResultOpensAsAStandIn()
{
    static_cast<void>(trainDemoTeacher(lessons(demoBatch), {folder("opened") / "", 1, 1}, {}, {}));
    const auto teacher = Teacher::open(folder("opened"));
    QVERIFY(teacher->info().standIn);
    QCOMPARE(teacher->info().dimension, std::int64_t(128));
    QCOMPARE(teacher->info().preprocessing.crop, 28);
    QVERIFY(teacher->unknownWords("a dark photo of an ankle boot.").empty());
    QCOMPARE(teacher->unknownWords("a photo of a lantern."), std::vector<std::string>{"lantern"});
    QVERIFY(std::abs(teacher->info().logitScale - 20) < 0.5); // what it began with, one step on
}

void TestDemoTrainer::stopLeavesNothing()
{
    std::stop_source stop;
    Reporter reporter;
    reporter.progress = [&](const Progress &progress) {
        if (progress.done == 1)
            stop.request_stop();
    };
    QVERIFY_THROWS_EXCEPTION(Cancelled,
                             static_cast<void>(trainDemoTeacher(lessons(2 * demoBatch), {folder("stopped"), 1, 1},
                                                                stop.get_token(), reporter)));
    for (const auto &entry : std::filesystem::directory_iterator(m_folder.path().toStdString()))
        QVERIFY(entry.path().filename().string().find("stopped") == std::string::npos);
}

void TestDemoTrainer::badLessonsAreRefused_data()
{
    QTest::addColumn<int>("mistake");
    QTest::addColumn<QString>("says");
    QTest::newRow("no images") << 0 << "28 x 28";
    QTest::newRow("another size") << 1 << "28 x 28";
    QTest::newRow("too few") << 2 << "at least 128";
    QTest::newRow("no labels") << 3 << "0 labels for 128";
    QTest::newRow("an eleventh class") << 4 << "label is 10";
    QTest::newRow("no label") << 5 << "label is -1";
    QTest::newRow("no epochs") << 6 << "0 epochs";
}

void TestDemoTrainer::badLessonsAreRefused()
{
    QFETCH(const int, mistake);
    QFETCH(const QString, says);
    DemoLessons some = lessons(mistake == 2 ? demoBatch - 1 : demoBatch);
    DemoTraining training{folder("refused"), 1, mistake == 6 ? 0 : 1};
    if (mistake == 0)
        some.images = nullptr;
    else if (mistake == 1)
        some.images = std::make_shared<PackedImages>(32, 32, 1, std::vector<std::uint8_t>(128 * 1024),
                                                     std::vector<ContentKey>(128));
    else if (mistake == 3)
        some.labels.clear();
    else if (mistake >= 4 && mistake <= 5)
        some.labels[17] = mistake == 4 ? 10 : -1;
    try {
        static_cast<void>(trainDemoTeacher(some, training, {}, {}));
        QFAIL("no exception");
    } catch (const ValueError &error) {
        QVERIFY2(QString::fromStdString(error.what()).contains(says), error.what());
    }
    QVERIFY(!std::filesystem::exists(folder("refused")));
}

void TestDemoTrainer::aFolderInUseIsLeftAlone()
{
    std::filesystem::create_directory(folder("used"));
    std::ofstream(folder("used") / "mine.txt") << "mine";
    try {
        static_cast<void>(trainDemoTeacher(lessons(demoBatch), {folder("used"), 1, 1}, {}, {}));
        QFAIL("no exception");
    } catch (const Error &error) {
        QVERIFY(error.fullText().find("is there already") != std::string::npos);
    }
    QCOMPARE(readTextFile(folder("used") / "mine.txt"), std::string("mine"));
    try {
        static_cast<void>(trainDemoTeacher(lessons(demoBatch), {folder("no") / "parent", 1, 1}, {}, {}));
        QFAIL("no exception");
    } catch (const Error &error) {
        QVERIFY(error.fullText().find("cannot be made") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestDemoTrainer)
#include "tst_demotrainer.moc"
