// Teachers that are answers from elsewhere, and views that teacher and student share.
#include "workflowfixture.h"

#include "formats/npy.h"
#include "images/croppedviews.h"
#include "images/viewed.h"
#include "workflow/distilinput.h"
#include "workflow/teacheranswers.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace retort;
using namespace retort::test;

namespace {

PromptEmbeddings promptsOf(const Session &session, const ProjectSettings &settings)
{
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : settings.weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    return encodePrompts(*session.teacher, templates, settings.classes, known, {}, {});
}

/// Logits whose highest is class (row % 3), for images of which `list` names a path a row.
void writeLogits(const fs::path &file, const std::vector<std::string> &paths)
{
    Matrix logits(static_cast<std::int64_t>(paths.size()), 3);
    std::string list;
    for (std::int64_t i = 0; i < logits.rows(); ++i) {
        for (std::int64_t c = 0; c < 3; ++c)
            logits.at(i, c) = (c == i % 3 ? 4.0F : 0.0F) + 0.1F * static_cast<float>((i * 7 + c * 3) % 5);
        list += paths[static_cast<std::size_t>(i)] + "\n";
    }
    writeNpy(file, logits);
    fs::path beside = file;
    writeFileAtomically(beside.replace_extension(".txt"), std::string_view(list));
}

/// "kind0/0.bmp", "kind0/3.bmp", ... as Place::imageFolder names them.
std::vector<std::string> imagePaths()
{
    std::vector<std::string> paths;
    for (int i = 0; i < 60; ++i)
        paths.push_back("kind" + std::to_string(i % 3) + "/" + std::to_string(i) + ".bmp");
    return paths;
}

} // namespace

class TestWorkflowTeachers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // From two files to a trained student; stopped and resumed on the way; the bits are those of an undisturbed
    // run.
    void logitsTakeThePlaceOfAClip()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("images", true));
        choice.teacher = place.root() / "answers.npy";
        writeLogits(choice.teacher, imagePaths());
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        const ProjectSettings settings = project->settings();
        QVERIFY(settings.teacher->recorded);
        QCOMPARE(settings.weighting.templates.size(), std::size_t{1});
        QCOMPARE(settings.weighting.templates[0].text, std::string("{}"));

        const auto session = openSession(settings, place.cache(), {}, {});
        const PromptEmbeddings prompts = promptsOf(*session, settings);
        const PromptScore score =
            scorePrompts(*session, prompts, settings.weighting, false, true, nullptr, {}, {});
        for (std::int64_t i = 0; i < 60; ++i) {
            const std::string name = session->training.dataset->images->name(i);
            const int number = std::stoi(name.substr(name.find('/') + 1));
            QCOMPARE(score.training.answers[static_cast<std::size_t>(i)], number % 3);
            // The very probability of the logits.
            double sum = 0;
            double top = 0;
            for (int c = 0; c < 3; ++c) {
                const double value = std::exp((c == number % 3 ? 4.0 : 0.0) + 0.1 * ((number * 7 + c * 3) % 5));
                sum += value;
                top = std::max(top, value);
            }
            QVERIFY(std::abs(score.training.confidences[static_cast<std::size_t>(i)] - top / sum) < 1e-5);
        }
        // Whatever the templates and the rule, nothing changes.
        Weighting other = settings.weighting;
        other.templates = {{"a {}", 0.25, false}, {"the {}", 0.75, false}};
        other.rule = WeightRule::MaxLogit;
        ProjectSettings changed = settings;
        changed.weighting = other;
        const PromptScore same =
            scorePrompts(*session, promptsOf(*session, changed), other, true, false, nullptr, {}, {});
        QCOMPARE(same.training.answers, score.training.answers);
        QVERIFY(std::abs(same.training.meanConfidence - score.training.meanConfidence) < 1e-6);

        Recipe recipe = tinyRecipe();
        recipe.batch = 16; // more steps to stop at
        const RunRecord whole = distilRun(*project, project->addRun("whole", recipe), place.cache(), {}, {}, {});
        QCOMPARE(whole.state, RunState::Finished);
        const std::int64_t id = project->addRun("in pieces", recipe);
        std::stop_source stop;
        RunListener listener;
        listener.step = [&](const StepMetrics &step, double) {
            if (step.step == 4)
                stop.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 (void)distilRun(*project, id, place.cache(), stop.get_token(), {}, listener));
        const RunRecord resumed = distilRun(*project, id, place.cache(), {}, {}, {});
        QCOMPARE(resumed.weightsSha256, whole.weightsSha256);

        // Other answers under the same name are another teacher.
        std::vector<std::string> turned = imagePaths();
        std::ranges::rotate(turned, turned.begin() + 1);
        writeLogits(choice.teacher, turned);
        const std::string said = errorOf<InputError>([&] { (void)openSession(settings, place.cache(), {}, {}); });
        QVERIFY2(holds(said, "holds another teacher"), said.c_str());
    }

    // What retort writes down of a CLIP is a teacher again that says the same.
    void whatTheTeacherKnowsGoesOutAndIn()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("images", true));
        createProject(choice, {}, {});
        const ProjectSettings settings = Project::open(choice.file, nullptr)->settings();
        const auto session = openSession(settings, place.cache(), {}, {});
        const PromptEmbeddings prompts = promptsOf(*session, settings);
        const PromptScore score =
            scorePrompts(*session, prompts, settings.weighting, false, true, nullptr, {}, {});
        const auto write = [&](const char *name) {
            writeTeacherAnswers(*session, settings.weighting, prompts, DatasetRole::Training, place.root() / name,
                                {}, {});
        };
        write("answers.csv");
        std::string expected = "path,class,probability,margin\r\n";
        for (std::size_t i = 0; i < 60; ++i) {
            char line[80];
            std::snprintf(line, sizeof line, ",%.6f,%.6f\r\n", static_cast<double>(score.training.confidences[i]),
                          static_cast<double>(score.training.margins[i]));
            expected += session->training.dataset->images->name(static_cast<std::int64_t>(i)) + "," +
                        settings.classes[static_cast<std::size_t>(score.training.answers[i])].name + line;
        }
        QCOMPARE(readTextFile(place.root() / "answers.csv"), expected);

        for (const char *name : {"out/logits.npy", "out/logits2.safetensors"}) {
            fs::create_directories(place.root() / "out");
            write(name);
            NewProject again = place.choice(fs::path(name).stem().string() + ".retort", choice.dataset);
            again.teacher = place.root() / name;
            createProject(again, {}, {});
            const ProjectSettings second = Project::open(again.file, nullptr)->settings();
            QVERIFY(second.teacher->recorded);
            const auto reopened = openSession(second, place.cache(), {}, {});
            const PromptScore rescored = scorePrompts(*reopened, promptsOf(*reopened, second), second.weighting,
                                                      false, true, nullptr, {}, {});
            QCOMPARE(rescored.training.answers, score.training.answers);
            for (std::size_t i = 0; i < 60; ++i)
                QVERIFY(std::abs(rescored.training.confidences[i] - score.training.confidences[i]) < 1e-5F);
        }
        QVERIFY(holds(errorOf<ValueError>([&] { write("answers.xlsx"); }), "Name a .csv file"));
        QVERIFY(holds(errorOf<ValueError>([&] {
                          writeTeacherAnswers(*session, settings.weighting, prompts, DatasetRole::Test,
                                              place.root() / "t.csv", {}, {});
                      }),
                      "no test images"));
    }

    void embeddingsGoOutAndIn()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.idx("idx"));
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        Weighting single = project->settings().weighting;
        single.templates = {{"a {}", 1, false}};
        project->setWeighting(single);
        const ProjectSettings settings = project->settings();
        const auto session = openSession(settings, place.cache(), {}, {});
        const PromptEmbeddings prompts = promptsOf(*session, settings);
        const PromptScore score = scorePrompts(*session, prompts, single, false, true, nullptr, {}, {});
        std::string list;
        std::map<std::string, std::string> metadata{
            {"logit_scale", std::to_string(session->teacher->info().logitScale)}};
        writeImageTable(place.root() / "e.safetensors", "image_embeds", *session->training.embeddings,
                        *session->training.dataset->images, &prompts.perTemplate[0], metadata);
        // Images of an IDX file have no paths: they are listed by content. Its test images are not listed.
        NewProject again = place.choice("b.retort", choice.dataset);
        again.teacher = place.root() / "e.safetensors";
        createProject(again, {}, {});
        const ProjectSettings second = Project::open(again.file, nullptr)->settings();
        QVERIFY(holds(errorOf<InputError>([&] { (void)openSession(second, place.cache(), {}, {}); }),
                      "does not list"));
        ProjectSettings trainingOnly = second;
        std::erase_if(trainingOnly.datasets,
                      [](const DatasetRecord &record) { return record.role == DatasetRole::Test; });
        const auto reopened = openSession(trainingOnly, place.cache(), {}, {});
        const PromptScore rescored =
            scorePrompts(*reopened, promptsOf(*reopened, second), second.weighting, false, true, nullptr, {}, {});
        QCOMPARE(rescored.training.answers, score.training.answers);
        QVERIFY(std::abs(rescored.training.meanConfidence - score.training.meanConfidence) < 1e-5);
    }

    void classesMustBeAsMany()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("images", true));
        choice.teacher = place.root() / "answers.npy";
        writeLogits(choice.teacher, imagePaths());
        place.writeTextFile("two.txt", "a\nb\n");
        choice.classes = place.root() / "two.txt";
        const std::string said = errorOf<InputError>([&] { createProject(choice, {}, {}); });
        QVERIFY2(holds(said, "has answers about 3 classes, and there are 2"), said.c_str());
        QVERIFY(!fs::exists(choice.file));
        // A class that is added later is refused where it matters, and named.
        choice.classes.reset();
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        project->setClasses({{"a", {}}, {"b", {}}, {"c", {}}, {"d", {}}});
        const ProjectSettings settings = project->settings();
        const auto session = openSession(settings, place.cache(), {}, {});
        QVERIFY(holds(errorOf<ValueError>([&] { (void)promptsOf(*session, settings); }),
                      "about 3 classes, and the list names 4"));
    }

    void recordedAnswersHaveNoViews()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("images", true));
        choice.teacher = place.root() / "answers.npy";
        writeLogits(choice.teacher, imagePaths());
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        Recipe recipe = tinyRecipe();
        recipe.views = 2;
        recipe.randomResizedCrop = 0.5;
        const std::int64_t id = project->addRun("run", recipe);
        QVERIFY(holds(errorOf<ValueError>([&] { (void)distilRun(*project, id, place.cache(), {}, {}, {}); }),
                      "it looks at nothing"));
    }

    // What the student sees of a view is what the teacher scored: the same crop, each at its own input size.
    void viewsAreTheSameForBoth()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("images", true)), {}, {});
        const ProjectSettings settings = Project::open(place.root() / "a.retort", nullptr)->settings();
        const auto session = openSession(settings, place.cache(), {}, {});
        const PromptEmbeddings prompts = promptsOf(*session, settings);
        Recipe recipe = tinyRecipe();
        recipe.views = 3;
        recipe.viewsSeed = 5;
        recipe.randomResizedCrop = 0.4;
        const DistilInput input = makeDistilInput(
            {*session, recipe, settings.weighting, settings.classes, prompts}, place.cache(), {}, {});
        QCOMPARE(input.views->count, 3);
        QCOMPARE(input.views->images->size(), 180);
        QCOMPARE(input.views->embeddings->rows(), 180);
        const auto source = session->training.dataset->images;
        const int teacherSide = session->teacher->info().preprocessing.crop;
        for (std::int64_t i = 0; i < 60; i += 7) {
            for (std::int64_t k = 0; k < 3; ++k) {
                // Drawn here once more, from the picture itself.
                const Image picture = source->image(i);
                const ContentKey key = source->key(i);
                RandomStream stream{5, static_cast<std::uint64_t>(Purpose::Crop), key.high(), key.low(),
                                    static_cast<std::uint64_t>(k)};
                const CropRect rect = drawCrop(picture.height, picture.width, {3, 0.4, true, 5}, stream);
                Image crop{rect.height, rect.width, picture.channels, {}};
                for (int y = 0; y < rect.height; ++y)
                    for (int x = 0; x < rect.width; ++x)
                        for (int c = 0; c < picture.channels; ++c)
                            crop.pixels.push_back(picture.pixels[static_cast<std::size_t>(
                                ((rect.top + y) * picture.width +
                                 (rect.left + (rect.flip ? rect.width - 1 - x : x))) *
                                    picture.channels +
                                c)]);
                const ImageView squash{Fit::Squash, {}};
                QVERIFY(input.views->images->image(i * 3 + k) == squareOf(crop, squash, 32, Resampling::Bicubic));
                const Image seen =
                    squareOf(crop, squash, teacherSide, session->teacher->info().preprocessing.resampling);
                const PackedImages alone(teacherSide, teacherSide, seen.channels, seen.pixels, {ContentKey{}});
                const std::vector<std::int64_t> first{0};
                const Matrix row = session->teacher->encodeImages(alone, first, {}, {});
                QVERIFY(std::ranges::equal(row.row(0), input.views->embeddings->row(i * 3 + k)));
            }
        }
        // Scored once for all runs with this seed, also when there are more views of them.
        recipe.views = 4;
        recipe.seed = 99;
        std::int64_t asked = -1;
        Reporter reporter;
        reporter.progress = [&](const Progress &p) {
            if (p.stage == "embedding images")
                asked = p.total;
        };
        (void)makeDistilInput({*session, recipe, settings.weighting, settings.classes, prompts}, place.cache(), {},
                              reporter);
        QCOMPARE(asked, 60);
    }

    void runsWithViewsResume()
    {
        const Place place;
        createProject(place.choice("a.retort", place.imageFolder("images", true)), {}, {});
        const auto project = opened(place.root() / "a.retort");
        Weighting weighting = project->settings().weighting;
        weighting.rule = WeightRule::AutoClip; // logits of their own for each view
        project->setWeighting(weighting);
        Recipe recipe = tinyRecipe();
        recipe.batch = 16;
        recipe.views = 2;
        recipe.randomResizedCrop = 0.5;
        const RunRecord whole = distilRun(*project, project->addRun("whole", recipe), place.cache(), {}, {}, {});
        const std::int64_t id = project->addRun("in pieces", recipe);
        std::stop_source stop;
        RunListener listener;
        listener.step = [&](const StepMetrics &step, double) {
            if (step.step == 4)
                stop.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 (void)distilRun(*project, id, place.cache(), stop.get_token(), {}, listener));
        QCOMPARE(distilRun(*project, id, place.cache(), {}, {}, {}).weightsSha256, whole.weightsSha256);
        recipe.viewsSeed = 2;
        QVERIFY(
            distilRun(*project, project->addRun("other crops", recipe), place.cache(), {}, {}, {}).weightsSha256 !=
            whole.weightsSha256);
    }

    // Rounded embeddings are a choice of the project, and decide the bits.
    void halves()
    {
        const Place place;
        NewProject choice = place.choice("a.retort", place.imageFolder("images", true));
        choice.training.halfEmbeddings = true;
        createProject(choice, {}, {});
        const auto project = opened(choice.file);
        const ProjectSettings settings = project->settings();
        QVERIFY(settings.dataset(DatasetRole::Training)->choice.halfEmbeddings);
        const auto session = openSession(settings, place.cache(), {}, {});
        ProjectSettings exact = settings;
        exact.datasets[0].choice.halfEmbeddings = false;
        const auto other = openSession(exact, place.cache(), {}, {});
        QCOMPARE(other->training.fromCache, 0);
        QVERIFY(*session->training.embeddings != *other->training.embeddings);
        for (std::int64_t i = 0; i < 60; ++i)
            for (std::int64_t d = 0; d < 12; ++d)
                QVERIFY(std::abs(session->training.embeddings->at(i, d) - other->training.embeddings->at(i, d)) <
                        5e-4F);
    }
};

QTEST_GUILESS_MAIN(TestWorkflowTeachers)
#include "tst_workflow_teachers.moc"
