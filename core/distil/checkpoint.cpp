#include "distil/checkpoint.h"

#include "base/error.h"

#include <cstring>
#include <type_traits>

namespace retort {

namespace {

constexpr char magic[] = "RETORTCK";
constexpr std::size_t magicSize = sizeof(magic) - 1;
constexpr std::uint32_t version = 1;

[[noreturn]] void damaged(const std::string &what)
{
    throw Error("the checkpoint cannot be used: " + what,
                "Start the run anew, or go back to a copy of the project.");
}

class Writer
{
public:
    template<typename T>
    void number(T value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        raw(&value, sizeof value);
    }
    void text(const std::string &value)
    {
        number<std::uint64_t>(value.size());
        raw(value.data(), value.size());
    }
    void raw(const void *from, std::size_t size)
    {
        const auto *bytes = static_cast<const std::byte *>(from);
        m_bytes.insert(m_bytes.end(), bytes, bytes + size);
    }
    [[nodiscard]] std::vector<std::byte> take() { return std::move(m_bytes); }
    [[nodiscard]] const std::vector<std::byte> &bytes() const { return m_bytes; }
    void reserve(std::size_t size) { m_bytes.reserve(size); }

private:
    std::vector<std::byte> m_bytes;
};

class Reader
{
public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    template<typename T>
    T number()
    {
        T value;
        std::memcpy(&value, raw(sizeof value).data(), sizeof value);
        return value;
    }
    /// A count of things of which each takes at least `each` bytes.
    std::size_t count(std::size_t each)
    {
        const auto value = number<std::uint64_t>();
        if (value > m_bytes.size() / each)
            damaged("it ends too early");
        return static_cast<std::size_t>(value);
    }
    std::string text()
    {
        const std::span<const std::byte> bytes = raw(count(1));
        return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
    }
    std::span<const std::byte> raw(std::size_t size)
    {
        if (size > m_bytes.size())
            damaged("it ends too early");
        const auto front = m_bytes.first(size);
        m_bytes = m_bytes.subspan(size);
        return front;
    }

private:
    std::span<const std::byte> m_bytes;
};

void writeTensor(Writer &writer, const NamedTensor &tensor)
{
    writer.text(tensor.name);
    writer.number(static_cast<std::uint8_t>(tensor.type));
    writer.number<std::uint64_t>(tensor.shape.size());
    for (const std::int64_t size : tensor.shape)
        writer.number(size);
    writer.number<std::uint64_t>(tensor.bytes.size());
    writer.raw(tensor.bytes.data(), tensor.bytes.size());
}

NamedTensor readTensor(Reader &reader)
{
    NamedTensor tensor;
    tensor.name = reader.text();
    const auto type = reader.number<std::uint8_t>();
    if (type > static_cast<std::uint8_t>(ElementType::Bool))
        damaged("tensor " + tensor.name + " has an unknown type");
    tensor.type = static_cast<ElementType>(type);
    tensor.shape.resize(reader.count(sizeof(std::int64_t)));
    std::uint64_t expected = elementSize(tensor.type);
    for (std::int64_t &size : tensor.shape) {
        size = reader.number<std::int64_t>();
        if (size < 0 || (size > 0 && expected > (std::uint64_t(1) << 48) / static_cast<std::uint64_t>(size)))
            damaged("tensor " + tensor.name + " has an impossible shape");
        expected *= static_cast<std::uint64_t>(size);
    }
    const std::span<const std::byte> bytes = reader.raw(reader.count(1));
    if (bytes.size() != expected)
        damaged("tensor " + tensor.name + " does not fill its shape");
    tensor.bytes.assign(bytes.begin(), bytes.end());
    return tensor;
}

} // namespace

std::uint64_t checksum(std::span<const std::byte> bytes)
{
    const auto mixed = [](std::uint64_t h, std::uint64_t word) { // a step of SplitMix64's finaliser
        h = (h ^ word) * 0xBF58476D1CE4E5B9ULL;
        return h ^ (h >> 29);
    };
    std::uint64_t h = 0x9E3779B97F4A7C15ULL ^ bytes.size();
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        h = mixed(h, word);
    }
    std::uint64_t rest = 0;
    if (at < bytes.size())
        std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
    return mixed(mixed(h, rest), 0);
}

std::vector<std::byte> encodeCheckpoint(const Checkpoint &checkpoint)
{
    Writer contents;
    std::size_t size = 4096 + checkpoint.position.steps.size() * sizeof(StepMetrics);
    for (const NamedTensor &tensor : checkpoint.tensors)
        size += tensor.bytes.size() + 256;
    contents.reserve(size);
    contents.number<std::uint64_t>(checkpoint.identity.size());
    for (const auto &[name, value] : checkpoint.identity) {
        contents.text(name);
        contents.text(value);
    }
    const RunPosition &position = checkpoint.position;
    contents.number(position.epoch);
    contents.number(position.batch);
    contents.number(position.step);
    contents.number(position.seconds);
    contents.number<std::uint64_t>(position.steps.size());
    for (const StepMetrics &step : position.steps) {
        contents.number(step.step);
        for (const double value : {step.loss, step.nodeLoss, step.edgeLoss, step.pseudoLoss, step.learningRate})
            contents.number(value);
    }
    contents.number<std::uint64_t>(checkpoint.tensors.size());
    for (const NamedTensor &tensor : checkpoint.tensors)
        writeTensor(contents, tensor);

    Writer whole;
    whole.reserve(contents.bytes().size() + 64);
    whole.raw(magic, magicSize);
    whole.number(version);
    whole.number<std::uint64_t>(contents.bytes().size());
    whole.raw(contents.bytes().data(), contents.bytes().size());
    whole.number(checksum(contents.bytes()));
    return whole.take();
}

Checkpoint decodeCheckpoint(std::span<const std::byte> bytes)
{
    Reader whole(bytes);
    if (bytes.size() < magicSize || std::memcmp(whole.raw(magicSize).data(), magic, magicSize) != 0)
        damaged("it is not a checkpoint of Retort");
    const auto found = whole.number<std::uint32_t>();
    if (found != version)
        throw Error("the checkpoint has version " + std::to_string(found) + ", this Retort reads version " +
                        std::to_string(version),
                    "Go on with the Retort that made it, or start the run anew.");
    const std::span<const std::byte> contents = whole.raw(whole.count(1));
    if (whole.number<std::uint64_t>() != checksum(contents))
        damaged("its checksum does not fit its contents");

    Reader reader(contents);
    Checkpoint checkpoint;
    checkpoint.identity.resize(reader.count(16));
    for (auto &[name, value] : checkpoint.identity) {
        name = reader.text();
        value = reader.text();
    }
    RunPosition &position = checkpoint.position;
    position.epoch = reader.number<std::int64_t>();
    position.batch = reader.number<std::int64_t>();
    position.step = reader.number<std::int64_t>();
    position.seconds = reader.number<double>();
    if (position.epoch < 1 || position.batch < 0 || position.step < 0)
        damaged("its position is impossible");
    position.steps.resize(reader.count(48));
    for (StepMetrics &step : position.steps) {
        step.step = reader.number<std::int64_t>();
        for (double *value : {&step.loss, &step.nodeLoss, &step.edgeLoss, &step.pseudoLoss, &step.learningRate})
            *value = reader.number<double>();
    }
    checkpoint.tensors.resize(reader.count(25));
    for (NamedTensor &tensor : checkpoint.tensors)
        tensor = readTensor(reader);
    return checkpoint;
}

void requireSameRun(const std::vector<std::pair<std::string, std::string>> &run, const Checkpoint &checkpoint)
{
    const char *const remedy = "Resume with what the run was started with, or start a new run.";
    if (run.size() != checkpoint.identity.size())
        throw Error("the checkpoint is of another kind of run", remedy);
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (run[i] == checkpoint.identity[i])
            continue;
        throw Error("the checkpoint is of another run: " + run[i].first + " is " + run[i].second +
                        " here and was " + checkpoint.identity[i].second,
                    remedy);
    }
}

} // namespace retort
