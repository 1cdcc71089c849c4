#include "teacher/clipteacher.h"

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "data/split.h"
#include "formats/jsonobject.h"
#include "teacher/clipcheckpoint.h"
#include "teacher/clipweights.h"
#include "teacher/clipwords.h"
#include "teacher/devicetowers.h"
#include "teacher/imagepreparation.h"
#include "teacher/productkernels.h"
#include "tensor/cuda.h"
#include "tensor/memorypool.h"
#include "tensor/threadsscope.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_set>
#include <utility>

namespace retort {

namespace {

/// Rows of activations (tokens of images or texts) that one thread works on at once: enough that bringing weights
/// into the order of the processor's vectors costs little beside the products, few enough for its cache.
constexpr std::int64_t rowsAtOnce = 544; // 32 images of 16 patches

/// Images or texts of so many tokens that one thread works on at once; fewer where every thread is to get some.
std::int64_t unitSize(std::int64_t total, std::int64_t tokens)
{
    const std::int64_t threads = threadsToUse();
    return std::clamp<std::int64_t>((total + threads - 1) / threads, 1,
                                    std::max<std::int64_t>(1, rowsAtOnce / tokens));
}

/// Units for each thread between two reports: few of a large tower's, so that it can be stopped; many of a small
/// one's, so that threads seldom wait for each other.
std::int64_t unitsAThread(const TowerConfig &tower, std::int64_t rows)
{
    constexpr double wanted = 2e10; // operations: some tenths of a second
    constexpr std::int64_t most = 16;
    const auto weights =
        static_cast<double>(tower.layers * tower.width * (4 * tower.width + 2 * tower.intermediate));
    return std::clamp<std::int64_t>(
        static_cast<std::int64_t>(wanted / (2.0 * weights * static_cast<double>(rows))), 1, most);
}

/// A stand-in says so, and which words it knows, in a file of Retort's own.
constexpr const char *standInFile = "retort_teacher.json";

/// Runs work that may throw LibTorch's exceptions.
template<typename Work>
auto wrapped(const std::filesystem::path &folder, const Work &work)
{
    try {
        return work();
    } catch (const c10::Error &error) {
        throw Error(folder.string() + ": the tower failed: " + error.what_without_backtrace(),
                    "Free memory if there is little; otherwise check the checkpoint.");
    } catch (const std::bad_alloc &) {
        throw Error(folder.string() + ": there is too little memory for this teacher", "Close other programs.");
    }
}

/// Calls work(unit) for all units, each whole unit on one thread, all in the memory pool of the caller.
template<typename Work>
void forUnits(std::int64_t units, std::stop_token stop, const Work &work)
{
    const std::shared_ptr<TensorMemoryPool::Blocks> memory = TensorMemoryPool::current();
    parallelFor(units, stop, [&](std::int64_t unit) {
        const c10::InferenceMode inference;
        const ThreadsScope one(1);
        const TensorMemoryPool shared(memory);
        work(unit);
    });
}

/// Scales the first rows to length 1 and copies them to where they belong.
void storeUnitRows(const torch::Tensor &features, std::span<const std::int64_t> rows, Matrix &matrix)
{
    const Matrix block = toMatrix(features / features.norm(2, -1, true).clamp_min(1e-12));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::span<const float> row = block.row(static_cast<std::int64_t>(r));
        if (!std::all_of(row.begin(), row.end(), [](float value) { return std::isfinite(value); }))
            throw Error("the tower gives values that are not finite",
                        "The checkpoint is damaged: copy or download it again.");
        std::copy(row.begin(), row.end(), matrix.row(rows[r]).begin());
    }
}

} // namespace

struct ClipTeacher::Parts
{
    ImagePreparation preparation;
    Tokenizer tokenizer;
    ClipModel model;
    std::unordered_set<std::string> knownWords;
    std::optional<DeviceTowers> onDevice; ///< none: on the processor
};

ClipTeacher::ClipTeacher(TeacherInfo info, std::unique_ptr<Parts> parts)
    : Teacher(std::move(info)), m_parts(std::move(parts))
{}

ClipTeacher::~ClipTeacher() = default;

std::shared_ptr<const Teacher> ClipTeacher::open(const std::filesystem::path &path, TowerPrecision precision,
                                                 TowerDevice device)
{
    const bool onGpu = device == TowerDevice::Cuda;
    if (onGpu)
        DeviceTowers::requireCuda();
    const bool fast = onGpu ? cudaHasBFloat16(torch::kCUDA) : bfloat16ProductKernels() != nullptr;
    const bool bfloat16 = precision == TowerPrecision::BFloat16 || (precision == TowerPrecision::Auto && fast);
    return wrapped(path, [&] {
        ClipCheckpoint checkpoint = readClipCheckpoint(path);
        auto parts = std::make_unique<Parts>(
            Parts{checkpoint.preparation, std::move(checkpoint.tokenizer), ClipModel(checkpoint.config), {}, {}});
        loadWeights(parts->model, checkpoint.weights);
        if (onGpu)
            parts->onDevice.emplace(parts->model, torch::kCUDA, bfloat16);
        else if (bfloat16)
            parts->model->setArithmetic(Arithmetic::BFloat16);

        TeacherInfo info;
        info.id = checkpoint.id;
        info.path = path;
        info.family = checkpoint.family;
        info.format = checkpoint.format;
        info.precision = precisionOf(*checkpoint.weights);
        info.computes = std::string(bfloat16 ? "bf16" : "fp32") + (onGpu ? " on cuda" : "");
        info.weightBytes = checkpoint.weights->bytes();
        info.description = describe(checkpoint.config);
        info.activation = checkpoint.config.text.activation == MlpActivation::QuickGelu ? "quick_gelu" : "gelu";
        info.vocabulary = checkpoint.config.vocabulary;
        info.dimension = checkpoint.config.projection;
        info.contextLength = checkpoint.config.contextLength;
        for (const torch::Tensor &parameter : parts->model->parameters())
            info.parameters += parameter.numel();
        info.logitScale = std::exp(parts->model->logitScale.item<double>());
        info.preprocessing = checkpoint.preparation.how;
        info.squash = checkpoint.preparation.squash;

        const std::filesystem::path folder = checkpoint.folder;
        if (const std::filesystem::path file = folder / standInFile; std::filesystem::exists(file)) {
            const nlohmann::json parsed = parseJson(readTextFile(file), file);
            const JsonObject json(parsed, file, {});
            info.standIn = json.flag("stand_in", false);
            for (const nlohmann::json &entry : json.value("known_words")) {
                if (!entry.is_string())
                    json.fail("known_words", "must be a list of texts", "Copy the teacher's folder again.");
                for (std::string &word : clipWords(entry.get<std::string>()))
                    parts->knownWords.insert(std::move(word));
            }
        }
        return std::shared_ptr<const Teacher>(new ClipTeacher(std::move(info), std::move(parts)));
    });
}

Matrix ClipTeacher::encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                 std::stop_token stop, const Reporter &reporter) const
{
    const ClipConfig &config = m_parts->model->config();
    const auto total = static_cast<std::int64_t>(indices.size());
    const std::optional<DeviceTowers> &gpu = m_parts->onDevice;
    const std::int64_t unit = unitSize(total, config.imageTokens());
    const std::int64_t batch =
        gpu ? gpu->batch(config.imageTokens())
            : unit * unitsAThread(config.vision, unit * config.imageTokens()) * threadsToUse();
    const std::int64_t side = config.imageSize;
    Matrix result(total, config.projection);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(total));
    std::iota(rows.begin(), rows.end(), 0);

    const ImageView view = images.view();
    // The next batch is prepared while the tower works on this one, on a thread without a limit of its own.
    const auto prepare = [&, threads = threadsToUse()](std::int64_t begin) {
        const ThreadsAtMost same(threads);
        const std::int64_t count = std::min(batch, total - begin);
        torch::Tensor pixels = torch::empty({count, 3, side, side}, gpu ? gpu->inputOptions() : torch::kFloat32);
        float *planes = pixels.data_ptr<float>();
        parallelFor(count, stop, [&](std::int64_t i) {
            m_parts->preparation.prepare(images.image(indices[begin + i]), planes + i * 3 * side * side, view);
        });
        return pixels;
    };
    return wrapped(info().path, [&] {
        const TensorMemoryPool pool;
        const auto store = [&](std::int64_t first, const torch::Tensor &features) {
            storeUnitRows(features, std::span(rows).subspan(first, features.size(0)), result);
        };
        LateResults late(store);
        std::future<torch::Tensor> next;
        if (total > 0)
            next = std::async(std::launch::async, prepare, std::int64_t{0});
        for (std::int64_t begin = 0; begin < total; begin += batch) {
            const torch::Tensor pixels = next.get();
            if (begin + batch < total)
                next = std::async(std::launch::async, prepare, begin + batch);
            const std::int64_t end = std::min(begin + batch, total);
            if (gpu)
                late.add(begin, gpu->imageFeatures(pixels));
            else
                forUnits((end - begin + unit - 1) / unit, stop, [&](std::int64_t u) {
                    const std::int64_t first = begin + u * unit;
                    store(first,
                          m_parts->model->imageFeatures(pixels.narrow(0, u * unit, std::min(unit, end - first))));
                });
            reporter.report({"encoding images", end, total, "images"});
            throwIfStopped(stop);
        }
        late.finish();
        return std::move(result);
    });
}

Matrix ClipTeacher::encodeTexts(std::span<const std::string> texts, std::stop_token stop,
                                const Reporter &reporter) const
{
    const ClipConfig &config = m_parts->model->config();
    const auto total = static_cast<std::int64_t>(texts.size());
    std::map<std::size_t, std::vector<std::int64_t>> byLength; // in tokens
    std::vector<std::vector<std::int64_t>> ids;
    ids.reserve(texts.size());
    for (const std::string &text : texts) {
        ids.push_back(m_parts->tokenizer.encode(text, config.contextLength));
        byLength[ids.back().size()].push_back(std::int64_t(ids.size()) - 1);
    }
    // Only texts of one length share a unit: nothing is computed for tokens that do not count.
    const std::optional<DeviceTowers> &gpu = m_parts->onDevice;
    std::vector<std::span<const std::int64_t>> units;
    for (const auto &[length, rows] : byLength) {
        const std::int64_t count = std::int64_t(rows.size());
        const std::int64_t unit = gpu ? gpu->batch(std::int64_t(length)) : unitSize(count, std::int64_t(length));
        for (std::int64_t at = 0; at < count; at += unit)
            units.push_back(std::span(rows).subspan(at, std::min(unit, count - at)));
    }

    Matrix result(total, config.projection);
    return wrapped(info().path, [&] {
        const TensorMemoryPool pool;
        const std::int64_t batch = unitsAThread(config.text, rowsAtOnce) * threadsToUse();
        const auto store = [&](std::int64_t u, const torch::Tensor &features) {
            storeUnitRows(features, units[u], result);
        };
        LateResults late(store);
        std::int64_t done = 0;
        for (std::int64_t begin = 0; begin < std::int64_t(units.size()); begin += batch) {
            const std::int64_t count = std::min(batch, std::int64_t(units.size()) - begin);
            const auto tokensOf = [&](std::span<const std::int64_t> rows) {
                const auto length = static_cast<std::int64_t>(ids[rows.front()].size());
                torch::Tensor tokens = torch::empty({std::int64_t(rows.size()), length}, torch::kInt64);
                auto *to = tokens.data_ptr<std::int64_t>();
                for (const std::int64_t row : rows)
                    to = std::copy(ids[row].begin(), ids[row].end(), to);
                return tokens;
            };
            if (gpu)
                for (std::int64_t u = begin; u < begin + count; ++u)
                    late.add(u, gpu->textFeatures(tokensOf(units[u])));
            else
                forUnits(count, stop, [&](std::int64_t u) {
                    store(begin + u, m_parts->model->textFeatures(tokensOf(units[begin + u])));
                });
            for (std::int64_t u = begin; u < begin + count; ++u)
                done += std::int64_t(units[u].size());
            reporter.report({"encoding prompts", done, total, "prompts"});
            throwIfStopped(stop);
        }
        late.finish();
        return std::move(result);
    });
}

std::vector<std::string> ClipTeacher::unknownWords(const std::string &text) const
{
    std::vector<std::string> unknown;
    if (!info().standIn)
        return unknown;
    for (std::string &word : clipWords(text)) {
        if (isLetterWord(word) && !m_parts->knownWords.contains(word) &&
            std::find(unknown.begin(), unknown.end(), word) == unknown.end())
            unknown.push_back(std::move(word));
    }
    return unknown;
}

} // namespace retort
