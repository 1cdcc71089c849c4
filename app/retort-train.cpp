// retort-train: the training path on a machine that has LibTorch and nothing else (docs/gpu.md). It measures, and
// trains on made-up pictures or an IDX file's with a made-up teacher, so that device, precision and memory can be
// tried before the real work goes there.
#include "base/error.h"
#include "base/random.h"
#include "data/idx.h"
#include "data/packedimages.h"
#include "distil/benchmark.h"
#include "distil/distiller.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace retort {

namespace {

constexpr const char *usage =
    R"(retort-train bench train [OPTIONS]   as retort-cli's: times the training loop on random images, prints JSON
retort-train run [OPTIONS]           trains to the end and prints an epoch a line

--student NAME       resnet20, resnet18, ...      --batch N       images a step
--input-size N       pixels a side                --epochs N
--device NAME        auto, cpu or cuda            --lr X
--precision NAME     auto, fp32, bf16 or fp16     --threads N     0: as many as there are cores
--deterministic      slower, the same bits again (on a GPU)
--images N           how many are made up         --classes N
--steps N            bench: how many are timed
--idx FILE           run: these images (N x H x W bytes, H and W at most the input size)
--until PERCENT      run: ends when so many held-out images get the teacher's answer
)";

/// "--name value" pairs; a flag's value is empty.
using Arguments = std::map<std::string, std::string>;

Arguments parse(std::span<char *const> words)
{
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string name = words[i];
        if (name == "--deterministic" || name == "--json") {
            arguments[name];
            continue;
        }
        if (!name.starts_with("--") || i + 1 == words.size())
            throw ValueError("\"" + name + "\" is no option with a value", "retort-train --help names them.");
        arguments[name] = words[++i];
    }
    return arguments;
}

template<typename Number>
void take(Arguments &arguments, const char *name, Number &value)
{
    const auto found = arguments.find(name);
    if (found == arguments.end())
        return;
    const std::string &text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw ValueError(std::string(name) + ": \"" + text + "\" is no number");
    arguments.erase(found);
}

void take(Arguments &arguments, const char *name, std::string &value)
{
    if (const auto found = arguments.find(name); found != arguments.end()) {
        value = found->second;
        arguments.erase(found);
    }
}

void requireEmpty(const Arguments &arguments)
{
    if (!arguments.empty())
        throw ValueError("unknown option \"" + arguments.begin()->first + "\"", "retort-train --help names them.");
}

constexpr int cells = 4; ///< a side: what the made-up teacher sees of an image

/// Coarse patterns under noise.
std::shared_ptr<const PackedImages> madeUpImages(std::int64_t count, int side)
{
    std::vector<std::uint8_t> pixels;
    pixels.reserve(static_cast<std::size_t>(count * side * side * 3));
    std::vector<ContentKey> keys(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        RandomStream stream{3, static_cast<std::uint64_t>(i)};
        for (std::uint8_t &byte : keys[static_cast<std::size_t>(i)].bytes)
            byte = static_cast<std::uint8_t>(stream());
        std::vector<std::uint8_t> colours(cells * cells * 3);
        for (std::uint8_t &colour : colours)
            colour = static_cast<std::uint8_t>(stream.below(192));
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                for (int c = 0; c < 3; ++c) {
                    const int cell = (y * cells / side * cells + x * cells / side) * 3 + c;
                    pixels.push_back(static_cast<std::uint8_t>(colours[static_cast<std::size_t>(cell)] +
                                                               static_cast<int>(stream.below(64))));
                }
    }
    return std::make_shared<const PackedImages>(side, side, 3, std::move(pixels), std::move(keys));
}

/// An IDX file's images, in the middle of black squares.
std::shared_ptr<const PackedImages> imagesOf(const std::string &file, int side)
{
    const IdxArray idx = readIdxFile(file);
    if (!idx.isImages() || idx.dims[1] > side || idx.dims[2] > side)
        throw InputError(file, {}, "does not hold images of at most " + std::to_string(side) + " pixels a side",
                         "Give a larger --input-size.");
    const auto [count, height, width] = std::tuple(idx.dims[0], idx.dims[1], idx.dims[2]);
    const std::int64_t area = std::int64_t(side) * side;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * area));
    std::vector<ContentKey> keys;
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint8_t *const to = pixels.data() + i * area;
        for (std::int64_t y = 0; y < height; ++y)
            std::copy_n(idx.values.data() + (i * height + y) * width, width,
                        to + ((side - height) / 2 + y) * side + (side - width) / 2);
        RandomStream stream{5, static_cast<std::uint64_t>(i)};
        ContentKey key;
        for (std::uint8_t &byte : key.bytes)
            byte = static_cast<std::uint8_t>(stream());
        keys.push_back(key);
    }
    return std::make_shared<const PackedImages>(side, side, 1, std::move(pixels), std::move(keys));
}

/// A teacher that can be learned from: the means of an image's cells, less those of all images, through a fixed
/// random map.
TeacherKnowledge madeUpTeacher(const PackedImages &images, std::int64_t classes)
{
    constexpr std::int64_t dimension = 64;
    const std::int64_t channels = images.channels();
    const std::int64_t inputs = cells * cells * channels;
    Matrix seen(images.size(), inputs);
    std::vector<double> mean(static_cast<std::size_t>(inputs));
    for (std::int64_t i = 0; i < images.size(); ++i) {
        const std::span<const std::uint8_t> record = images.record(i);
        const std::span<float> row = seen.row(i);
        for (std::int64_t y = 0; y < images.height(); ++y)
            for (std::int64_t x = 0; x < images.width(); ++x)
                for (std::int64_t c = 0; c < channels; ++c) {
                    const std::int64_t cell = y * cells / images.height() * cells + x * cells / images.width();
                    row[static_cast<std::size_t>(cell * channels + c)] +=
                        record[static_cast<std::size_t>((y * images.width() + x) * channels + c)];
                }
        for (std::size_t k = 0; k < mean.size(); ++k)
            mean[k] += static_cast<double>(row[k]) / static_cast<double>(images.size());
    }
    RandomStream stream{7};
    const auto randomRows = [&](std::int64_t rows, std::int64_t columns) {
        Matrix matrix(rows, columns);
        for (std::int64_t r = 0; r < rows; ++r)
            for (float &value : matrix.row(r))
                value = static_cast<float>(stream.normal());
        return matrix;
    };
    const auto toUnit = [](std::span<float> row) {
        double squares = 1e-12;
        for (const float value : row)
            squares += static_cast<double>(value) * static_cast<double>(value);
        for (float &value : row)
            value = static_cast<float>(value / std::sqrt(squares));
    };
    const Matrix map = randomRows(dimension, inputs);
    auto embeddings = std::make_shared<Matrix>(images.size(), dimension);
    for (std::int64_t i = 0; i < images.size(); ++i) {
        const std::span<const float> row = seen.row(i);
        for (std::int64_t d = 0; d < dimension; ++d) {
            double sum = 0;
            for (std::size_t k = 0; k < row.size(); ++k)
                sum += (static_cast<double>(row[k]) - mean[k]) * static_cast<double>(map.row(d)[k]);
            embeddings->at(i, d) = static_cast<float>(sum);
        }
        toUnit(embeddings->row(i));
    }
    TeacherKnowledge teacher;
    teacher.embeddings = embeddings;
    teacher.proxies = randomRows(classes, dimension);
    for (std::int64_t c = 0; c < classes; ++c)
        toUnit(teacher.proxies.row(c));
    teacher.logitScale = 20;
    return teacher;
}

/// Prints epochs, and asks the run to stop where enough is reached.
class Lines : public EpochSink
{
public:
    Lines(double until, std::stop_source enough) : m_until(until), m_enough(std::move(enough)) {}

    void epochDone(const EpochReport &report) override
    {
        m_seconds += report.seconds;
        std::printf("epoch %lld  loss %.4f  agreement %.2f %%  %.0f images/s  %.2f s of training\n",
                    static_cast<long long>(report.epoch), report.mean.loss, report.heldOutAgreement,
                    report.imagesPerSecond, m_seconds);
        std::fflush(stdout);
        if (report.heldOutAgreement >= m_until)
            m_enough.request_stop();
    }
    void stopped(const std::vector<std::byte> &, std::int64_t) override {}

private:
    double m_until;
    std::stop_source m_enough;
    double m_seconds = 0;
};

const Reporter notes{{}, [](const std::string &text) { std::fprintf(stderr, "%s\n", text.c_str()); }};

void bench(const TrainBenchmark &what)
{
    const TrainSpeed speed = benchTrain(what, {}, notes);
    std::printf("{\"student\": \"%s\", \"batch\": %lld, \"input_size\": %lld, \"device\": \"%s\", \"precision\": "
                "\"%s\", \"threads\": %lld, \"versions\": \"%s\", \"steps\": %lld, \"images_per_second\": %.1f, "
                "\"step_p50_ms\": %.4f, \"step_p95_ms\": %.4f}\n",
                what.recipe.student.c_str(), static_cast<long long>(what.recipe.batch),
                static_cast<long long>(what.recipe.inputSize), speed.environment.device.c_str(),
                speed.environment.precision.c_str(), static_cast<long long>(speed.environment.threads),
                speed.environment.versions.c_str(), static_cast<long long>(speed.steps), speed.imagesPerSecond,
                speed.stepP50, speed.stepP95);
}

void run(const TrainBenchmark &what, const std::string &idx, double until)
{
    const int side = static_cast<int>(what.recipe.inputSize);
    const auto images = idx.empty() ? madeUpImages(what.images, side) : imagesOf(idx, side);
    DistilInput input;
    input.images = images;
    input.teacher = madeUpTeacher(*images, what.classes);
    for (std::int64_t c = 0; c < what.classes; ++c)
        input.classes.push_back("class " + std::to_string(c));
    const RunEnvironment environment = chooseEnvironment(what.recipe);
    std::printf("%lld images, %s, %s, %lld threads, %s\n", static_cast<long long>(images->size()),
                environment.device.c_str(), environment.precision.c_str(),
                static_cast<long long>(environment.threads), environment.versions.c_str());
    std::stop_source enough;
    Lines lines(until, enough);
    try {
        distil(what.recipe, environment, input, {}, lines, enough.get_token(), notes);
    } catch (const Cancelled &) { // at the agreement that was asked for
    }
}

int program(std::span<char *const> words)
{
    const std::string_view command = words.empty() ? "--help" : words[0];
    if (command != "bench" && command != "run") {
        std::fputs(usage, command == "--help" ? stdout : stderr);
        return command == "--help" ? 0 : 2;
    }
    words = words.subspan(1);
    if (command == "bench") {
        if (words.empty() || std::string_view(words[0]) != "train")
            throw ValueError("\"bench\" is followed by \"train\" here",
                             "retort-train --help names what there is.");
        words = words.subspan(1);
    }
    Arguments arguments = parse(words);
    TrainBenchmark what;
    std::string idx;
    double until = 1000; // never
    Recipe &recipe = what.recipe;
    take(arguments, "--student", recipe.student);
    take(arguments, "--device", recipe.device);
    take(arguments, "--precision", recipe.precision);
    take(arguments, "--batch", recipe.batch);
    take(arguments, "--input-size", recipe.inputSize);
    take(arguments, "--epochs", recipe.epochs);
    take(arguments, "--lr", recipe.lr);
    take(arguments, "--threads", recipe.threads);
    recipe.deterministic = arguments.erase("--deterministic") > 0;
    take(arguments, "--images", what.images);
    take(arguments, "--classes", what.classes);
    take(arguments, "--steps", what.steps);
    if (command == "bench") {
        arguments.erase("--json"); // it prints nothing else
    } else {
        take(arguments, "--idx", idx);
        take(arguments, "--until", until);
    }
    requireEmpty(arguments);
    if (what.images < 1 || what.classes < 2)
        throw ValueError("--images must be at least 1, --classes at least 2");
    if (command == "bench")
        bench(what);
    else
        run(what, idx, until);
    return 0;
}

} // namespace

} // namespace retort

int main(int count, char **words)
{
    try {
        return retort::program(std::span(words + 1, static_cast<std::size_t>(count - 1)));
    } catch (const retort::Error &error) {
        std::fprintf(stderr, "retort-train: %s\n", error.fullText().c_str());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "retort-train: %s\n", error.what());
    }
    return 1;
}
