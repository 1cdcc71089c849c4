// Bad input, what the log must say, and what happens when something goes wrong on the way.
#include "distilfixture.h"

#include <QtTest>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>

using namespace retort;

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
std::atomic<std::size_t> largestBlock{unlimited}; ///< bytes

} // namespace

/// The C library's, from which tensors take their memory (tensor/memorypool.cpp), but it can be told to refuse. (A
/// limit on the whole process would hit OpenBLAS too, which then tries for ever.)
extern "C" int posix_memalign(void **memory, std::size_t alignment, std::size_t bytes) noexcept
{
    if (bytes > largestBlock)
        return ENOMEM;
    *memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    return *memory ? 0 : ENOMEM;
}

namespace {

/// The text of the Error of type E that the run ends with; fails otherwise.
template<typename E>
std::string refusal(const Recipe &recipe, const DistilInput &input, Recorder &recorder,
                    const RunEnvironment &environment = onOneThread())
{
    try {
        distil(recipe, environment, input, {}, recorder, recorder.stop.get_token(), {});
    } catch (const E &error) {
        return error.fullText();
    } catch (const std::exception &error) {
        return std::string("other exception: ") + error.what();
    }
    return "none";
}

template<typename E>
std::string refusal(const Recipe &recipe, const DistilInput &input)
{
    Recorder recorder;
    return refusal<E>(recipe, input, recorder);
}

bool holds(const std::string &text, const char *part)
{
    if (text.find(part) == std::string::npos) {
        qWarning("%s", text.c_str());
        return false;
    }
    return true;
}

std::vector<std::string> notes(Recipe recipe, const DistilInput &input)
{
    std::vector<std::string> said;
    Recorder recorder;
    recorder.stop.request_stop();
    Reporter reporter;
    reporter.note = [&](const std::string &text) { said.push_back(text); };
    try {
        distil(recipe, onOneThread(), input, {}, recorder, recorder.stop.get_token(), reporter);
    } catch (const Cancelled &) {
    }
    return said;
}

} // namespace

class DistilInputTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recipeIsChecked()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 0;
        QVERIFY(holds(refusal<ValueError>(recipe, smallInput()), "\"epochs\""));
    }

    void oneClass()
    {
        DistilInput input = smallInput();
        input.classes.resize(1);
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "at least two classes"));
    }

    void everyImageIsExcluded()
    {
        DistilInput input = smallInput();
        for (std::int64_t i = 0; i < input.images->size(); ++i)
            input.excluded.push_back(input.images->key(i));
        std::sort(input.excluded.begin(), input.excluded.end());
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "without 60 excluded ones"));
    }

    void viewsMustFit()
    {
        Recipe recipe = smallRecipe();
        recipe.views = 2;
        recipe.randomResizedCrop = 0.5;
        QVERIFY(holds(refusal<ValueError>(recipe, smallInput()),
                      "scored 0 views of each image, the recipe's views is 2"));
        const DistilInput three = withViews(smallInput(), 3, recipe);
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), three),
                      "scored 3 views of each image, the recipe's views is 0"));
        DistilInput fewer = three;
        fewer.views->images = smallInput().images;
        QVERIFY(holds(refusal<ValueError>(recipe, fewer), "60 views of 60 images"));
        DistilInput others = three;
        others.views->embeddings = smallInput().teacher.embeddings;
        QVERIFY(holds(refusal<ValueError>(recipe, others), "embeddings are [60 x 12] where [180 x 12] is needed"));
        recipe.randomResizedCrop = 0;
        QVERIFY(holds(refusal<ValueError>(recipe, three), "random_resized_crop"));
        recipe.randomResizedCrop = 0.5;
        recipe.views = 1001;
        QVERIFY(holds(refusal<ValueError>(recipe, three), "\"views\""));
    }

    void viewsReplaceOtherAugmentation()
    {
        Recipe recipe = smallRecipe();
        const DistilInput input = withViews(smallInput(), 2, recipe);
        const std::vector<std::string> said = notes(recipe, input);
        QVERIFY(std::any_of(said.begin(), said.end(), [](const std::string &text) {
            return text.find("crop_padding and colour_jitter are off") != std::string::npos;
        }));
        recipe.cropPadding = 0;
        QVERIFY(notes(recipe, input).empty());
    }

    void noImages()
    {
        DistilInput input = smallInput();
        input.images = nullptr;
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "no images"));
    }

    void wrongSize()
    {
        Recipe recipe = smallRecipe();
        recipe.inputSize = 64;
        QVERIFY(holds(refusal<ValueError>(recipe, smallInput()), "32 x 32"));
    }

    void embeddingsOfOtherImages()
    {
        DistilInput input = smallInput();
        input.teacher.embeddings = smallInput(5, 59).teacher.embeddings;
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "[59 x 12] where [60 x 12]"));
        input.teacher.embeddings = nullptr;
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "embeddings of the images are missing"));
    }

    void proxiesOfOtherClasses()
    {
        DistilInput input = smallInput();
        input.classes.push_back("one more");
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "[5 x 12] where [6 x 12]"));
    }

    void notANumberInTheTeacher()
    {
        DistilInput input = smallInput();
        auto embeddings = std::make_shared<Matrix>(*input.teacher.embeddings);
        embeddings->at(17, 3) = std::numeric_limits<float>::quiet_NaN();
        input.teacher.embeddings = embeddings;
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "in row 17"));
    }

    void nothingHeldOut()
    {
        Recipe recipe = smallRecipe();
        recipe.heldOut = 0.01;
        QVERIFY(holds(refusal<ValueError>(recipe, smallInput(5, 3)), "held_out"));
    }

    void unknownMachine()
    {
        Recorder recorder;
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), smallInput(), recorder, {"tpu", "fp32", 1, ""}), "tpu"));
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), smallInput(), recorder, {"cpu", "fp8", 1, ""}), "fp8"));
        QVERIFY(
            holds(refusal<ValueError>(smallRecipe(), smallInput(), recorder, {"cpu", "fp32", 0, ""}), "threads"));
    }

    void startWeightsThatDoNotFit()
    {
        DistilInput input = smallInput();
        input.start.weights = {{"conv1.weight", ElementType::F32, {1}, std::vector<std::byte>(4)}};
        input.start.fingerprint = "one tensor";
        QVERIFY(holds(refusal<ValueError>(smallRecipe(), input), "conv1.weight"));
    }

    void theLogSaysWhatIsOff()
    {
        const auto two = notes(smallRecipe(), smallInput(2));
        QCOMPARE(two.size(), std::size_t(1));
        QVERIFY(holds(two[0], "row term"));
        Recipe recipe = smallRecipe();
        recipe.batch = 2;
        const auto pairs = notes(recipe, smallInput());
        QCOMPARE(pairs.size(), std::size_t(1));
        QVERIFY(holds(pairs[0], "column term"));
        recipe.batch = 1000;
        QVERIFY(holds(notes(recipe, smallInput()).at(0), "instead of 1000"));
        QVERIFY(notes(smallRecipe(), smallInput()).empty());
    }

    void nothingLeftToLearn()
    {
        Recipe recipe = smallRecipe();
        recipe.nodeWeight = recipe.pseudoWeight = 0;
        recipe.edgeColumns = false;
        QVERIFY(holds(refusal<ValueError>(recipe, smallInput(2)), "nothing is left to learn"));
    }

    void twoClassesAndBatchesOfTwoTrain()
    {
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        recipe.batch = 2;
        const Recorder run = finished(recipe, smallInput(2, 24));
        QCOMPARE(run.epochs.size(), std::size_t(1));
        QCOMPARE(run.steps[0].edgeLoss, 0.0);
    }

    void aLossThatIsNotFinite()
    {
        DistilInput input = smallInput();
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        input.start.weights = finished(recipe, input).epochs[0].weights;
        input.start.fingerprint = "wrong weights";
        input.start.fingerprint = "those of a run";
        for (NamedTensor &tensor : input.start.weights)
            if (tensor.name == "fc.weight") {
                const float huge = std::numeric_limits<float>::max();
                for (std::size_t i = 0; i + sizeof huge <= tensor.bytes.size(); i += sizeof huge)
                    std::memcpy(tensor.bytes.data() + i, &huge, sizeof huge);
            }
        Recorder recorder;
        const std::string text = refusal<Error>(recipe, input, recorder);
        QVERIFY2(holds(text, "not finite at step 1: node "), text.c_str());
        QVERIFY(holds(text, "lower learning rate"));
        QVERIFY(!holds(text, "kept")); // there is nothing
        QVERIFY(recorder.epochs.empty());
        QVERIFY(recorder.steps.empty());
        QVERIFY(recorder.checkpoint.empty());
    }

    void aLossThatDiverges()
    {
        DistilInput input = smallInput();
        Recipe recipe = smallRecipe();
        recipe.epochs = 1;
        input.start.weights = finished(recipe, input).epochs[0].weights;
        input.start.fingerprint = "wrong weights";
        for (NamedTensor &tensor : input.start.weights)
            if (tensor.name == "fc.weight" || tensor.name == "fc.bias")
                for (std::size_t i = 0; i + sizeof(float) <= tensor.bytes.size(); i += sizeof(float)) {
                    float value = 0; // surely wrong, and too slow to learn better
                    std::memcpy(&value, tensor.bytes.data() + i, sizeof value);
                    value *= -300;
                    std::memcpy(tensor.bytes.data() + i, &value, sizeof value);
                }
        recipe.epochs = 30;
        recipe.lr = 1e-9;
        Recorder recorder;
        const std::string text = refusal<Error>(recipe, input, recorder);
        QVERIFY2(holds(text, "the loss diverged: ") && holds(text, "steps 1 to 50"), text.c_str());
        QVERIFY2(holds(text, "epochs 1 to 16 are kept") && holds(text, "lower learning rate"), text.c_str());
        QCOMPARE(recorder.epochs.size(), std::size_t(16));
        recorder = {};
        recipe.epochs = 15; // one bad moment is none
        distil(recipe, onOneThread(), input, {}, recorder, {}, {});
        QCOMPARE(recorder.epochs.size(), std::size_t(15));
    }

    void imagesThatVanishWhileTheyAreRead()
    {
        // As a folder that is read image by image: gone in the middle of the second epoch.
        class Vanishing : public SizedImages
        {
        public:
            explicit Vanishing(std::shared_ptr<const SizedImages> images)
                : SizedImages(images->height(), images->width(), images->channels()), m_images(std::move(images))
            {}
            [[nodiscard]] std::int64_t size() const override { return m_images->size(); }
            [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_images->key(index); }
            [[nodiscard]] std::string name(std::int64_t index) const override { return m_images->name(index); }
            void copy(std::int64_t index, std::uint8_t *pixels) const override
            {
                if (gone)
                    throw InputError("folder/7.png", {}, "cannot be read any more", "Bring the folder back.");
                m_images->copy(index, pixels);
            }
            std::atomic<bool> gone = false;

        private:
            std::shared_ptr<const SizedImages> m_images;
        };
        DistilInput input = smallInput();
        const auto images = std::make_shared<Vanishing>(input.images);
        input.images = images;
        Recipe recipe = smallRecipe();
        recipe.epochs = 3;
        Recorder recorder;
        recorder.onEpoch = [&] { images->gone = recorder.epochs.size() == 1; };
        const std::string text = refusal<InputError>(recipe, input, recorder); // by which a run waits
        QVERIFY2(holds(text, "folder/7.png") && holds(text, "Bring the folder back."), text.c_str());
        QCOMPARE(recorder.epochs.size(), std::size_t(1));
        // The epoch before is what it goes on from, to the same bits.
        images->gone = false;
        Recorder rest;
        distil(recipe, onOneThread(), input, recorder.epochs[0].checkpoint, rest, {}, {});
        QCOMPARE(rest.epochs.back().weights, finished(recipe, smallInput()).epochs.back().weights);
    }

    // Smaller and smaller pieces are tried before a run gives up.
    void memoryThatRunsOut()
    {
        Recipe recipe = smallRecipe();
        recipe.batch = 400;
        const DistilInput input = smallInput(5, 600);
        Recorder recorder;
        std::string text = "none";
        int notes = 0;
        const Reporter reporter{{}, [&](const std::string &) {
                                    ++notes;
                                    largestBlock = std::size_t(100) << 10; // from now on too little for anything
                                }};
        largestBlock = std::size_t(4) << 20; // the student, and 64 images in its first convolution
        try {
            distil(recipe, onOneThread(), input, {}, recorder, {}, reporter);
        } catch (const Error &error) {
            text = error.fullText();
        }
        largestBlock = unlimited;
        QCOMPARE(notes, 5); // 200, 100, 50, 25, 13
        QVERIFY2(holds(text, "memory ran out while training: ") && holds(text, " more were asked for"),
                 text.c_str());
        QVERIFY2(holds(text, "\"batch\" 200 instead of 400"), text.c_str());
    }

    void memoryForPiecesOnly()
    {
        Recipe recipe = smallRecipe();
        recipe.batch = 200;
        recipe.epochs = 1;
        const DistilInput input = smallInput(5, 600);
        std::vector<std::string> notes;
        Recorder recorder;
        recorder.onStep = [&] {
            if (recorder.steps.size() == 2)
                largestBlock = unlimited; // before the evaluation
        };
        largestBlock = std::size_t(4) << 20;
        distil(recipe, onOneThread(), input, {}, recorder, {},
               {{}, [&](const std::string &note) { notes.push_back(note); }});
        largestBlock = unlimited;
        QCOMPARE(recorder.epochs.size(), std::size_t(1));
        QCOMPARE(recorder.steps.size(), std::size_t(2));
        QVERIFY(notes.size() >= 2);
        QVERIFY2(holds(notes[0], "memory ran out while training: ") &&
                     holds(notes[0], "batches of 200 images are worked through 100 at a time from now on"),
                 notes[0].c_str());
        QVERIFY2(holds(notes[1], "50 at a time"), notes[1].c_str());
    }

    void whatTheSinkThrowsPasses()
    {
        struct DiskFull
        {};
        Recorder epoch;
        epoch.onEpoch = [] { throw DiskFull(); };
        QVERIFY_THROWS_EXCEPTION(DiskFull, distil(smallRecipe(), onOneThread(), smallInput(), {}, epoch, {}, {}));
        QCOMPARE(epoch.epochs.size(), std::size_t(1));
        Recorder step;
        step.onStep = [] { throw std::runtime_error("mine"); };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error,
                                 distil(smallRecipe(), onOneThread(), smallInput(), {}, step, {}, {}));
    }
};

QTEST_GUILESS_MAIN(DistilInputTest)
#include "tst_distil_input.moc"
