#include "teacher/demotrainer.h"

#include "base/error.h"
#include "base/files.h"
#include "data/batchloader.h"
#include "teacher/clipfolder.h"
#include "teacher/demolessons.h"
#include "teacher/demomodel.h"
#include "tensor/memorypool.h"
#include "tensor/serialblas.h"
#include "tensor/threadsscope.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <numeric>
#include <optional>
#include <unistd.h>
#include <utility>

namespace retort {

namespace {

constexpr double peakRate = 1e-3;
constexpr double warmUpShare = 0.05;
constexpr double weightDecay = 0.05;
constexpr double largestGradient = 1;
constexpr double largestScale = 100;
constexpr double slowestAverage = 0.999;

/// A folder that is made beside its final place, and removed unless it gets there.
class NewFolder
{
public:
    explicit NewFolder(std::filesystem::path place)
        : m_place(place.has_filename() ? std::move(place) : place.parent_path()) // "folder/" too
    {
        std::error_code failure;
        if (std::filesystem::exists(m_place, failure) && !std::filesystem::is_empty(m_place, failure))
            throw Error(m_place.string() + ": is there already", "Choose another folder, or remove this one.");
        m_draft = m_place;
        m_draft += ".unfinished-" + std::to_string(::getpid());
        if (!std::filesystem::create_directory(m_draft, failure))
            throw Error(m_draft.string() + ": cannot be made" + (failure ? ": " + failure.message() : ""),
                        "Choose a folder that you may write to.");
    }
    ~NewFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_draft, ignored);
    }
    NewFolder(const NewFolder &) = delete;
    NewFolder &operator=(const NewFolder &) = delete;

    [[nodiscard]] const std::filesystem::path &draft() const noexcept { return m_draft; }

    void publish()
    {
        std::error_code failure;
        std::filesystem::rename(m_draft, m_place, failure);
        if (failure)
            throw Error(m_place.string() + ": cannot be made: " + failure.message(),
                        "Choose another folder, or remove this one.");
    }

private:
    std::filesystem::path m_place;
    std::filesystem::path m_draft;
};

void check(const DemoLessons &lessons, const DemoTraining &training)
{
    const PackedImages *images = lessons.images.get();
    if (images == nullptr || images->height() != demoSide || images->width() != demoSide ||
        images->channels() != 1)
        throw ValueError("the demo teacher learns from grey images of 28 x 28 pixels",
                         "Give it Fashion-MNIST, or a data set of the same shape.");
    if (images->size() < demoBatch)
        throw ValueError("the demo teacher needs at least " + std::to_string(demoBatch) + " images, not " +
                         std::to_string(images->size()));
    if (static_cast<std::int64_t>(lessons.labels.size()) != images->size())
        throw ValueError("there are " + std::to_string(lessons.labels.size()) + " labels for " +
                             std::to_string(images->size()) + " images",
                         "The demo teacher learns from labels: give it a data set with a labels file.");
    for (const std::int32_t label : lessons.labels) {
        if (label < 0 || label >= demoClasses)
            throw ValueError("a label is " + std::to_string(label) + ", but the classes are 0 .. " +
                                 std::to_string(demoClasses - 1),
                             "Give it Fashion-MNIST's labels.");
    }
    if (training.epochs < 1 || training.epochs > 10'000)
        throw ValueError(std::to_string(training.epochs) + " epochs: must be 1 .. 10000");
}

/// Linear warm-up, then half a cosine to 0.
double rateAt(std::int64_t step, std::int64_t steps)
{
    const auto warm =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(warmUpShare * static_cast<double>(steps)));
    if (step < warm)
        return peakRate * static_cast<double>(step + 1) / static_cast<double>(warm);
    const double done = static_cast<double>(step - warm) / static_cast<double>(steps - warm);
    return peakRate * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

/// The model, its optimiser, and the moving average of its weights, which is the result.
class Learner
{
public:
    Learner(ClipModel model, std::int64_t steps)
        : m_model(std::move(model)), m_steps(steps), m_optimizer(groups(m_model))
    {
        for (const auto &[name, tensor] : m_model->state())
            m_average.emplace(name, tensor.detach().clone());
    }

    double learn(const DemoLesson &lesson)
    {
        for (auto &group : m_optimizer.param_groups())
            group.options().set_lr(rateAt(m_step, m_steps));
        const auto unit = [](const torch::Tensor &rows) { return rows / rows.norm(2, -1, true).clamp_min(1e-12); };
        const torch::Tensor logits =
            m_model->logitScale.exp() *
            torch::mm(unit(m_model->imageFeatures(lesson.pixels)), unit(m_model->textFeatures(lesson.ids)).t());
        const torch::Tensor loss = -(lesson.targets * logits.log_softmax(1)).sum(1).mean();
        m_optimizer.zero_grad();
        loss.backward();
        torch::nn::utils::clip_grad_norm_(m_model->parameters(), largestGradient);
        m_optimizer.step();

        const torch::NoGradGuard noGrad;
        m_model->logitScale.clamp_max_(std::log(largestScale));
        ++m_step;
        const auto k = static_cast<double>(m_step);
        const double keep = std::min(slowestAverage, (1 + k) / (10 + k)); // the first weights fade quickly
        for (const auto &[name, tensor] : m_model->state())
            m_average.at(name).lerp_(tensor, 1 - keep);
        const auto value = loss.item<double>();
        if (!std::isfinite(value))
            throw Error("the loss is no longer finite at step " + std::to_string(m_step),
                        "Try another seed; check the images.");
        return value;
    }

    [[nodiscard]] const TensorMap &average() const noexcept { return m_average; }

private:
    /// Matrices decay, vectors and the scale do not.
    static std::vector<torch::optim::OptimizerParamGroup> groups(const ClipModel &model)
    {
        std::vector<torch::Tensor> decaying;
        std::vector<torch::Tensor> others;
        for (const auto &[name, tensor] : model->state())
            (tensor.dim() >= 2 ? decaying : others).push_back(tensor);
        const auto options = [](double decay) {
            return std::make_unique<torch::optim::AdamWOptions>(
                torch::optim::AdamWOptions(peakRate).betas({0.9, 0.98}).eps(1e-8).weight_decay(decay));
        };
        std::vector<torch::optim::OptimizerParamGroup> result;
        result.emplace_back(decaying, options(weightDecay));
        result.emplace_back(others, options(0));
        return result;
    }

    ClipModel m_model;
    std::int64_t m_steps;
    std::int64_t m_step = 0;
    torch::optim::AdamW m_optimizer;
    TensorMap m_average;
};

void write(const std::filesystem::path &folder, const TensorMap &weights, const WordVocabulary &vocabulary,
           std::span<const std::string> words)
{
    ClipFolder clip;
    clip.config = demoConfig(vocabulary);
    clip.weights = toNamedTensors(weights);
    clip.preprocessing.resize = demoSide;
    clip.preprocessing.crop = demoSide;
    clip.preprocessing.mean.fill(static_cast<float>(demoPixelMean));
    clip.preprocessing.standardDeviation.fill(static_cast<float>(demoPixelDeviation));
    clip.tokens = vocabulary.tokens;
    clip.merges = vocabulary.merges;
    writeClipFolder(folder, clip);
    const nlohmann::ordered_json card = {{"stand_in", true}, {"known_words", words}};
    writeFileAtomically(folder / "retort_teacher.json", card.dump(2) + "\n");
}

DemoTrained train(const DemoLessons &lessons, const DemoTraining &training, const std::filesystem::path &folder,
                  const std::stop_token &stop, const Reporter &reporter)
{
    const auto start = std::chrono::steady_clock::now();
    const ThreadsScope oneThread(1);
    const SerialBlas serial;
    const TensorMemoryPool pool;

    const std::vector<std::string> words = captionWords(demoCaptions(demoTemplates(), demoNounTexts()));
    const WordVocabulary vocabulary = learnWordVocabulary(words);
    const DemoLessonPlan plan(vocabulary);
    ClipModel model(demoConfig(vocabulary));
    initialiseDemo(model, vocabulary, training.seed);

    // By content, so that the order does not depend on where an image lies in its file.
    std::vector<std::int64_t> order(lessons.labels.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return lessons.images->key(a) < lessons.images->key(b);
    });
    Augmentation augmentation;
    augmentation.cropPadding = 1;
    augmentation.flip = true;

    DemoTrained result;
    result.images = lessons.images->size();
    const std::int64_t perEpoch = result.images / demoBatch;
    const std::int64_t steps = perEpoch * training.epochs;
    Learner learner(model, steps);
    for (std::int64_t epoch = 0; epoch < training.epochs; ++epoch) {
        BatchLoader loader(lessons.images, epochOrder(order, training.seed, epoch), demoBatch, augmentation,
                           training.seed, epoch);
        double sum = 0;
        while (const std::optional<Batch> batch = loader.next()) {
            throwIfStopped(stop);
            RandomStream stream{training.seed, static_cast<std::uint64_t>(Purpose::Sample),
                                static_cast<std::uint64_t>(result.steps)};
            sum += learner.learn(plan.lesson(*batch, lessons.labels, stream));
            ++result.steps;
            reporter.report({"training the demo teacher", result.steps, steps, "steps"});
        }
        result.loss = sum / static_cast<double>(perEpoch);
        std::array<char, 80> text{};
        std::snprintf(text.data(), text.size(), "epoch %lld of %lld: loss %.4f", static_cast<long long>(epoch + 1),
                      static_cast<long long>(training.epochs), result.loss);
        reporter.say(text.data());
    }
    write(folder, learner.average(), vocabulary, words);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace

DemoTrained trainDemoTeacher(const DemoLessons &lessons, const DemoTraining &training, std::stop_token stop,
                             const Reporter &reporter)
{
    check(lessons, training);
    NewFolder folder(training.out);
    try {
        const DemoTrained result = train(lessons, training, folder.draft(), stop, reporter);
        folder.publish();
        return result;
    } catch (const c10::Error &error) {
        throw Error(std::string("the demo teacher cannot be trained: ") + error.what_without_backtrace(),
                    "Free memory if there is little.");
    }
}

} // namespace retort
